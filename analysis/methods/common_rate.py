"""One rate for several published frontiers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from analysis.explained import explained
from analysis.methods import frontier, resampling, trends
from analysis.methods.resampling import Floats
from analysis.methods.uncertainty import BY, FEWEST_CLUSTERS, generator, percentile

REPLICATES = 299


def frontier_rows(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the observations on the frontier at their date."""
    return rows[frontier.on_frontier(rows)]


def _at_equal_score(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the frontier with ``adjusted``: log price brought to one score by its own slope."""
    kept = frontier_rows(rows)
    fitted = trends.fit(kept)
    slope = fitted.score_slope if fitted and fitted.score_slope else 0.0
    return kept.assign(adjusted=np.log(kept["price"]) - slope * trends.logit(kept["score"]))


def _pooled(window: pd.DataFrame, key: str) -> dict[str, Any]:
    """Fit one rate to a window's benchmarks; resample models for its interval."""
    cluster, names = resampling.codes(window[BY["model"]])
    drawn = resampling.drawn(cluster, REPLICATES, generator(key, "rolling"))
    log_factor = _rates(window, np.vstack([np.ones((1, len(window))), drawn]))
    found = {"factor": float(np.exp(log_factor[0])), "low": np.nan, "high": np.nan}
    known = log_factor[1:][~np.isnan(log_factor[1:])]
    if len(names) >= FEWEST_CLUSTERS and len(known) > 0.9 * REPLICATES:
        found["low"], found["high"] = np.exp(percentile(known))
    return {**found, "n": len(window), "models": len(names)}


def _rates(window: pd.DataFrame, weights: Floats) -> Floats:
    """Return the log factor common to all benchmarks, one for each row of weights."""
    years = trends.days(window["date"]).to_numpy() / trends.DAYS_PER_YEAR
    years, price = years - years.mean(), window["adjusted"].to_numpy(float)
    top, bottom = np.zeros(len(weights)), np.zeros(len(weights))
    for name in window["benchmark"].unique():
        w = weights * (window["benchmark"] == name).to_numpy(float)
        total = np.maximum(w.sum(axis=1), 1e-9)
        top += w @ (years * price) - (w @ years) * (w @ price) / total
        bottom += w @ years**2 - (w @ years) ** 2 / total
    return -np.divide(top, bottom, out=np.full_like(top, np.nan), where=bottom > 1e-9)


@explained("sec-change")
def common_rate(tables: Mapping[str, pd.DataFrame], key: str = "") -> dict[str, Any]:
    """Fit one rate to whole frontiers, each benchmark at its own level and score slope.

    Models are resampled, each with its runs on all the benchmarks. Returns ``factor``, ``low``,
    ``high``, ``n``, ``models``.
    """
    parts = [_at_equal_score(rows).assign(benchmark=name) for name, rows in tables.items()]
    return _pooled(pd.concat(parts, ignore_index=True), key)
