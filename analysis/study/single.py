"""One benchmark at a time: every kind of interval on samples of every design."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from analysis.methods import line, reach, reach_interval, worlds
from analysis.methods.worlds import Population
from analysis.study import others
from analysis.study.planted import Planted
from analysis.study.tally import Tally, Tried

SAMPLES = 300
WORLDS = 200  # for the truth of a statistic
REPLICATES = 99  # halves, and redraws, a sample: enough for a standard error
STATISTICS = ("annual", "last", "first-year", "later", "one-maker", "three-makers")
REACH, LIKE = "price to reach a score", "price at a score"


def study(of: Planted, samples: int = SAMPLES) -> list[Mapping[str, Any]]:
    """Return the rows of one design."""
    truth, of_line = truths(of)
    tally, random = Tally(), of.random("samples")
    for _ in range(samples):
        sample = worlds.population(of.template, of.design, random)
        tally.add(reached(sample, truth, random))
        tally.add(lined(sample, of_line))
    rows = list(tally.rows(part="single", benchmark_id=of.benchmark, design=of.name))
    if of.name == "constant":
        targets = {LIKE: of.design.fall, REACH: truth["annual"]}
        rows += others.study(of, targets, min(samples, others.SAMPLES))
    return rows


def truths(of: Planted) -> tuple[Mapping[str, float], float]:
    """Return what is found on average in worlds without score error: by statistic, and the line."""
    random = of.random("truth")
    falls, slopes = [], []
    for _ in range(WORLDS):
        seen = worlds.population(of.template, of.design, random, measured=False).seen
        whole = reach.surface(seen)
        falls.append({n: float(v[0]) for n, v in reach_interval.statistics(seen, whole).items()})
        fitted = line.line(seen)
        slopes.append(np.nan if fitted is None else fitted.fall)
    means = {n: float(np.nanmean([each[n] for each in falls])) for n in STATISTICS}
    return means, float(np.nanmean(slopes))


def reached(
    sample: Population, truth: Mapping[str, float], random: np.random.Generator
) -> Iterator[Tried]:
    """Try the intervals of the price to reach a score; the inner one on this world's own truth."""
    seen = sample.seen
    inside = reach_interval.halves(seen.creators, REPLICATES)
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


def lined(sample: Population, truth: float) -> Iterator[Tried]:
    """Try the interval of the average price at a score."""
    fitted = line.line(sample.seen)
    if fitted is not None:
        low, high = np.log(line.ends(fitted.fall, fitted.without))
        yield Tried("line, one maker left out", LIKE, fitted.fall, float(low), float(high), truth)
