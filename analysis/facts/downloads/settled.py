"""The settled facts to take away: what each token price and each run cost, from when to when.

``price_history`` is the offers by the one rule for whose price counts, ``priced_runs`` the runs at
each price they had; both say from whom, how sure, and where that can be read.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from analysis.facts import evidence, runs
from analysis.facts.prices import offers
from analysis.facts.prices.corroboration import FIRST_PARTY
from analysis.facts.schema import TABLES, Column
from analysis.facts.tables import Dataset
from analysis.kept import kept

_MODEL, _SOURCE = TABLES["runs"]["model_id"], TABLES["runs"]["source_id"]
_SELLER = Column(key="providers")
_FROM, _FLAG = Column("date"), Column("flag")
_USD, _TOKENS = Column("number", low=0, unit="USD"), Column("number", low=0, unit="tokens")
_PRICES = ("input", "output", "cache_read", "cache_write")

SETTLED: Mapping[str, Mapping[str, Column]] = {
    "price_history": {
        "model_id": _MODEL,
        "seller": TABLES["prices"]["provider"],
        "kind": TABLES["providers"]["kind"],
        "from": TABLES["prices"]["date"],
        "until": _FROM,
        **{name: TABLES["prices"][name] for name in _PRICES},
        "first_party": _FLAG,
        "agreed": _FLAG,
        "doubts": Column(),
        "seen": _FROM,
        "last_seen": _FROM,
        "source_id": _SOURCE,
        "evidence": Column(),
    },
    "priced_runs": {
        "run_id": Column(required=True, key="runs"),
        "model_id": _MODEL,
        "model": Column(),
        "creator": Column(),
        "weights": TABLES["models"]["weights"],
        "release_date": _FROM,
        "benchmark_id": TABLES["runs"]["benchmark_id"],
        "scaffold": Column(),
        "evaluator": Column(),
        "score": TABLES["runs"]["score"],
        "score_se": TABLES["runs"]["score_se"],
        "from": _FROM,
        "until": _FROM,
        "price": _USD,
        "basis": Column(required=True, among=("tokens", "stated", "task")),
        "rule": Column(required=True, among=("first-party", "cheapest", "stated")),
        "seller": _SELLER,
        "input": TABLES["prices"]["input"],
        "output": TABLES["prices"]["output"],
        **dict.fromkeys(runs.TOKEN_COLUMNS, _TOKENS),
        "agreed": _FLAG,
        "doubts": Column(),
        "source_id": _SOURCE,
        "evidence": Column(),
        "price_source_id": Column(key="sources"),
        "price_evidence": Column(),
    },
}


@kept
def price_history(data: Dataset) -> pd.DataFrame:
    """Return every offer of a model's own price, one row a seller and span; see ``SETTLED``."""
    rows = offers.offers(data)
    rows = rows[rows["model_id"] == rows["priced_id"]].rename(columns={"provider": "seller"})
    rows = rows.assign(evidence=evidence.of_prices(rows, data))
    rows = _plain(rows, data).sort_values(["model_id", "seller", "from"])
    return rows[list(SETTLED["price_history"])].reset_index(drop=True)


@kept
def priced_runs(data: Dataset) -> pd.DataFrame:
    """Return every run at each price it had, with seller and evidence; see ``SETTLED``."""
    rows = runs.priced_runs(data).rename(columns={"provider": "seller", "date": "from"})
    prices = rows[["from"]].assign(source_id=rows["price_source_id"])
    prices["model_id"] = rows["model_id"].map(offers.priced_as(data))
    rows = rows.assign(
        agreed=_agreed(rows),
        evidence=evidence.of_sources(rows["source_id"], data),
        price_evidence=evidence.of_prices(prices, data),
    )
    return _plain(rows, data)[list(SETTLED["priced_runs"])]


def _plain(rows: pd.DataFrame, data: Dataset) -> pd.DataFrame:
    """Leave ``until`` empty where a price still held on the record's day, and empty doubts.

    The end that a seller has said (``ends``) stays.
    """
    newest = data.prices["last_seen"].max()
    until = rows["until"].mask(rows["until"] > newest)
    if "ends" in rows:
        until = until.fillna(rows["ends"].where(rows["ends"] == rows["until"]))
    until = until.astype("datetime64[us]")
    return rows.assign(until=until, doubts=rows["doubts"].mask(rows["doubts"] == ""))


def _agreed(rows: pd.DataFrame) -> pd.Series[Any]:
    """Whether two families of lists, or a register of makers' pages, have the price; else empty."""
    sure = ~rows["doubts"].fillna("").str.contains(offers.ONE_LIST)
    sure |= rows["price_source_id"].isin(FIRST_PARTY)
    return sure.astype("boolean").mask(rows["basis"] != "tokens")


def tables(data: Dataset) -> dict[str, pd.DataFrame]:
    """Return both tables without the rows whose run or price may not be passed on.

    Of facts without prices or runs, as some vintages are, there is nothing to settle: none.
    """
    if data.prices.empty or data.runs.empty:
        return {}
    closed = data.sources.loc[~data.sources["redistributable"].astype(bool), "source_id"]
    found = {"price_history": price_history(data), "priced_runs": priced_runs(data)}
    for name, rows in found.items():
        out = rows["source_id"].isin(closed)
        if "price_source_id" in rows:
            out |= rows["price_source_id"].isin(closed)
        found[name] = rows[~out].reset_index(drop=True)
    return found
