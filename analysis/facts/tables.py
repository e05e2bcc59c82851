"""The tables of ``data/`` read, checked and written; ``load`` gives one Dataset.

``schema`` has their columns and rules. A vintage (``data/vintages/<id>/``) holds the same tables
as they stood for one published analysis; the living tables move on.
"""

from __future__ import annotations

import csv
import functools
import hashlib
import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.benchprice.errors import UserError
from analysis.facts import words
from analysis.facts.schema import NEEDED, TABLES, Column
from analysis.kept import kept

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "data"
DIGITS = ".10g"  # of a number in a CSV


@dataclass(frozen=True, eq=False)  # equal to itself only, so that results can be cached by it
class Dataset:
    """The facts at one moment: one DataFrame a table, and a digest of all their files.

    A table that the folder does not have is empty, with its columns.
    """

    models: pd.DataFrame
    aliases: pd.DataFrame
    providers: pd.DataFrame
    prices: pd.DataFrame
    tiers: pd.DataFrame
    fees: pd.DataFrame
    retirements: pd.DataFrame
    scheduled: pd.DataFrame
    blended_prices: pd.DataFrame
    benchmarks: pd.DataFrame
    runs: pd.DataFrame
    hardware: pd.DataFrame
    training_runs: pd.DataFrame
    parameters: pd.DataFrame
    intake: pd.DataFrame
    claims: pd.DataFrame
    sources: pd.DataFrame
    digest: str


def read_table(path: Path, table: str) -> pd.DataFrame:
    """Read one CSV as text and give its columns their types.

    Raises UserError naming the file and the columns that are missing or unknown, or the first
    cells that are not of their column's kind (file, line, column, value).
    """
    return read_columns(path, TABLES[table])


def read_columns(path: Path, columns: Mapping[str, Column]) -> pd.DataFrame:
    """Read a CSV of these columns; see ``read_table``."""
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
            f"; unknown: {', '.join(sorted(extra)) or 'none'}"
        )
    raw[lacking] = ""
    bad: list[str] = []
    typed = {name: _typed(raw[name], column.kind, path, bad) for name, column in columns.items()}
    if bad:
        raise UserError("\n".join(bad))
    return pd.DataFrame(typed)


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


def load(folder: Path = DATA, *, check: bool = True) -> Dataset:
    """Read every table of ``folder``, check all rules, and return one Dataset.

    Raises UserError listing every violation (file, line, column, value, rule) at once.
    The tables ``NEEDED`` must exist; others may be absent.
    """
    return _read(str(folder), digest(folder), check)


def digest(folder: Path = DATA) -> str:
    """Return the digest of the files of all tables of a folder, without reading them."""
    whole = hashlib.sha256()
    for table in TABLES:
        path = folder / f"{table}.csv"
        if path.exists():
            whole.update(table.encode() + path.read_bytes())
    return whole.hexdigest()[:16]


@kept
def _read(folder: str, digest: str, check: bool) -> Dataset:
    """Read and check tables that ``digest`` tells from others that stood there before."""
    frames: dict[str, pd.DataFrame] = {}
    for table, columns in TABLES.items():
        path = Path(folder, f"{table}.csv")
        known = path.exists() or table in NEEDED
        frames[table] = read_table(path, table) if known else empty(columns)
    if check:
        from analysis.facts import checks  # pandera takes half a second to import

        checks.check(frames, Path(folder))
    return Dataset(**frames, digest=digest)


def empty(columns: Mapping[str, Column]) -> pd.DataFrame:
    """Return a table without rows, its columns of their types."""
    return _blank(tuple((name, column.kind) for name, column in columns.items())).copy()


@functools.cache
def _blank(kinds: tuple[tuple[str, str], ...]) -> pd.DataFrame:
    no_text = pd.Series([], dtype="string", name="empty")
    return pd.DataFrame({name: _typed(no_text, kind, Path(), []) for name, kind in kinds})


@functools.cache
def vintage(name: str) -> Dataset:
    """Return the frozen facts behind one published analysis (``data/vintages/<name>``)."""
    folder = DATA / "vintages" / name
    if not folder.is_dir():
        known = ", ".join(sorted(p.name for p in (DATA / "vintages").iterdir() if p.is_dir()))
        raise UserError(f"{folder}: there is no vintage {name!r}; known: {known}")
    return load(folder)


def write_table(frame: pd.DataFrame, path: Path, table: str, *, bare: bool = False) -> None:
    """Write one table as its CSV: the columns in order, sorted, LF, shortest exact numbers.

    ``bare``: without the optional columns that hold nothing, as frozen tables stand.
    """
    columns = {
        name: column
        for name, column in TABLES[table].items()
        if not (bare and column.optional and frame[name].isna().all())
    }
    write_columns(frame, path, columns)


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
