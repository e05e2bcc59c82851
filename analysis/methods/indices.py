"""Price indices of the same market that disagree, because they ask about different buyers.

Matched-model: what somebody pays who keeps the model he has (chained Jevons; ILO *CPI manual*,
ch. 10). Hedonic: what a token of a given quality costs (time dummies). Frontier: what the cheapest
way to a score costs. Per completed task: what buyers of new models pay for a solved item.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from analysis.facts import observations, pricing
from analysis.facts.tables import Dataset
from analysis.findings.price_of_the_best.success import per_success
from analysis.methods import estimators, resampling, trends
from analysis.methods.resampling import Floats
from analysis.methods.uncertainty import BY, SEED, generator, percentile
from analysis.number import Number

REPLICATES = 299
FEWEST_MODELS = 20  # fewer are no market
RECENT = 12  # months since release within which a model counts as new
METHODS = {
    "matched-model": "Mean change of log blended price of models sold in both months, chained",
    "hedonic": "Month dummies of log blended price at a given logit score",
    "hedonic-run": "Month dummies of log price of a run at a given logit score",
    "frontier": "Mean log milestone price over score levels",
    "completed-task": "Mean log price of a solved item over models not a year old",
}


def panel(rows: pd.DataFrame, released: pd.Series[Any]) -> pd.DataFrame:
    """Return one row a model and month on sale, each price carried on until the next.

    ``rows``: runs of one benchmark at every price on record, with ``input`` and ``output`` (USD
    per million tokens); ``released``: release date by model id. A model stays at its last price
    until the record ends: the records do not say when a model was withdrawn. Columns: ``month``
    (0, 1, ...), ``start`` (its first day), ``base``, ``blended``, ``price`` (of a run),
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
    base = rows.drop_duplicates("model_id").set_index("model_id")[BY["model"]]
    day = sold["period"].dt.to_timestamp()
    age = _months(day) - _months(sold["model_id"].map(released))
    return sold.assign(
        base=sold["model_id"].map(base),
        month=_months(day) - _months(pd.Series([first.to_timestamp()])).iloc[0],
        start=day,
        new=age <= RECENT,
    )


def _months(dates: pd.Series[Any]) -> pd.Series[Any]:
    """Count calendar months."""
    counted: pd.Series[Any] = dates.dt.year * 12 + dates.dt.month
    return counted


def matched_model(sold: pd.DataFrame, weights: Floats) -> Floats:
    """Return the log index (replicates x months), 0 in the first month."""
    months = int(sold["month"].max()) + 1
    ordered = sold.assign(weight_at=np.arange(len(sold))).sort_values(["model_id", "month"])
    change = np.log(ordered["blended"]).groupby(ordered["model_id"]).diff()
    kept = change.notna().to_numpy()
    month = ordered["month"].to_numpy()[kept]
    w = weights[:, ordered["weight_at"].to_numpy()[kept]]
    member = (month[:, None] == np.arange(months)).astype(float)
    total = w @ member
    mean = np.divide(w @ (member * change.to_numpy()[kept][:, None]), total,
                     out=np.zeros_like(total), where=total > 0)  # fmt: skip
    chained: Floats = np.cumsum(mean, axis=1)
    return chained


def time_dummies(sold: pd.DataFrame, weights: Floats, value: str) -> Floats:
    """Return the log index of ``value`` at a given logit score, 0 in the first month."""
    months = int(sold["month"].max()) + 1
    member = (sold["month"].to_numpy()[:, None] == np.arange(months)).astype(float)
    y, z = np.log(sold[value].to_numpy(float)), sold["logit"].to_numpy(float)
    total = np.maximum(weights @ member, 1e-9)
    mean_y, mean_z = (weights @ (member * v[:, None]) / total for v in (y, z))
    zz = weights @ z**2 - (total * mean_z**2).sum(axis=1)
    zy = weights @ (z * y) - (total * mean_z * mean_y).sum(axis=1)
    level: Floats = mean_y - (zy / zz)[:, None] * mean_z
    return level - level[:, :1]


def frontier_index(sold: pd.DataFrame, weights: Floats, levels: Floats) -> Floats:
    """Return the mean change of log cheapest price at or above each score level.

    A level enters in the month after the first in which a model reaches it.
    """
    months = int(sold["month"].max()) + 1
    change, count = (np.zeros((len(weights), months)) for _ in range(2))
    price, month = np.log(sold["price"].to_numpy(float)), sold["month"].to_numpy()
    for level in levels:
        able = np.flatnonzero(sold["logit"].to_numpy() >= level - 1e-12)
        at = np.where(weights[:, able] > 0, price[able], np.inf)
        lowest = np.full((len(weights), months), np.inf)
        for m in np.unique(month[able]):
            lowest[:, m] = at[:, month[able] == m].min(axis=1)
        lowest = np.minimum.accumulate(lowest, axis=1)
        with np.errstate(invalid="ignore"):
            step = np.diff(lowest, axis=1, prepend=np.inf)
        known = np.isfinite(step)
        change += np.where(known, step, 0.0)
        count += known
    mean = np.divide(change, count, out=np.zeros_like(change), where=count > 0)
    chained: Floats = np.cumsum(mean, axis=1)
    return chained


def completed_task(sold: pd.DataFrame, weights: Floats) -> Floats:
    """Return the mean log price of a solved item over models not a year old, 0 at the start."""
    months = np.arange(int(sold["month"].max()) + 1)
    here = sold["month"].to_numpy()[:, None] == months
    member = (here & sold["new"].to_numpy()[:, None]).astype(float)
    total = weights @ member
    summed = weights @ (member * np.log(sold["success"].to_numpy(float))[:, None])
    mean = np.divide(summed, total, out=np.full_like(total, np.nan), where=total > 0)
    filled = pd.DataFrame(mean).ffill(axis=1).bfill(axis=1).to_numpy(float)
    from_start: Floats = filled - filled[:, :1]
    return from_start


def log_indices(sold: pd.DataFrame, levels: Floats, weights: Floats) -> dict[str, Floats]:
    """Return every log index (replicates x months) by the keys of ``METHODS``."""
    return {
        "matched-model": matched_model(sold, weights),
        "hedonic": time_dummies(sold, weights, "blended"),
        "hedonic-run": time_dummies(sold, weights, "price"),
        "frontier": frontier_index(sold, weights, levels),
        "completed-task": completed_task(sold, weights),
    }


def indices(
    rows: pd.DataFrame, released: pd.Series[Any], key: str = ""
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return each index by month, and the log points a year that each falls.

    The first table: ``method``, ``date``, ``index`` (1 at the start), ``low``, ``high``. The
    second: ``method``, ``decline`` (first month to last), ``low``, ``high``. Intervals (90 %) by
    bootstrap of models.
    """
    sold = panel(rows, released)
    cluster, _ = resampling.codes(sold["base"])
    drawn = resampling.drawn(cluster, REPLICATES, generator(key, "index"))
    weights = np.vstack([np.ones((1, len(sold))), drawn])
    ordered = rows.reset_index(drop=True)
    best = resampling.sample(ordered, frontier=True)
    scores = estimators.levels_of(ordered, best, np.ones(len(ordered)))
    levels = trends.logit(pd.Series(scores)).to_numpy(float)
    starts = np.sort(sold["start"].unique())
    parts, declines = [], []
    for name, index in log_indices(sold, levels, weights).items():
        low, high = np.exp(np.quantile(index[1:], [0.05, 0.95], axis=0))
        columns = {"date": starts, "index": np.exp(index[0]), "low": low, "high": high}
        parts.append(pd.DataFrame(columns).assign(method=name))
        falls = -index[:, -1] / ((len(starts) - 1) / 12)
        declines.append((name, falls[0], *percentile(falls[1:])))
    table = pd.DataFrame(declines, columns=["method", "decline", "low", "high"])
    return pd.concat(parts, ignore_index=True), table


def numbers(data: Dataset) -> Iterator[Number]:
    """Register the log points a year that each index falls, for benchmarks with token prices."""
    facts = observations.of(data)
    released = data.models.set_index("model_id")["release_date"]
    for benchmark in facts.headlines:
        known = facts.every.get(benchmark)
        if known is None or known["model_id"].nunique() < FEWEST_MODELS:
            continue
        key = f"{facts.prefix}.{benchmark}.index"
        monthly, declines = indices(known, released, key)
        for row in declines.to_dict("records"):
            yield Number(
                key=f"{key}.{row['method']}.decline",
                value=row["decline"],
                low=row["low"],
                high=row["high"],
                level=trends.LEVEL,
                unit="log points per year",
                n=len(known),
                models=known["model_id"].nunique(),
                start=monthly["date"].min().date().isoformat(),
                end=monthly["date"].max().date().isoformat(),
                method=f"{METHODS[row['method']]}; bootstrap of models, {REPLICATES}, seed {SEED}",
                function="analysis.methods.indices.indices",
                tables=("runs", "prices", "models"),
            )
