"""The interval of any statistic by who made the models: half-samples of makers.

A maker's models are priced and built alike, so makers are what another record would differ in.
Half of them are drawn without replacement; for a statistic linear in makers the standard deviation
over halves is its standard error (the delete-half jackknife; Shao and Wu 1989, Annals of Statistics
17), and for one that picks its points halves do not fail where the bootstrap does (Politis and
Romano 1994, Annals of Statistics 22). Quantiles are of t, with as many degrees of freedom as makers
move the statistic (``influence.freedom``).
"""

from __future__ import annotations

import zlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy import special

from analysis.explained import explained
from analysis.methods import influence, resampling, trends
from analysis.methods.reach import Flags
from analysis.methods.resampling import Floats
from analysis.methods.uncertainty import FEWEST_CLUSTERS

REPLICATES = 199  # enough for a standard error
SEED = 20261122
MOST_LOST = 0.10  # share of half-samples without the statistic, above which there is no interval


@dataclass(frozen=True)
class Draws:
    """Weights of rows, a replicate each: all rows, then half-samples, then each maker left out."""

    weights: Floats
    makers: int


def halves(names: Collection[str], replicates: int = REPLICATES) -> Mapping[str, Flags]:
    """Return in which half-samples each creator is; one half, rounded up, is in each.

    Every name draws its places from a generator of its own: one creator more leaves the others'
    alone, but for who is next to the middle.
    """
    ordered = sorted(set(names))
    seeds = [[SEED, zlib.crc32(name.encode())] for name in ordered]
    places = np.array([np.random.default_rng(seed).random(replicates) for seed in seeds])
    inside = places.argsort(axis=0).argsort(axis=0) < (len(ordered) + 1) // 2
    return dict(zip(ordered, inside, strict=True))


def draws(labels: pd.Series[Any]) -> Draws:
    """Return the draws of makers, by a label a row; rows without one are one maker's."""
    cluster, names = resampling.codes(labels)
    half = halves(names)
    inside = np.array([half[name] for name in names], dtype=float).T
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


def spread(replicates: Floats) -> float:
    """Return the standard deviation of the replicates that there are."""
    return float(np.nanstd(replicates, ddof=1))
