"""The average price at a score on planted worlds: one benchmark's line, and means over them.

A line's truth is what plain least squares finds, on average, where scores are known exactly: there
is no error to take out of those, and taking out what is not there would make the fall too steep.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from analysis.methods import line, steady, worlds
from analysis.methods.line import Line
from analysis.methods.reach import Observed
from analysis.study.planted import SEED, Planted
from analysis.study.tally import Tally, Tried
from analysis.study.together import DESIGN, Record, taken

SAMPLES = 300
POOLED = 200
WORLDS = 200  # for the truth
LIKE = "price at a score"
KIND = "line, one maker left out"
Lines = Mapping[str, Mapping[str, Line]]  # by licence and benchmark


def single(of: Planted, samples: int = SAMPLES) -> list[Mapping[str, Any]]:
    """Return the row of one design."""
    truth, tally, random = truth_of(of), Tally(), of.random("lines")
    for _ in range(samples):
        seen = worlds.population(of.template, of.design, random).seen
        tally.add([_own(line.line(seen), truth)])
    return list(tally.rows(part="single", benchmark_id=of.benchmark, design=of.name))


def truth_of(of: Planted) -> float:
    """Return what is found on average in worlds without score error."""
    random, found = of.random("truth of lines"), []
    for _ in range(WORLDS):
        seen = worlds.population(of.template, of.design, random, measured=False).seen
        if fitted := line.line(seen, taken_out=False):
            found.append(fitted.fall)
    return _mean(found)


def pooled(records: Mapping[str, Record], samples: int = POOLED) -> list[Mapping[str, Any]]:
    """Return a row a licence, the mean over benchmarks in steady worlds, and one a benchmark."""
    random = np.random.default_rng([SEED, 3])
    fitted = {benchmark: steady.fit(record.seen) for benchmark, record in records.items()}
    exact = [_world(records, fitted, random, measured=False) for _ in range(WORLDS)]
    means = {
        licence: _mean([line.mean([*w[licence].values()])[0] for w in exact])
        for licence in exact[0]
    }
    own = {b: _mean([w["all"][b].fall for w in exact if b in w["all"]]) for b in records}
    tallies: dict[tuple[str, str], Tally] = defaultdict(Tally)
    for _ in range(samples):
        drawn = _world(records, fitted, random, measured=True)
        for licence, each in drawn.items():
            kind = KIND if licence == "all" else f"{KIND}, {licence}"
            found = tried(kind, *line.mean([*each.values()]), means[licence])
            tallies["pooled", "all-benchmarks"].add([found])
        for benchmark, one in drawn["all"].items():
            tallies["single", benchmark].add([_own(one, own[benchmark])])
    return [
        row
        for (part, name), tally in tallies.items()
        for row in tally.rows(part=part, benchmark_id=name, design=DESIGN)
    ]


def _mean(found: Sequence[float]) -> float:
    return float(np.mean(found))


def _world(
    records: Mapping[str, Record],
    fitted: Mapping[str, steady.World],
    random: np.random.Generator,
    *,
    measured: bool,
) -> Lines:
    """Draw one world of all benchmarks and fit the lines that the means on record rest on."""
    effects = steady.shared(fitted, 1, random)
    found: dict[str, dict[str, Line]] = defaultdict(dict)
    for benchmark, world in fitted.items():
        log_price, ability = steady.draw(world, *effects[benchmark], random, measured=measured)
        whole = steady.redrawn(world, log_price[0], ability[0])
        for licence, (rows, seen) in records[benchmark].parts.items():
            drawn: Observed = taken(whole, rows, seen)
            one = line.line(drawn, taken_out=measured)
            if licence in records[benchmark].counted and one:
                found[licence][benchmark] = one
    return found


def _own(found: Line | None, truth: float) -> Tried:
    """Return a benchmark's own line, tried; one that is refused has no interval."""
    if found is None or line.refused(found):
        return Tried(KIND, LIKE, np.nan, np.nan, np.nan, truth)
    return tried(KIND, found.fall, found.without, truth)


def tried(interval: str, fall: float, without: Mapping[str, float], truth: float) -> Tried:
    """Return the interval of a line or of a mean of lines, tried."""
    low, high = np.log(line.ends(fall, without))
    return Tried(interval, LIKE, fall, float(low), float(high), truth)
