"""The rates a run is priced at: given by hand, or from the project's price history; never zero
for want of knowing.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from ..bill import bill
from ..usage import KINDS, Tokens, Usage
from .carried import Offer
from .sellers import Unpriced

# Batch and flex processing at half the list price: OpenAI's, Anthropic's and Google's pricing
# pages all say so, and of batches Mistral's and Fireworks'. Priority has no common factor: give its
# rates.
TIERS = {"standard": 1.0, "batch": 0.5, "flex": 0.5}
# Of whom that is known; another seller may have no such tier, or another discount.
AT_HALF = {
    "batch": ("anthropic", "fireworks", "google", "mistral", "openai"),
    "flex": ("google", "openai"),
}
# Groq's flex has higher limits at the list price (console.groq.com/docs/flex-processing).
AT_LIST = (("groq", "flex"),)
# Google's batches pay the list price for cached tokens.
CACHE_AT_LIST = (("google", "batch"),)
# Writes to Claude's one-hour cache cost 2 times input, to the five-minute one 1.25: at Anthropic,
# and so they are on Bedrock's and Vertex' pricing pages.
LONG_WRITES = dict.fromkeys(("amazon-bedrock", "anthropic", "google-vertex"), 2.0 / 1.25)
PRICES = ("input", "output", "cache_read", "cache_write", "cache_write_long")


@dataclass(frozen=True)
class Rate:
    """What one model cost at one provider and tier, USD per million tokens; None is unknown.

    ``date`` is the first day the rate is known to have held, ``factor`` the tier's part of the
    list price, already applied. ``model`` is the name the log uses, ``model_id`` ours. ``window``:
    for prompts of more tokens than that. ``extras`` are the prices of what is billed beside text
    tokens, USD a piece: of a search, of one audio token.
    """

    model: str
    input: float
    output: float
    cache_read: float | None = None
    cache_write: float | None = None
    cache_write_long: float | None = None
    provider: str = ""
    tier: str = "standard"
    date: str = ""
    source: str = ""
    model_id: str = ""
    factor: float = 1.0
    paid: bool = False
    window: int = 0
    extras: tuple[tuple[str, float], ...] = ()

    def at_tier(self, tier: str) -> Rate:
        """Return the rate at another tier. Raises Unpriced if the tier has no common factor."""
        if tier == self.tier:
            return self
        if tier not in TIERS:
            raise Unpriced(
                f"{self.model}: no price for the tier {tier!r}; give its rates with --rate or "
                f"--rates (half the list price is applied to {', '.join(list(TIERS)[1:])})"
            )
        factor = 1.0 if (self.provider, tier) in AT_LIST else TIERS[tier]
        moved = scaled(self, factor, factor)
        if (self.provider, tier) in CACHE_AT_LIST:
            moved = replace(moved, cache_read=self.cache_read)
        return replace(moved, tier=tier, factor=factor)


def check_discount(rate: Rate, tier: str) -> None:
    """Raise Unpriced unless the seller of a recorded rate is known to sell the tier at half."""
    if (rate.provider, tier) in AT_LIST:
        return
    if rate.provider not in AT_HALF.get(tier, (rate.provider,)):
        raise Unpriced(
            f"{rate.model}: no price for the tier {tier!r} at {rate.provider}, and no discount of"
            " theirs is known; give the rates with --rate or --rates"
        )


def recorded(offer: Offer, name: str) -> Rate:
    """Return the rate of an offer for the model that a log calls ``name``."""
    factor = LONG_WRITES.get(offer.provider)
    return Rate(
        model=name,
        input=offer.input,
        output=offer.output,
        cache_read=offer.cache_read,
        cache_write=offer.cache_write,
        cache_write_long=None if factor is None else _times(offer.cache_write, factor),
        provider=offer.provider,
        date=offer.since,
        source=offer.source,
        model_id=offer.model_id,
    )


def price(tokens: Sequence[Tokens], rates: Sequence[Rate]) -> list[float]:
    """Return the price of each count at its rate, USD, by the one price formula (``bill``).

    Raises Unpriced where cached tokens were used whose price is not known.
    """
    found = []
    for spent, rate in zip(tokens, rates, strict=True):
        cost = bill({k: getattr(spent, k) for k in KINDS}, vars(rate))
        if cost is None:
            raise Unpriced(
                f"{rate.model}: cached tokens were used and their price is not known; give it with"
                f" --rate {rate.model}={rate.input:g},{rate.output:g},CACHE_READ,CACHE_WRITE"
            )
        found.append(cost)
    return found


def charge(usage: Usage, rate: Rate) -> float:
    """Return what a usage's counts cost at a rate, USD: tokens and what is billed beside them.

    What has no unit price adds nothing: a doubt says so (``terms.unpriced``).
    """
    unit = dict(rate.extras)
    beside = [n * unit.get(kind, 0.0) for kind, n in usage.extras]
    return math.fsum([*price([usage.tokens], [rate]), *beside])


def scaled(rate: Rate, sent: float, got: float) -> Rate:
    """Return a rate with what is sent, cached or not, ``sent`` times and output ``got`` times."""
    return replace(
        rate,
        input=rate.input * sent,
        output=rate.output * got,
        cache_read=_times(rate.cache_read, sent),
        cache_write=_times(rate.cache_write, sent),
        cache_write_long=_times(rate.cache_write_long, sent),
    )


def _times(value: float | None, factor: float) -> float | None:
    return None if value is None else value * factor


def as_record(rate: Rate) -> dict[str, Any]:
    """Return the rate as the statement holds it: what is unknown is left out."""
    said = {k: v for k, v in asdict(rate).items() if v not in (None, "", ())}
    if rate.extras:
        said["extras"] = dict(rate.extras)
    if not rate.window:
        del said["window"]
    return said


def of_record(record: Mapping[str, Any]) -> Rate:
    """Return a rate from its record in a statement."""
    return Rate(**{**record, "extras": tuple(record.get("extras", {}).items())})


def matched(statement: Mapping[str, Any]) -> list[Rate | None]:
    """Return the rate of each usage of a statement: the one it names by place, or its model's.

    None for usage whose bill is stated and that has no rate. Raises Unpriced if one is missing.
    """
    known = [of_record(one) for one in statement["rates"]]
    by_key = {(r.model, r.tier): r for r in reversed(known)}
    found: list[Rate | None] = []
    for part in statement["usage"]:
        at = part.get("rate")
        rate = by_key.get((part["model"], part["tier"])) if at is None else None
        if at is not None and at < len(known):
            one = known[at]
            rate = one if (one.model, one.tier) == (part["model"], part["tier"]) else None
        if rate is None and "billed" not in part:
            raise Unpriced(f"{part['model']}: no rate at the tier {part['tier']!r}")
        found.append(rate)
    return found
