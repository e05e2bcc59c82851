"""Intervals that fit the data.

A model is observed at several prices and settings, points on a frontier are chosen for being
low, and a few creators made most of them. So whole models (or creators) are resampled, and the
frontier is found anew in each resample. Percentile and BCa intervals: Efron (1987, JASA 82(397));
clusters: Cameron and Miller (2015, Journal of Human Resources 50(2)).
"""

from __future__ import annotations

import zlib
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import special

from analysis.explained import explained
from analysis.methods import resampling, wild
from analysis.methods.frontier import restrict
from analysis.methods.resampling import Floats, Ints, Sample
from analysis.methods.score_error import redrawn, simex
from analysis.methods.trends import LEVEL

REPLICATES = 1999  # odd, so that the quantiles asked for are order statistics
SEED = 20261122
FEWEST_CLUSTERS = 5  # fewer cannot be resampled into anything like a distribution
MOST_WITHOUT_FIT = 0.10  # share of replicates
BY = {"model": "base", "creator": "creator"}


@dataclass(frozen=True)
class Interval:
    """One interval for a yearly factor; ``low`` and ``high`` None where ``note`` says why.

    ``n`` rows enter the fit, in ``clusters`` clusters of the sample it is drawn from.
    """

    method: str
    factor: float
    low: float | None
    high: float | None
    n: int
    clusters: int
    note: str = ""


def generator(*names: str) -> np.random.Generator:
    """Return a random generator that depends on ``SEED`` and the names alone, not on order."""
    return np.random.default_rng([SEED, zlib.crc32("/".join(names).encode())])


def percentile(replicates: Floats, level: float = LEVEL) -> tuple[float, float]:
    """Return the central interval of the replicates."""
    tail = (1 - level) / 2
    low, high = np.quantile(replicates, [tail, 1 - tail])
    return float(low), float(high)


def bca(
    estimate: float, replicates: Floats, jackknife: Floats, level: float = LEVEL
) -> tuple[float, float]:
    """Return the bias-corrected and accelerated interval (Efron 1987).

    ``jackknife``: the estimate without each cluster in turn. Raises ZeroDivisionError where all
    of them agree and all replicates lie on one side of the estimate.
    """
    # a resample of the whole sums in another order: equal to all but the last digits
    tied = np.isclose(replicates, estimate, rtol=0, atol=1e-9)
    below = np.mean((replicates < estimate) & ~tied) + np.mean(tied) / 2
    edge = 0.5 / len(replicates)
    bias = float(special.ndtri(np.clip(below, edge, 1 - edge)))
    away = jackknife.mean() - jackknife
    spread = float((away**2).sum())
    bend = float((away**3).sum()) / (6 * spread**1.5) if spread > 0 else 0.0
    tail = special.ndtri([(1 - level) / 2, (1 + level) / 2])
    shifted = bias + (bias + tail) / (1 - bend * (bias + tail))
    low, high = np.quantile(replicates, special.ndtr(shifted))
    return float(low), float(high)


@explained("sec-bootstrap")
def intervals(
    rows: pd.DataFrame,
    name: str,
    key: str = "",
    *,
    replicates: int = REPLICATES,
    by: Collection[str] = tuple(BY),
    score_error: bool = True,
) -> list[Interval]:
    """Return every interval of one sample's yearly factor, the published t interval first.

    ``rows``: observations of one benchmark with ``base`` and ``creator`` (see ``samples``);
    ``name``: one of ``samples.SAMPLES``; ``key``: what else seeds the random numbers;
    ``by``: what is resampled whole. Empty where there is no fit.
    """
    drawn, frontier = restrict(rows, name)
    if drawn.empty:
        return []
    data = resampling.sample(drawn, frontier=frontier)
    whole = resampling.refit(data, np.ones(len(drawn)))
    if np.isnan(whole.slope[0]):
        return []
    found = [_classical(whole, drawn["base"].nunique())]
    for kind in by:
        cluster, _ = resampling.codes(drawn[BY[kind]])
        found += _bootstrapped(data, cluster, kind, replicates, generator(key, name, kind))
    if "creator" in by:
        found.append(_wild(data, drawn, replicates, generator(key, name, "wild")))
    if score_error:
        random = generator(key, name, "score")
        found += _score_error(drawn, frontier, found[0], random)
    return found


def _classical(whole: resampling.Fits, clusters: int) -> Interval:
    factor, n = float(np.exp(whole.log_factor[0])), int(whole.rows[0])
    if n <= 3:
        note = f"degenerate: {n} rows, 3 parameters, no interval"
        return Interval("t, as published", factor, None, None, n, clusters, note)
    half = special.stdtrit(n - 3, (1 + LEVEL) / 2) * whole.error[0]
    low, high = (float(np.exp(whole.log_factor[0] + side * half)) for side in (-1, 1))
    return Interval("t, as published", factor, low, high, n, clusters)


def _bootstrapped(
    data: Sample, cluster: Ints, by: str, replicates: int, random: np.random.Generator
) -> list[Interval]:
    whole = resampling.refit(data, np.ones(len(cluster)))
    factor, n = float(np.exp(whole.log_factor[0])), int(whole.rows[0])
    clusters = int(cluster.max()) + 1
    names = [f"bootstrap by {by}, {kind}" for kind in ("percentile", "BCa")]
    log_factor = resampling.refit(data, resampling.drawn(cluster, replicates, random)).log_factor
    lost = float(np.isnan(log_factor).mean())
    note = ""
    if clusters < FEWEST_CLUSTERS:
        note = f"degenerate: {clusters} {by}s, fewer than {FEWEST_CLUSTERS}, no interval"
    elif n <= 3:
        note = f"degenerate: {n} rows, 3 parameters, no interval"
    elif lost > MOST_WITHOUT_FIT:
        note = f"degenerate: {lost:.0%} of the resamples have no fit, no interval"
    if note:
        return [Interval(m, factor, None, None, n, clusters, note) for m in names]
    kept = log_factor[~np.isnan(log_factor)]
    jackknife = resampling.refit(data, resampling.left_out(cluster)).log_factor
    ends = [percentile(kept)]
    lonely = np.isnan(jackknife).any()
    ends.append(ends[0] if lonely else bca(float(whole.log_factor[0]), kept, jackknife))
    notes = ["", f"one {by} left out leaves no fit: percentile interval" if lonely else ""]
    return [
        Interval(m, factor, float(np.exp(low)), float(np.exp(high)), n, clusters, told)
        for m, (low, high), told in zip(names, ends, notes, strict=True)
    ]


def _wild(data: Sample, rows: pd.DataFrame, draws: int, random: np.random.Generator) -> Interval:
    """Bootstrap the residuals of the rows in the fit by creator, the frontier taken as given."""
    fitted = resampling.frontier_weights(data, np.ones((1, len(rows))))[0] > 0
    cluster, names = resampling.codes(rows.loc[fitted, "creator"])
    n, method = int(fitted.sum()), "wild cluster by creator"
    whole = float(np.exp(resampling.refit(data, fitted.astype(float)).log_factor[0]))
    if n <= 3 or len(names) < 3:
        note = f"degenerate: {n} rows of {len(names)} creators, no interval"
        return Interval(method, whole, None, None, n, len(names), note)
    others = np.column_stack([np.ones(n), data.logit[fitted]])  # type: ignore[index]
    sums = wild.cluster_sums(data.years[fitted], others, data.log_price[fitted], cluster)
    ends = wild.interval(sums, level=LEVEL, draws=draws, random=random)
    if ends is None:
        note = f"{len(names)} creators reject nothing at this level: no bound"
        return Interval(method, whole, None, None, n, len(names), note)
    low, high = np.exp(-ends[1]), np.exp(-ends[0])
    return Interval(method, whole, float(low), float(high), n, len(names))


def _score_error(
    rows: pd.DataFrame, frontier: bool, whole: Interval, random: np.random.Generator
) -> list[Interval]:
    """Redraw scores with their error; on everything, take the error out by extrapolation too."""
    n, clusters = whole.n, whole.clusters
    low, high = redrawn(rows, frontier=frontier, random=random)
    ends: tuple[float | None, float | None] = (low, high) if whole.low else (None, None)
    note = "where the factor goes when each score is redrawn with its error: no sampling interval"
    found = [Interval("scores redrawn", whole.factor, *ends, n, clusters, note)]
    if not frontier:
        factor = simex(rows, random=random)
        note = "the factor without score error"
        found.append(Interval("score error (SIMEX)", factor, None, None, n, clusters, note))
    return found


def slug(method: str) -> str:
    """Return a method's name as a part of a key."""
    return method.lower().replace(", ", "-").replace(" ", "-").replace("(", "").replace(")", "")
