"""Means of log falls over benchmarks that share their makers, and the ratio of two such means.

Each benchmark weighs alike. The same half-samples of creators serve all of them, so what the
benchmarks have in common stays in the error of their mean; errors of scores are independent.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from analysis.explained import explained
from analysis.methods import influence
from analysis.methods.by_makers import spread
from analysis.methods.reach_interval import Estimate, refused, shift
from analysis.methods.resampling import Floats

FEWEST_BENCHMARKS = 3
LAST = "last"  # the mean that few makers carry; of later years, what halves lack widens it as much
Estimates = Mapping[str, Estimate]


@dataclass(frozen=True)
class Pooled:
    """A mean log fall a year, its standard error, and the benchmarks that it is of.

    ``makers``: of the benchmark with most of them; of the ``LAST`` year, how many carry the
    mean. ``between``: the standard deviation of the
    benchmarks' log falls.
    """

    value: float
    error: float
    makers: float
    between: float
    benchmarks: tuple[str, ...]


@explained("sec-reach-intervals")
def pooled(found: Estimates, statistic: str = "annual") -> Pooled | None:
    """Return the mean over benchmarks that have the statistic.

    None where fewer than ``FEWEST_BENCHMARKS`` of them carry one of their own: others may add to a
    mean, but three of which half of the makers give none held 62 % for a year of few windows.
    """
    names = [b for b, each in found.items() if np.isfinite(each.values.get(statistic, np.nan))]
    if sum(not refused(found[b], statistic) for b in names) < FEWEST_BENCHMARKS:
        return None
    used = [found[b] for b in names]
    makers: float = max(each.makers for each in used)
    if statistic == LAST:
        moved = influence.common([each.moved[statistic] for each in used])
        makers = 1 + influence.freedom(moved, int(makers))
    return _mean(
        names,
        [each.values[statistic] for each in used],
        [each.halves[statistic] for each in used],
        [spread(each.redraws[statistic]) for each in used],
        [shift(each, statistic) for each in used],
        makers,
    )


@explained("sec-reach-intervals")
def ratio(one: Estimates, other: Estimates, statistic: str = "annual") -> Pooled | None:
    """Return the mean difference of two estimates of the same benchmarks, replicates paired."""
    names = [b for b in one if b in other]
    if len(names) < FEWEST_BENCHMARKS:
        return None
    pairs = [(one[b], other[b]) for b in names]
    return _mean(
        names,
        [a.values[statistic] - b.values[statistic] for a, b in pairs],
        [a.halves[statistic] - b.halves[statistic] for a, b in pairs],
        [spread(each.redraws[statistic]) for pair in pairs for each in pair],
        [shift(a, statistic) - shift(b, statistic) for a, b in pairs],
        max(min(a.makers, b.makers) for a, b in pairs),
    )


def _mean(
    names: list[str],
    values: list[float],
    halves: list[Floats],
    scores: list[float],
    shifts: list[float],
    makers: float,
) -> Pooled:
    """Return the mean over benchmarks, the errors of makers and scores added in quadrature.

    ``scores``: standard errors; ``shifts``: what redrawn scores move, which does not average out.
    """
    by_score = np.sqrt(np.square(scores).sum()) / len(names)
    error = np.sqrt(_common(halves) ** 2 + by_score**2 + np.mean(shifts) ** 2)
    between = spread(np.array(values))
    return Pooled(float(np.mean(values)), float(error), makers, between, tuple(names))


def _common(halves: list[Floats]) -> float:
    """Return the spread of the mean over benchmarks; one missing from a half moves as the others.

    Were it said to move by nothing, a mean of which many are often missing would look too sure.
    """
    away = np.array([each - np.nanmean(each) for each in halves])
    there = np.isfinite(away)
    return spread(np.where(there, away, 0.0).sum(axis=0) / np.maximum(there.sum(axis=0), 1))


@explained("sec-reach-intervals")
def left_out(found: Estimates, of: Callable[[Estimate], Mapping[str, float]]) -> dict[str, float]:
    """Return the mean of ``annual`` without each name of ``of`` (an estimate's left-out values)."""
    names = sorted({name for each in found.values() for name in of(each)})
    return {
        name: float(np.mean([of(e).get(name, e.values["annual"]) for e in found.values()]))
        for name in names
    }


@explained("sec-reach-intervals")
def benchmarks_left_out(found: Estimates) -> dict[str, float]:
    """Return the mean of ``annual`` without each benchmark in turn."""
    values = {b: each.values["annual"] for b, each in found.items()}
    return {b: float(np.mean([v for other, v in values.items() if other != b])) for b in values}
