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
    "announced": "the price of {} is the one said beforehand to follow; no list has shown it yet.",
    "uncorroborated": "one source alone has the price of {}, and it is far from the others'.",
    "stale": "no list has shown the price of {} since {seen}, nor is one that did known to have"
    " been read without it.",
}


def of_offer(usage: Usage, offer: Offer, date: str) -> list[Doubt]:
    """Doubt an offer that had ended, or whose price others contradict or nobody shows."""
    found = []
    if not offer.holds(date):
        says = (
            f"the record has no offer on {date}; the last, of {offer.provider}, ended by"
            f" {offer.until}."
        )
        found.append(Doubt("offer-ended", f"{usage.model}: {says}"))
    marks = offer.doubts.split()
    return found + [
        Doubt(f"rate-{mark}", f"{usage.model}: {says.format(offer.provider, seen=offer.seen)}")
        for mark, says in _MARKS.items()
        if mark in marks
    ]


def of_maker(usage: Usage, offer: Offer, record: Record, date: str) -> list[Doubt]:
    """Doubt a price of a model that a maker, not the one that is priced, had stopped selling."""
    stopped = record.stopped(offer.model_id, date)
    if stopped is None or stopped[0] == offer.provider:
        return []
    return [
        Doubt(
            "maker-stopped",
            f"{usage.model}: {stopped[0]} stopped selling it on {stopped[1]}; priced as sold by"
            f" {offer.provider}.",
        )
    ]


def unnamed(usage: Usage, served: str, held: Sequence[Offer], offer: Offer) -> list[Doubt]:
    """Doubt a price where the log does not say who sold the run, or says what nobody knows.

    ``served`` is what the log says, ``held`` the day's offers. Where it says nothing, a model that
    its maker sells is taken to be bought there.
    """
    if offer.own and not served:
        return []
    who = f"the log names {served!r}, no seller in the record" if served else "no seller is named"
    charges = [c for c in (_charge(usage, o) for o in held) if c is not None]
    ours, more = _charge(usage, offer), None
    if ours is not None and len(charges) > 1 and usage.tokens.total:
        more = max(max(charges) - ours, ours - min(charges))
    sold = f"sold by {offer.provider}" + (f", one of {len(charges)}" if len(charges) > 1 else "")
    return [Doubt("seller-not-known", f"{usage.model}: {who}; priced as {sold}.", more)]


def _charge(usage: Usage, offer: Offer) -> float | None:
    """Return what the counts cost at an offer, USD; None where it has no price for them."""
    counts = {kind: getattr(usage.tokens, kind) for kind in KINDS}
    return bill(counts, {kind: getattr(offer, kind, None) for kind in KINDS})
