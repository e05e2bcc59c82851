"""Which rate each usage of a run is at: given by hand, or the record's for its day and seller."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from ..doubts import Doubt
from ..usage import Usage
from . import alike, beside, sellers, terms
from .carried import Record
from .names import without_host
from .rates import Rate, charge, recorded
from .sellers import Unpriced

BY_HAND = (
    ": not priced, which is not free; give it with --rate MODEL=INPUT,OUTPUT (USD per million"
    " tokens)"
)
MOST = 20  # models without a price that a message names


def find(
    used: Iterable[Usage],
    given: Sequence[Rate],
    record: Record | None,
    date: str,
    provider: str = "",
) -> tuple[list[Rate | None], list[Doubt]]:
    """Return the rate of each usage on its own day, in order, and what is doubted of them.

    ``date`` is the day of usage that has none. A given rate goes first, then the record's. None is
    for usage without a known rate whose bill the seller states. Raises Unpriced naming every other
    model without one, and what to do about it.
    """
    found: list[Rate | None] = []
    doubts: list[Doubt] = []
    missing: dict[str, str] = {}
    paired = list(used)
    for usage in paired:
        on = usage.date or date
        try:
            rate, doubted = _rate(usage, given, record, on, provider)
        except Unpriced:
            if usage.billed is None:
                raise
            rate, doubted = None, []
        if rate is None and usage.billed is None:
            missing.setdefault(usage.model, on)
        found.append(rate)
        if usage.billed is not None:
            continue  # a rate beside a bill moves no money, whatever is in doubt of it
        doubts += doubted
        if rate is not None and usage.last > on:
            doubts += _changed(
                usage, rate, on, _rate(usage, given, record, usage.last, provider)[0]
            )
    if missing:
        raise Unpriced("\n".join(_unknown(missing, record, provider)))
    doubts += beside.unpriced(paired, found, record) + beside.untold(paired)
    doubts += beside.given(paired, found)
    return found, list(dict.fromkeys(doubts))


def _rate(
    usage: Usage, given: Sequence[Rate], record: Record | None, date: str, provider: str
) -> tuple[Rate | None, list[Doubt]]:
    rate = _given(usage, given)
    if rate is not None:
        return _with_fees(rate.at_tier(usage.tier), usage, record, date), []
    offer = sellers.chosen(usage, record, date, provider) if record is not None else None
    if offer is None:
        return None, []
    assert record is not None  # it made the offer
    rate, doubts = terms.rate(usage, offer[0], record, date)
    return rate, offer[1] + doubts


def _changed(usage: Usage, first: Rate, on: str, last: Rate | None) -> list[Doubt]:
    """Doubt one price for calls of several days, between which it changed."""
    costs = [None if one is None else _cost(usage, one) for one in (first, last)]
    if costs[0] == costs[1]:
        return []
    says = (
        f"{usage.model}: its price changed between {on} and {usage.last}, and the log does not tell"
        f" the calls of a day apart; priced at that of {on}."
    )
    moved = None if costs[0] is None or costs[1] is None else abs(costs[1] - costs[0])
    return [Doubt("price-changed", says, moved)]


def undated(
    used: Sequence[Usage], paid: Sequence[Rate | None], record: Record | None, today: str
) -> list[Doubt]:
    """Doubt prices of ``today`` for calls without a day, by as much as their seller's prices moved.

    Rates given by hand, and bills, are of no day.
    """
    moved: list[float | None] = []
    for usage, rate in zip(used, paid, strict=True):
        if usage.date or usage.billed is not None or rate is None or not rate.model_id:
            continue
        offers = record.offers(rate.model_id) if record is not None else []
        own = [o for o in offers if o.provider == rate.provider]
        costs = [_cost(usage, recorded(o, usage.model)) for o in own]
        known = [c for c in costs if c is not None]
        moved.append(max(known) - min(known) if known else None)
    if not moved:
        return []
    says = f"The log does not say when it ran: priced at {today}; say the day with --run-date."
    amounts = [m for m in moved if m is not None]
    return [
        Doubt("date-not-known", says, math.fsum(amounts) if len(amounts) == len(moved) else None)
    ]


def _cost(usage: Usage, rate: Rate) -> float | None:
    try:
        return charge(usage, rate)
    except Unpriced:
        return None


def _with_fees(rate: Rate, usage: Usage, record: Record | None, date: str) -> Rate:
    """Return a rate given by hand with its seller's fees, which it has no place for."""
    if not usage.extras or record is None:
        return rate
    seller = rate.provider or record.sellers.get(sellers.prefix(usage), "")
    kinds = [kind for kind, _ in usage.extras]
    return replace(rate, extras=terms.fees(record, seller, kinds, date))


def _unknown(missing: Mapping[str, str], record: Record | None, provider: str) -> list[str]:
    """Say which models have no price on which day, and what might be meant."""
    at = f" at {provider}" if provider else ""
    shown = dict(islice(missing.items(), MOST))
    said = [f"no price known on {date}{at} for {name!r}{BY_HAND}" for name, date in shown.items()]
    if len(missing) > len(shown):
        said.append(f"and {len(missing) - len(shown):,} more models without a price")
    for name, date in shown.items() if record is not None else ():
        assert record is not None
        ours, priced = record.model(name)
        offers = record.offers(priced)
        if offers and provider:
            now = sorted({o.provider for o in offers if o.holds(date)})
            said.append(f"{name}: sold on {date} by {', '.join(now) or 'nobody'}")
        elif offers:
            said.append(f"{name}: first offered on {min(o.since for o in offers)}")
        elif not ours and (like := alike.like(record, name)):
            said.append(f"{name}: known are {', '.join(like)}")
    return said


def _given(usage: Usage, given: Sequence[Rate]) -> Rate | None:
    names = [r for r in given if r.model in (usage.model, without_host(usage.model))]
    exact = [r for r in names if r.tier == usage.tier]
    found = next(iter(exact + names), None)
    return None if found is None else replace(found, model=usage.model)
