"""The tables of ``data/`` read, checked and written; ``load`` gives one Dataset.

``schema`` has their columns and rules. A vintage (``data/vintages/<id>/``) holds the same tables
as they stood for one published analysis; the living tables move on.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from analysis import heard
from analysis.benchprice.errors import UserError
from analysis.facts import csvs, sightings
from analysis.facts.schema import NEEDED, TABLES
from analysis.kept import kept
from analysis.site import stored

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "data"


@dataclass(frozen=True, eq=False)  # equal to itself only, so that results can be cached by it
class Dataset(heard.Facts):
    """The facts at one moment: one DataFrame a table, and a digest of all their files.

    A table that the folder does not have is empty, with its columns.
    """

    models: pd.DataFrame
    aliases: pd.DataFrame
    providers: pd.DataFrame
    prices: pd.DataFrame
    tiers: pd.DataFrame
    fees: pd.DataFrame
    exchange_rates: pd.DataFrame
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
    cells that are not of their column's kind (file, line, column, value). What ``sightings`` keeps
    of the table comes from there, unless the table's own file has it, as one of a vintage does.
    """
    frame = csvs.read_columns(path, TABLES[table])
    told = list(sightings.TOLD.get(table, ()))
    if not told or frame[told].notna().any(axis=None):
        return frame
    return sightings.joined(frame, table, sightings.read(path.parent))


def one(table: str) -> pd.DataFrame:
    """Return one table of the living facts, without what it takes to read and check all."""
    return read_table(DATA / f"{table}.csv", table)


def read(folder: Path) -> tuple[dict[str, pd.DataFrame], list[str]]:
    """Read every table of a folder; return what could be read, and a message for what could not.

    A table that the folder does not have is empty, unless it is ``NEEDED``.
    """
    frames, unread = {}, []
    for table, columns in TABLES.items():
        path = folder / f"{table}.csv"
        try:
            known = path.exists() or table in NEEDED
            frames[table] = read_table(path, table) if known else csvs.empty(columns)
        except UserError as error:
            unread += str(error).splitlines()
    return frames, unread


def load(folder: Path = DATA, *, check: bool = True) -> Dataset:
    """Read every table of ``folder``, check all rules, and return one Dataset.

    Raises UserError listing every violation (file, line, column, value, rule) at once.
    The tables ``NEEDED`` must exist; others may be absent.
    """
    # of the living facts a page hears which tables it asks for
    with stored.silently() if folder == DATA else contextlib.nullcontext():
        found = _read(str(folder), digest(folder), check)
        each = {name: _digest(_files(folder, name)) for name in TABLES}
    heard.tell(found, {**each, "digest": found.digest}, folder)
    return found


def digest(folder: Path = DATA) -> str:
    """Return the digest of the files of all tables of a folder, without reading them."""
    return _digest(folder / f"{name}.csv" for name in (*TABLES, sightings.NAME))


def _files(folder: Path, table: str) -> list[Path]:
    """Return the files that a table comes from."""
    names = [table, sightings.NAME] if table in sightings.TOLD else [table]
    return [folder / f"{name}.csv" for name in names]


def _digest(paths: Iterable[Path]) -> str:
    whole = hashlib.sha256()
    for path in paths:
        if path.exists():
            whole.update(path.stem.encode() + path.read_bytes())
    return whole.hexdigest()[:16]


@kept
def _read(folder: str, digest: str, check: bool) -> Dataset:
    """Read and check tables that ``digest`` tells from others that stood there before."""
    frames, unread = read(Path(folder))
    if unread:
        raise UserError("\n".join(unread))
    if check:
        from analysis.facts import checks  # pandera takes half a second to import

        checks.check(frames, Path(folder))
    return Dataset(**frames, digest=digest)


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
    csvs.write_columns(frame, path, columns)


def write(new: Mapping[str, pd.DataFrame], folder: Path) -> None:
    """Write tables over those of a folder, sightings apart; other tables keep theirs."""
    path = folder / f"{sightings.NAME}.csv"
    known = sightings.read(folder)
    seen = [known[~known["table"].isin(new)]]
    for table, frame in new.items():
        seen += [sightings.apart(frame, table)] if table in sightings.TOLD else []
        csvs.write_columns(frame, folder / f"{table}.csv", sightings.columns(table))
    csvs.write_columns(pd.concat(seen, ignore_index=True), path, sightings.COLUMNS)
