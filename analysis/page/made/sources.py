"""Where the facts of a page come from, how fresh they are, and how to correct them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import urlencode

from markupsafe import Markup

from analysis.page.made import parts
from analysis.page.made.known import Shared, date
from analysis.page.pieces import safe

FORMS = {"run": "Add a run", "price": "Correct a price"}  # of the page of contributions
_ADDRESS = "../guide/contribute.html"


def section(known: Shared, used: Iterable[str], freshness: str, asks: Mapping[str, str]) -> Markup:
    """Return the sources that a page used, what is newest in them, and where to correct a row.

    ``asks``: what the ready forms are filled in with; a script adds the row that a reader clicks.
    """
    rows = [
        (
            Markup(safe.link(one["url"], one["title"])),
            one["publisher"],
            one["licence"],
            date(one["retrieved"]),
        )
        for source in sorted(set(used))
        for one in [known.sources[source]]
    ]
    heads = (("Source", False), ("Publisher", False), ("Terms", False), ("Read on", False))
    return parts.section(
        "sources",
        "Sources and freshness",
        parts.paragraph(freshness),
        parts.table(heads, rows, "Sources of this page"),
        parts.paragraph(
            "Something missing or wrong?",
            Markup(" · ").join(
                parts.link(f"{_ADDRESS}?{urlencode(asks)}#sec-{form}", words)
                for form, words in FORMS.items()
            ),
            kind="bp-forms",
        ),
    )
