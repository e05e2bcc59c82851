"""What nearly every page imports, imported once in the process that the pages are forked from."""

from __future__ import annotations

import contextlib
import importlib

import analysis.site.render  # noqa: F401

# The first page that needs them says what is wrong with them, with its line.
with contextlib.suppress(Exception):
    importlib.import_module("analysis.page")
