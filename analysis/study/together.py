"""All benchmarks together: steady worlds that share makers and models, and what is pooled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from analysis.methods import pooled, reach, reach_interval, steady
from analysis.methods.reach import Observed
from analysis.methods.reach_interval import Estimate
from analysis.methods.steady import World
from analysis.study.planted import SEED
from analysis.study.single import REACH, REPLICATES, WORLDS
from analysis.study.tally import Tally, Tried

SAMPLES = 150
STATISTICS = ("annual", "last", "first-year")
DESIGN = "steady worlds of the record"


def study(records: Mapping[str, Observed], samples: int = SAMPLES) -> list[Mapping[str, Any]]:
    """Return rows of the pooled intervals, and of each benchmark's own on the same worlds."""
    fitted = {benchmark: steady.fit(seen) for benchmark, seen in records.items()}
    random = np.random.default_rng([SEED, 1])
    truth = truths(fitted, random)
    together, single = Tally(), {benchmark: Tally() for benchmark in fitted}
    for _ in range(samples):
        found = sample(fitted, random)
        together.add(_pooled(found, truth))
        for benchmark, estimate in found.items():
            single[benchmark].add(_own(estimate, truth[benchmark]["annual"]))
    rows = list(together.rows(part="pooled", benchmark_id="all-benchmarks", design=DESIGN))
    for benchmark, tally in single.items():
        rows += tally.rows(part="single", benchmark_id=benchmark, design=DESIGN)
    return rows


def truths(
    fitted: Mapping[str, World], random: np.random.Generator
) -> Mapping[str, Mapping[str, float]]:
    """Return the mean falls of worlds without score error, by benchmark and statistic."""
    effects = steady.shared(fitted, WORLDS, random)
    found = {}
    for benchmark, world in fitted.items():
        log_price, _ = steady.draw(world, *effects[benchmark], random, measured=False)
        falls = reach.falls(reach.surface(world.seen, log_price=log_price))
        found[benchmark] = {name: float(np.nanmean(falls[name])) for name in STATISTICS}
    return found


def sample(fitted: Mapping[str, World], random: np.random.Generator) -> dict[str, Estimate]:
    """Draw one world of all benchmarks and estimate each, with halves drawn once for all."""
    effects = steady.shared(fitted, 1, random)
    names = {name for world in fitted.values() for name in world.seen.creators}
    inside = reach_interval.halves(names, REPLICATES)
    found = {}
    for benchmark, world in fitted.items():
        log_price, ability = steady.draw(world, *effects[benchmark], random)
        seen = steady.redrawn(world, log_price[0], ability[0])
        found[benchmark] = reach_interval.estimate(seen, inside, random, left_out=False)
    return found


def _pooled(
    found: Mapping[str, Estimate], truth: Mapping[str, Mapping[str, float]]
) -> Iterator[Tried]:
    for name in STATISTICS:
        mean = pooled.pooled(found, name)
        if mean is None:
            continue
        target = float(np.mean([truth[benchmark][name] for benchmark in mean.benchmarks]))
        low, high = np.log(reach_interval.factors(mean.value, mean.error))
        yield Tried(f"outer, {name}", REACH, mean.value, float(low), float(high), target)


def _own(found: Estimate, truth: float) -> Iterator[Tried]:
    if not reach_interval.refused(found, "annual"):
        low, high = np.log(reach_interval.outer(found, "annual"))
        own = found.values["annual"]
        yield Tried("outer, annual", REACH, own, float(low), float(high), truth)
