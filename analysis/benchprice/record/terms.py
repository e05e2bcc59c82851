"""What an offer comes to for one usage: its tier, its prompts' length, its region, its fees.

Where the seller's list has the rates of a tier or of long prompts they are taken (``tariffs``); a
cache price that the list leaves out moves as the input price does. Without such a list a tier is
half the price where its seller is known to sell it so (``rates.AT_HALF``).
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

from ..doubts import Doubt
from ..usage import Tokens, Usage, prompt
from . import borrowed, hours, rates, regions, tariffs
from .carried import Offer, Record
from .rates import Rate
from .sellers import Unpriced
from .tariffs import Tariff

LONGEST = 10**9  # tokens; longer than any prompt
# Anthropic: inference_geo "us" costs 1.1 times the list, tokens of every kind
# (platform.claude.com/docs/en/about-claude/pricing, "Data residency pricing")
REGIONS = {("anthropic", "us"): 1.1}
AUDIO = ("audio_input", "audio_output")


def rate(usage: Usage, offer: Offer, record: Record, date: str) -> tuple[Rate, list[Doubt]]:
    """Return the rate of an offer for a usage on ``date``, and what is doubted of it.

    Raises Unpriced for a tier that the seller is not known to sell.
    """
    offer, doubts = borrowed.with_cache(usage, offer, record, date)
    base = rates.recorded(offer, usage.model)
    longer = usage.window + 1 if usage.window else 0
    found = _tier(base, usage.tier, offer, record, date, longer)
    doubts += _unlisted(usage, found, offer, record)
    doubts += _maybe_long(usage, found, offer, record, date)
    times = REGIONS.get((offer.provider, usage.region), 1.0)
    times, unsure = regions.factor(usage, offer, record, date) if times == 1.0 else (times, [])
    unsure += _elsewhere(usage, offer)
    doubts += unsure + hours.doubts(usage, offer, date)
    found = replace(rates.scaled(found, times, times), factor=found.factor * times)
    doubts += _ages(usage, found)
    return replace(found, extras=_extras(usage, found, offer, record, date)), doubts


def _tier(base: Rate, tier: str, offer: Offer, record: Record, date: str, longer: float) -> Rate:
    long = tariffs.tariff(record, offer, date, "standard", longer) if longer else None
    if tier == "standard":
        return base if long is None or not long.above else _listed(base, long, offer)
    listed = tariffs.tariff(record, offer, date, tier, longer)
    if listed is None or listed.input is None or listed.output is None:
        rates.check_discount(base, tier)
        ordinary = base if long is None or not long.above else _listed(base, long, offer)
        return ordinary.at_tier(tier)
    found = _listed(base, listed, offer)
    if longer and not listed.above and long is not None and long.above:
        found = rates.scaled(found, *_times(long, offer))  # a tier listed for short prompts alone
    return found


def _unlisted(usage: Usage, found: Rate, offer: Offer, record: Record) -> list[Doubt]:
    """Doubt flex at half of a model of which no list has it: sellers have it for some models."""
    if usage.tier != "flex" or (offer.provider, "flex") in rates.AT_LIST:
        return []
    if any(t.tier == "flex" for t in tariffs.tariffs(record, offer)):
        return []
    says = (
        f"{usage.model}: no list shows that {offer.provider} sells it at flex; priced at half, as"
        " others of theirs are."
    )
    try:
        more = rates.charge(replace(usage, extras=()), found) if usage.tokens.total else None
    except Unpriced:
        more = None
    return [Doubt("tier-not-listed", says, more)]


def _elsewhere(usage: Usage, offer: Offer) -> list[Doubt]:
    """Doubt a price where the log names a region of which no price is known."""
    if not usage.region or (offer.provider, usage.region) in REGIONS:
        return []
    says = (
        f"{usage.model}: the log says that it was served in {usage.region!r}, and what"
        f" {offer.provider} asks for that is not known; priced at the list."
    )
    return [Doubt("region-not-known", says)]


def _ages(usage: Usage, found: Rate) -> list[Doubt]:
    """Doubt cache writes that may have been for an hour, where that costs more."""
    short, long = found.cache_write, found.cache_write_long
    writes = usage.tokens.cache_write
    if usage.ages_told or not writes or short is None or long is None:
        return []
    says = (
        f"{usage.model}: the log does not tell which of its {writes:,} cache writes were for an"
        " hour; all are priced as for five minutes."
    )
    return [Doubt("cache-ages-unknown", says, writes * (long - short) / 1e6)]


def _times(listed: Tariff, offer: Offer) -> tuple[float, float]:
    """Return by how much a tariff's input and output differ from the offer's."""
    sent = listed.input / offer.input if listed.input is not None and offer.input else 1.0
    got = listed.output / offer.output if listed.output is not None and offer.output else 1.0
    return sent, got


def _listed(base: Rate, listed: Tariff, offer: Offer) -> Rate:
    sent, got = _times(listed, offer)
    moved = rates.scaled(base, sent, got)
    at_list = (offer.provider, listed.tier) in rates.CACHE_AT_LIST
    read = base.cache_read if at_list else moved.cache_read
    return replace(
        moved,
        cache_read=read if listed.cache_read is None else listed.cache_read,
        cache_write=moved.cache_write if listed.cache_write is None else listed.cache_write,
        cache_write_long=(
            moved.cache_write_long if listed.cache_write_long is None else listed.cache_write_long
        ),
        tier=listed.tier,
        factor=1.0 if listed.tier == "standard" else sent,
        window=int(listed.above),
        source=listed.source,
    )


def _maybe_long(usage: Usage, found: Rate, offer: Offer, record: Record, date: str) -> list[Doubt]:
    """Doubt a price where calls may have been long and the log does not tell calls apart."""
    if usage.window is not None:
        return []
    long = tariffs.tariff(record, offer, date, "standard", LONGEST)
    most = prompt(usage.tokens) if usage.longest is None else usage.longest
    if long is None or not 0 < long.above < most:
        return []
    first = min(t.above for t in tariffs.tariffs(record, offer) if t.above)
    dearer = rates.scaled(found, *_times(long, offer))
    known = replace(usage, extras=())
    try:
        more = rates.charge(known, dearer) - rates.charge(known, found)
    except Unpriced:
        more = None
    says = (
        f"{usage.model}: {offer.provider} charges a call whose prompt is above {first:,.0f} tokens"
        " more, and the log does not tell how long the prompts were."
    )
    return [Doubt("long-prompts-unknown", says, more)]


def _extras(
    usage: Usage, found: Rate, offer: Offer, record: Record, date: str
) -> tuple[tuple[str, float], ...]:
    """Return the known unit prices, USD, of what the usage had beside its text tokens."""
    kinds = [kind for kind, _ in usage.extras]
    listed = tariffs.tariff(record, offer, date, found.tier) if set(AUDIO) & set(kinds) else None
    audio = {kind: getattr(listed, kind, None) for kind in AUDIO if kind in kinds}
    known = {kind: a_million / 1e6 for kind, a_million in audio.items() if a_million is not None}
    fees_ = fees(record, offer.provider, kinds, date, offer.model_id)
    return tuple(sorted(known.items())) + fees_


def listed(offer: Offer, record: Record, date: str) -> list[Rate]:
    """Return the rates of an offer at every tier and prompt length that are not its ordinary one.

    A tier without a price is left out.
    """
    known = tariffs.tariffs(record, offer)
    tiers = dict.fromkeys([t.tier for t in known if t.tier != "thinking"] + list(rates.TIERS))
    edges = sorted({0, *(int(t.above) for t in known)})
    found: dict[tuple[str, int], Rate] = {}
    for tier, edge in itertools.product(tiers, edges):
        asked = Usage(offer.model_id, Tokens(), tier=tier, window=edge)
        try:
            one = rate(asked, offer, record, date)[0]
        except Unpriced:
            continue
        found.setdefault((tier, one.window), one)
    found.pop(("standard", 0), None)
    return list(found.values())


def charged(offer: Offer, record: Record, date: str) -> dict[str, float]:
    """Return what an offer's seller charges a call of each kind on a day, USD."""
    kinds = [kind for (kind,) in record.rows("SELECT DISTINCT fee FROM fees")]
    return dict(fees(record, offer.provider, kinds, date, offer.model_id))


def fees(
    record: Record, seller: str, kinds: Sequence[str], date: str, model_id: str = ""
) -> tuple[tuple[str, float], ...]:
    """Return what one call of each kind costs at a seller, USD, where that is known."""
    found = {kind: tariffs.fee(record, seller, kind, date, model_id) for kind in kinds}
    return tuple(sorted((kind, fee.usd) for kind, fee in found.items() if fee is not None))
