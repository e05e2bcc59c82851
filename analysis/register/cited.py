"""Which pages cite which numbers, told from their source, and which numbers are headlines.

A headline is a number that the front page cites: of these a reader is told first what moved.
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from analysis.findings.price_of_a_score import dollars, rows

FRONT = "index.qmd"
_CITED = re.compile(r"""\bnum\(\s*["']([^"'{}]+)["']""")


def on_pages(root: Path) -> dict[str, dict[str, str]]:
    """Return for each key the pages whose source cites it by name: page -> title."""
    found: dict[str, dict[str, str]] = {}
    for path in (root / FRONT, *sorted((root / "report").rglob("*.qmd"))):
        text = path.read_text(encoding="utf-8")
        title = re.search(r'^title: *"?(.*?)"?$', text, re.MULTILINE)
        page = path.relative_to(root).with_suffix(".html").as_posix()
        for key in _CITED.findall(text):
            found.setdefault(key, {})[page] = title[1] if title else page
    return found


def headlines(root: Path, benchmarks: pd.DataFrame) -> tuple[str, ...]:
    """Return the keys that the front page cites: by name in order, then in its table of scores.

    ``benchmarks``: that table, whose column ``front`` names the table's scores.
    """
    told = rows.front(benchmarks.set_index("benchmark_id"))
    # no other page is read: whatever asks for headlines would be made anew with each of them
    named = _CITED.findall((root / FRONT).read_text(encoding="utf-8"))
    scores = [key for score in told.items() for key in sorted(dollars.keys(*score))]
    return tuple(dict.fromkeys([*named, *scores]))
