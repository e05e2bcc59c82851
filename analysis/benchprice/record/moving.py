"""Names that move, as x-latest: they cost what the version costs that they mean on a day."""

from __future__ import annotations

import re

from ..doubts import Doubt
from ..usage import Usage
from . import offer_doubts
from .carried import Offer, Record

_MOVING = "-latest"
_VERSION = re.compile(r"-(20\d{6}|20\d\d-\d\d-\d\d|2\d{3})$")  # a day, or a year and a month


def settled(usage: Usage, offer: Offer, record: Record, date: str) -> tuple[Offer, list[Doubt]]:
    """Return the offer that counts for a name that moves, and a doubt where prices differ.

    One list alone may have kept an old price for the name: then its newest version's counts.
    """
    version = _version(offer, record, date)
    if version is None or (version.input, version.output) == (offer.input, offer.output):
        return offer, []
    lists = ["one-list" in one.doubts.split() for one in (offer, version)]
    taken = version if lists == [True, False] else offer
    says = (
        f"{usage.model}: a name that moves, and {offer.provider} asked another price for"
        f" {version.model_id}, its newest version on {date}; priced as {taken.model_id}."
    )
    other = offer if taken is version else version
    return taken, [Doubt("name-moves", says, offer_doubts.moved(usage, taken, [other]))]


def _version(offer: Offer, record: Record, date: str) -> Offer | None:
    """Return the same seller's offer of the newest version of a name on a day."""
    if not offer.model_id.endswith(_MOVING):
        return None
    stem = offer.model_id.removesuffix(_MOVING)
    found = {}
    for model_id in record.models:
        dated = _VERSION.fullmatch(model_id.removeprefix(stem))
        for one in record.offers(model_id) if dated else ():
            if one.provider == offer.provider and one.holds(date):
                found[dated[1].replace("-", "").removeprefix("20")] = one  # type: ignore[index]
                break
    return found[max(found)] if found else None
