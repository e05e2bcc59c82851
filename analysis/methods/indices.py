"""Price indices of the same market that disagree, because they ask about different buyers.

Matched-model: what somebody pays who keeps the model he has (chained Jevons; ILO *CPI manual*,
ch. 10). Hedonic: what a token of a given quality costs (time dummies). Frontier: what the cheapest
way to a score costs. Per completed task: what buyers of new models pay for a solved item.

All take ``sold``: one row a model and month on sale, with ``month`` (0, 1, ...), ``model_id``,
``blended`` (USD per million tokens), ``price`` (of a run), ``success`` (USD a solved item),
``logit`` (of the score) and ``new`` (whether its model counts as new).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.methods.resampling import Floats


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


def geks(sold: pd.DataFrame, weights: Floats) -> Floats:
    """Return the log index that compares every two months directly, free of chain drift.

    Of each two months the mean change of the models sold in both (Jevons), and of those the mean
    over all months in between (Gini, Eltetö, Köves, Szulc; ILO *CPI manual*, ch. 10).
    """
    logs, there, of_model = _by_model(sold, weights)
    counted = (of_model[:, :, None] * there).transpose(0, 2, 1)  # replicates, months, models
    both, summed = counted @ there, counted @ (there * logs)
    change = np.divide(summed - summed.transpose(0, 2, 1), both,
                       out=np.full_like(both, np.nan), where=both > 0)  # fmt: skip
    start = (np.diagonal(both, axis1=1, axis2=2) > 0).argmax(axis=1)  # with any model drawn
    ways = change[np.arange(len(change)), start, :, None] + change
    known = np.isfinite(ways)
    mean = np.divide(np.where(known, ways, 0.0).sum(axis=1), known.sum(axis=1),
                     out=np.full(change.shape[:2], np.nan), where=known.any(axis=1))  # fmt: skip
    filled: Floats = pd.DataFrame(mean).ffill(axis=1).bfill(axis=1).to_numpy(float)
    return filled


def time_product_dummy(sold: pd.DataFrame, weights: Floats) -> Floats:
    """Return the month effects of log blended price beside an effect of each model, 0 at the start.

    Least squares over all models and months at once (the country product dummy of Summers 1973, in
    time; ILO *CPI manual*, ch. 10). The models' effects are taken out first, each replicate's
    normal equations then solved for the months; one in which no model was drawn is as the month
    before it.
    """
    logs, there, of_model = _by_model(sold, weights)
    months = there.sum(axis=1, keepdims=True)
    within = (logs - logs.sum(axis=1, keepdims=True) / months) * there
    drawn, apart = of_model @ there, of_model @ within
    joint = (there / months)[:, :, None] * there[:, None, :]
    shared = (of_model @ joint.reshape(len(there), -1)).reshape(len(weights), *joint.shape[1:])
    square = drawn[:, :, None] * np.eye(there.shape[1]) - shared
    level = (np.linalg.pinv(square, hermitian=True) @ apart[:, :, None])[:, :, 0]
    known = pd.DataFrame(np.where(drawn > 0, level, np.nan))
    filled: Floats = known.ffill(axis=1).bfill(axis=1).to_numpy(float)
    return filled - filled[:, :1]


def _by_model(sold: pd.DataFrame, weights: Floats) -> tuple[Floats, Floats, Floats]:
    """Return log prices and where there are any (models x months), and the models' weights."""
    price = sold.assign(log=np.log(sold["blended"])).pivot_table("log", "model_id", "month")
    first = sold.assign(at=np.arange(len(sold))).drop_duplicates("model_id")
    places = first.set_index("model_id")["at"].reindex(price.index).to_numpy()
    return price.fillna(0.0).to_numpy(float), price.notna().to_numpy(float), weights[:, places]


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
    """Return every log index (replicates x months) by its name."""
    return {
        "matched-model": matched_model(sold, weights),
        "geks": geks(sold, weights),
        "time-product-dummy": time_product_dummy(sold, weights),
        "hedonic": time_dummies(sold, weights, "blended"),
        "hedonic-run": time_dummies(sold, weights, "price"),
        "frontier": frontier_index(sold, weights, levels),
        "completed-task": completed_task(sold, weights),
    }
