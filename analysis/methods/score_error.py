"""What the error of scores does to a fit on scores: simulation and extrapolation.

A score is a share of a few dozen to a few hundred items. Its error biases the score's slope
towards zero and moves points onto and off the frontier. SIMEX (Cook and Stefanski 1994, JASA
89(428)) adds more such error, watches the estimate move, and extrapolates back to none.
"""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pandas as pd

from analysis.methods import frontier as pareto
from analysis.methods import resampling
from analysis.methods.resampling import Floats
from analysis.methods.trends import CLIP, LEVEL

ADDED = (0.0, 0.5, 1.0, 1.5, 2.0)  # variance added, in multiples of the error's own
DRAWS = 100


def standard_error(rows: pd.DataFrame) -> pd.Series[Any]:
    """Return each score's standard error: as stated, else binomial over the benchmark's items.

    ``rows``: ``score`` (fraction), ``score_se`` and ``items``. Repeated passes ask the same items
    again, so they do not make the items more.
    """
    binomial = (rows["score"] * (1 - rows["score"]) / rows["items"]) ** 0.5
    return rows["score_se"].fillna(binomial).fillna(0.0)


def redrawn(
    rows: pd.DataFrame, *, frontier: bool, random: np.random.Generator
) -> tuple[float, float]:
    """Return the central interval of the yearly factor with each score redrawn with its error.

    On a frontier this is all that can be said: who is on it depends on the error, and there is
    no smooth path along which to extrapolate.
    """
    found = _log_factors(rows, _errors(rows, random), frontier)
    tail = (1 - LEVEL) / 2
    low, high = np.exp(np.nanquantile(found, [tail, 1 - tail]))
    return float(low), float(high)


def _errors(rows: pd.DataFrame, random: np.random.Generator) -> Floats:
    """Draw each run's score error (draws x rows); a run keeps its error at every price."""
    run, runs = pd.factorize(rows["run_id"])
    drawn: Floats = random.normal(size=(DRAWS, len(runs)))[:, run]
    drawn *= standard_error(rows).to_numpy(float)
    return drawn


def simex(rows: pd.DataFrame, *, random: np.random.Generator) -> float:
    """Extrapolate the yearly factor of everything to scores without error.

    The mean log factor at each added variance is fitted by a parabola and read off at -1, the
    usual choice. The same errors, scaled, serve every added variance, so that only their size
    differs.
    """
    error = _errors(rows, random)
    means = [np.nanmean(_log_factors(rows, np.sqrt(added) * error, False)) for added in ADDED]
    return float(np.exp(np.polynomial.Polynomial.fit(ADDED, means, 2)(-1.0)))


def _log_factors(rows: pd.DataFrame, error: Floats, frontier: bool) -> Floats:
    """Return the log factor with the scores moved by each row of ``error`` (draws x rows)."""
    score = np.clip(rows["score"].to_numpy(float) + error, 0.0, 1.0)
    kept = np.ones_like(score)
    if frontier:
        date, price = rows["date"].to_numpy(), rows["price"].to_numpy(float)
        for draw, values in enumerate(score):
            kept[draw] = pareto.undominated(date, price, values)
    plain = resampling.sample(rows, frontier=False)
    clipped = np.clip(score, *CLIP)
    noisy = dataclasses.replace(plain, logit=np.log(clipped / (1 - clipped)))
    return resampling.fit(noisy, kept).log_factor
