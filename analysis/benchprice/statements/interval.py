"""How sure the price of a pass is, from its repeats or from its items, at any rates.

A statement keeps how the token counts vary (``Spread``), not every item: their price varies as a
weighted sum of them, whatever the rates, so that repricing gives the interval that the items would.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter, mul
from typing import Any

from ..sums import summed
from ..usage import KINDS, Tokens
from . import student

LEVEL = 0.90
Count = tuple[str, str, str]  # model, role, kind of token
Unit = Mapping[tuple[str, str], Tokens]  # by model and role
_NOTHING = Tokens()


@dataclass(frozen=True)
class Interval:
    """Where the price of another such pass's mean lies with probability ``level``, USD.

    ``origin`` is what varied, ``passes`` or ``items``; ``n`` how many of them there were.
    """

    low: float
    high: float
    level: float
    origin: str
    n: int


@dataclass(frozen=True)
class Spread:
    """The mean (tokens) and covariance (tokens squared) of each of ``counts``, over ``n`` units.

    A unit is a pass, or an item of the one pass, as ``origin`` says.
    """

    origin: str
    n: int
    counts: tuple[Count, ...]
    mean: tuple[float, ...]
    covariance: tuple[tuple[float, ...], ...]

    def as_record(self) -> dict[str, Any]:
        """Return the spread as the statement holds it."""
        named = [
            {"model": model, "role": role, "kind": kind, "mean": mean}
            for (model, role, kind), mean in zip(self.counts, self.mean, strict=True)
        ]
        covariance = [list(row) for row in self.covariance]
        return {"origin": self.origin, "n": self.n, "counts": named, "covariance": covariance}

    @classmethod
    def of_record(cls, record: Mapping[str, Any]) -> Spread:
        """Return the spread that a valid statement holds."""
        return cls(
            record["origin"],
            record["n"],
            tuple((c["model"], c["role"], c["kind"]) for c in record["counts"]),
            tuple(c["mean"] for c in record["counts"]),
            tuple(map(tuple, record["covariance"])),
        )


def spread(by_pass: Sequence[Sequence[Unit]]) -> Spread | None:
    """Return how the counts vary; None where there is one unit only, or passes are not whole.

    ``by_pass[p][i]`` is what item ``i`` took in pass ``p``. Two or more whole passes speak
    for themselves; with one, the items are taken as a sample of such items.
    """
    if len(by_pass) >= 2 and len({len(one) for one in by_pass}) == 1:
        return _spread([_whole(items) for items in by_pass], "passes")
    if len(by_pass) == 1 and len(by_pass[0]) >= 2:
        return _spread(by_pass[0], "items")
    return None


def _whole(items: Sequence[Unit]) -> Unit:
    """Return what all items of a pass took together."""
    keys = {key for item in items for key in item}
    return {key: summed([item[key] for item in items if key in item]) for key in keys}


def _spread(units: Sequence[Unit], origin: str) -> Spread:
    columns: dict[Count, array[float]] = {}
    for key in sorted({key for unit in units for key in unit}):
        took = [unit.get(key, _NOTHING) for unit in units]
        by_kind = ((kind, array("d", map(attrgetter(kind), took))) for kind in KINDS)
        columns |= {(*key, kind): column for kind, column in by_kind if any(column)}
    counts = sorted(columns)
    means = [math.fsum(columns[count]) / len(units) for count in counts]
    apart = [array("d", (v - mean for v in columns.pop(count)))
             for count, mean in zip(counts, means, strict=True)]  # fmt: skip
    covariance = tuple(
        tuple(math.fsum(map(mul, one, other)) / (len(units) - 1) for other in apart)
        for one in apart
    )
    return Spread(origin, len(units), tuple(counts), tuple(means), covariance)


def of_pass(found: Spread, rates: Sequence[float], total: float) -> Interval:
    """Return the t interval of the price of a pass.

    ``rates`` is the price of one token of each of the spread's counts, USD. ``total`` is what
    everything cost: what it exceeds the standing attempts by, failed ones, is spread over them in
    proportion. The sum of n items has a standard error of sqrt(n) standard deviations.
    """
    unit = math.fsum(map(mul, rates, found.mean))
    rows = (math.fsum(map(mul, rates, row)) for row in found.covariance)
    variance = math.fsum(map(mul, rates, rows))
    scale = total / (found.n * unit) if unit else 0.0
    times = found.n if found.origin == "items" else 1
    error = times * math.sqrt(max(0.0, variance) / found.n) * scale
    half = student.quantile(0.5 + LEVEL / 2, found.n - 1) * error
    low = max(0.0, times * unit * scale - half)  # a price is never below zero
    return Interval(low, times * unit * scale + half, LEVEL, found.origin, found.n)
