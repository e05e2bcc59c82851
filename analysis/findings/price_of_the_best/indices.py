"""The price indices of a benchmark's market, month by month, and how fast each falls."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from analysis.explained import explained
from analysis.facts.prices import pricing
from analysis.findings.price_of_the_best.success import per_success
from analysis.methods import by_makers, estimators, resampling, trends
from analysis.methods.indices import log_indices
from analysis.methods.uncertainty import BY

FEWEST_MODELS = 20  # fewer are no market
RECENT = 12  # months since release within which a model counts as new
METHODS = {
    "matched-model": "Mean change of log blended price of models sold in both months, chained",
    "geks": "Mean change of log blended price of models sold in both of any two months (GEKS)",
    "time-product-dummy": "Month dummies of log blended price beside one of each model",
    "hedonic": "Month dummies of log blended price at a given logit score",
    "hedonic-run": "Month dummies of log price of a run at a given logit score",
    "frontier": "Mean log milestone price over score levels",
    "completed-task": "Mean log price of a solved item over models not a year old",
}


def panel(rows: pd.DataFrame, released: pd.Series[Any]) -> pd.DataFrame:
    """Return one row a model and month on sale, each price carried on until the next.

    ``rows``: runs of one benchmark at every price on record, with ``input`` and ``output`` (USD
    per million tokens); ``released``: release date by model id. A model stays at its last price
    until the record ends, which does not say when a model was withdrawn. Columns: ``month``
    (0, 1, ...), ``start`` (its first day), ``creator``, ``blended``, ``price`` (of a run),
    ``success`` (USD a solved item), ``logit``, ``new`` (released at most ``RECENT`` months ago).
    """
    first = rows["date"].min().to_period("M")
    last = rows["date"].max().to_period("M")
    months = pd.period_range(first, last, freq="M")
    priced = rows.assign(
        period=rows["date"].dt.to_period("M"),
        blended=pricing.blended(rows),
        success=per_success(rows),
        logit=trends.logit(rows["score"]),
    ).drop_duplicates(["model_id", "period"], keep="last")
    columns = ["blended", "price", "success", "logit"]
    grid = pd.MultiIndex.from_product([rows["model_id"].unique(), months])
    grid.names = ["model_id", "period"]
    known = priced.set_index(["model_id", "period"])[columns].reindex(grid)
    sold = known.groupby(level="model_id").ffill().dropna().reset_index()
    maker = rows.drop_duplicates("model_id").set_index("model_id")[BY["creator"]]
    day = sold["period"].dt.to_timestamp()
    age = _months(day) - _months(sold["model_id"].map(released))
    return sold.assign(
        creator=sold["model_id"].map(maker),
        month=_months(day) - _months(pd.Series([first.to_timestamp()])).iloc[0],
        start=day,
        new=age <= RECENT,
    )


def _months(dates: pd.Series[Any]) -> pd.Series[Any]:
    """Count calendar months."""
    counted: pd.Series[Any] = dates.dt.year * 12 + dates.dt.month
    return counted


@explained("sec-indices")
def indices(rows: pd.DataFrame, released: pd.Series[Any]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return each index by month, and the log points a year that each falls.

    The first table: ``method``, ``date``, ``index`` (1 at the start), ``low``, ``high``. The
    second: ``method``, ``decline`` (first month to last), ``low``, ``high``. Intervals (90 %) by
    half-samples of makers.
    """
    sold = panel(rows, released)
    drawn = by_makers.draws(sold["creator"])
    ordered = rows.reset_index(drop=True)
    best = resampling.sample(ordered, frontier=True)
    scores = estimators.levels_of(ordered, best, np.ones(len(ordered)))
    levels = trends.logit(pd.Series(scores)).to_numpy(float)
    starts = np.sort(sold["start"].unique())
    parts, declines = [], []
    for name, index in log_indices(sold, levels, drawn.weights).items():
        low, high = by_makers.ends(index, drawn)
        each = {"index": index[0], "low": low, "high": high}
        columns = {"date": starts, **{name: np.exp(log) for name, log in each.items()}}
        parts.append(pd.DataFrame(columns).assign(method=name))
        falls = -index[:, -1] / ((len(starts) - 1) / 12)
        declines.append((name, falls[0], *by_makers.ends(falls, drawn)))
    table = pd.DataFrame(declines, columns=["method", "decline", "low", "high"])
    return pd.concat(parts, ignore_index=True), table
