"""Where the facts of a page come from, how fresh they are, and how to correct them."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup

from analysis.page.made import parts
from analysis.page.made.known import Known, date
from analysis.page.pieces import safe


def section(known: Known, used: Iterable[str], freshness: str, contribute: str) -> Markup:
    """Return the sources that a page used, what is newest in them, and where to correct a row."""
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
            parts.link(contribute, "Add a run or correct a price"),
        ),
    )
