"""When lists were seen to show their rows: ``data/sightings.csv``, beside the tables of prices.

A list that is read again and says the same changes this table and no other, so that what changes
elsewhere is news. A row that has none stands for one sighting, on its own date.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from analysis.facts import csvs
from analysis.facts.schema import TABLES, Column

NAME = "sightings"
# The columns of a table that are kept here, and what tells its rows apart beside ``_SAME``.
TOLD: Mapping[str, tuple[str, ...]] = {
    "prices": ("seen", "last_seen", "observations"),
    "tiers": ("last_seen",),
    "fees": ("last_seen",),
}
_WHAT: Mapping[str, tuple[str, ...]] = {
    "prices": (),
    "tiers": ("tier", "above_tokens"),
    "fees": ("fee",),
}
_SAME = ("source_id", "provider", "model_id", "date")
_KEY = [*_SAME, "what"]
COLUMNS: Mapping[str, Column] = {
    "table": Column(required=True, among=tuple(TOLD)),
    "source_id": TABLES["prices"]["source_id"],
    "provider": TABLES["prices"]["provider"],
    "model_id": Column(key="models"),
    "what": Column(unit="the tier and threshold of a price, or the fee; empty of a standard price"),
    "date": TABLES["prices"]["date"],
    **{name: TABLES["prices"][name] for name in TOLD["prices"]},
}


def read(folder: Path) -> pd.DataFrame:
    """Read the sightings of a folder; without rows where it has none."""
    path = folder / f"{NAME}.csv"
    if not path.exists():
        return csvs.empty(COLUMNS)
    return _read(path, hashlib.sha256(path.read_bytes()).hexdigest())


@functools.lru_cache(maxsize=1)
def _read(path: Path, digest: str) -> pd.DataFrame:  # noqa: ARG001  tells contents apart
    """Read them once for all the tables that have some."""
    return csvs.read_columns(path, COLUMNS)


def columns(table: str) -> dict[str, Column]:
    """Return the columns of a table that stand in its own file."""
    told = TOLD.get(table, ())
    return {name: column for name, column in TABLES[table].items() if name not in told}


def apart(frame: pd.DataFrame, table: str) -> pd.DataFrame:
    """Return the sightings of a table's rows (``COLUMNS``)."""
    rows = _keys(frame, table).assign(table=table, **frame[list(TOLD[table])])
    return rows.reindex(columns=list(COLUMNS))


def joined(frame: pd.DataFrame, table: str, known: pd.DataFrame) -> pd.DataFrame:
    """Return a table's rows with what is ``known`` of their sightings."""
    told = list(TOLD[table])
    mine = known[known["table"] == table]
    once = _comparable(mine)[[*_KEY, *told]].drop_duplicates(_KEY)
    seen = _comparable(_keys(frame, table)).merge(once, how="left")
    days = [name for name in told if COLUMNS[name].kind == "date"]
    alone = dict.fromkeys(days, frame["date"]) | {name: 1.0 for name in told if name not in days}
    return frame.assign(
        **{
            name: seen[name].set_axis(frame.index).fillna(alone[name]).astype(frame[name].dtype)
            for name in told
        }
    )


def strays(frame: pd.DataFrame, table: str, known: pd.DataFrame) -> pd.DataFrame:
    """Return the sightings of a table that are of no row of it, or stand twice."""
    mine = known[known["table"] == table]
    keys = _comparable(mine)[_KEY]
    there = pd.MultiIndex.from_frame(_comparable(_keys(frame, table))[_KEY])
    return mine[keys.duplicated() | ~pd.MultiIndex.from_frame(keys).isin(there)]


def _keys(frame: pd.DataFrame, table: str) -> pd.DataFrame:
    parts = [frame[name].map(_text).astype("string") for name in _WHAT[table]]
    what = pd.Series(pd.NA, index=frame.index, dtype="string")
    for part in parts:
        what = part if what.isna().all() else what + " " + part
    return frame[list(_SAME)].assign(what=what)


def _text(value: object) -> str:
    return f"{value:{csvs.DIGITS}}" if isinstance(value, float) else str(value)


def _comparable(rows: pd.DataFrame) -> pd.DataFrame:
    """Return keys of one kind each: an empty cell is equal to an empty cell."""
    texts = {n: rows[n].astype("string").fillna("") for n in _KEY if n != "date"}
    return rows.assign(**texts, date=pd.to_datetime(rows["date"]).astype("datetime64[us]"))
