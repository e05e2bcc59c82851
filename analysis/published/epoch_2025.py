"""Token prices as Epoch AI published them in March 2025: the price of each successive best score.

*LLM inference prices have fallen rapidly but unequally across tasks*. For every model that was
the best on a benchmark on some date: how fast the cheapest price of a model at least as good has
fallen since.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from analysis.explained import explained
from analysis.facts.identity import key
from analysis.facts.tables import Dataset
from analysis.methods import frontier, trends
from analysis.methods.trends import Trend
from analysis.number import BLENDED, Number, number, of_trend

MULTIPLE_CHOICE = ("mmlu", "gpqa-diamond")
ABOVE_CHANCE = 0.30  # thresholds on multiple-choice benchmarks start here
FEWEST = 4  # record lows that a fit needs


def quotes(data: Dataset, benchmark: str) -> pd.DataFrame:
    """Return the models' dated prices with the score that goes with each, in order of date.

    Columns of ``runs`` plus ``model``, ``price`` (blended, USD per million tokens). Reasoning
    models are left out, as published: their price a token says little about that of an answer.
    """
    runs = data.runs[data.runs["benchmark_id"] == benchmark]
    prices = data.blended_prices[["model_id", "date", "blended"]]
    rows = runs.merge(prices, on=["model_id", "date"]).rename(columns={"blended": "price"})
    models = data.models.set_index("model_id")
    rows = rows.assign(model=rows["model_id"].map(models["name"]))
    plain = ~rows["model_id"].map(models["reasoning"]).astype(bool)
    return rows[plain].sort_values(["date", "model_id"]).reset_index(drop=True)


def thresholds(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the quotes of the models that were best on some date; the scores are thresholds."""
    best = frontier.record_highs(rows)
    least = best["benchmark_id"].isin(MULTIPLE_CHOICE) * ABOVE_CHANCE
    return best[best["score"] >= least]


def record_lows(rows: pd.DataFrame, threshold: float) -> pd.DataFrame:
    """Return the successive lowest prices of models at or above the threshold, below 100 %."""
    return frontier.milestone_prices(rows[rows["score"] < 1], threshold)


@explained("sec-epoch")
def decline(rows: pd.DataFrame, threshold: float) -> Trend | None:
    """Fit log10 of the record lows on the date; None with fewer than four of them."""
    lows = record_lows(rows, threshold)
    return trends.fit(lows, score=None) if len(lows) >= FEWEST else None


@explained("sec-epoch")
def declines(data: Dataset) -> pd.DataFrame:
    """Return every fitted milestone: benchmark_id, model, model_id, threshold, trend."""
    found = []
    for benchmark in data.benchmarks["benchmark_id"]:
        rows = quotes(data, benchmark)
        for best in thresholds(rows).to_dict("records"):
            fitted = decline(rows, best["score"])
            if fitted:
                columns = ("benchmark_id", "model", "model_id")
                found.append(
                    {c: best[c] for c in columns} | {"threshold": best["score"], "trend": fitted}
                )
    return pd.DataFrame(found)


METHOD = (
    "Successive record lows of the blended price among models at or above the score; "
    "least squares of the log on the date, exp(-365 x slope), t interval"
)


def numbers(data: Dataset) -> Iterator[Number]:
    """Register every milestone's decline, and their lowest, median and highest."""
    found = declines(data)
    for row in found.to_dict("records"):
        name = f"epoch-2025.{row['benchmark_id']}.{key(str(row['model_id']))}.factor"
        yield of_trend(name, row["trend"], method=METHOD, of=decline, reads=BLENDED)
    factors = found["trend"].map(lambda fitted: fitted.factor)
    for name, value in (
        ("lowest", factors.min()),
        ("median", factors.median()),
        ("highest", factors.max()),
    ):
        yield number(
            f"epoch-2025.milestones.{name}.factor",
            value,
            n=len(factors),
            method=f"The {name} of the milestones' declines",
            of=declines,
            reads=BLENDED,
        )
