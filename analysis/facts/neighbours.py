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

from analysis.facts import across
from analysis.facts.prices import offers
from analysis.facts.prices.pricing import blended
from analysis.facts.schema import PRICES
from analysis.facts.tables import Dataset

COLUMNS = ["table", "row", "key", "column", "value", "rule"]
KNOWN = ["table", "key", "column", "rule"]  # the columns of doubted.csv
FAR = 30.0  # times the middle of the model's other prices
ODD = 1_000.0  # times the middle of the benchmark's other runs, or a cached token's price
ABOVE = 100.0  # times input that output may cost
RATES = (0.01, 300.0)  # USD per million tokens, between the cheapest and the dearest model
OTHERS = 2  # other rows of the model without which nothing is compared
PAUSE = pd.Timedelta(days=300)
APART = 0.5  # fraction of the scale between a score and the middle of the model's others
KEYS = across.KEYS | {"runs": ["run_id"], "models": ["model_id"], "sources": ["source_id"]}


def doubts(data: Dataset) -> pd.DataFrame:
    """Return what is unlikely: one row a cell, columns ``COLUMNS`` (``row`` counts from 0)."""
    parts = (_prices, _tiers, _fees, _hardware, _runs, _models, _sources)
    rows = [found for part in parts for found in part(data)]
    return pd.concat(rows, ignore_index=True) if rows else pd.DataFrame(columns=COLUMNS)


def _prices(data: Dataset) -> Iterator[pd.DataFrame]:
    prices = data.prices
    off = _apart(blended(prices), prices["model_id"], FAR)
    paid, got, read, write = (prices[c].astype("float64") for c in PRICES)
    rules = (
        ("input", off, f"within {FAR:g} times the middle of the model's other prices"),
        ("output", got < paid, "not below input"),
        ("output", got > ABOVE * paid, f"within {ABOVE:g} times input"),
        ("cache_read", read > paid, "not above input"),
        ("cache_read", read < paid / ODD, f"within {ODD:g} times input"),
        ("cache_write", write < read, "not below cache_read"),
        (
            "cache_write",
            (write / paid).map(np.log).abs() > np.log(FAR),
            f"within {FAR:g} times input",
        ),
    )
    for column, bad, rule in rules:
        yield listed("prices", prices, bad, column, rule)


def _tiers(data: Dataset) -> Iterator[pd.DataFrame]:
    """Doubt a tier's price far from the standard one beside it, or from the model's others."""
    tiers, prices = data.tiers, data.prices
    for column in ("input", "output"):
        middle = prices.groupby("model_id")[column].median().to_dict()
        standard = tiers[f"beside_{column}"].fillna(tiers["model_id"].map(middle))
        times = (tiers[column] / standard).astype("float64")
        rule = f"within {FAR:g} times the standard price"
        yield listed("tiers", tiers, times.map(np.log).abs() > np.log(FAR), column, rule)
    read = tiers["cache_read"] > tiers["input"]
    yield listed("tiers", tiers, read, "cache_read", "not above input")


def _fees(data: Dataset) -> Iterator[pd.DataFrame]:
    fees = data.fees
    off = _apart(fees["usd"], fees["fee"], FAR)
    yield listed("fees", fees, off, "usd", f"within {FAR:g} times the middle of such fees")


def _hardware(data: Dataset) -> Iterator[pd.DataFrame]:
    rows = data.hardware
    rent = _apart(rows["usd_per_hour"], rows["name"], FAR)
    rule = f"within {FAR:g} times the middle of the chip's other rents"
    yield listed("hardware", rows, rent, "usd_per_hour", rule)
    worth = _apart(rows["flop_per_second"] / rows["usd"], rows["kind"], FAR)
    rule = f"within {FAR:g} times the middle of what a dollar buys of other chips"
    yield listed("hardware", rows, worth, "usd", rule)


def _runs(data: Dataset) -> Iterator[pd.DataFrame]:
    runs = data.runs
    released = runs["model_id"].map(data.models.set_index("model_id")["release_date"].to_dict())
    released = pd.to_datetime(released)
    yield listed("runs", runs, runs["date"] < released, "date", "not before the model's release")
    pair = runs["model_id"] + " " + runs["benchmark_id"]
    apart = (runs["score"] - _middle_of_others(runs["score"], pair)).abs() > APART
    rule = f"within {APART:g} of the middle of the model's other scores there"
    yield listed("runs", runs, apart, "score", rule)
    cached = runs[["cache_read_tokens", "cache_write_tokens"]].sum(axis=1)
    beside = cached.where(runs["cache_in_input"].eq(False).fillna(False).astype(bool), 0.0)
    alike = runs["benchmark_id"] + " " + runs["reported_cost_basis"].fillna("")
    rule = f"within {ODD:g} times the middle of the benchmark's other runs"
    for column, spent, by in (
        ("input_tokens", runs["input_tokens"] + beside, runs["benchmark_id"]),
        ("output_tokens", runs["output_tokens"], runs["benchmark_id"]),
        ("reported_cost", runs["reported_cost"], alike),
    ):
        odd = _apart(spent / runs["passes"].fillna(1), by, ODD)
        yield listed("runs", runs, odd, column, rule)
    # whoever states a cost and the tokens of it states a rate
    items = runs["benchmark_id"].map(data.benchmarks.set_index("benchmark_id")["items"].to_dict())
    items = items.astype("float64")
    cost = runs["reported_cost"] * items.where(runs["reported_cost_basis"] != "run", 1.0)
    rate = cost / (runs["input_tokens"] + runs["output_tokens"] + beside) * 1e6
    low, high = RATES
    bad = (rate < low) | (rate > high)
    rule = f"within {low:g} to {high:g} USD per million of its tokens"
    yield listed("runs", runs, bad, "reported_cost", rule)


def _models(data: Dataset) -> Iterator[pd.DataFrame]:
    models = data.models
    sold = data.prices.merge(models[["model_id", "creator"]], on="model_id")
    sold = sold.merge(offers.makers(data.providers), on=["creator", "provider"])
    first = models["model_id"].map(sold.groupby("model_id")["seen"].min().to_dict())
    late = models["release_date"] > pd.to_datetime(first)
    yield listed("models", models, late, "release_date", "not after its maker's price was read")


def _sources(data: Dataset) -> Iterator[pd.DataFrame]:
    """Doubt a last reading long after all others: nobody reads one source alone for a year."""
    read = data.sources["retrieved"].sort_values()
    late = (read > read.shift(1) + PAUSE) & (read == read.max())
    rule = f"within {PAUSE.days} days of the reading of another"
    yield listed("sources", data.sources, late.reindex(data.sources.index), "retrieved", rule)


def _apart(values: pd.Series[Any], by: pd.Series[Any], times: float) -> pd.Series[Any]:
    """Tell which values are further than ``times`` from the middle of their group's others."""
    values = values.astype("float64").where(values > 0)
    off: pd.Series[Any] = (values / _middle_of_others(values, by)).map(np.log).abs() > np.log(times)
    return off


def _middle_of_others(values: pd.Series[Any], by: pd.Series[Any]) -> pd.Series[Any]:
    """Return the median of each group without the row itself; NaN below ``OTHERS`` others.

    Of a sorted group without one of its values the median lies at places known from the rank.
    """
    known = values[by.notna()].dropna().sort_values()  # what has no group has no others
    groups = known.groupby(by[known.index])
    rank, size = groups.cumcount(), groups.transform("size")
    order = pd.DataFrame({"by": by[known.index], "rank": rank, "value": known})
    at = order.set_index(["by", "rank"])["value"]
    lower, upper = (size - 2) // 2, (size - 1) // 2  # of the others, counted without the row
    places = [(p + (p >= rank)).astype("int64") for p in (lower, upper)]
    ends = [at.reindex(pd.MultiIndex.from_arrays([order["by"], p])).to_numpy() for p in places]
    middle = pd.Series((ends[0] + ends[1]) / 2, index=known.index)
    return middle.where(size > OTHERS).reindex(values.index)


def listed(
    table: str, frame: pd.DataFrame, bad: pd.Series[Any], column: str, rule: str
) -> pd.DataFrame:
    """Return the doubted cells of a column, of the rows of a table that are ``bad``."""
    rows = frame[bad.fillna(False).astype(bool)]
    named = rows[KEYS[table]].astype("string").fillna("")
    key = [" ".join(parts) for parts in named.itertuples(index=False)]
    found = {"row": rows.index, "key": key, "value": rows[column].astype("string")}
    return pd.DataFrame(found).assign(table=table, column=column, rule=rule)[COLUMNS]
