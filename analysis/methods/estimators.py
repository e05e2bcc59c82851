"""Other ways to read the same decline off the same runs, side by side with their intervals.

Corrected least squares has no place here: it shifts the line of everything down to its lowest
point and keeps its slope, so its rate is that of everything.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.explained import explained
from analysis.methods import quantile, resampling, trends
from analysis.methods.resampling import Floats, Sample
from analysis.methods.uncertainty import (
    BY,
    FEWEST_CLUSTERS,
    MOST_WITHOUT_FIT,
    generator,
    percentile,
)

REPLICATES = 199
CHEAP_EDGE = 0.10
STEPS = 3  # record lows a score level needs before a line is fitted to them
LEVELS = (0.1, 0.3, 0.5, 0.7)  # quantiles of the frontier's scores

LogFactors = Callable[[Floats], Floats]  # weights (B x n) -> log factor of each replicate


def least_squares(data: Sample, weights: Floats) -> Floats:
    """Return log factors by least squares on years and logit score."""
    return resampling.refit(data, weights).log_factor


def score_slope(data: Sample, weights: Floats) -> Floats:
    """Return log price per unit of logit score, fitted with time on everything drawn."""
    if data.logit is None:
        raise TypeError("a sample without scores has no score slope")
    swapped = Sample(data.logit, data.years, data.log_price, None)
    return resampling.fit(swapped, np.atleast_2d(weights)).slope


def given_slope(data: Sample, weights: Floats) -> Floats:
    """Return the frontier's log factors with the score's slope taken from everything.

    The free slope of a frontier is fitted to few points chosen for being low; a frontier that
    moves in score as well as price then trades one slope against the other.
    """
    kept = resampling.frontier_weights(data, np.atleast_2d(weights))
    slopes = score_slope(data, weights)
    # a line in time of price and of logit score: the slope's share is subtracted afterwards
    price = resampling.fit(Sample(data.years, None, data.log_price, None), kept)
    score = resampling.fit(Sample(data.years, None, data.logit, None), kept)  # type: ignore[arg-type]
    return -(price.slope - slopes * score.slope)


def cheap_edge(data: Sample, weights: Floats) -> Floats:
    """Return log factors of the cheapest tenth of everything at its score."""
    return quantile.refit(data, weights, CHEAP_EDGE).log_factor


def milestones(rows: pd.DataFrame, levels: Floats, weights: Floats) -> Floats:
    """Return log factors of record lows in price at or above score levels, their mean.

    For each level with ``STEPS`` record lows or more, log price is fitted on time over them
    (of one day the cheapest counts, as in ``frontier.record_lows``).
    """
    order = rows.sort_values(["date", "price"], kind="stable")
    at = rows.index.get_indexer(order.index)
    years = trends.days(order["date"]).to_numpy() / trends.DAYS_PER_YEAR
    log_price, score = np.log(order["price"].to_numpy(float)), order["score"].to_numpy(float)
    found = []
    for drawn in np.atleast_2d(weights)[:, at] > 0:
        slopes = [record_slope(years, log_price, drawn & (score >= level)) for level in levels]
        known = [s for s in slopes if s is not None]
        found.append(-np.mean(known) if known else np.nan)
    return np.array(found)


def record_slope(years: Floats, log_price: Floats, kept: NDArray[np.bool_]) -> float | None:
    """Return the slope of the record lows of rows in order of date and, within it, price."""
    t, y = years[kept], log_price[kept]
    if len(t) < STEPS:
        return None
    first = np.concatenate([[True], t[1:] > t[:-1]])  # of a day the cheapest
    t, y = t[first], y[first]
    low = np.concatenate([[True], y[1:] < np.minimum.accumulate(y)[:-1]])
    t, y = t[low], y[low]
    if len(t) < STEPS:
        return None
    t = t - t.mean()
    return float(t @ y / (t @ t))


def levels_of(rows: pd.DataFrame, data: Sample, weights: Floats) -> Floats:
    """Return the score levels at which a sample's milestone prices are read."""
    kept = resampling.frontier_weights(data, np.atleast_2d(weights))[0] > 0
    return np.unique(rows.loc[kept, "score"].quantile(LEVELS).to_numpy(float))


def methods(rows: pd.DataFrame) -> dict[str, LogFactors]:
    """Return the estimators by name, ready to be given weights for ``rows``."""
    everything = resampling.sample(rows, frontier=False)
    best = resampling.sample(rows, frontier=True)
    return {
        "frontier, as published": partial(least_squares, best),
        "frontier, score slope of all runs": partial(given_slope, best),
        "everything, least squares": partial(least_squares, everything),
        "everything, cheap edge": partial(cheap_edge, everything),
        "milestone prices": partial(milestones, rows, levels_of(rows, best, np.ones(len(rows)))),
    }


@explained("sec-estimators")
def agreement(rows: pd.DataFrame, key: str = "") -> pd.DataFrame:
    """Return one row an estimator: ``estimator``, ``factor``, ``low``, ``high``, ``n``, ``note``.

    ``rows``: observations of one benchmark and licence. Intervals (90 %) by bootstrap of models;
    NaN where too few models or resamples can be fitted, and then ``note`` says so.
    """
    cluster, models = resampling.codes(rows[BY["model"]])
    weights = resampling.drawn(cluster, REPLICATES, generator(key, "estimators"))
    found = []
    for name, log_factors in methods(rows).items():
        value = float(np.exp(log_factors(np.ones((1, len(rows))))[0]))
        replicates = log_factors(weights)
        kept = replicates[~np.isnan(replicates)]
        low, high, note = np.nan, np.nan, ""
        if len(models) < FEWEST_CLUSTERS:
            note = f"degenerate: {len(models)} models, no interval"
        elif len(kept) < (1 - MOST_WITHOUT_FIT) * REPLICATES:
            note = f"degenerate: {1 - len(kept) / REPLICATES:.0%} of the resamples have no fit"
        else:
            low, high = np.exp(percentile(kept))
        found.append((name, value, low, high, len(rows), len(models), note))
    columns = ["estimator", "factor", "low", "high", "n", "models", "note"]
    return pd.DataFrame(found, columns=columns)
