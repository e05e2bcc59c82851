"""How sure the price of a pass is, from its repeats or from its items."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from scipy import special  # scipy.stats takes two seconds to import

LEVEL = 0.90


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


def of_pass(by_item: Sequence[Sequence[float]]) -> Interval | None:
    """Return the t interval of the price of a pass; None where one price is all there is.

    ``by_item[p][i]`` is what item ``i`` cost in pass ``p``, USD. Two or more whole passes speak
    for themselves; with one, the items are taken as a sample of such items: the sum of n items
    has a standard error of sqrt(n) standard deviations.
    """
    sums = [math.fsum(one) for one in by_item]
    if len(sums) >= 2 and len({len(one) for one in by_item}) == 1:
        return _t(sums, 1.0, "passes")
    if len(by_item) == 1 and len(by_item[0]) >= 2:
        return _t(by_item[0], float(len(by_item[0])), "items")
    return None


def _t(values: Sequence[float], times: float, origin: str) -> Interval:
    n = len(values)
    mean = math.fsum(values) / n
    deviation = math.sqrt(math.fsum((v - mean) ** 2 for v in values) / (n - 1))
    half = float(special.stdtrit(n - 1, 0.5 + LEVEL / 2)) * deviation / math.sqrt(n)
    low = max(0.0, times * (mean - half))  # a price is never below zero
    return Interval(low, times * (mean + half), LEVEL, origin, n)
