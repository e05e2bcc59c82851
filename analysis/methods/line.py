"""The average model at a score: log price on time and ability over all runs, not the lowest ones.

Every run weighs one, over all its prices. A score is measured with error, which would flatten its
slope and lend its rise to time: where the score is reliable its error's variance is taken out of
its own moment (Fuller 1987, Measurement Error Models). Intervals leave out one creator at a time
(CV3; MacKinnon, Nielsen and Webb 2023, Journal of Econometrics 232) and take t with one degree of
freedom less than there are creators.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special  # scipy.stats takes a second to import

from analysis.explained import explained
from analysis.methods import reach
from analysis.methods.reach import Flags, Observed
from analysis.methods.resampling import Floats, Ints
from analysis.methods.trends import LEVEL

RELIABLE = 0.90  # share of a score's variance that is no error; below, the correction runs wild
# A line of its own needs more. On planted worlds it is off by less than 0.07 in the log from 0.95
# on, by 0.3 at 0.93 and at 0.88: too steep where errors were taken out, too flat where not.
ENOUGH = 0.95
FEWEST_MODELS, FEWEST_CREATORS = 15, 5
SAFE = 0.02  # scores nearer to an end than this have errors that the delta method overstates


@dataclass(frozen=True)
class Line:
    """``fall``: log fall a year at a given ability. ``without``: the same without each creator.

    ``reliability``: of the scores; ``corrected``: whether their error was taken out. ``start`` and
    ``end``: years since 1970 of the first and last price.
    """

    fall: float
    without: Mapping[str, float]
    reliability: float
    corrected: bool
    runs: int
    models: int
    start: float
    end: float


def error_variance(seen: Observed) -> Floats:
    """Return the error variance of each ability, by the delta method from the score's own."""
    ends = seen.chance + SAFE * (1 - seen.chance), 1 - SAFE
    score = np.clip(seen.score, *ends)
    slope = (1 - seen.chance) / ((score - seen.chance) * (1 - score))
    variance: Floats = score * (1 - score) / seen.items * slope**2
    return variance


def above(seen: Observed) -> Flags:
    """Return which rows have scores that are neither guessing nor near the top."""
    found: Flags = (seen.score > reach.floor(seen.chance, seen.items)) & (seen.score < reach.MOST)
    return found


def reliability(seen: Observed) -> float:
    """Return the share of the abilities' variance that is no error of measurement, runs alike.

    NaN with fewer than two runs above the floor.
    """
    used = above(seen)
    if len(np.unique(seen.run[used])) < 2:
        return float("nan")
    weight = 1 / np.bincount(seen.run[used])[seen.run[used]]
    ability = seen.ability[used]
    away = (ability - np.average(ability, weights=weight)) ** 2
    error = np.average(error_variance(seen)[used], weights=weight)
    return 1 - float(error / np.average(away, weights=weight))


@explained("sec-line")
def line(seen: Observed, *, taken_out: bool = True) -> Line | None:
    """Fit one benchmark's line; None with too few models or creators above the floor.

    ``taken_out``: whether the error of scores is, where they are ``RELIABLE``.
    """
    used = above(seen)
    creator, models = seen.creator[used], len(np.unique(seen.base[used]))
    if models < FEWEST_MODELS or len(np.unique(creator)) < FEWEST_CREATORS:
        return None
    run, year, ability = seen.run[used], seen.year[used], seen.ability[used]
    weight = 1 / np.bincount(run)[run]
    centred = ability - np.average(ability, weights=weight)
    error = error_variance(seen)[used]
    known = reliability(seen)
    corrected = taken_out and known >= RELIABLE
    design = np.column_stack([np.ones(len(year)), year - year.mean(), centred])
    moments = _moments(
        design, seen.log_price[used], weight, error if corrected else 0 * error, creator
    )
    slope, without = _falls(*moments)
    return Line(
        fall=slope,
        without={seen.creators[c]: f for c, f in zip(np.unique(creator), without, strict=True)},
        reliability=known,
        corrected=corrected,
        runs=len(np.unique(run)),
        models=models,
        start=float(year.min()),
        end=float(year.max()),
    )


def refused(found: Line | None) -> str:
    """Return why a benchmark carries no line of its own, or ""."""
    if found is None:
        return f"it takes {FEWEST_MODELS} models of {FEWEST_CREATORS} makers"
    if found.end - found.start < 1:
        return "less than a year lies between its first and its last price"
    if found.reliability < ENOUGH:
        error = 100 * (1 - found.reliability)
        return (
            f"{error:.1f} % of the spread of its scores is error of measurement, "
            f"and more than {100 * (1 - ENOUGH):.0f} % bends the line"
        )
    return ""


def _moments(
    design: Floats, log_price: Floats, weight: Floats, error: Floats, creator: Ints
) -> tuple[Floats, Floats]:
    """Return each creator's weighted cross-products; the ability's (the last column) less error."""
    weighted = design * weight[:, None]
    each = [creator == c for c in np.unique(creator)]
    square = np.array([weighted[rows].T @ design[rows] for rows in each])
    square[:, -1, -1] -= [float((error * weight)[rows].sum()) for rows in each]
    return square, np.array([weighted[rows].T @ log_price[rows] for rows in each])


def _falls(square: Floats, cross: Floats) -> tuple[float, Floats]:
    whole = np.linalg.solve(square.sum(axis=0), cross.sum(axis=0))
    left = zip(square.sum(axis=0) - square, cross.sum(axis=0) - cross, strict=True)
    without = np.array([np.linalg.lstsq(a, b, rcond=None)[0][1] for a, b in left])
    return -float(whole[1]), -without


@explained("sec-line")
def mean(lines: Sequence[Line]) -> tuple[float, Mapping[str, float]]:
    """Return the mean fall of benchmarks that weigh alike, and the same without each creator."""
    names = sorted({name for each in lines for name in each.without})
    left = {n: float(np.mean([e.without.get(n, e.fall) for e in lines])) for n in names}
    return float(np.mean([each.fall for each in lines])), left


@explained("sec-line")
def ends(fall: float, without: Mapping[str, float], level: float = LEVEL) -> tuple[float, float]:
    """Return the t interval of a factor a year by the leave-one-creator-out jackknife (CV3)."""
    left, creators = np.array(list(without.values())), len(without)
    error = np.sqrt((creators - 1) / creators * ((left - fall) ** 2).sum())
    half = float(special.stdtrit(creators - 1, (1 + level) / 2)) * error
    return float(np.exp(fall - half)), float(np.exp(fall + half))
