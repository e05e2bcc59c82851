"""The record's runs at the prices of one day: what a new run is compared with."""

from __future__ import annotations

from dataclasses import dataclass

from ..bill import bill
from .carried import Offer, Record

KINDS = ("input", "cache_read", "cache_write", "output")


@dataclass(frozen=True)
class Priced:
    """One recorded run at the price of a day, USD a pass; ``date`` is since when its rate held."""

    run_id: str
    model_id: str
    benchmark_id: str
    score: float | None
    price: float
    provider: str
    date: str
    doubt: str = ""


def _doubt(offer: Offer) -> str:
    """Say what keeps an offer from being a seller's of the day; empty where nothing does."""
    told = [f"a {offer.through}'s figure, no seller's"] if offer.through else []
    return "; ".join(told + ([f"not seen since {offer.seen}"] if offer.stale else []))


def left_out(record: Record, benchmark_id: str, ways: list[Priced]) -> list[str]:
    """Return the models with a scored run of a benchmark that none of a day's ``ways`` is of.

    They were not out that day, nobody sold them, or their cached tokens have no price.
    """
    there = {run.model_id for run in ways}
    scored = (run.model_id for run in record.spent(benchmark_id) if run.score is not None)
    return sorted(set(scored) - there)


def priced_on(record: Record, date: str, benchmark_id: str = "") -> list[Priced]:
    """Return the runs of models out by ``date`` (YYYY-MM-DD), priced at the rates of that day.

    Only runs with token counts, of several of one configuration the one that counts, at the offer
    that does, a seller's where any has one; a run whose cached tokens have no price is left out. A
    model is out from its release, or, where that is not known, from its run.
    """
    charged: dict[str, Offer | None] = {}
    found = []
    for run in record.spent(benchmark_id):
        model = record.models[run.model_id]
        if not run.counts or not (model.released or run.date or "9999") <= date:
            continue
        if model.priced_id not in charged:
            held = [o for o in record.offers(model.priced_id) if o.holds(date)]
            sold = (o for o in held if o.sold)
            charged[model.priced_id] = next(sold, held[0] if held else None)
        offer = charged[model.priced_id]
        if offer is None:
            continue
        price = bill({k: getattr(run, k) for k in KINDS}, {k: getattr(offer, k) for k in KINDS})
        if price is not None:
            found.append(
                Priced(
                    run.run_id, run.model_id, run.benchmark_id, run.score, price,
                    offer.provider, offer.since, _doubt(offer),
                )
            )  # fmt: skip
    return found
