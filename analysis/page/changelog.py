"""The log of what was corrected: what, when, why, and which numbers it moved.

``data/changes.csv`` has the reasons, the editions what moved. The page, the feed and
``api/v1/changes.json`` tell the same entries.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import yaml
from markupsafe import Markup

from analysis import format as fmt
from analysis.facts.tables import ROOT
from analysis.page import cite, releases
from analysis.page.pieces.block import Block
from analysis.page.pieces.grid import grid
from analysis.register import compare, editions, versions
from analysis.register.compare import Edition

WHYS = {
    "data": "New facts",
    "price": "New prices",
    "method": "Another method",
    "correction": "A correction",
}
SHOWN = 12  # of the numbers that an entry moved; the API has all
_COLUMNS = {"key": "Number", "was": "Then", "is": "Now", "moved": "Moved by (intervals)"}


@dataclass(frozen=True)
class Entry:
    """One change: its version and day, the kind of reason and its words, the keys it is about.

    ``keys`` are patterns; ``moved`` the numbers it explains, largest move first, as
    ``compare.compare`` has them.
    """

    version: str
    date: str
    why: str
    reason: str
    keys: tuple[str, ...]
    moved: pd.DataFrame


def entries() -> list[Entry]:
    """Return all changes, those of the newest version first."""
    return of(every(), editions.reasons())


def every() -> list[Edition]:
    """Return the editions of all versions, this one last."""
    mine = cite.current().version
    before = list(reversed(releases.earlier()))
    return [*before, editions.current(mine, released())]


@functools.cache
def released() -> str:
    """Return the day that this version bears, as ``CITATION.cff`` has it."""
    told = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    return str(told["date-released"])


def of(found: Sequence[Edition], reasons: pd.DataFrame) -> list[Entry]:
    """Return the entries of ``reasons``; ``found`` are the editions of versions, oldest first."""
    by_version = {edition.version: index for index, edition in enumerate(found)}
    told: list[Entry] = []
    for version in sorted(reasons["version"].unique(), key=versions.parse, reverse=True):
        index = by_version.get(version)
        moved = pd.DataFrame(columns=["key", "reason", "change"])
        if index:
            now = found[index]
            moved = compare.ranked(compare.compare(found[index - 1], now, reasons))
            moved = moved[moved["change"] != "new"]
        date = found[index].date if index is not None else ""
        told += _of_version(version, date, reasons[reasons["version"] == version], moved)
    return told


def _of_version(version: str, date: str, reasons: pd.DataFrame, moved: pd.DataFrame) -> list[Entry]:
    return [
        Entry(
            version, date, str(rows["why"].iloc[0]), str(reason), tuple(rows["key"]),
            moved[moved["reason"] == reason],
        )
        for reason, rows in reasons.groupby("reason", sort=False)
    ]  # fmt: skip


def page() -> Block:
    """Return the log as the page shows it: a section a version, an article an entry."""
    parts, version = [], ""
    for number, entry in enumerate(entries(), 1):
        if entry.version != version:
            version = entry.version
            parts.append(Markup('<h2 id="v{0}">{0}, {1}</h2>').format(version, entry.date))
        parts.append(_article(number, entry))
    return Block(str(Markup("\n").join(parts)))


def anchor(number: int) -> str:
    """Return the id of an entry on the page, counted from the newest."""
    return f"change-{number}"


def _article(number: int, entry: Entry) -> Markup:
    keys = Markup(", ").join(Markup("<code>{}</code>").format(key) for key in entry.keys)
    return Markup('<h3 id="{}">{}: {}</h3>{}<p class="bp-quiet">{}: {}</p>{}').format(
        anchor(number), WHYS[entry.why], title(entry), _rest(entry), moved(entry), keys,
        _numbers(entry),
    )  # fmt: skip


def title(entry: Entry) -> str:
    """Return the first sentence of the reason, or its first clause, without its full stop."""
    return re.split(r"[.:;] ", entry.reason)[0].rstrip(".")


def _rest(entry: Entry) -> Markup:
    """Return what the reason says beyond its title."""
    rest = entry.reason.removeprefix(title(entry)).lstrip(".:; ").removeprefix("and ")
    return Markup("<p>{}{}</p>").format(rest[:1].upper(), rest[1:]) if rest else Markup("")


def moved(entry: Entry) -> str:
    """Say how many numbers an entry moved."""
    count = len(entry.moved)
    if not count:
        return "No number of an earlier version moved"
    return f"{fmt.word(count).capitalize()} {'number' if count == 1 else 'numbers'} moved"


def _numbers(entry: Entry) -> Markup:
    if entry.moved.empty:
        return Markup("")
    shown = releases.shown(entry.moved)[list(_COLUMNS)].head(SHOWN).rename(columns=_COLUMNS)
    return Markup('<details class="bp-data"><summary>{}</summary>{}</details>').format(
        "The largest moves", Markup(grid(shown, caption=f"Numbers moved: {title(entry)}"))
    )
