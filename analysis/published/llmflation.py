"""The cheapest price of a token at a level of MMLU, month by month, against the claims made of it.

*LLMflation* (Andreessen Horowitz, November 2024, and the summaries that followed it): ten times
cheaper a year, a thousand times in three years at MMLU 42, 280 times in 18 months at GPT-3.5's
level, 62 times at MMLU 83. Prices are blended, three parts input to one output.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.explained import explained
from analysis.facts.prices import pricing
from analysis.facts.tables import Dataset
from analysis.methods import frontier, trends
from analysis.number import Number, number

BENCHMARK = "mmlu"  # of which the claims speak
DAYS_PER_MONTH = trends.DAYS_PER_YEAR / 12


@dataclass(frozen=True)
class Claimed:
    """A claimed fall: so many times within so many months; ``said`` labels it on a chart."""

    fold: float
    months: int
    said: str


@dataclass(frozen=True)
class Level:
    """A level of MMLU, when its price is said to have started to fall, and what is claimed."""

    name: str
    score: float  # fraction
    start: str
    end: str  # the month the claim was made
    claims: tuple[Claimed, ...] = ()


LEVELS = (
    Level("mmlu-42", 0.42, "2021-11-20", "2024-11-30", (Claimed(1000, 36, "1,000× in 3 years"),)),
    Level("gpt-3-5", 0.648, "2022-11-30", "2024-11-30", (Claimed(280, 18, "280× in 18 months"),)),
    Level("mmlu-83", 0.83, "2023-03-14", "2024-11-30", (Claimed(62, 20, "62× in 20 months"),)),
)


@dataclass(frozen=True)
class Fall:
    """The cheapest price at the start and at the end, USD per million tokens."""

    start: pd.Timestamp
    end: pd.Timestamp
    first_price: float
    last_price: float
    model: str  # the one that is cheapest at the end
    reached: pd.Timestamp  # since when

    @property
    def fold(self) -> float:
        """How many times cheaper at the end than at the start."""
        return self.first_price / self.last_price

    @property
    def factor(self) -> float:
        """The same as a factor a year, over all the time from start to end."""
        return float(self.fold ** (trends.DAYS_PER_YEAR / (self.end - self.start).days))

    @property
    def months(self) -> float:
        """Months from the start until the last price was first on offer."""
        return (self.reached - self.start).days / DAYS_PER_MONTH


def quotes(data: Dataset) -> pd.DataFrame:
    """Return the dated prices of models with an MMLU score, free ones left out.

    Columns: model_id, date, price (blended), score. Blended prices come as stated, with the
    score stated beside them; of token prices the blend is taken, and the model's median score.
    """
    runs = data.runs[data.runs["benchmark_id"] == BENCHMARK]
    if len(data.blended_prices):
        stated = data.blended_prices[["model_id", "date", "blended"]]
        rows = stated.merge(runs[["model_id", "date", "score"]], on=["model_id", "date"])
        rows = rows.rename(columns={"blended": "price"})
    else:
        score = runs.groupby("model_id")["score"].median()
        rows = data.prices.assign(price=pricing.blended(data.prices))
        rows = rows.assign(score=rows["model_id"].map(score))[
            ["model_id", "date", "price", "score"]
        ]
    rows = rows[(rows["price"] > 0) & rows["score"].notna()]
    return rows.sort_values(["date", "model_id"]).reset_index(drop=True)


def steps(rows: pd.DataFrame, score: float) -> pd.DataFrame:
    """Return the quotes at or above a score that were cheaper than everything before them."""
    return frontier.milestone_prices(rows, score)


def staircase(rows: pd.DataFrame, levels: tuple[Level, ...] = LEVELS) -> pd.DataFrame:
    """Return the cheapest price so far at each month's end: level, date, price, model_id."""
    frames = []
    for level in levels:
        lows = steps(rows, level.score).set_index("date")[["price", "model_id"]]
        if len(lows):
            months = pd.date_range(lows.index[0], rows["date"].max(), freq="ME")
            held = lows.reindex(lows.index.union(months)).ffill().loc[months]
            frames.append(held.rename_axis("date").reset_index().assign(level=level.name))
    return pd.concat(frames, ignore_index=True)


@explained("sec-llmflation")
def fall(rows: pd.DataFrame, score: float, start: pd.Timestamp, end: pd.Timestamp) -> Fall | None:
    """Return the fall between two dates; None where the record has no price at the start."""
    lows = steps(rows, score)
    before, within = lows[lows["date"] <= start], lows[lows["date"] <= end]
    if before.empty:
        return None
    last = within.iloc[-1]
    return Fall(
        start=start,
        end=end,
        first_price=float(before["price"].iloc[-1]),
        last_price=float(last["price"]),
        model=str(last["model_id"]),
        reached=last["date"],
    )


METHOD = (
    "Cheapest blended price so far among models at or above the level of MMLU, at the start of "
    "the claim and at its end"
)


def numbers(data: Dataset) -> Iterator[Number]:
    """Register each level over its claim's window: prices, fold, yearly factor, months taken."""
    rows = quotes(data)
    for level in LEVELS:
        yield from _claimed_numbers(level)
        start, end = pd.Timestamp(level.start), pd.Timestamp(level.end)
        fell = fall(rows, level.score, start, end)
        if fell:
            yield from fall_numbers(f"llmflation.{level.name}", fell)
    gpt_3_5 = LEVELS[1]
    start = pd.Timestamp(gpt_3_5.start)
    in_18_months = fall(rows, gpt_3_5.score, start, start + pd.DateOffset(months=18))
    if in_18_months:
        yield _number(
            "llmflation.gpt-3-5.fold-18-months", in_18_months.fold, "factor", in_18_months
        )


@explained("sec-llmflation")
def claimed(level: Level) -> Iterator[tuple[str, float, str]]:
    """Yield what is claimed of a level: a name, a value, its unit."""
    for claim in level.claims:
        yield "fold", claim.fold, "factor"
        yield "months", float(claim.months), "months"


def _claimed_numbers(level: Level) -> Iterator[Number]:
    for name, value, unit in claimed(level):
        key = f"llmflation.{level.name}.claimed-{name}"
        told: dict[str, Any] = {"method": "As published", "tier": "quoted", "reads": ()}
        yield number(key, value, unit, of=claimed, **told)


def fall_numbers(key: str, fell: Fall) -> Iterator[Number]:
    """Yield a fall's fold, yearly factor, prices and months, under ``key``."""
    usd = "USD per million tokens"
    yield _number(f"{key}.fold", fell.fold, "factor", fell)
    yield _number(f"{key}.factor", fell.factor, "factor per year", fell)
    yield _number(f"{key}.first-price", fell.first_price, usd, fell)
    yield _number(f"{key}.last-price", fell.last_price, usd, fell)
    yield _number(f"{key}.months", fell.months, "months", fell)


def _number(key: str, value: float, unit: str, fell: Fall) -> Number:
    return number(
        key,
        value,
        unit,
        method=METHOD,
        of=fall,
        reads=("runs", "prices", "blended_prices"),
        start=fell.start,
        end=fell.end,
        note=f"a ratio of two prices: no interval; the last is {fell.model}'s",
    )
