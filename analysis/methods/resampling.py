"""Refit one sample thousands of times: rows weighted, new frontier, closed-form least squares.

The regression is that of ``trends.fit``; only the arithmetic differs. A replicate is a row of
weights: how often each observation was drawn. Who is on the frontier is decided afresh in each
replicate among the observations drawn, so that selection onto it is part of the uncertainty.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.methods import trends

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
SINGULAR = 1e-9  # share of the product of variances below which time and score are collinear


@dataclass(frozen=True)
class Sample:
    """Observations as arrays: centred years, centred logit score (or None), log price.

    ``beaten[i, j]`` is 1 where observation j dominates i on i's date; None where everything
    counts, on the frontier or not.
    """

    years: Floats
    logit: Floats | None
    log_price: Floats
    beaten: NDArray[np.float32] | None


@dataclass(frozen=True)
class Fits:
    """One least-squares fit a replicate: log price a year and its standard error, rows used.

    NaN slope: no fit (too few rows, or collinear); NaN error: no degree of freedom left.
    """

    slope: Floats
    error: Floats
    rows: Floats

    @property
    def log_factor(self) -> Floats:
        """Return the log of how many times cheaper a year."""
        return -self.slope


def sample(rows: pd.DataFrame, *, frontier: bool, score: bool = True) -> Sample:
    """Turn observations (``date``, ``price``, ``score``) into arrays; see ``Sample``."""
    years = trends.days(rows["date"]).to_numpy() / trends.DAYS_PER_YEAR
    logit = trends.logit(rows["score"]).to_numpy(float)
    return Sample(
        years=years - years.mean(),
        logit=logit - logit.mean() if score else None,
        log_price=np.log(rows["price"].to_numpy(float)),
        beaten=_beaten(rows) if frontier else None,
    )


def _beaten(rows: pd.DataFrame) -> NDArray[np.float32]:
    day = trends.days(rows["date"]).to_numpy()
    price, score = rows["price"].to_numpy(float), rows["score"].to_numpy(float)
    no_worse = (
        (day[None, :] <= day[:, None])
        & (price[None, :] <= price[:, None])
        & (score[None, :] >= score[:, None])
    )
    strictly = (price[None, :] < price[:, None]) | (score[None, :] > score[:, None])
    return (no_worse & strictly).astype(np.float32)


def frontier_weights(data: Sample, weights: Floats) -> Floats:
    """Set to 0 the weight of observations that one drawn in the same replicate dominates."""
    if data.beaten is None:
        return weights
    drawn = (weights > 0).astype(np.float32)
    return np.where(drawn @ data.beaten.T > 0, 0.0, weights)


def refit(data: Sample, weights: Floats) -> Fits:
    """Fit log price on years and logit score once for each row of ``weights`` (B x n)."""
    return fit(data, frontier_weights(data, np.atleast_2d(weights)))


def fit(data: Sample, kept: Floats) -> Fits:
    """Fit as ``refit``, the weights taken as they are; logit scores may differ by replicate."""
    t, y = data.years, data.log_price
    z = np.zeros_like(t) if data.logit is None else data.logit
    parameters = 2 if data.logit is None else 3
    total = kept.sum(axis=1)
    rows = (kept > 0).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        tt, tz, ty, zz, zy, yy = (
            _centred(kept, total, u, v) for u, v in ((t, t), (t, z), (t, y), (z, z), (z, y), (y, y))
        )
        zz = np.ones_like(tt) if data.logit is None else zz
        determinant = tt * zz - tz * tz
        fitted = (determinant > SINGULAR * np.maximum(tt * zz, 1e-12)) & (rows >= parameters)
        slope = np.where(fitted, (ty * zz - zy * tz) / determinant, np.nan)
        score_slope = (zy * tt - ty * tz) / determinant
        left = np.maximum(yy - slope * ty - score_slope * zy, 0.0)
        freedom = total - parameters
        error = np.sqrt(left / freedom * zz / determinant)
    return Fits(slope, np.where(freedom > 0, error, np.nan), rows.astype(float))


def _centred(kept: Floats, total: Floats, u: Floats, v: Floats) -> Floats:
    """Return each replicate's weighted sum of products about the weighted means."""
    about: Floats = _sum(kept, u * v) - _sum(kept, u) * _sum(kept, v) / total
    return about


def _sum(kept: Floats, values: Floats) -> Floats:
    found: Floats = kept @ values if values.ndim == 1 else (kept * values).sum(axis=1)
    return found


def codes(labels: pd.Series[Any]) -> tuple[Ints, list[str]]:
    """Number the clusters of a label column; unlabelled rows are one cluster, "unknown"."""
    numbers, names = pd.factorize(labels.to_numpy(object, na_value="unknown"), sort=True)
    return numbers.astype(np.int64), [str(name) for name in names]


def drawn(cluster: Ints, replicates: int, random: np.random.Generator) -> Floats:
    """Return bootstrap weights: whole clusters drawn with replacement, as many as there are."""
    clusters = int(cluster.max()) + 1
    each = random.integers(clusters, size=(replicates, clusters))
    each += clusters * np.arange(replicates)[:, None]  # so that one count serves all replicates
    times = np.bincount(each.ravel(), minlength=replicates * clusters)
    return times.reshape(replicates, clusters)[:, cluster].astype(float)


def left_out(cluster: Ints) -> Floats:
    """Return jackknife weights: in row c everything but cluster c counts once."""
    clusters = int(cluster.max()) + 1
    without: Floats = (np.arange(clusters)[:, None] != cluster[None, :]).astype(float)
    return without
