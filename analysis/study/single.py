"""One benchmark at a time: the intervals of the price to reach a score on every design."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from analysis.methods import by_makers, reach, reach_interval, worlds
from analysis.methods.worlds import Population
from analysis.study.planted import Planted
from analysis.study.tally import Tally, Tried

SAMPLES = 300
WORLDS = 200  # for the truth of a statistic
REPLICATES = 99  # halves, and redraws, a sample: enough for a standard error
STATISTICS = ("annual", "last", "first-year", "later", "one-maker", "three-makers")
REACH = "price to reach a score"


def study(of: Planted, samples: int = SAMPLES) -> list[Mapping[str, Any]]:
    """Return the rows of one design."""
    truth, tally, random = truths(of), Tally(), of.random("samples")
    for _ in range(samples):
        sample = worlds.population(of.template, of.design, random)
        tally.add(reached(sample, truth, random))
    return list(tally.rows(part="single", benchmark_id=of.benchmark, design=of.name))


def truths(of: Planted) -> Mapping[str, float]:
    """Return what is found on average in worlds without score error, by statistic."""
    random, falls = of.random("truth"), []
    for _ in range(WORLDS):
        seen = worlds.population(of.template, of.design, random, measured=False).seen
        whole = reach.surface(seen)
        falls.append({n: float(v[0]) for n, v in reach_interval.statistics(seen, whole).items()})
    return {n: float(np.nanmean([each[n] for each in falls])) for n in STATISTICS}


def reached(
    sample: Population, truth: Mapping[str, float], random: np.random.Generator
) -> Iterator[Tried]:
    """Try the intervals of the price to reach a score; the inner one on this world's own truth."""
    seen = sample.seen
    inside = by_makers.halves(seen.creators, REPLICATES)
    found = reach_interval.estimate(seen, inside, random, left_out=False)
    for name in STATISTICS:
        if not reach_interval.refused(found, name):
            yield _tried(f"outer, {name}", found, name, truth[name], reach_interval.outer)
    own = reach.falls(reach.surface(seen, ability=sample.ability[None, :]))["annual"]
    yield _tried("inner, annual", found, "annual", float(own[0]), reach_interval.inner)


def _tried(
    interval: str, found: reach_interval.Estimate, name: str, truth: float, ends: Any
) -> Tried:
    low, high = np.log(ends(found, name))
    return Tried(interval, REACH, found.values[name], float(low), float(high), truth)
