"""Quantile regression of log price, many samples at once: the median, or the cheap edge.

Koenker and Bassett (1978, Econometrica 46(1)). Solved by the monotone algorithm of Hunter and
Lange (2000, Journal of Computational and Graphical Statistics 9(1)), which is a sequence of
weighted least squares and so runs on all samples side by side.
"""

from __future__ import annotations

import numpy as np
from scipy import special

from analysis.methods.resampling import Fits, Floats, Sample, frontier_weights

STEPS = 200
CLOSE = 1e-5  # a step that moves no coefficient by more ends the search
DECIMALS = 4  # of what it finds: a fifth depends on the order of sums
SMALL = 1e-3  # of a log price: residuals below it count as equal to it


def refit(data: Sample, weights: Floats, quantile: float) -> Fits:
    """Fit a quantile of log price on years and logit score for each row of ``weights``.

    The frontier is found anew in each, as in ``resampling.refit``. Standard errors assume
    independent errors (Hall and Sheather's bandwidth, a Gaussian kernel for the density).
    """
    kept = frontier_weights(data, np.atleast_2d(weights))
    columns = [np.ones_like(data.years), data.years]
    design = np.column_stack(columns if data.logit is None else [*columns, data.logit])
    rows = (kept > 0).sum(axis=1)
    enough = rows >= design.shape[1]
    slope, error = (np.full(len(kept), np.nan) for _ in range(2))
    if enough.any():
        slope[enough], error[enough] = _solve(design, data.log_price, kept[enough], quantile)
    error[rows <= design.shape[1]] = np.nan
    return Fits(slope.round(DECIMALS), error.round(DECIMALS), rows.astype(float))


def _solve(design: Floats, y: Floats, kept: Floats, quantile: float) -> tuple[Floats, Floats]:
    """Return the time slopes and their standard errors; NaN where the design is singular."""
    width = design.shape[1]
    products = (design[:, :, None] * design[:, None, :]).reshape(len(y), -1)
    moments = np.hstack([products, design * y[:, None]])
    beta = np.full((len(kept), width), np.inf)
    residual = np.broadcast_to(y, kept.shape)
    pull = (2 * quantile - 1) * (kept @ design)
    with np.errstate(divide="ignore", invalid="ignore"):
        for _ in range(STEPS):
            weight = np.abs(residual)
            weight += SMALL
            np.divide(kept, weight, out=weight)  # in place: these are the largest arrays
            sums = weight @ moments
            before, beta = beta, _solved(sums[:, :-width], sums[:, -width:] + pull)
            residual = beta @ design.T
            np.subtract(y, residual, out=residual)
            if np.nanmax(np.abs(beta - before), initial=0.0) < CLOSE:
                break
        error = _error(design, residual, kept, quantile, products)
    return beta[:, 1], error


def _solved(sums: Floats, right: Floats) -> Floats:
    """Solve each small system, given row by row; NaN where it is singular."""
    left = sums.reshape(*right.shape, right.shape[1])
    scale = np.sqrt(np.einsum("bii->bi", left))
    scaled = left / scale[:, :, None] / scale[:, None, :]
    singular = ~(np.abs(np.linalg.det(scaled)) > 1e-9)
    scaled[singular] = np.eye(left.shape[1])
    beta: Floats = np.linalg.solve(scaled, (right / scale)[:, :, None])[:, :, 0] / scale
    beta[singular] = np.nan
    return beta


def _error(
    design: Floats, residual: Floats, kept: Floats, quantile: float, products: Floats
) -> Floats:
    """Return the time slope's standard error from the density of the residuals at zero."""
    n = kept.sum(axis=1)
    z = special.ndtri(quantile)
    reach = (1.5 * _density(z) ** 2 / (2 * z**2 + 1)) ** (1 / 3)
    width = n ** (-1 / 3) * special.ndtri(0.975) ** (2 / 3) * reach
    width = np.minimum(width, 0.9 * min(quantile, 1 - quantile))
    spread = 1.2533 * (kept * np.abs(residual)).sum(axis=1) / n  # normal: sd = sqrt(pi / 2) mad
    bandwidth = spread * (special.ndtri(quantile + width) - special.ndtri(quantile - width))
    scaled = residual / bandwidth[:, None]
    density = (kept * _density(scaled)).sum(axis=1) / (n * bandwidth)
    unit = np.zeros((len(kept), design.shape[1]))
    unit[:, 1] = 1.0
    variance = _solved(kept @ products, unit)[:, 1]
    error: Floats = np.sqrt(quantile * (1 - quantile) * np.maximum(variance, 0)) / density
    return error


def _density(z: Floats) -> Floats:
    """Return the density of the standard normal."""
    found: Floats = np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)
    return found
