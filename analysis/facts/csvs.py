"""A CSV read and written by its columns: text to types and back, each bad cell named.

``schema.Column`` says what a column holds; the tables of ``data/`` are some of these files.
"""

from __future__ import annotations

import csv
import functools
import itertools
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.benchprice.errors import UserError
from analysis.facts import words
from analysis.facts.schema import Column

DIGITS = ".10g"  # of a number in a CSV


def read_columns(path: Path, columns: Mapping[str, Column]) -> pd.DataFrame:
    """Read a CSV as text and give its columns their types.

    Raises UserError naming the file and the columns that are missing or unknown, or the first
    cells that are not of their column's kind (file, line, column, value).
    """
    try:
        uneven = _uneven(path)
        raw = pd.read_csv(path, dtype="string", keep_default_na=False, encoding="utf-8")
    except FileNotFoundError:
        raise UserError(f"{path}: there is no such table; run `nox -s update`") from None
    except (ValueError, csv.Error) as error:
        raise UserError(f"{path}: not a readable CSV table: {error}") from None
    if uneven:
        raise UserError(f"{path}: not a readable CSV table: {uneven}")
    lacking = [name for name, c in columns.items() if c.optional and name not in raw]
    if list(raw.columns) != [name for name in columns if name not in lacking]:
        missing, extra = set(columns) - set(raw.columns), set(raw.columns) - set(columns)
        raise UserError(
            f"{path}: line 1: the columns must be {', '.join(columns)}"
            f"; missing: {', '.join(sorted(missing)) or 'none'}"
            f"; unknown: {_named(sorted(map(str, extra)))}"
        )
    if raw.empty:
        return empty(columns)
    raw[lacking] = ""
    bad: list[str] = []
    typed = {name: _typed(raw[name], column.kind, path, bad) for name, column in columns.items()}
    if bad:
        raise UserError("\n".join(bad))
    return pd.DataFrame(typed)


def _named(columns: list[str]) -> str:
    """Name columns that nobody chose: a damaged header may be a page long, or of no letters."""
    shown = ", ".join(c if c.isprintable() else ascii(c) for c in (c[:60] for c in columns[:5]))
    return f"{shown} and {len(columns) - 5} more" if len(columns) > 5 else shown or "none"


def _uneven(path: Path) -> str:
    """Name the first row that has not as many cells as line 1; pandas would fill it up."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.reader(file, strict=True)
        width = len(next(rows, []))
        for row in rows:
            if len(row) != width:
                return (
                    f"line {rows.line_num}: {len(row)} cells, line 1 has {width} (a blank line, a "
                    "row cut short, or a line break inside a cell); correct it"
                )
    return ""


_FLAGS = {"true": True, "false": False}
_RULES = {
    "date": "a date (YYYY-MM-DD)",
    "number": "a finite number",
    "flag": "true or false",
    "fractions": "fractions above 0 and up to 1 that rise, apart by single spaces",
}


def _typed(text: pd.Series[Any], kind: str, path: Path, bad: list[str]) -> pd.Series[Any]:
    """Convert a text column; append a message to ``bad`` for each of the first bad cells."""
    empty = text == ""
    values: pd.Series[Any]
    if kind == "text":
        bad += words.faults(text, str(path))
        return text.mask(empty)
    if kind == "date":
        values = pd.to_datetime(text.mask(empty), format="%Y-%m-%d", errors="coerce")
        values = values.astype("datetime64[us]")
    elif kind == "number":
        values = pd.to_numeric(text.mask(empty), errors="coerce").astype("float64")
        values = values.where(values.abs() != float("inf"))
    elif kind == "fractions":
        values = text.mask(empty | ~text.map(_rising).astype(bool))
    else:
        values = text.map(_FLAGS).astype("boolean")
    for row in values.index[values.isna() & ~empty][:5]:
        bad.append(
            f"{path}: line {row + 2}: {text.name}: {text[row][:60]!r} is not {_RULES[kind]}; "
            "correct the cell or leave it empty"
        )
    return values


def fractions(cell: str) -> tuple[float, ...]:
    """Return the numbers of a cell of kind fractions."""
    return tuple(float(part) for part in cell.split(" "))


def _rising(cell: str) -> bool:
    """Say whether a cell holds fractions above 0 and up to 1, each above the one before."""
    try:
        values = fractions(cell)
    except ValueError:
        return False
    ends = (0.0, *values)
    return values[-1] <= 1 and all(low < high for low, high in itertools.pairwise(ends))


def empty(columns: Mapping[str, Column]) -> pd.DataFrame:
    """Return a table without rows, its columns of their types."""
    return _blank(tuple((name, column.kind) for name, column in columns.items())).copy()


@functools.cache
def _blank(kinds: tuple[tuple[str, str], ...]) -> pd.DataFrame:
    no_text = pd.Series([], dtype="string", name="empty")
    return pd.DataFrame({name: _typed(no_text, kind, Path(), []) for name, kind in kinds})


def write_columns(frame: pd.DataFrame, path: Path, columns: Mapping[str, Column]) -> None:
    """Write these columns of a table as CSV: sorted, LF, shortest exact numbers."""
    text = pd.DataFrame({name: _as_text(frame[name], c.kind) for name, c in columns.items()})
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_suffix(".part")
    text.sort_values(list(columns)).to_csv(aside, index=False, lineterminator="\n")
    aside.replace(path)


def _as_text(values: pd.Series[Any], kind: str) -> pd.Series[Any]:
    if kind == "date":
        return pd.to_datetime(values).dt.strftime("%Y-%m-%d").fillna("")
    if kind == "flag":
        return values.map({True: "true", False: "false"}).fillna("")
    if kind == "number":
        numbers = pd.to_numeric(values).astype("float64")
        return numbers.map(lambda v: "" if pd.isna(v) else f"{v:{DIGITS}}")
    return values.astype("string").fillna("")
