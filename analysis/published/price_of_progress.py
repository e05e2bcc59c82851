"""*The Price of Progress* as published: four benchmarks, open or all, frontier or everything.

Gundlach, Lynch, Mertens, Thompson (arXiv 2511.23455v2). Definitions in the module docstrings of
``pricing`` (price of a run, new lows), ``frontier`` and ``trends``; this module says which rows
the published analysis used and registers its numbers.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from analysis.explained import explained
from analysis.facts.prices import pricing
from analysis.facts.tables import Dataset
from analysis.methods import rises, trends
from analysis.methods.decomposition import METHOD as SPLIT
from analysis.methods.decomposition import Decomposition, decompose
from analysis.methods.frontier import SAMPLES, sample
from analysis.methods.trends import Trend
from analysis.number import Number, of_trend

BENCHMARKS = ("gpqa-diamond", "aime", "swe-bench-verified", "arc-agi-1")


def observations(data: Dataset, benchmark: str) -> pd.DataFrame:
    """Return one row a model and month at which its run got cheaper than ever before for it.

    Columns of ``runs`` and ``prices`` plus ``model``, ``weights``, ``creator`` and ``price``
    (USD for one pass; for ARC-AGI-1 the reported cost of a task, dated at release). As
    published, runs with a score of 0 and undated runs are left out.
    """
    runs = data.runs[data.runs["benchmark_id"] == benchmark]
    if runs["reported_cost"].notna().any():
        rows = runs.assign(price=runs["reported_cost"])
    else:
        cache = ["cache_read", "cache_write"]
        prices = data.prices[["model_id", "date", "input", "output", *cache]]
        rows = runs.drop(columns="date").merge(prices, on="model_id")
        rows = rows.assign(price=pricing.run_price(with_published_cache(rows)))
        rows = pricing.new_lows(rows, by="model_id")
    models = data.models.set_index("model_id")
    rows = rows.assign(
        model=rows["model_id"].map(models["name"]),
        weights=rows["model_id"].map(models["weights"]),
        creator=rows["model_id"].map(models["creator"]),
    )
    used = (rows["score"] > 0) & (rows["price"] > 0) & rows["date"].notna()
    return rows[used].sort_values(["date", "model_id"]).reset_index(drop=True)


def with_published_cache(rows: pd.DataFrame) -> pd.DataFrame:
    """Drop cached tokens unless both counts and both cache prices are known, as published.

    Where that hides cache reads inside the input, they are billed at the full input price; a run
    with cache reads and no cache price keeps them, so that its price stays unknown.
    """
    reads, writes = rows["cache_read_tokens"], rows["cache_write_tokens"]
    known = rows[["cache_read_tokens", "cache_write_tokens", "cache_read", "cache_write"]].notna()
    unpriced = (reads.gt(0) & rows["cache_read"].isna()) | (
        writes.gt(0) & rows["cache_write"].isna()
    )
    kept = known.all(axis=1) | unpriced
    return rows.assign(cache_read_tokens=reads.where(kept), cache_write_tokens=writes.where(kept))


@explained("sec-trend")
def trend(data: Dataset, benchmark: str, name: str) -> Trend | None:
    """Fit the published regression to one benchmark and sample; None with under three rows."""
    return trends.fit(sample(observations(data, benchmark), name))


@explained("sec-split")
def decomposition(data: Dataset, benchmark: str) -> Decomposition | None:
    """Decompose the frontier decline of a benchmark; None where a frontier cannot be fitted."""
    everyone = trend(data, benchmark, "frontier-all")
    open_only = trend(data, benchmark, "frontier-open")
    return decompose(everyone, open_only) if everyone and open_only else None


@explained("sec-rise")
def best_run_rise(data: Dataset, benchmark: str) -> Trend | None:
    """Fit the rising price of the best model's run on one benchmark; see ``rises``.

    As published, of runs with one date and score the dearest counts.
    """
    return rises.rise(observations(data, benchmark), dearest=True)


def numbers(data: Dataset) -> Iterator[Number]:
    """Register every fit, decomposition and rise of the published analysis."""
    for benchmark in BENCHMARKS:
        key = f"price-of-progress.{benchmark}"
        for name in SAMPLES:
            fitted = trend(data, benchmark, name)
            if fitted:
                yield from _trend_numbers(f"{key}.{name}", fitted)
        yield from _decomposition_numbers(data, benchmark, f"{key}.decomposition")
        fitted = best_run_rise(data, benchmark)
        if fitted:
            method = f"{rises.METHOD}; of ties the dearest run, as published"
            yield of_trend(f"{key}.best-run.rise", fitted, method=method, of=best_run_rise)
        if ours := rises.rise(observations(data, benchmark)):
            method = f"{rises.METHOD}; of ties the cheapest run"
            name = f"{key}.best-run.cheapest-of-ties.rise"
            yield of_trend(name, ours, method=method, of=rises.rise)


def _trend_numbers(key: str, fitted: Trend) -> Iterator[Number]:
    yield of_trend(f"{key}.factor", fitted, method=trends.METHOD, of=trend)
    hardware = decompose(fitted, fitted)
    yield of_trend(
        f"{key}.hardware-adjusted.factor",
        fitted,
        value=hardware.algorithms,
        ends=(hardware.low, hardware.high),
        method=trends.METHOD + "; over the hardware factor 1 / 0.7",
        of=trend,
    )


def _decomposition_numbers(data: Dataset, benchmark: str, key: str) -> Iterator[Number]:
    parts = decomposition(data, benchmark)
    fitted = trend(data, benchmark, "frontier-open")
    if not parts or not fitted:
        return
    told: dict[str, Any] = {"method": SPLIT, "of": decomposition, "r2": None}
    bare = {"ends": None, **told}
    constant = {**bare, "n": None, "models": None, "note": "a constant"}
    yield of_trend(f"{key}.competition", fitted, value=parts.competition, **bare)
    yield of_trend(f"{key}.hardware", fitted, value=parts.hardware, **constant)
    ends = (parts.low, parts.high)
    yield of_trend(f"{key}.algorithms", fitted, value=parts.algorithms, ends=ends, **told)
