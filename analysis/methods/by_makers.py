"""The interval of any statistic by who made the models: half-samples of makers.

A maker's models are priced and built alike, so makers are what another record would differ in.
Half of them are drawn without replacement; for a statistic linear in makers the standard deviation
over halves is its standard error (the delete-half jackknife; Shao and Wu 1989, Annals of Statistics
17), and for one that picks its points halves do not fail where the bootstrap does (Politis and
Romano 1994, Annals of Statistics 22). Quantiles are of t, with as many degrees of freedom as makers
move the statistic (``influence.freedom``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy import special

from analysis.explained import explained
from analysis.methods import influence, reach_interval, resampling, trends
from analysis.methods.resampling import Floats
from analysis.methods.uncertainty import FEWEST_CLUSTERS

MOST_LOST = 0.10  # share of half-samples without the statistic, above which there is no interval


@dataclass(frozen=True)
class Draws:
    """Weights of rows, a replicate each: all rows, then half-samples, then each maker left out."""

    weights: Floats
    makers: int


def draws(labels: pd.Series[Any]) -> Draws:
    """Return the draws of makers, by a label a row; rows without one are one maker's."""
    cluster, names = resampling.codes(labels)
    halves = reach_interval.halves(names)
    inside = np.array([halves[name] for name in names], dtype=float).T
    every = np.vstack([np.ones((1, len(names))), inside, 1 - np.eye(len(names))])
    return Draws(every[:, cluster], len(names))


@explained("sec-by-makers")
def ends(found: Floats, drawn: Draws) -> tuple[Any, Any]:
    """Return the ends of a statistic's 90 % interval, NaN where there is none.

    ``found``: the statistic of each replicate (replicates, or replicates x several), on a scale on
    which it is about normal; NaN where a replicate has none. None with fewer than
    ``FEWEST_CLUSTERS`` makers, or where more than ``MOST_LOST`` of the half-samples have none.
    """
    whole, half, alone = found[0], found[1 : -drawn.makers], found[-drawn.makers :]
    lost = np.isnan(half).mean(axis=0) > MOST_LOST
    none = lost | (drawn.makers < FEWEST_CLUSTERS)
    freedom = np.apply_along_axis(influence.freedom, 0, alone - whole, drawn.makers)
    error = np.nanstd(np.where(none, 0.0, half), axis=0, ddof=1)
    width = np.where(none, np.nan, special.stdtrit(freedom, (1 + trends.LEVEL) / 2) * error)
    return whole - width, whole + width
