"""What a run's usage cost: the seller's bill where the log holds it, else counts at rates."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from ..record import rates
from ..record.rates import Rate
from ..record.sellers import Unpriced
from ..sums import joined
from ..usage import KINDS, Tokens, Usage

Rates = Sequence[Rate | None]  # one a usage; None where only the bill is known


def parts(used: Sequence[Usage], paid: Rates) -> list[float]:
    """Return what each usage cost, USD. Raises Unpriced where cached tokens have no price."""
    return [_part(usage, rate) for usage, rate in zip(used, paid, strict=True)]


def _part(usage: Usage, rate: Rate | None) -> float:
    if usage.billed is not None:
        return usage.billed
    assert rate is not None  # rates.find leaves a rate out for billed usage alone
    return rates.charge(usage, rate)


def billed(used: Sequence[Usage]) -> float | None:
    """Return what sellers say they billed, USD; None where no log says so."""
    known = [u.billed for u in used if u.billed is not None]
    return math.fsum(known) if known else None


def counted(used: Sequence[Usage], paid: Rates) -> float | None:
    """Return what the billed counts come to at their rates, USD; None without bill or rate."""
    lines = [(u, r) for u, r in zip(used, paid, strict=True) if u.billed is not None]
    charges = [None if r is None else expected(u, r) for u, r in lines]
    known = [c for c in charges if c is not None]
    return math.fsum(known) if charges and len(known) == len(charges) else None


def expected(usage: Usage, rate: Rate) -> float | None:
    """Return what a usage's counts come to, USD; None where a part of them has no price."""
    try:
        return rates.charge(usage, rate)
    except Unpriced:
        return None


def successful(used: Sequence[Usage], paid: Rates) -> float | None:
    """Return what the attempts cost whose result counts, USD; None where they are not told apart.

    A bill of attempts of both sorts, and what is billed beside tokens, does not tell them apart.
    """
    kept = []
    for usage, rate in zip(used, paid, strict=True):
        if usage.successful is None:
            return None
        if usage.successful == usage.tokens:
            kept.append(_part(usage, rate))
        elif usage.successful == Tokens():
            kept.append(0.0)
        elif usage.billed is None and not usage.extras and rate is not None:
            kept += rates.price([usage.successful], [rate])
        else:
            return None
    return math.fsum(kept)


def by_kind(used: Sequence[Usage], paid: Rates) -> dict[str, float]:
    """Return what each kind of token cost, what was billed beside tokens, and bills as they are.

    The kinds are disjoint, so they add up to the total.
    """
    lines = [(u, r) for u, r in zip(used, paid, strict=True) if r is not None and u.billed is None]
    found = {}
    for kind in KINDS:
        only = [Tokens(**{kind: getattr(u.tokens, kind)}) for u, _ in lines]
        if any(t.total for t in only):
            found[kind] = math.fsum(rates.price(only, [r for _, r in lines]))
    if any(u.extras for u, _ in lines):
        beside = [n * dict(r.extras).get(k, 0.0) for u, r in lines for k, n in u.extras]
        found["extras"] = math.fsum(beside)
    total = billed(used)
    return found if total is None else found | {"billed": total}


def gathered(used: Sequence[Usage], paid: Rates) -> tuple[tuple[Usage, ...], list[Rate | None]]:
    """Return usage and rates with a line for each rate that was paid, not for each day or length.

    So a price that changed inside a run shows as two lines, and an ordinary run has one.
    """
    sums: dict[Any, tuple[Usage, Rate | None]] = {}
    for usage, rate in zip(used, paid, strict=True):
        key = (usage.model, usage.role, usage.provider, usage.tier, usage.region, rate,
               usage.billed is None)  # fmt: skip
        if key in sums:
            old = sums[key][0]
            window = usage.window if usage.window == old.window else None
            usage = replace(joined(old, usage), window=window)
        sums[key] = (usage, rate)
    return tuple(u for u, _ in sums.values()), [r for _, r in sums.values()]
