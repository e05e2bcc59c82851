"""Where a cloud served a model: anywhere, at its maker's price, or in one region for a tenth more.

Bedrock and Vertex ask that of Claude from Sonnet 4.5 on (platform.claude.com, pricing), Azure of
what it deploys to a region or a data zone. Lists have the one price for some days and models and
the other for others; which it is follows from the maker's own price of the day.
"""

from __future__ import annotations

import math
import re

from ..doubts import Doubt
from ..usage import Usage
from . import offer_doubts
from .carried import Offer, Record

PREMIUM = 1.1
SINCE = "2025-09-29"  # the day of the first Claude with two prices
_CLOUDS = ("amazon-bedrock", "azure", "google-vertex")
# Bedrock's inference profiles of a geography, or of all
_PROFILE = re.compile(r"(?:^|[/:])(?P<place>us|eu|apac|au|jp|ca|global)\.anthropic\.")
_ALIKE = 0.005  # relative; lists round


def factor(usage: Usage, offer: Offer, record: Record, date: str) -> tuple[float, list[Doubt]]:
    """Return by how much a cloud's offer is to be multiplied for where it served a usage.

    Where the log does not say, that is doubted.
    """
    makers = (o for o in record.offers(offer.model_id) if o.own and o.holds(date))
    maker = next(makers, None) if offer.provider in _CLOUDS and not offer.own else None
    if maker is None:
        return 1.0, []
    said = _PROFILE.search(usage.model)
    anywhere = said is not None and said["place"] == "global"
    if _times(offer, maker, PREMIUM):
        if said is not None:
            return (1 / PREMIUM if anywhere else 1.0), []
        return 1.0, [_doubt(usage, offer, regional=True)]
    known = record.models.get(offer.model_id)
    two = offer.model_id.startswith("claude-") and known is not None and known.released >= SINCE
    if not two or anywhere or not _times(offer, maker, 1.0):
        return 1.0, []
    return (1.0, [_doubt(usage, offer, regional=False)]) if said is None else (PREMIUM, [])


def _times(one: Offer, other: Offer, factor: float) -> bool:
    pairs = ((one.input, other.input), (one.output, other.output))
    return all(math.isclose(a, b * factor, rel_tol=_ALIKE) for a, b in pairs)


def _doubt(usage: Usage, offer: Offer, regional: bool) -> Doubt:
    whole = offer_doubts.charge(usage, offer)
    taken = "in a region; where it may be served anywhere it costs a tenth less"
    if not regional:
        taken = "anywhere; where it had to be in one region it costs a tenth more"
    says = (
        f"{usage.model}: priced as {offer.provider} served it {taken}, and the log does not say"
        " which."
    )
    times = 1 - 1 / PREMIUM if regional else PREMIUM - 1
    more = None if whole is None or not usage.tokens.total else whole * times
    return Doubt("region-not-known", says, more)
