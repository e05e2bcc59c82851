"""What a score cost when a model first reached it, and what it costs now, in dollars."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.facts import ways
from analysis.facts.prices import sellers
from analysis.facts.tables import Dataset
from analysis.findings.price_of_a_score import reach, rows
from analysis.number import Number, number
from analysis.published import observed


@dataclass(frozen=True)
class Paid:
    """A score's first price and today's: rows of ``ways.over_time`` with date, price and model.

    ``count``: the ways to it that were ever on offer; ``low`` the lowest price of any.
    """

    benchmark: str
    level: float
    first: pd.Series[Any]
    now: pd.Series[Any]
    count: int
    low: float

    @property
    def key(self) -> str:
        """The key of its numbers: score.hle.20."""
        return named(self.benchmark, self.level)


def named(benchmark: str, level: float) -> str:
    """Return what the keys of a score's numbers begin with."""
    return f"score.{benchmark}.{round(100 * level)}"


def keys(benchmark: str, level: float) -> tuple[str, str, str]:
    """Return the keys of a score's numbers: its first price, today's, and their ratio."""
    start = named(benchmark, level)
    return f"{start}.first", f"{start}.today", f"{start}.fold"


def paid(found: pd.DataFrame, benchmark: str, level: float) -> Paid | None:
    """Return what ``level`` (a fraction) cost first and costs now; None where nobody sells it.

    ``found``: the ``ways.ways`` of all benchmarks. Costs that evaluators state are nobody's offers
    and take no part.
    """
    found = found[(found["benchmark_id"] == benchmark) & (found["doubts"] != ways.STATED)]
    moves = ways.over_time(found, level)
    if moves.empty or pd.isna(moves["price"].iloc[-1]):
        return None
    count = found.loc[found["score"] >= level, "run_id"].nunique()
    return Paid(benchmark, level, moves.iloc[0], moves.iloc[-1], count, moves["low"].iloc[-1])


def numbers(data: Dataset) -> Iterator[Number]:
    """Register first price, price today and their ratio at the drawn scores of each benchmark."""
    facts, found = observed.of(data), ways.ways(data)
    day = ways.newest_day(data)
    front = rows.front(facts.benchmarks)
    chosen = {*reach.counted(facts, reach.estimates(facts)["all"]), *facts.headlines, *front}
    for benchmark in sorted(chosen & {*facts.every}):
        drawn = rows.levels(facts.benchmarks, benchmark, facts.tables[benchmark]["score"])
        for level in sorted({*drawn, *([front[benchmark]] if benchmark in front else [])}):
            if sold := paid(found, benchmark, level):
                yield from _prices(sold, day)


def _prices(found: Paid, day: pd.Timestamp) -> Iterator[Number]:
    first, now = found.first, found.now
    told: dict[str, Any] = {"n": found.count, "of": ways.over_time}
    of_first, of_today, of_fold = keys(found.benchmark, found.level)
    gone = f"; the lowest ever on offer was {found.low:.3g} USD" if found.low < now["price"] else ""
    yield number(
        of_first,
        first["price"],
        "USD",
        method="Price of one pass by the first model for sale that reached the score",
        note=f"{_who(first)}; n counts runs at or above the score",
        start=first["date"],
        end=first["date"],
        **told,
    )
    yield number(
        of_today,
        now["price"],
        "USD",
        method="Price of one pass by the cheapest way to the score that is on offer",
        note=f"{_who(now)}, at this price since {now['date']:%Y-%m-%d}{gone}",
        start=day,
        end=day,
        **told,
    )
    yield number(
        of_fold,
        first["price"] / now["price"],
        "factor",
        method="First price of the score over its cheapest price on offer today",
        note=f"{_who(first)} then, {_who(now)} now; one score's story, not a rate",
        start=first["date"],
        end=day,
        **told,
    )


def _who(row: pd.Series[Any]) -> str:
    by = row["provider"]
    return f"{row['model']} at {sellers.name(by)}" if isinstance(by, str) else str(row["model"])


def table(data: Dataset, scores: dict[str, float]) -> pd.DataFrame:
    """Return a row a benchmark and score: what it cost first, by whom and when, and now.

    Columns: benchmark, level, key, first_model, first_date, now_model, seller.
    """
    names = data.benchmarks.set_index("benchmark_id")["name"]
    every = ways.ways(data)
    found = [each for b, level in scores.items() if (each := paid(every, b, level))]
    return pd.DataFrame(
        {
            "benchmark": [names[each.benchmark] for each in found],
            "level": [each.level for each in found],
            "key": [each.key for each in found],
            "first_model": [each.first["model"] for each in found],
            "first_date": [each.first["date"] for each in found],
            "now_model": [each.now["model"] for each in found],
            "seller": [each.now["provider"] for each in found],
        }
    )
