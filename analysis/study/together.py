"""All benchmarks together: steady worlds that share makers and models, and what is pooled."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from analysis.methods import by_makers, pooled, reach, reach_interval, steady
from analysis.methods.pooled import Pooled
from analysis.methods.reach import Flags, Observed
from analysis.methods.reach_interval import Estimate
from analysis.methods.steady import World
from analysis.study.planted import SEED
from analysis.study.single import REACH, REPLICATES, WORLDS
from analysis.study.tally import Tally, Tried

SAMPLES = 200
STATISTICS = ("annual", "last", "first-year", "later")
RATIOS = (("all", "open"), ("all", "closed"), ("closed", "open"))
DESIGN = "steady worlds of the record"
RATIO = "ratio of two falls"
Truth = Mapping[str, Mapping[str, float]]  # by benchmark and statistic
Found = Mapping[str, Mapping[str, Estimate]]  # by licence and benchmark


@dataclass(frozen=True)
class Record:
    """A benchmark's record, and by licence which of its rows make a record of their own.

    ``counted``: the licences whose means over benchmarks it enters.
    """

    domain: str
    seen: Observed
    parts: Mapping[str, tuple[Flags, Observed]]
    counted: frozenset[str]


def study(records: Mapping[str, Record], samples: int = SAMPLES) -> list[Mapping[str, Any]]:
    """Return rows of the pooled intervals, and of each benchmark's own on the same worlds."""
    fitted = {benchmark: steady.fit(record.seen) for benchmark, record in records.items()}
    random = np.random.default_rng([SEED, 1])
    truth = truths(records, fitted, random)
    years = {name for each in truth["all"].values() for name in each if name.startswith("year-")}
    means = (*STATISTICS, *sorted(years))
    tallies: dict[tuple[str, str], Tally] = defaultdict(Tally)
    for _ in range(samples):
        found = sample(records, fitted, random)
        tallies["pooled", "all-benchmarks"].add(_means(found["all"], truth["all"], means))
        tallies["pooled", "all-benchmarks"].add(_ratios(found, truth))
        for domain in sorted({record.domain for record in records.values()}):
            part = {b: e for b, e in found["all"].items() if records[b].domain == domain}
            tallies["domain", domain].add(_means(part, truth["all"], ("annual",)))
        for benchmark, estimate in found["all"].items():
            tallies["single", benchmark].add(_own(estimate, truth["all"][benchmark]["annual"]))
    return [
        row
        for (part, name), tally in tallies.items()
        for row in tally.rows(part=part, benchmark_id=name, design=DESIGN)
    ]


def truths(
    records: Mapping[str, Record], fitted: Mapping[str, World], random: np.random.Generator
) -> Mapping[str, Truth]:
    """Return the mean falls of worlds without score error, by licence, benchmark and statistic."""
    effects = steady.shared(fitted, WORLDS, random)
    found: dict[str, dict[str, dict[str, float]]] = defaultdict(dict)
    for benchmark, world in fitted.items():
        log_price, _ = steady.draw(world, *effects[benchmark], random, measured=False)
        for licence, (rows, seen) in records[benchmark].parts.items():
            drawn = reach.surface(seen, log_price=log_price[:, rows])
            falls = reach_interval.statistics(seen, drawn)
            wanted = [*STATISTICS, *reach_interval.years(seen)]
            known = {n: falls[n][np.isfinite(falls[n])] for n in wanted}
            found[licence][benchmark] = {n: float(v.mean()) for n, v in known.items() if len(v)}
    return found


def sample(
    records: Mapping[str, Record], fitted: Mapping[str, World], random: np.random.Generator
) -> Found:
    """Draw one world of all benchmarks and estimate each, with halves drawn once for all."""
    effects = steady.shared(fitted, 1, random)
    names = {name for world in fitted.values() for name in world.seen.creators}
    inside = by_makers.halves(names, REPLICATES)
    found: dict[str, dict[str, Estimate]] = defaultdict(dict)
    for benchmark, world in fitted.items():
        log_price, ability = steady.draw(world, *effects[benchmark], random)
        whole = steady.redrawn(world, log_price[0], ability[0])
        for licence, (rows, seen) in records[benchmark].parts.items():
            drawn = taken(whole, rows, seen)
            one = reach_interval.estimate(drawn, inside, random, left_out=False)
            if not one.reason:
                found[licence][benchmark] = one
    return found


def taken(whole: Observed, rows: Flags, part: Observed) -> Observed:
    """Return a licence's rows of a drawn world; months, levels and codes are its record's."""
    names = ("log_price", "score", "error", "ability")
    return dataclasses.replace(part, **{name: getattr(whole, name)[rows] for name in names})


def _means(
    found: Mapping[str, Estimate], truth: Truth, statistics: tuple[str, ...]
) -> Iterator[Tried]:
    for name in statistics:
        known = {b: each for b, each in found.items() if name in truth[b]}
        if mean := pooled.pooled(known, name):
            target = [truth[benchmark][name] for benchmark in mean.benchmarks]
            yield _tried(f"outer, {name}", REACH, mean, target)


def _ratios(found: Found, truth: Mapping[str, Truth]) -> Iterator[Tried]:
    shared = [b for b in found["all"] if all(b in found[w] for w in ("open", "closed"))]
    for one, other in RATIOS:
        over, under = ({b: found[licence][b] for b in shared} for licence in (one, other))
        if mean := pooled.ratio(over, under):
            target = [truth[one][b]["annual"] - truth[other][b]["annual"] for b in shared]
            yield _tried(f"ratio, {one} over {other}", RATIO, mean, target)


def _tried(interval: str, what: str, mean: Pooled, target: list[float]) -> Tried:
    low, high = np.log(reach_interval.factors(mean.value, mean.error, mean.makers))
    return Tried(interval, what, mean.value, float(low), float(high), float(np.mean(target)))


def _own(found: Estimate, truth: float) -> Iterator[Tried]:
    if not reach_interval.refused(found, "annual"):
        low, high = np.log(reach_interval.outer(found, "annual"))
        own = found.values["annual"]
        yield Tried("outer, annual", REACH, own, float(low), float(high), truth)
