"""What single items cost: the middle one, the one that nine in ten do not exceed, the dearest."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from ..record import rates
from ..record.rates import Rate
from ..record.sellers import Unpriced
from ..usage import ItemUsage, Usage

Key = tuple[str, str]  # model, role


def rate_of(used: Sequence[Usage], paid: Sequence[Rate | None]) -> dict[Key, Rate]:
    """Return the rate of each model in each role; where it has several, that of the most tokens."""
    lines = sorted(zip(used, paid, strict=True), key=lambda line: line[0].tokens.total)
    return {(u.model, u.role): r for u, r in lines if r is not None}


def costs(
    items: Sequence[ItemUsage], used: Sequence[Usage], paid: Sequence[Rate | None]
) -> dict[str, Any] | None:
    """Return ``p50``, ``p90`` and ``worst``, USD, of the ``n`` attempts that count.

    None without the spending of items, and where they cost more than tokens at a rate: a bill or a
    fee of a run cannot be told apart by item.
    """
    known = rate_of(used, paid)
    if any(u.billed is not None or u.extras for u in used) or not items:
        return None
    if any(key not in known for one in items for key in one.tokens):
        return None
    try:
        found = sorted(
            math.fsum(rates.price(list(one.tokens.values()), [known[k] for k in one.tokens]))
            for one in items
        )
    except Unpriced:
        return None
    return {"n": len(found), "p50": _at(found, 0.5), "p90": _at(found, 0.9), "worst": found[-1]}


def _at(values: Sequence[float], part: float) -> float:
    """Return the quantile of sorted values, straight between neighbours (Hyndman and Fan's 7)."""
    place = part * (len(values) - 1)
    low = math.floor(place)
    high = min(low + 1, len(values) - 1)
    return values[low] + (place - low) * (values[high] - values[low])
