"""Prices that went by the hour of the day, which a usage's day does not tell: doubted."""

from __future__ import annotations

from ..doubts import Doubt
from ..usage import Usage
from . import offer_doubts
from .carried import Offer

# DeepSeek's cheap hours, 16:30 to 00:30 UTC: the first day, the day after the last, and what part
# of the price fell away (its pricing page of that time)
_FROM, _UNTIL = "2025-02-26", "2025-09-06"
_LESS = {"deepseek-reasoner": 0.75, "deepseek-r1": 0.75, "deepseek-r1-0528": 0.75}
_OTHERS = 0.5


def doubts(usage: Usage, offer: Offer, date: str) -> list[Doubt]:
    """Doubt a price of the dear hours, by as much as the cheap ones would have taken off."""
    if offer.provider != "deepseek" or not _FROM <= date < _UNTIL:
        return []
    less = _LESS.get(offer.model_id, _OTHERS)
    whole = offer_doubts.charge(usage, offer)
    says = (
        f"{usage.model}: DeepSeek took {less:.0%} off between 16:30 and 00:30 UTC in those months;"
        " priced as if no call was made then."
    )
    return [Doubt("cheap-hours", says, None if whole is None else whole * less)]
