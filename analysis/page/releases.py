"""What the page about releases shows: versions so far, what moved, and what earlier facts said."""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd
from markupsafe import Markup

from analysis import format as fmt
from analysis.facts import history, tables
from analysis.facts.schema import TABLES
from analysis.facts.tables import Dataset
from analysis.findings.price_of_a_score.numbers import numbers
from analysis.kept import kept
from analysis.number import LOG_YEARLY, YEARLY, Number
from analysis.page import cite, meaning
from analysis.page.calls import PAGES
from analysis.page.pieces.block import Block
from analysis.page.pieces.grid import grid
from analysis.register import chapters, compare, editions, versions
from analysis.register.compare import Edition
from analysis.register.declared import Chapter

# The fits of The Price of Progress on the living facts, and the keys they have.
FITTED, CHAPTER = Chapter(numbers), "living"
# The last day in the data of The Price of Progress, and the middle of the year.
DAYS = (datetime.date(2026, 4, 30), datetime.date(2026, 7, 31))
MOVED = {
    "key": "Number",
    "was": "Then",
    "is": "Now",
    "moved": "Moved by (intervals)",
    "change": "Change",
    "why": "Why",
}
LED = {"key": "Number", "was": "Then", "is": "Now"}
Ends = tuple[Edition, Edition] | None  # the last version's numbers and this one's
FIRST, FOLDED = 12, 150  # rows of a long table that are shown, and that are folded away
FITS = {
    "frontier-all": "Frontier, all models",
    "frontier-open": "Frontier, open weights",
    "best-run": "Price of the best, rise a year",
}


def earlier() -> list[Edition]:
    """Return the editions of the versions before this one, newest first."""
    mine = versions.parse(cite.current().version)
    return [r for r in reversed(editions.kept()) if versions.parse(r.version) < mine]


def ends() -> Ends:
    """Return the last version's edition and this one's; None where there was no version before."""
    before = earlier()
    return (before[0], editions.current(cite.current().version, "")) if before else None


def since_last(ends: Ends) -> pd.DataFrame:
    """Return the numbers that differ from the last version's, as text, largest move first."""
    if not ends:
        return pd.DataFrame(columns=list(MOVED))
    return shown(compare.compare(*ends, editions.reasons()))


def headlines(ends: Ends) -> pd.DataFrame:
    """Return what led this front page or the last version's and differs: ``LED``, ``reason``."""
    if not ends:
        return pd.DataFrame(columns=[*LED, "reason"])
    table = compare.led(*ends, editions.reasons())
    text = {"was": _quantities(table, "then"), "is": _quantities(table, "now")}
    return table.assign(**text)[[*LED, "reason"]]


def led(ends: Ends) -> Block:
    """Return ``headlines`` as a table a reason, each under the reason's words."""
    parts = []
    for reason, rows in headlines(ends).groupby("reason", sort=False):
        said = Markup("<p>{}</p>").format(reason or "No reason is given yet.")
        parts.append(said + Markup(grid(linked(rows)[list(LED)].rename(columns=LED))))
    return Block(Markup("").join(parts))


def folded(
    frame: pd.DataFrame,
    columns: Mapping[str, str],
    what: str,
    told: Callable[[pd.DataFrame], pd.DataFrame] = lambda rows: rows,
) -> Block:
    """Return the first rows as a table and the next folded away; ``what`` names the rows.

    ``told`` changes the rows that are shown, as ``linked`` does.

    A page of thousands of rows would be as heavy as all the others together: what is beyond
    ``FOLDED`` stands in the files of the version only.
    """
    some = told(frame.head(FIRST + FOLDED))[list(columns)].rename(columns=dict(columns))
    beyond = len(frame) - FIRST
    more = f"{beyond:,} more {what}"
    if beyond > FOLDED:
        more = f"{FOLDED} of {more}; all are in the version's changes.json"
    inside = grid(some.iloc[FIRST:], caption=more)
    fold = f'<details class="bp-data"><summary>{more}</summary>{inside}</details>'
    return Block(grid(some.head(FIRST)) + (fold if beyond > 0 else ""))


def linked(frame: pd.DataFrame) -> pd.DataFrame:
    """Return rows with the numbers' names in place of their keys, led to their pages.

    A number that the register no longer has is told by its key.
    """
    known = chapters.register()
    link = Markup('<a href="{}/{}.html">{}</a>')
    keys = [
        link.format(PAGES, key, meaning.name(known[key])) if key in known else key
        for key in frame["key"]
    ]
    return frame.assign(key=pd.Series(keys, index=frame.index, dtype="object"))


def rows_since_last(ends: Ends) -> pd.DataFrame:
    """Return the tables whose facts differ from the last version's: table, then, now, added."""
    if not ends:
        return pd.DataFrame(columns=["table", "then", "now", "added"])
    return compare.rows_added(*ends)


def shown(table: pd.DataFrame) -> pd.DataFrame:
    """Return what ``changes.compare`` found as text, under the columns of ``MOVED``."""
    table = compare.ranked(table)
    text = {"was": _quantities(table, "then"), "is": _quantities(table, "now")}
    return table.assign(**text, moved=_moves(table["moved"]))[list(MOVED)]


def _moves(moved: pd.Series[float]) -> list[str]:
    return ["" if pd.isna(by) else f"{by:+.2f}".replace("-", "−") for by in moved]


def _quantities(table: pd.DataFrame, when: str) -> list[str]:
    columns = ("unit", when, f"{when}_low", f"{when}_high")
    rows = zip(*(table[column] for column in columns), strict=True)
    return [quantity(value, str(unit), low, high) for unit, value, low, high in rows]


def quantity(value: float, unit: str, low: float = math.nan, high: float = math.nan) -> str:
    """Return a value with its interval as text; empty where there is none.

    Log points a year are told as the yearly factor that they are.
    """
    if pd.isna(value):
        return ""
    if unit == LOG_YEARLY:
        value, low, high = (math.exp(end) for end in (value, low, high))
        unit = YEARLY
    if pd.isna(low) or pd.isna(high):
        return fmt.quantity(value, unit)
    return f"{fmt.quantity(value, unit, low, high)} ({fmt.interval(low, high, unit)})"


def summary(ends: Ends, since: pd.DataFrame) -> str:
    """Say in a sentence what the table of ``since_last`` holds."""
    moved = len(since)
    if not ends:
        return "No version was released before this one, so there is nothing to compare yet."
    differ = "number differs" if moved == 1 else "numbers differ"
    return f"Since version {ends[0].version} of {ends[0].date}, {fmt.word(moved)} {differ}."


def as_known(data: Dataset, pattern: str) -> pd.DataFrame:
    """Return living numbers whose key fits a pattern, on the facts of each of ``DAYS``.

    Only those that the earliest facts gave already and today's give still. Columns: key, one of
    text for each day (``to 2026-04-30``), ``now``, and moved: from the first day to now, in its
    interval then.
    """
    return side_by_side(stages(data), pattern)


def stages(data: Dataset) -> list[Edition]:
    """Return the numbers of ``CHAPTER`` on the facts of each of ``DAYS``, and today's last."""
    register = {k: n for k, n in chapters.register().items() if k.startswith(CHAPTER + ".")}
    return [*_earlier(data), Edition("now", "", chapters.as_json(register), _rows(data))]


def keep_earlier() -> None:
    """Compute what ``as_known`` asks for, beside other work: it takes seconds a day."""
    _earlier(tables.load())


@kept
def _earlier(data: Dataset) -> list[Edition]:
    """Return the numbers of ``CHAPTER`` on the facts of each of ``DAYS``."""
    return [edition(history.as_of(data, day), f"to {day.isoformat()}") for day in DAYS]


def side_by_side(stages: Sequence[Edition], pattern: str) -> pd.DataFrame:
    """Return what the first and last edition estimate, key fitting: a text column an edition."""
    columns = {
        stage.version: pd.Series(
            {key: _cell(row) for key, row in stage.numbers.items()}, dtype="str"
        )
        for stage in stages
    }
    table = pd.DataFrame(columns)
    nothing = pd.DataFrame(columns=["version", "key", "why", "reason"])
    moved = compare.compare(stages[0], stages[-1], nothing).set_index("key")["moved"]
    table["moved"] = _moves(moved.reindex(table.index))
    ends = table.loc[:, [stages[0].version, stages[-1].version]].fillna("")
    known = (ends != "").all(axis=1) & table.index.str.fullmatch(pattern)
    return table[known].fillna("").rename_axis("key").reset_index()


def _cell(row: Mapping[str, Any]) -> str:
    value, low, high = (
        float("nan") if row[n] is None else row[n] for n in ("value", "low", "high")
    )
    return quantity(value, row["unit"], low, high)


def edition(data: Dataset, name: str = "") -> Edition:
    """Return the numbers of ``CHAPTER`` computed on ``data``, to be compared with others.

    They are computed with today's methods: what differs between two editions is the facts.
    """
    told = {key: row | {"digest": data.digest} for key, row in fitted(data).items()}
    return Edition(name, name, told, _rows(data))


@kept
def fitted(data: Dataset) -> dict[str, dict[str, Any]]:
    """Return the fields of each number of ``CHAPTER`` on ``data``; of no facts in particular."""
    register: dict[str, Number] = {n.key: n for n in chapters.numbers_of(FITTED, data)}
    return chapters.as_json(register)


def _rows(data: Dataset) -> dict[str, dict[str, Any]]:
    """Count the rows of each table; a size stands for a digest, as rows are never changed here."""
    sizes = {table: len(getattr(data, table)) for table in TABLES}
    return {table: {"rows": size, "sha256": str(size)} for table, size in sizes.items() if size}
