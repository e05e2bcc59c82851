"""What keeps an offer from being what a run was charged: its age, its sources, its seller."""

from __future__ import annotations

from collections.abc import Sequence

from ..bill import bill
from ..doubts import Doubt
from ..usage import KINDS, Usage
from .carried import Offer, Record

_MARKS = {  # doubts that the record lays on an offer, and what they say of its seller's price
    "contradicted": "one list alone has the price of {}, and a gateway that bills the maker's own"
    " price has another.",
    "disputed": "on some days of this price of {} two independent lists agreed on another.",
    "outdated": "no list has shown the price of {} since {seen}, and one read since has another.",
    "announced": "the price of {} is the one said beforehand to follow; no list has shown it yet.",
    "uncorroborated": "one source alone has the price of {}, and it is far from the others'.",
    "stale": "no list has shown the price of {} since {seen}, nor is one that did known to have"
    " been read without it.",
}


def of_offer(usage: Usage, offer: Offer, date: str, offers: Sequence[Offer]) -> list[Doubt]:
    """Doubt an offer that had ended, or whose price others contradict or nobody shows.

    ``offers`` are the model's. It can move by what those ask who contradict it, else by what its
    seller asked before and after; one that had ended, failing that, by what the day's others ask.
    """
    found = []
    held = [one for one in offers if one.holds(date)]
    near = _before_and_after(offer, offers)
    others = {
        "contradicted": [one for one in held if one.through == "gateway"],
        "uncorroborated": held,
    }
    if not offer.holds(date):
        says = (
            f"the record has no offer on {date}; the last, of {offer.provider}, ended by"
            f" {offer.until}."
        )
        more = moved(usage, offer, near or held) or None  # the same price elsewhere bounds nothing
        found.append(Doubt("offer-ended", f"{usage.model}: {says}", more))
    found += _between(usage, offer, date, offers)
    marks = offer.doubts.split()
    return found + [
        Doubt(
            f"rate-{mark}",
            f"{usage.model}: {says.format(offer.provider, seen=offer.seen)}",
            moved(usage, offer, others.get(mark, near)),
        )
        for mark, says in _MARKS.items()
        if mark in marks
    ]


def _between(usage: Usage, offer: Offer, date: str, offers: Sequence[Offer]) -> list[Doubt]:
    """Doubt a reseller's price, last seen before its maker took up what its next one is, too."""
    made = next((one for one in offers if one.own and one.holds(date)), None)
    after = [one for one in offers if (one.provider, one.since) == (offer.provider, offer.until)]
    if offer.own or date <= offer.seen or made is None or not after or offer.until <= date:
        return []
    asked, theirs, ours = ((one.input, one.output) for one in (made, after[0], offer))
    if theirs != asked or theirs == ours:
        return []
    says = (
        f"{usage.model}: the last list before {date} with the price of {offer.provider} is of"
        f" {offer.seen}, and the next has another, which {made.provider} asked on that day already."
    )
    return [Doubt("rate-between", says, moved(usage, offer, after))]


def _before_and_after(offer: Offer, offers: Sequence[Offer]) -> list[Offer]:
    """Return the seller's other prices that are nearest to the days of an offer."""
    own = [
        one
        for one in sorted(offers, key=lambda one: one.since)
        if one.provider == offer.provider and (one.input, one.output) != (offer.input, offer.output)
    ]
    before = [one for one in own if one.until <= offer.since]
    return before[-1:] + [one for one in own if one.since >= offer.until][:1]


def of_maker(usage: Usage, offer: Offer, record: Record, date: str) -> list[Doubt]:
    """Doubt a price of a model that a maker, not the one that is priced, had stopped selling."""
    stopped = record.stopped(offer.model_id, date)
    if stopped is None or stopped[0] == offer.provider:
        return []
    last = [one for one in record.offers(offer.model_id) if one.provider == stopped[0]]
    last.sort(key=lambda one: one.until)
    return [
        Doubt(
            "maker-stopped",
            f"{usage.model}: {stopped[0]} stopped selling it on {stopped[1]}; priced as sold by"
            f" {offer.provider}.",
            moved(usage, offer, last[-1:]),
        )
    ]


def of_seller(usage: Usage, offer: Offer, said: str, date: str, offers: Sequence[Offer]) -> Doubt:
    """Doubt an offer of another than the seller whom a log names, whose price is not known then.

    It can move by what that seller asked on other days, else by what the day's others ask.
    """
    says = (
        f"{usage.model}: the log names {said}, whose price on {date} is not in the record;"
        f" priced as sold by {offer.provider}."
    )
    theirs = [one for one in offers if one.provider == said]
    held = [one for one in offers if one.holds(date)]
    return Doubt("seller-changed", says, moved(usage, offer, theirs or held))


def unnamed(usage: Usage, served: str, held: Sequence[Offer], offer: Offer) -> list[Doubt]:
    """Doubt a price where the log does not say who sold the run, or says what nobody knows.

    ``served`` is what the log says, ``held`` the day's offers. Where it says nothing, a model that
    its maker sells is taken to be bought there.
    """
    if offer.own and not served:
        return []
    who = f"the log names {served!r}, no seller in the record" if served else "no seller is named"
    priced = [one for one in held if charge(usage, one) is not None]
    sold = f"sold by {offer.provider}" + (f", one of {len(priced)}" if len(priced) > 1 else "")
    more = moved(usage, offer, held)
    return [Doubt("seller-not-known", f"{usage.model}: {who}; priced as {sold}.", more)]


def moved(usage: Usage, offer: Offer, others: Sequence[Offer]) -> float | None:
    """Return by how much the counts cost more or less at the furthest of other offers, USD.

    None where there is no other, or no count or price to tell by.
    """
    ours = charge(usage, offer) if usage.tokens.total else None
    theirs = [c for one in others if one != offer and (c := charge(usage, one)) is not None]
    return None if ours is None or not theirs else max(abs(c - ours) for c in theirs)


def charge(usage: Usage, offer: Offer) -> float | None:
    """Return what the counts cost at an offer, USD; None where it has no price for them."""
    counts = {kind: getattr(usage.tokens, kind) for kind in KINDS}
    return bill(counts, {kind: getattr(offer, kind, None) for kind in KINDS})
