"""What the pages cite of the average model at a score: by benchmark and over all of them."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from analysis.facts.tables import Dataset
from analysis.findings.price_of_a_score import reach
from analysis.methods import line, pooled
from analysis.methods.line import Line
from analysis.number import Number, number
from analysis.published import observed

METHOD = "Times cheaper a year: the average price of a run at a given score"
INTERVAL = "90 % t interval, one maker left out at a time"


def numbers(data: Dataset) -> Iterator[Number]:
    """Register the fall of the average price at a score, for all, open and closed weights.

    The mean is over the benchmarks on which the price to reach a score is estimated, also those
    whose scores are too coarse for a line of their own: it holds the truth with them.
    """
    facts = observed.of(data)
    bought = {w: reach.counted(facts, e) for w, e in reach.estimates(facts).items()}
    fitted: dict[str, dict[str, Line]] = {licence: {} for licence in reach.LICENCES}
    for licence, benchmark, seen in reach.observations(facts):
        key = f"line.{benchmark}.{licence}.annual"
        found = line.line(seen)
        why = line.refused(found)
        yield _refused(key, why) if found is None or why else _line(key, found)
        if found and benchmark in bought[licence]:  # so that both means are of the same ones
            fitted[licence][benchmark] = found
    for licence, lines in fitted.items():
        yield _mean(f"line.all-benchmarks.{licence}.annual", lines)


def _refused(key: str, why: str) -> Number:
    return number(key, None, method=METHOD, note=f"not estimated, because {why}", of=line.line)


def _line(key: str, found: Line) -> Number:
    taken = "taken out" if found.corrected else "left in: too large to take out"
    return number(
        key,
        math.exp(found.fall),
        ends=line.ends(found.fall, found.without),
        n=found.runs,
        models=found.models,
        start=_day(found.start),
        end=_day(found.end),
        method=f"{METHOD}; {INTERVAL}",
        note=f"reliability of scores {found.reliability:.2f}, their error {taken}; "
        f"{len(found.without)} makers",
        of=line.line,
    )


def _mean(key: str, lines: dict[str, Line]) -> Number:
    if len(lines) < pooled.FEWEST_BENCHMARKS:
        return _refused(key, f"{len(lines)} benchmarks can carry a rate; it takes 3")
    each = list(lines.values())
    fall, without = line.mean(each)
    return number(
        key,
        math.exp(fall),
        ends=line.ends(fall, without),
        n=sum(one.runs for one in each),
        start=_day(min(one.start for one in each)),
        end=_day(max(one.end for one in each)),
        method=f"{METHOD}; mean of benchmarks; {INTERVAL} in all of them",
        note=f"{len(lines)} benchmarks: {', '.join(lines)}",
        of=line.mean,
    )


def _day(year: float) -> str:
    return str(np.datetime64(round(year * 365.25), "D"))
