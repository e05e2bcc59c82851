"""Usage added up: a log of a million calls comes to a few entries, as its calls are read."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from operator import attrgetter
from typing import Any, TypeVar

from .usage import KINDS, Tokens, Usage

Name = TypeVar("Name")

AT_ONCE = 1000  # parts; a thousand added at once take a tenth of the time of one by one


class Sums:
    """Usage added up as it comes: one entry a model, role, provider, tier, day, window, region."""

    def __init__(self) -> None:
        self.parts: dict[tuple[Any, ...], list[Usage]] = {}

    def add(self, part: Usage) -> None:
        """Add one part; what the seller billed is not mixed with what it did not say."""
        key = (part.model, part.role, part.provider, part.tier, part.date, part.window, part.region,
               part.billed is None, part.ages_told)  # fmt: skip
        parts = self.parts.setdefault(key, [])
        parts.append(part)
        if len(parts) == AT_ONCE:
            parts[:] = [joined(*parts)]

    def usage(self) -> tuple[Usage, ...]:
        """Return what was added, in the order in which each entry first came."""
        return tuple(joined(*parts) for parts in self.parts.values())


def added(parts: Iterable[Usage]) -> tuple[Usage, ...]:
    """Add up usage of the same model, role, provider, tier, day, window and region."""
    sums = Sums()
    for part in parts:
        sums.add(part)
    return sums.usage()


def summed(counts: Sequence[Tokens]) -> Tokens:
    """Return the sum of counts; of reasoning what is known."""
    known = [one.reasoning for one in counts if one.reasoning is not None]
    sums = {kind: sum(map(attrgetter(kind), counts)) for kind in KINDS}
    return Tokens(**sums, reasoning=sum(known) if known else None)


def of_each(pairs: Iterable[tuple[Name, Tokens]]) -> dict[Name, Tokens]:
    """Return the sum of the counts of each name."""
    found: dict[Name, list[Tokens]] = {}
    for name, counts in pairs:
        found.setdefault(name, []).append(counts)
    return {name: summed(parts) for name, parts in found.items()}


def joined(*parts: Usage) -> Usage:
    """Return the sum of entries, one at least, of the same model, role, provider and tier."""
    if len(parts) == 1:
        return parts[0]
    good = [one.successful for one in parts if one.successful is not None]
    longest = [one.longest for one in parts if one.longest is not None]
    billed = [one.billed for one in parts if one.billed is not None]
    days = {day for one in parts for day in (one.date, one.last) if day}
    extras: dict[str, int] = {}
    for kind, n in (pair for one in parts for pair in one.extras):
        extras[kind] = extras.get(kind, 0) + n
    return replace(
        parts[0],
        tokens=summed([one.tokens for one in parts]),
        successful=summed(good) if len(good) == len(parts) else None,
        estimated=any(one.estimated for one in parts),
        cache_recorded=all(one.cache_recorded for one in parts),
        date=min(days, default=""),
        last=max(days, default=""),
        longest=max(longest) if len(longest) == len(parts) else None,
        extras=tuple(sorted(extras.items())),
        billed=math.fsum(billed) if billed else None,
    )
