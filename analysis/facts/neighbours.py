"""What is unlikely beside its neighbours: doubted, listed, and wrong until somebody has looked.

A price in cents, a score that is not the model's, a price 1,000 times off cannot be told from the
row alone. ``data/doubted.csv`` names the rows that were looked at: what their lists say, however
odd. The rules of ``corroboration`` keep those that are wrong out of every result.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from analysis.facts.prices import offers
from analysis.facts.prices.pricing import blended
from analysis.facts.tables import Dataset

COLUMNS = ["table", "row", "key", "column", "value", "rule"]
KNOWN = ["table", "key", "column", "rule"]  # the columns of doubted.csv
FAR = 30.0  # times the middle of the model's other prices
OTHERS = 2  # other rows of the model without which nothing is compared
APART = 0.5  # fraction of the scale between a score and the middle of the model's others
KEYS = {
    "prices": ["model_id", "provider", "source_id", "date"],
    "runs": ["run_id"],
    "models": ["model_id"],
}


def doubts(data: Dataset) -> pd.DataFrame:
    """Return what is unlikely: one row a cell, columns ``COLUMNS`` (``row`` counts from 0)."""
    rows = [*_prices(data), *_runs(data), *_models(data)]
    return pd.concat(rows, ignore_index=True) if rows else pd.DataFrame(columns=COLUMNS)


def _prices(data: Dataset) -> Iterator[pd.DataFrame]:
    prices = data.prices
    mixed = blended(prices)
    off = (mixed / _middle_of_others(mixed, prices["model_id"])).map(np.log).abs() > np.log(FAR)
    rules = (
        ("input", off, f"within {FAR:g} times the middle of the model's other prices"),
        ("output", prices["output"] < prices["input"], "not below input"),
        ("cache_read", prices["cache_read"] > prices["input"], "not above input"),
    )
    for column, bad, rule in rules:
        yield _listed("prices", prices, bad, column, rule)


def _runs(data: Dataset) -> Iterator[pd.DataFrame]:
    runs = data.runs
    released = runs["model_id"].map(data.models.set_index("model_id")["release_date"])
    yield _listed("runs", runs, runs["date"] < released, "date", "not before the model's release")
    pair = runs["model_id"] + " " + runs["benchmark_id"]
    apart = (runs["score"] - _middle_of_others(runs["score"], pair)).abs() > APART
    rule = f"within {APART:g} of the middle of the model's other scores there"
    yield _listed("runs", runs, apart, "score", rule)


def _models(data: Dataset) -> Iterator[pd.DataFrame]:
    models = data.models
    sold = data.prices.merge(models[["model_id", "creator"]], on="model_id")
    sold = sold.merge(offers.makers(data.providers), on=["creator", "provider"])
    first = models["model_id"].map(sold.groupby("model_id")["seen"].min())
    late = models["release_date"] > first
    yield _listed("models", models, late, "release_date", "not after its maker's price was read")


def _middle_of_others(values: pd.Series[Any], by: pd.Series[Any]) -> pd.Series[Any]:
    """Return the median of each group without the row itself; NaN below ``OTHERS`` others.

    Of a sorted group without one of its values the median lies at places known from the rank.
    """
    known = values.dropna().sort_values()
    groups = known.groupby(by[known.index])
    rank, size = groups.cumcount(), groups.transform("size")
    order = pd.DataFrame({"by": by[known.index], "rank": rank, "value": known})
    at = order.set_index(["by", "rank"])["value"]
    lower, upper = (size - 2) // 2, (size - 1) // 2  # of the others, counted without the row
    places = [(p + (p >= rank)).astype("int64") for p in (lower, upper)]
    ends = [at.reindex(pd.MultiIndex.from_arrays([order["by"], p])).to_numpy() for p in places]
    middle = pd.Series((ends[0] + ends[1]) / 2, index=known.index)
    return middle.where(size > OTHERS).reindex(values.index)


def _listed(
    table: str, frame: pd.DataFrame, bad: pd.Series[Any], column: str, rule: str
) -> pd.DataFrame:
    rows = frame[bad.fillna(False).astype(bool)]
    named = rows[KEYS[table]].astype("string").fillna("")
    key = [" ".join(parts) for parts in named.itertuples(index=False)]
    found = {"row": rows.index, "key": key, "value": rows[column].astype("string")}
    return pd.DataFrame(found).assign(table=table, column=column, rule=rule)[COLUMNS]
