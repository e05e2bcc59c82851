"""The steady-world test on planted data: how often it calls slowing, there or not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from analysis.methods import steady, worlds
from analysis.methods.reach import Observed
from analysis.methods.resampling import Floats
from analysis.study.planted import SEED, Planted

SAMPLES = 400
POOLED = 200
DRAWS = 99  # steady worlds a test: enough for a level of one in ten
DROPS = (0.0, -0.4, -0.8)  # change a year of the planted fall, log units a year
COLUMNS = ["benchmark_id", "design", "slowing", "samples", "rejected", "rejected_se"]


def single(of: Planted, samples: int = SAMPLES) -> dict[str, Any]:
    """Return the share of a design's samples in which the test calls slowing."""
    random = of.random("slowing")
    called = []
    for _ in range(samples):
        seen = worlds.population(of.template, of.design, random).seen
        called.append(steady.slowing({of.benchmark: seen}, random, DRAWS).p <= steady.LEVEL)
    return _row(of.benchmark, of.name, of.design.slowing, called)


def together(
    records: Mapping[str, Observed], slowing: float, samples: int = POOLED
) -> dict[str, Any]:
    """Return the same of all benchmarks, in their steady worlds with a planted change of rate."""
    random = np.random.default_rng([SEED, 2, round(-100 * slowing)])
    fitted = {benchmark: steady.fit(seen) for benchmark, seen in records.items()}
    called = []
    for _ in range(samples):
        effects = steady.shared(fitted, 1, random)
        drawn = {}
        for benchmark, world in fitted.items():
            log_price, ability = steady.draw(world, *effects[benchmark], random)
            bent = log_price[0] - slowing / 2 * away(world.seen) ** 2
            drawn[benchmark] = steady.redrawn(world, bent, ability[0])
        called.append(steady.slowing(drawn, random, DRAWS).p <= steady.LEVEL)
    return _row("all-benchmarks", "steady worlds of the record", slowing, called)


def away(seen: Observed) -> Floats:
    """Return the years of each row from the middle of its record."""
    years: Floats = seen.year - (seen.year.min() + seen.year.max()) / 2
    return years


def _row(benchmark: str, design: str, slowing: float, called: list[bool]) -> dict[str, Any]:
    share = float(np.mean(called))
    error = float(np.sqrt(share * (1 - share) / len(called)))
    values = (benchmark, design, slowing, len(called), share, error)
    return dict(zip(COLUMNS, values, strict=True))
