"""What users ask of the record without a log: ``benchprice rate``."""

from __future__ import annotations

import argparse
from typing import Any

from .. import days, doubts, readers
from ..record import finding, terms
from ..record.carried import Offer
from ..record.rates import Rate
from ..record.sellers import Unpriced
from ..statements import forms
from ..usage import Tokens, Usage
from . import common, output


def rate(options: argparse.Namespace) -> int:
    """Print what a model costs on a day: prices, seller, since when, until when, source, doubts."""
    record = common.prices(options, required=True)
    assert record is not None
    date = days.day(options.date or record.date)
    asked = Usage(options.model, Tokens())
    try:
        (found,), doubted = finding.find([asked], [], record, date, options.provider)
    except Unpriced as error:  # here a price is asked for, so none can be given
        raise Unpriced(str(error).replace(finding.BY_HAND, "")) from None
    assert found is not None  # only usage with a bill may have no rate
    offer = next(
        o
        for o in record.offers(found.model_id)
        if (o.provider, o.since) == (found.provider, found.date)
    )
    if options.strict:
        doubts.refuse(doubted)
    others, charged = terms.listed(offer, record, date), terms.charged(offer, record, date)
    if options.json:
        kept = ("input", "output", "cache_read", "cache_write", "cache_write_long")
        said: dict[str, Any] = {"model": found.model_id, "date": date}
        said |= {kind: getattr(found, kind) for kind in kept}
        said |= {"tiers": [_tier(one) for one in others], "fees": charged}
        said |= {"seller": found.provider, "from": offer.since, "until": _end(offer) or None}
        said |= {
            "last_seen": offer.seen,
            "agreed": not _alone(offer),
            "source": found.source,
            "doubts": doubts.as_records(doubted),
        }
        print(readers.dumps(said), end="")
        return 0
    print(
        f"{found.model_id}, sold by {found.provider} on {date}, USD per million tokens:\n"
        f"  input {forms.rate(found.input)}, output {forms.rate(found.output)}, cache reads"
        f" {forms.rate(found.cache_read)}, cache writes {forms.rate(found.cache_write)}\n"
        + "".join(f"  {_told(one)}\n" for one in others)
        + "".join(f"  {kind}: {usd:g} USD a call\n" for kind, usd in charged.items())
        + f"  from {offer.since}, {_known(offer)}; source: {found.source}"
        + (" (one list alone)" if _alone(offer) else "")
    )
    output.tell(doubts.as_records(doubted), options)
    return 0


def _end(offer: Offer) -> str:
    """Return the day until which an offer is known to hold; empty of one that nobody shows."""
    return "" if offer.stale or _said_ahead(offer) else offer.until


def _known(offer: Offer) -> str:
    end = _end(offer)
    if end:
        return f"known to hold until {end}"
    return f"{'announced by' if _said_ahead(offer) else 'last seen'} {offer.seen}"


def _alone(offer: Offer) -> bool:
    """Whether one family of lists alone has the price: nobody bears it out."""
    return "one-list" in offer.doubts.split()


def _said_ahead(offer: Offer) -> bool:
    """Whether its seller has said from when it holds, and no list has shown it."""
    return "announced" in offer.doubts.split()


def _tier(one: Rate) -> dict[str, Any]:
    """Return a rate of a tier or of long prompts as JSON has it."""
    kept = ("tier", "input", "output", "cache_read", "cache_write", "cache_write_long", "source")
    return {"above": one.window} | {name: getattr(one, name) for name in kept}


def _told(one: Rate) -> str:
    long = f", prompts above {one.window:,}" if one.window else ""
    return f"{one.tier}{long}: input {forms.rate(one.input)}, output {forms.rate(one.output)}"
