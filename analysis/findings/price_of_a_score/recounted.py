"""What one run's token count could have been: how far that moves the headline and its interval.

A run is counted once, by one evaluator at that one's settings. What evaluators have in common with
themselves, a factor on all runs of a benchmark, cancels in a fall; what differs from run to run
does not. Runs of one model on one benchmark by two evaluators, or on two days, say how much.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from analysis.explained import explained
from analysis.facts import tokens
from analysis.facts.tables import Dataset
from analysis.findings.price_of_a_score import reach
from analysis.methods import pooled, reach_interval
from analysis.methods import reach as surfaces
from analysis.methods.reach import Observed
from analysis.methods.resampling import Floats
from analysis.methods.uncertainty import generator
from analysis.number import Number, number
from analysis.published import observed

DRAWS = 199


def numbers(data: Dataset) -> Iterator[Number]:
    """Register the mean fall of all models with the error of counts added to its interval."""
    facts = observed.of(data)
    counted = reach.counted(facts, reach.estimates(facts)["all"])
    mean = pooled.pooled(counted)
    if mean is None:
        return
    sd = tokens.repeat_sd(tokens.tokens_per_pass(data.runs))
    each = {
        benchmark: seen
        for licence, benchmark, seen in reach.observations(facts)
        if licence == "all" and benchmark in counted
    }
    moved = redraws(each, sd) - mean.value
    error = float(np.hypot(moved.std(ddof=1), moved.mean()))
    low, high = reach_interval.factors(mean.value, float(np.hypot(mean.error, error)), mean.makers)
    yield number(
        "reach.all-benchmarks.all.annual.recounted",
        float(np.exp(mean.value)),
        ends=(low, high),
        n=len(mean.benchmarks),
        method="Times cheaper a year; outer 90 % interval with the error of token counts added: "
        "each model's counts moved alike on all benchmarks, by what two runs of one model differ",
        note=f"standard deviation of a run's log count {sd:.2f}; adds {error:.3f} in quadrature to "
        f"an error of {mean.error:.3f}",
        of=redraws,
    )
    yield number(
        "reach.all-benchmarks.all.annual.recounted.wider",
        (np.log(high) - np.log(low)) / (2 * _half(mean)) - 1,
        "share",
        n=len(mean.benchmarks),
        method="By how much the error of token counts widens the headline's interval, on the log",
        of=redraws,
    )


def _half(mean: pooled.Pooled) -> float:
    """Return half of the width of the outer interval, on the log."""
    low, high = reach_interval.factors(mean.value, mean.error, mean.makers)
    return float(np.log(high / low)) / 2


@explained("sec-recounted")
def redraws(each: Mapping[str, Observed], sd: float, draws: int = DRAWS) -> Floats:
    """Return the mean annual log fall over benchmarks with counts redrawn, one a draw.

    ``sd``: of a run's log price by its count. A model's runs move alike, on all benchmarks: the
    most that errors of counts can add up to in a mean.
    """
    bases = sorted({name for seen in each.values() for name in seen.bases})
    drawn = generator("recounted").normal(0.0, sd, size=(draws, len(bases)))
    place = {name: i for i, name in enumerate(bases)}
    falls = []
    for seen in each.values():
        moved = drawn[:, [place[name] for name in seen.bases]][:, seen.base]
        surface = surfaces.surface(seen, log_price=seen.log_price + moved)
        falls.append(surfaces.falls(surface)["annual"])
    found: Floats = np.mean(falls, axis=0)
    return found
