"""*The Price of Progress* as published: four benchmarks, open or all, frontier or everything.

Gundlach, Lynch, Mertens, Thompson (arXiv 2511.23455v2). Definitions in the module docstrings of
``pricing`` (price of a run, new lows), ``frontier`` and ``trends``; this module says which rows
the published analysis used and registers its numbers.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import pandas as pd

from analysis.facts import pricing
from analysis.facts.tables import Dataset
from analysis.methods import frontier, trends
from analysis.methods.decomposition import Decomposition, decompose
from analysis.methods.trends import Trend
from analysis.number import Number

BENCHMARKS = ("gpqa-diamond", "aime", "swe-bench-verified", "arc-agi-1")
SAMPLES = ("frontier-all", "frontier-open", "all", "open")
CENT = 0.01  # added to a run's price before the log, as published, against prices near zero


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


def sample(rows: pd.DataFrame, name: str) -> pd.DataFrame:
    """Restrict observations to one of ``SAMPLES``; the frontier is that of the restricted rows."""
    if name.endswith("open"):
        rows = rows[rows["weights"] == "open"]
    return rows[frontier.on_frontier(rows)] if name.startswith("frontier") else rows


def trend(data: Dataset, benchmark: str, name: str) -> Trend | None:
    """Fit the published regression to one benchmark and sample; None with under three rows."""
    return trends.fit(sample(observations(data, benchmark), name))


def decomposition(data: Dataset, benchmark: str) -> Decomposition | None:
    """Decompose the frontier decline of a benchmark; None where a frontier cannot be fitted."""
    everyone = trend(data, benchmark, "frontier-all")
    open_only = trend(data, benchmark, "frontier-open")
    return decompose(everyone, open_only) if everyone and open_only else None


def best_run_rise(data: Dataset, benchmark: str) -> Trend | None:
    """Fit the rising price of the best model's run on one benchmark; see ``rise``."""
    return rise(observations(data, benchmark))


def rise(rows: pd.DataFrame) -> Trend | None:
    """Fit log(price + 1 cent) on the date over the observations that set a record score.

    The Trend's ``factor`` is how many times *dearer* a year.
    """
    best = frontier.record_highs(rows)
    fitted = trends.fit(best.assign(price=best["price"] + CENT), score=None)
    return fitted and fitted.inverted()


def numbers(data: Dataset) -> Iterator[Number]:
    """Register every fit, decomposition and rise of the published analysis."""
    for benchmark in BENCHMARKS:
        key = f"price-of-progress.{benchmark}"
        for name in SAMPLES:
            fitted = trend(data, benchmark, name)
            if fitted:
                yield from _trend_numbers(f"{key}.{name}", fitted)
        yield from _decomposition_numbers(data, benchmark, key)
        fitted = best_run_rise(data, benchmark)
        if fitted:
            yield trend_number(
                f"{key}.best-run.rise", fitted, method=RISE, function=f"{__name__}.best_run_rise"
            )


FIT = (
    "Least squares of log price of one pass on the date and the logit of the score; "
    "exp(-365 x slope), t interval"
)
RISE = "Least squares of log(price + 1 cent) on the date over the record scores; exp(365 x slope)"
SPLIT = "Frontier decline of all models over that of open ones; the latter over hardware's"


def trend_number(
    key: str,
    fitted: Trend,
    *,
    method: str = FIT,
    function: str = "analysis.published.price_of_progress.trend",
) -> Number:
    """Turn a fit into a registered number."""
    return Number(
        key=key,
        value=fitted.factor,
        low=fitted.low,
        high=fitted.high,
        level=fitted.level if fitted.low is not None else None,
        n=fitted.n,
        models=fitted.models,
        r2=fitted.r2,
        unit="factor per year",
        start=fitted.start.isoformat(),
        end=fitted.end.isoformat(),
        method=method,
        function=function,
        tables=("runs", "prices", "models"),
        note=fitted.note,
    )


def _trend_numbers(key: str, fitted: Trend) -> Iterator[Number]:
    factor = trend_number(f"{key}.factor", fitted)
    yield factor
    hardware = decompose(fitted, fitted)
    yield dataclasses.replace(
        factor,
        key=f"{key}.hardware-adjusted.factor",
        value=hardware.algorithms,
        low=hardware.low,
        high=hardware.high,
        method=FIT + "; over the hardware factor 1 / 0.7",
    )


def _decomposition_numbers(data: Dataset, benchmark: str, key: str) -> Iterator[Number]:
    parts = decomposition(data, benchmark)
    open_only = trend(data, benchmark, "frontier-open")
    if not parts or not open_only:
        return
    base = dataclasses.replace(
        trend_number(key, open_only, method=SPLIT, function=f"{__name__}.decomposition"), r2=None
    )
    part = f"{key}.decomposition"
    bare = dataclasses.replace(base, low=None, high=None, level=None)
    yield dataclasses.replace(bare, key=f"{part}.competition", value=parts.competition)
    yield dataclasses.replace(
        bare, key=f"{part}.hardware", value=parts.hardware, n=None, models=None, note="a constant"
    )
    yield dataclasses.replace(
        base, key=f"{part}.algorithms", value=parts.algorithms, low=parts.low, high=parts.high
    )
