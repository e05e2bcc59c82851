"""``data/announcements.csv``, kept by hand: whether its rows are what an importer may believe.

A maker's price that is typed stands above every list, so that a slip in it is never outvoted: it is
checked as the tables are, and beside what others list of the model.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.benchprice.errors import UserError
from analysis.facts import checks, csvs, identity
from analysis.facts.evidence import ANNOUNCED
from analysis.facts.schema import Column

FILE = "announcements.csv"
APART = 10.0  # times the nearest price that any list has of the model
_USD = Column("number", low=0, high=1_000, required=True)
_CACHE = Column("number", low=0, high=1_000)
COLUMNS: Mapping[str, Column] = {
    "model_id": Column(required=True),
    "provider": Column(required=True, key="providers"),
    "date": Column("date", required=True),
    "last_seen": Column("date"),
    "input": _USD,
    "output": _USD,
    "cache_read": _CACHE,
    "cache_write": _CACHE,
    "until": Column("date"),
    "then_input": Column("number", low=0, high=1_000),
    "then_output": Column("number", low=0, high=1_000),
    "then_cache_read": _CACHE,
    "url": Column(),
    "evidence": Column(required=True),
    "unsure": Column(),
}

THEN = [name for name in COLUMNS if name.startswith("then_")]


def violations(folder: Path, frames: Mapping[str, pd.DataFrame]) -> list[str]:
    """Return a message for each fault of the file in ``folder``; none where there is no file."""
    path = folder / FILE
    if not path.exists():
        return []
    try:
        rows = csvs.read_columns(path, COLUMNS)
    except UserError as error:
        return str(error).splitlines()
    found = checks.broken(FILE.removesuffix(".csv"), COLUMNS, rows, frames, folder)
    for row, column, rule in _faults(rows, frames):
        value = rows[column][row]
        found.append(checks.message(folder, "announcements", row, column, value, rule))
    return found


def _faults(
    rows: pd.DataFrame, frames: Mapping[str, pd.DataFrame]
) -> Iterator[tuple[int, str, str]]:
    aliases, known = frames["aliases"].dropna(), frames["models"]["model_id"].dropna()
    names = identity.resolve(rows["model_id"].dropna(), ANNOUNCED, aliases, known)
    ids = rows["model_id"].map(names.matched.set_index("name")["model_id"].to_dict())
    again = rows.duplicated(["model_id", "provider", "date"])
    far = _far(rows["input"], ids, frames["prices"])
    for column, bad, rule in (
        ("model_id", rows["model_id"].isin(names.unmatched), "a model of models.csv, or an alias"),
        ("model_id", again, "one price a model, provider and day; keep the right one"),
        ("date", rows["date"] > rows["last_seen"], "not after last_seen"),
        ("until", rows["until"] <= rows[["date", "last_seen"]].max(axis=1), "after last_seen"),
        ("until", rows["until"].isna() & rows[THEN].notna().any(axis=1), "a day, where then_*"),
        ("then_output", rows["then_input"].isna() != rows["then_output"].isna(), "both, or none"),
        ("output", rows["output"] < rows["input"], "not below input"),
        ("cache_read", rows["cache_read"] > rows["input"], "not above input"),
        ("evidence", ~rows["evidence"].str.startswith("https://").fillna(True), "an address"),
        ("input", far, f"within {APART:g} times of a list's"),
    ):
        for row in rows.index[bad.fillna(False).astype(bool)]:
            yield int(str(row)), column, rule


def _far(values: pd.Series[Any], ids: pd.Series[Any], prices: pd.DataFrame) -> pd.Series[Any]:
    """Whether no list has an input price of the model anywhere near: cents, or a factor of 1,000.

    A model of which no list says anything cannot be compared.
    """
    others = prices[(prices["source_id"] != ANNOUNCED) & (prices["input"] > 0)]
    table = pd.DataFrame({"model_id": ids, "said": values}).dropna().reset_index()
    pairs = table.merge(others[["model_id", "input"]], on="model_id")
    ratio = pairs["said"] / pairs["input"]
    near = ratio.between(1 / APART, APART).groupby(pairs["index"]).any()
    return values.index.to_series().isin(near.index[~near])
