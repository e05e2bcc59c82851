"""Bills that a log holds, beside ours: a seller's own is the price, and a difference is doubted."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from ..doubts import Doubt
from ..usage import Usage
from . import forms, money

AS_STATED = 0.02  # relative; clients round costs to the cent or fill them from older price lists


def differing(used: Sequence[Usage], paid: money.Rates) -> list[Doubt]:
    """Return a doubt where what a seller billed is not what its counts come to at our rates."""
    billed, counted = money.billed(used), money.counted(used, paid)
    if billed is None or counted is None or _same(billed, counted):
        return []
    says = (
        f"The seller says it billed {forms.usd(billed)} USD, which is the price; its counts come to"
        f" {forms.usd(counted)} USD at the rates.{_explained(used, paid)}"
    )
    return [Doubt("bill-differs", says, abs(billed - counted))]


def _explained(used: Sequence[Usage], paid: money.Rates) -> str:
    """Say what the bill holds that the rates have no price for."""
    beside: dict[str, int] = {}
    for usage, rate in zip(used, paid, strict=True):
        known = dict(rate.extras) if rate is not None else {}
        for kind, n in usage.extras if usage.billed is not None else ():
            if kind not in known:
                beside[kind] = beside.get(kind, 0) + n
    named = ", ".join(f"{n} of {kind}" for kind, n in beside.items())
    return f" The bill holds what has no price here: {named}." if named else ""


def reported(stated: float | None, total: float, doubted: Iterable[Doubt] = ()) -> list[Doubt]:
    """Return a doubt where the client's own total is further from ours than rounding takes it.

    Where all that one of those ``doubted`` can move is the difference, it says so.
    """
    if stated is None or _same(stated, total):
        return []
    says = f"The log states a cost of {stated:.6g} USD, its tokens come to {total:.6g} USD."
    moves = ((one.code, total + one.usd) for one in doubted if one.usd)
    named = next((code for code, moved in moves if _same(stated, moved)), "")
    says += f" The difference is what is in doubt as {named}." if named else ""
    return [Doubt("log-states-another-cost", says, abs(stated - total))]


def nothing(used: Sequence[Usage]) -> list[Doubt]:
    """Return a doubt where a log counts no token at all: nobody ran an evaluation for nothing."""
    if any(u.tokens.total or u.extras or u.billed for u in used):
        return []
    says = "The log counts no tokens at all; what the run cost is not known from it."
    return [Doubt("missing-counts", says)]


def _same(one: float, other: float) -> bool:
    return math.isclose(one, other, rel_tol=AS_STATED, abs_tol=1e-6)
