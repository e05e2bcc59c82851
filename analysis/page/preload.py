"""What every page of the report imports and reads, once for all of them."""

from __future__ import annotations

import contextlib
import importlib

from analysis.site import digests, rests

# The first page that needs it says what is wrong with it, with its line.
with contextlib.suppress(Exception):
    page = importlib.import_module("analysis.page")
    importlib.import_module("analysis.page.pieces.figure")
    importlib.import_module("analysis.register.chapters").register()
    today = page.data()
    # most chapters ask for these tables; which do is heard there
    with importlib.import_module("analysis.heard").hearing(today):
        importlib.import_module("analysis.published.observed").of(today)
    page.data("price-of-progress")
    if not any((rests.ROOT / digests.CACHE).glob("*")):  # all pages come, and most ask for these
        importlib.import_module("statsmodels.regression.linear_model")
        known = importlib.import_module("analysis.page.made.known")
        with importlib.import_module("analysis.heard").hearing(known.facts()):
            known.living()
