"""The wild cluster bootstrap: an interval for a slope when clusters are few.

Restricted residuals, cluster-robust t, inverted to an interval (Cameron, Gelbach and Miller 2008,
Review of Economics and Statistics 90(3)), with the six-point weights of Webb (2023, Canadian
Journal of Economics 56(3)), because two-point weights repeat themselves with few clusters. The
sample is taken as given: selection onto the frontier is not part of this interval.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.methods.resampling import Floats, Ints

WEBB = np.sqrt(np.array([0.5, 1.0, 1.5]))
WIDEST = 60.0  # standard errors searched on either side before the interval is called unbounded


@dataclass(frozen=True)
class ClusterSums:
    """What the test needs of a regression, summed by cluster.

    ``own``: partial covariance of each cluster's rows with the slope's regressor (given the
    others) of log price and of the regressor itself; ``design``: the same with every regressor.
    """

    own: Floats  # clusters x 2
    design: NDArray[np.float64]  # clusters x regressors x 2
    leverage: Floats  # clusters x regressors
    inverse: Floats  # regressors x regressors
    total: float
    slope: float


def cluster_sums(years: Floats, others: Floats, log_price: Floats, cluster: Ints) -> ClusterSums:
    """Sum a regression of log price on years and ``others`` (n x k, with a constant)."""
    both = np.column_stack([log_price, years])
    partial = both - others @ np.linalg.lstsq(others, both, rcond=None)[0]
    e_y, e_t = partial.T
    x = np.column_stack([years, others])
    member = (np.arange(cluster.max() + 1)[:, None] == cluster).astype(float)
    return ClusterSums(
        own=member @ (partial * e_t[:, None]),
        design=np.stack([member @ (x * e[:, None]) for e in (e_y, e_t)], axis=2),
        leverage=member @ (x * e_t[:, None]),
        inverse=np.linalg.inv(x.T @ x).astype(np.float64),
        total=float(e_t @ e_t),
        slope=float(e_y @ e_t / (e_t @ e_t)),
    )


def p_value(sums: ClusterSums, null: float, signs: Floats) -> float:
    """Return how often a bootstrap t is at least as far out as the sample's, at a null slope.

    ``signs``: draws x clusters, the weights each cluster's restricted residuals are given.
    """
    own = sums.own[:, 0] - null * sums.own[:, 1]
    design = sums.design[:, :, 0] - null * sums.design[:, :, 1]
    draws = np.vstack([np.ones(len(own)), signs])  # row 0 is the sample itself
    moved = draws @ own
    shared = (draws @ design) @ sums.inverse @ sums.leverage.T
    scores = draws * own - shared
    with np.errstate(divide="ignore", invalid="ignore"):
        t = np.abs(moved) / np.sqrt((scores**2).sum(axis=1))
    return float(np.mean(t[1:] >= t[0] * (1 - 1e-12)))


def interval(
    sums: ClusterSums, *, level: float, draws: int, random: np.random.Generator
) -> tuple[float, float] | None:
    """Return the slopes that the test does not reject; None where that has no end."""
    magnitude = random.choice(np.concatenate([-WEBB, WEBB]), size=(draws, len(sums.own)))
    step = (
        math.sqrt(
            float(
                (sums.own[:, 0] - sums.slope * sums.own[:, 1])
                @ (sums.own[:, 0] - sums.slope * sums.own[:, 1])
            )
        )
        / sums.total
    )
    ends = [_end(sums, side * step, 1 - level, magnitude) for side in (-1, 1)]
    if None in ends:
        return None
    return (min(e for e in ends if e is not None), max(e for e in ends if e is not None))


def _end(sums: ClusterSums, step: float, alpha: float, signs: Floats) -> float | None:
    """Walk out from the slope until the test rejects, then halve the step to 1e-3 of it."""
    inside, out = 0.0, 1.0
    while p_value(sums, sums.slope + out * step, signs) > alpha:
        inside, out = out, out * 1.5
        if out > WIDEST:
            return None
    while out - inside > 1e-3:
        middle = (inside + out) / 2
        if p_value(sums, sums.slope + middle * step, signs) > alpha:
            inside = middle
        else:
            out = middle
    return sums.slope + (inside + out) / 2 * step
