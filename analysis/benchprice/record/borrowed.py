"""Cache prices that a seller's list left out, taken from an offer that is the same but for them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

from ..bill import bill
from ..doubts import Doubt
from ..usage import Usage
from .carried import Offer, Record


def with_cache(usage: Usage, offer: Offer, record: Record, date: str) -> tuple[Offer, list[Doubt]]:
    """Return an offer with the cache prices that a usage needs and it lacks, and a doubt of them.

    They are those of the same seller on other days, else of the model's maker on that day, where
    input and output cost the same. Without such an offer it is returned as it is.
    """
    used = {"cache_read": usage.tokens.cache_read,
            "cache_write": usage.tokens.cache_write + usage.tokens.cache_write_long}  # fmt: skip
    lacks = [kind for kind, n in used.items() if n and getattr(offer, kind) is None]
    source = next(_alike(offer, record, date, lacks), None) if lacks else None
    if source is None:
        return offer, []
    taken = {kind: getattr(source, kind) for kind in lacks}
    counts = {kind: used[kind] for kind in lacks}
    ours, plain = bill(counts, taken), bill(counts, dict.fromkeys(lacks, offer.input))
    says = (
        f"{usage.model}: what {offer.provider} asked for cached tokens on {date} is not in the"
        f" record; priced as {source.provider} asked for them, whose other prices are the same."
    )
    more = None if ours is None or plain is None else abs(plain - ours)
    return replace(offer, **taken), [Doubt("cache-price-borrowed", says, more)]


def _alike(offer: Offer, record: Record, date: str, lacks: list[str]) -> Iterator[Offer]:
    """Yield the offers that know what one lacks and cost the same otherwise, the nearest first."""
    known = [
        one
        for one in record.offers(offer.model_id)
        if all(getattr(one, kind) is not None for kind in lacks)
        and math.isclose(one.input, offer.input, rel_tol=1e-6)
        and math.isclose(one.output, offer.output, rel_tol=1e-6)
    ]
    yield from (one for one in known if one.provider == offer.provider)
    yield from (one for one in known if one.own and one.holds(date))
