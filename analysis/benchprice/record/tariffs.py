"""What a seller asks beside the standard price of a short prompt: long prompts, tiers, audio, fees.

A tier's rates are listed beside the standard price of the same list. They are taken to hold on the
days on which the seller's standard price is that one, whether or not a list was read on that day.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace

from .carried import Offer, Record

SAME = 0.01  # two standard prices are one when they differ by at most this fraction


@dataclass(frozen=True)
class Tariff:
    """A seller's rates of one model at one tier, USD per million tokens; None is unknown.

    ``above``: for prompts of more tokens than this. ``since``: the first day a list shows it.
    ``beside_*``: the standard price in the same list, None where that says none.
    """

    model_id: str
    provider: str
    tier: str
    above: float
    since: str
    input: float | None
    output: float | None
    cache_read: float | None
    cache_write: float | None
    cache_write_long: float | None
    audio_input: float | None
    audio_output: float | None
    beside_input: float | None
    beside_output: float | None
    url: str
    source: str


@dataclass(frozen=True)
class Fee:
    """What one call of a kind costs at a seller, USD; ``model_id`` is empty where all pay it."""

    provider: str
    fee: str
    model_id: str
    since: str
    usd: float
    url: str
    source: str


def tariff(
    record: Record, offer: Offer, date: str, tier: str = "standard", prompt: float = 0
) -> Tariff | None:
    """Return the rates that hold beside ``offer`` on ``date`` at ``tier`` for a prompt that long.

    ``prompt``: input tokens of one call, cached ones included. None where the standard price is all
    there is, or nothing is known of the tier. Lists are asked in the order of their standing; the
    first that knows the tier beside the offer's price decides, cache prices that it lacks come
    from the next that has the same rates.
    """
    rows = [t for t in tariffs(record, offer) if t.tier == tier and _beside(t, offer, date)]
    of_first = [t for t in rows if t.source == rows[0].source]
    fitting = [t for t in of_first if prompt > t.above or t.above == 0]
    if not fitting:
        return None
    above = max(t.above for t in fitting)
    best = _on([t for t in fitting if t.above == above], date)
    alike = [t for t in rows if (t.above, t.input, t.output) == (above, best.input, best.output)]
    return replace(
        best,
        cache_read=_first(t.cache_read for t in alike),
        cache_write=_first(t.cache_write for t in alike),
        cache_write_long=_first(t.cache_write_long for t in alike),
    )


def answered(record: Record, offer: Offer, reasoning: int | None, date: str) -> Offer:
    """Return the offer for an answer with that many reasoning tokens.

    Some sellers price an answer with thinking apart from a plain one of the same model.
    """
    found = tariff(record, offer, date, "thinking") if reasoning else None
    if found is None or found.input is None or found.output is None:
        return offer
    return replace(offer, input=found.input, output=found.output)


def tariffs(record: Record, offer: Offer) -> list[Tariff]:
    """Return every tariff known of an offer's model and seller, best list first."""
    names = ", ".join(field.name for field in fields(Tariff))
    return [
        Tariff(*row)
        for row in record.rows(
            f"SELECT {names} FROM tiers WHERE model_id = ? AND provider = ? ORDER BY rank, since",
            offer.model_id,
            offer.provider,
        )
    ]


def fee(record: Record, provider: str, kind: str, date: str, model_id: str = "") -> Fee | None:
    """Return the fee of one call on ``date``: the model's own before the one that all pay."""
    names = ", ".join(field.name for field in fields(Fee))
    rows = record.rows(
        f"SELECT {names} FROM fees WHERE provider = ? AND fee = ? AND since <= ?"
        " AND model_id IN (?, '') ORDER BY model_id DESC, since DESC",
        provider,
        kind,
        date,
        model_id,
    )
    return Fee(*rows[0]) if rows else None


def dearest(record: Record, kind: str, provider: str, model_id: str) -> float | None:
    """Return the most that one of a kind is known to cost, USD; None where nothing is known.

    Of audio tokens what any seller of the model asks, of calls what the seller asks on any day, of
    any model and size; else what any other does.
    """
    if kind.startswith("audio"):
        column = "audio_output" if kind == "audio_output" else "audio_input"
        ((most,),) = record.rows(f"SELECT max({column}) FROM tiers WHERE model_id = ?", model_id)
        return None if most is None else float(most) / 1e6
    query = "SELECT max(usd) FROM fees WHERE (fee = ? OR fee LIKE ?)"
    ((most,),) = record.rows(f"{query} AND provider = ?", kind, f"{kind}-%", provider)
    if most is None:
        ((most,),) = record.rows(query, kind, f"{kind}-%")
    return None if most is None else float(most)


def _beside(tariff: Tariff, offer: Offer, date: str) -> bool:
    """Whether a tariff stands beside this very offer; one that names no standard price, by date."""
    if tariff.beside_input is None or tariff.beside_output is None:
        return tariff.since <= date
    pairs = ((tariff.beside_input, offer.input), (tariff.beside_output, offer.output))
    return all(abs(a - b) <= SAME * b for a, b in pairs)


def _on(rows: Sequence[Tariff], date: str) -> Tariff:
    """Return the last of the rows by ``date``; of those that all begin later the first."""
    by_then = [t for t in rows if t.since <= date]
    return max(by_then, key=lambda t: t.since) if by_then else min(rows, key=lambda t: t.since)


def _first(rates: Iterable[float | None]) -> float | None:
    return next((rate for rate in rates if rate is not None), None)
