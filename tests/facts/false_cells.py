"""Cells and rows that are false by kind, one after the other, and whether the check names them.

    python -m tests.facts.false_cells [EVERY]

Each is one change to the tables as they stand: a cell that no such column may hold (whatever the
column), a number of another unit, two columns swapped, a row cut, doubled or gone. The check has
to name the table, and the line where one line is false. Prints those that it took for true, the
kinds and how many were tried; EVERY tries one of so many.
"""

from __future__ import annotations

import csv
import functools
import io
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from analysis.benchprice.errors import UserError
from analysis.facts import across, announced, audit, checks, neighbours, sightings, tables, words
from analysis.facts.schema import TABLES, Column
from analysis.facts.tables import Dataset

Rows = list[list[str]]  # the header, then rows of cells
LOST = "a lost byte"
OF_KIND = {
    "number": {
        "words": "some",
        "a comma": "1,5",
        "a sign": "$3",
        "infinity": "inf",
        "huge": "1e400",
    },
    "date": {
        "another order": "03/14/2026",
        "no such day": "2026-02-30",
        "a year long ago": "1023-03-14",
        "a year to come": "2036-03-14",
        "an hour": "2026-03-14 10:00",
    },
    "flag": {"a word": "yes", "a digit": "1"},
    "fractions": {"falling": "0.5 0.2", "percent": "50 90"},
    "text": {
        "a control character": "a\x07b",
        "a turned text": "a\u202eb",
        LOST: "a\ufffdb",
    },
}
SCALED = {  # a cell in another unit is told from its neighbours or by its bounds
    "prices": ("input", "output"),
    "tiers": ("input", "output"),
    "fees": ("usd",),
    "hardware": ("usd", "flop_per_second", "usd_per_hour"),
    "runs": ("score", "score_se", "passes", "reported_cost"),
    "models": ("total_params_b", "active_params_b"),
    "benchmarks": ("chance",),
    "exchange_rates": ("usd",),
    "retirements": ("lists",),
}
SWAPPED = (
    ("prices", "input", "output"),
    ("prices", "cache_read", "cache_write"),
    ("tiers", "cache_read", "input"),
    ("models", "total_params_b", "active_params_b"),
    ("claims", "low", "high"),
    ("runs", "score", "passes"),
    ("runs", "model_id", "benchmark_id"),
    ("hardware", "usd", "flop_per_second"),
    ("scheduled", "date", "seen"),
)


@dataclass(frozen=True)
class False_:
    """One false table: what was done, what makes its text, and the line to be named (0: any)."""

    kind: str
    table: str
    text: Callable[[], str]
    line: int = 0


def _rows(table: str) -> Rows:
    with (tables.DATA / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def _text(rows: Rows) -> Callable[[], str]:
    return functools.partial(_joined, rows)


def _joined(rows: Rows) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


def _with(rows: Rows, at: int, column: int, cell: str) -> Callable[[], str]:
    row = rows[at].copy()
    row[column] = cell
    return _text([*rows[:at], row, *rows[at + 1 :]])


def _filled(rows: Rows, *columns: int) -> list[int]:
    """Return the places of rows that have these cells."""
    return [at for at, row in enumerate(rows) if at and all(row[c] for c in columns)]


def _wrong(column: Column) -> Iterator[tuple[str, str]]:
    yield from OF_KIND[column.kind].items()
    if column.low is not None:
        yield "below its least", f"{column.low - 1:g}"
    if column.high is not None:
        yield "above its most", f"{column.high * 1000:g}"
    if column.among or column.key:
        yield "a word that is none of its own", "no-such-thing"
    if column.required:
        yield "nothing", ""


def cells(table: str) -> Iterator[False_]:
    """Yield one false cell of each kind in each column of a table."""
    rows = _rows(table)
    for at, name in enumerate(rows[0]):
        column = TABLES[table][name]
        filled = _filled(rows, at)
        for number, (kind, cell) in enumerate(_wrong(column)):
            quoted = name in words.QUOTES and kind == LOST  # as its source has it
            if not filled or quoted:
                continue
            row = filled[(number * 7919) % len(filled)]
            yield False_(f"{name}: {kind}", table, _with(rows, row, at, cell), row + 1)
        if column.unique and len(rows) > 2:
            yield False_(f"{name}: another's", table, _with(rows, 2, at, rows[1][at]), 3)
        for times in (1000.0,) if name in SCALED.get(table, ()) else ():
            counted = [row for row in filled if float(rows[row][at])]
            row = counted[len(counted) // 2]
            cell = f"{float(rows[row][at]) * times:.10g}"
            yield False_(f"{name}: times {times:g}", table, _with(rows, row, at, cell), row + 1)


def swaps() -> Iterator[False_]:
    """Yield tables of which one row has two cells in each other's place."""
    for table, one, other in SWAPPED:
        rows = _rows(table)
        first, second = rows[0].index(one), rows[0].index(other)
        for at in [
            at for at in _filled(rows, first, second) if rows[at][first] != rows[at][second]
        ][:1]:
            row = rows[at].copy()
            row[first], row[second] = row[second], row[first]
            yield False_(
                f"{one} for {other}", table, _text([*rows[:at], row, *rows[at + 1 :]]), at + 1
            )


def shapes(table: str) -> Iterator[False_]:
    """Yield a table with a row doubled, cut, gone, of another table, or a header that is not its."""
    rows = _rows(table)
    last = len(rows)
    middle = last // 2
    yield False_("a row twice", table, _text([*rows, rows[1]]), last + 1)
    yield False_(
        "a row cut short", table, _text([*rows[:middle], rows[middle][:2], *rows[middle + 1 :]])
    )
    yield False_("a cell too many", table, _text([*rows[:-1], [*rows[-1], "x"]]))
    yield False_("a merge's mark", table, _text([*rows[:2], ["<<<<<<< HEAD"], *rows[2:]]))
    yield False_("a blank line", table, _text([*rows[:2], [], *rows[2:]]))
    yield False_("no header", table, _text(rows[1:]))
    turned = [[row[1], row[0], *row[2:]] for row in rows[:1]]
    yield False_("columns in another order", table, _text([*turned, *rows[1:]]))
    yield False_(
        "a column under another name", table, _text([[rows[0][0] + "s", *rows[0][1:]], *rows[1:]])
    )
    yield False_("nothing at all", table, str)
    yield False_("noise", table, lambda: "\x00\x01\x02")
    if last > 40:
        yield False_("half its rows gone", table, _text(rows[:middle]))


def every() -> Iterator[False_]:
    """Yield every false table."""
    for table in TABLES:
        if (tables.DATA / f"{table}.csv").exists():
            yield from cells(table)
            yield from shapes(table)
    yield from swaps()


def judge(folder: Path) -> Callable[[False_], str]:
    """Return what tells of a false table why it passed for true; "" where it was named.

    ``folder`` is an empty one to write into.
    """
    living = tables.load()
    sound = {table: getattr(living, table) for table in TABLES}
    looked = audit._keys(audit._looked(tables.DATA / audit.DOUBTED))
    for path in tables.DATA.glob("*.csv"):
        (folder / path.name).symlink_to(path)

    def said(false: False_) -> list[str]:
        path = folder / f"{false.table}.csv"
        path.unlink()
        path.write_text(false.text(), encoding="utf-8", newline="")
        try:
            frame = tables.read_table(path, false.table)
        except UserError as error:
            return str(error).splitlines()
        finally:
            path.unlink()
            path.symlink_to(tables.DATA / path.name)
        frames = sound | {false.table: frame}
        keyed = [t for t in TABLES if false.table in {c.key for c in TABLES[t].values()}]
        found = []
        for table in (false.table, *keyed):
            found += checks.broken(table, TABLES[table], frames[table], frames, folder)
        found += [checks.message(folder, *each) for each in across.violations(frames)]
        found += [checks.message(folder, *each) for each in across.counts(frames)]
        if found:
            return found
        if false.table in sightings.TOLD:
            found += checks.strays(frames, folder)
        found += announced.violations(folder, frames)
        unlikely = neighbours.doubts(Dataset(**frames, digest=""))
        new = unlikely[~audit._keys(unlikely).isin(looked)]
        return found + [audit._said(folder, row) for row in new.to_dict("records")]

    def verdict(false: False_) -> str:
        lines = said(false)
        if not lines:
            return "passed for true"
        named = f"line {false.line}: " if false.line else ""
        return "" if any(named in line for line in lines) else f"named elsewhere: {lines[0][-160:]}"

    return verdict


def main(step: int) -> int:
    """Try all, or one of ``step``; return 1 where something false passed for true."""
    kinds: Counter[str] = Counter()
    silent = 0
    with tempfile.TemporaryDirectory() as folder:
        verdict = judge(Path(folder))
        for number, false in enumerate(every()):
            if number % step:
                continue
            kinds[false.kind.rpartition(": ")[2]] += 1
            if why := verdict(false):
                silent += why == "passed for true"
                print(f"{false.table}.csv: {false.kind}: {why}", flush=True)
    for kind, count in kinds.most_common():
        print(f"{count:5} {kind}")
    print(f"{kinds.total()} false tables, {silent} passed for true")
    return int(silent > 0)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1))
