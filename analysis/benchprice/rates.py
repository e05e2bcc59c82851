"""The rates a run is priced at: given by hand, or from the project's price history; never zero
for want of knowing.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import pandas as pd

from analysis.benchprice import naming
from analysis.benchprice.errors import UserError
from analysis.benchprice.usage import Tokens, Usage
from analysis.facts import identity, offers, pricing
from analysis.facts.tables import Dataset

# Batch and flex processing at half the list price: OpenAI's, Anthropic's and Google's pricing
# pages all say so. Priority has no common factor: give its rates.
TIERS = {"standard": 1.0, "batch": 0.5, "flex": 0.5}
# Anthropic bills writes to the one-hour cache at 2 times input, to the five-minute one at 1.25.
LONG_WRITES = {"anthropic": 2.0 / 1.25}
PRICES = ("input", "output", "cache_read", "cache_write", "cache_write_long")


class Unpriced(UserError):
    """A model was used whose price is not known: the run is not free, it is not priced."""


@dataclass(frozen=True)
class Rate:
    """What one model cost at one provider and tier, USD per million tokens; None is unknown.

    ``date`` is the first day the rate is known to have held, ``factor`` the tier's part of the
    list price, already applied. ``model`` is the name the log uses, ``model_id`` ours.
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

    def at_tier(self, tier: str) -> Rate:
        """Return the rate at another tier. Raises Unpriced if the tier has no common factor."""
        if tier == self.tier:
            return self
        if tier not in TIERS:
            raise Unpriced(
                f"{self.model}: no price for the tier {tier!r}; give its rates with --rate or "
                f"--rates (half the list price is applied to {', '.join(list(TIERS)[1:])})"
            )
        factor = TIERS[tier]
        return replace(
            self,
            input=self.input * factor,
            output=self.output * factor,
            cache_read=_times(self.cache_read, factor),
            cache_write=_times(self.cache_write, factor),
            cache_write_long=_times(self.cache_write_long, factor),
            tier=tier,
            factor=factor,
        )


def _times(price: float | None, factor: float) -> float | None:
    return None if price is None else price * factor


def find(
    used: Iterable[Usage],
    given: Sequence[Rate],
    dataset: Dataset | None,
    date: pd.Timestamp,
    provider: str = "",
) -> list[Rate]:
    """Return the rate of each usage on ``date``, in its order: a given one, else the history's.

    Raises Unpriced naming every model without one, and what to do about it.
    """
    found, missing = [], []
    for usage in used:
        rate = _given(usage, given)
        if rate is None and dataset is not None:
            rate = _recorded(usage, dataset, date, provider)
        if rate is None:
            missing.append(usage.model)
        else:
            found.append(rate.at_tier(usage.tier))
    if missing:
        names = ", ".join(repr(m) for m in dict.fromkeys(missing))
        raise Unpriced(
            f"no price known on {date:%Y-%m-%d} for {names}: not priced, which is not free; "
            "give it with --rate MODEL=INPUT,OUTPUT (USD per million tokens)"
        )
    return found


def _given(usage: Usage, given: Sequence[Rate]) -> Rate | None:
    names = [r for r in given if r.model in (usage.model, identity.without_host(usage.model))]
    exact = [r for r in names if r.tier == usage.tier]
    return next(iter(exact + names), None)


def _recorded(usage: Usage, dataset: Dataset, date: pd.Timestamp, provider: str) -> Rate | None:
    _, ours = naming.model(usage.model, dataset)
    known = offers.offers(dataset)
    rows = offers.on(known[known["model_id"] == ours], date)
    at = provider or (usage.provider if usage.provider in set(rows["provider"]) else "")
    rows = rows[rows["provider"] == at] if at else rows[rows["chosen"]]
    return None if rows.empty else recorded(rows.iloc[0], usage.model)


def recorded(row: pd.Series[Any], name: str) -> Rate:
    """Return the rate of one of the ``offers`` for the model that a log calls ``name``."""
    known = {k: None if pd.isna(row[k]) else float(row[k]) for k in PRICES[:4]}
    write, factor = known["cache_write"], LONG_WRITES.get(row["provider"])
    return Rate(
        model=name,
        **known,  # type: ignore[arg-type]
        cache_write_long=None if write is None or factor is None else write * factor,
        provider=str(row["provider"]),
        date=f"{row['from']:%Y-%m-%d}",
        source=str(row["source_id"]),
        model_id=str(row["model_id"]),
    )


def price(tokens: Sequence[Tokens], rates: Sequence[Rate]) -> list[float]:
    """Return the price of each count at its rate, USD, by the project's one price formula.

    Raises Unpriced where cached tokens were used whose price is not known.
    """
    plain = pd.DataFrame([_row(t, r) for t, r in zip(tokens, rates, strict=True)])
    long = pd.DataFrame([_long_row(t, r) for t, r in zip(tokens, rates, strict=True)])
    total = pricing.run_price(plain) + pricing.run_price(long)
    for position, rate in enumerate(rates):
        if math.isnan(total.iloc[position]):
            raise Unpriced(
                f"{rate.model}: cached tokens were used and their price is not known; give it with"
                f" --rate {rate.model}={rate.input:g},{rate.output:g},CACHE_READ,CACHE_WRITE"
            )
    return [float(v) for v in total]


def _row(tokens: Tokens, rate: Rate) -> dict[str, Any]:
    """Return one row for ``pricing.run_price``: our kinds never overlap, so nothing is inside."""
    return {
        "run_id": rate.model,
        "passes": 1.0,
        "input_tokens": float(tokens.input),
        "output_tokens": float(tokens.output),
        "reasoning_tokens": math.nan,
        "reasoning_in_output": True,
        "cache_read_tokens": float(tokens.cache_read),
        "cache_write_tokens": float(tokens.cache_write),
        "cache_in_input": False,
        **{k: _number(getattr(rate, k)) for k in PRICES},
    }


def _long_row(tokens: Tokens, rate: Rate) -> dict[str, Any]:
    """Return the row of the long-lived cache's writes alone, at their own rate."""
    only = Tokens(cache_write=tokens.cache_write_long)
    return {**_row(only, rate), "cache_write": _number(rate.cache_write_long)}


def _number(price: float | None) -> float:
    return math.nan if price is None else price


def as_record(rate: Rate) -> dict[str, Any]:
    """Return the rate as the statement holds it: what is unknown is left out."""
    return {k: v for k, v in asdict(rate).items() if v not in (None, "")}
