"""The published token-price methods on the living facts: bands, hedonic fits, milestones, levels.

A quote is the cheapest corroborated offer of a model from a date on. The record has no MMLU-Pro,
so the bands and the hedonic fits stand on GPQA Diamond; MMLU is no longer reported for new models,
so its levels stop where it does. Reasoning models take part: the record does not tell of all which
they are.
"""

from __future__ import annotations

import datetime
import statistics
from collections.abc import Iterator
from typing import Any

import pandas as pd

from analysis.explained import explained
from analysis.facts import runs
from analysis.facts.identity import key
from analysis.facts.prices import offers as sellers
from analysis.facts.prices import pricing
from analysis.facts.tables import Dataset
from analysis.kept import kept
from analysis.methods import trends
from analysis.methods.trends import Trend
from analysis.number import TOKENS, Number, number, of_trend
from analysis.published import epoch_2025, lesswrong, llmflation

BAND_BENCHMARK = "gpqa-diamond"  # stands in for the MMLU-Pro of the published method
LEAST_SPAN = datetime.timedelta(days=180)  # of a milestone's record lows


@kept
def offers(data: Dataset) -> pd.DataFrame:
    """Return the cheapest offer of each model over time, with its blended price; none is stale."""
    rows = sellers.cheapest(sellers.offers(data))
    rows = rows[~rows["stale"]]
    rows = rows.assign(price=pricing.blended(rows))
    columns = ["model_id", "date", "until", "input", "output", "price"]
    rows = rows.loc[rows["price"] > 0, columns]
    return pd.DataFrame(rows.rename(columns={"model_id": "base_model_id"}))


def quotes(data: Dataset, benchmark: str) -> pd.DataFrame:
    """Return one benchmark's scored models at each price they have had, from their release on.

    Columns: benchmark_id, model_id, model, weights, release_date, score (the median of a model's
    runs), date, input, output, price (blended, USD per million tokens).
    """
    rows = runs.described(data)
    rows = rows[(rows["benchmark_id"] == benchmark) & rows["score"].notna()]
    facts = ["benchmark_id", "model_id", "base_model_id", "model", "weights", "release_date"]
    scored = rows.groupby(facts, dropna=False, as_index=False)["score"].median()
    priced: pd.DataFrame = scored.merge(offers(data), on="base_model_id")
    early = priced["date"] < priced["release_date"]
    priced["date"] = priced["date"].mask(early, priced["release_date"])
    return priced.sort_values(["date", "model_id"]).reset_index(drop=True)


@explained("sec-bands")
def latest(rows: pd.DataFrame) -> pd.DataFrame:
    """Return each model once, at its last known price, dated at its release."""
    last = rows.groupby("model_id", as_index=False).tail(1)
    return last.assign(date=last["release_date"]).dropna(subset=["date"])


def numbers(data: Dataset) -> Iterator[Number]:
    """Register bands, hedonic fits, milestones and levels on today's facts."""
    models = latest(quotes(data, BAND_BENCHMARK))
    yield from _bands(models)
    yield from _hedonic(models)
    followed = data.benchmarks["milestones"].fillna(False)
    for benchmark in data.benchmarks.loc[followed, "benchmark_id"]:
        yield from _milestones(quotes(data, benchmark), benchmark)
    yield from _levels(quotes(data, llmflation.BENCHMARK))


def _bands(models: pd.DataFrame) -> Iterator[Number]:
    for licence in lesswrong.LICENCES:
        for name in lesswrong.BANDS:
            lows = lesswrong.band(models, name, licence, "price", "one-a-date")
            fitted = trends.fit(lows, score=None)
            if fitted:
                yield of_trend(
                    f"living-tokens.bands.{licence}.{name}.factor",
                    fitted,
                    method="Record lows of today's blended price by release date in bands of GPQA "
                    "Diamond since 2023-12; least squares of the log on the date",
                    of=latest,
                    reads=TOKENS,
                )


def _hedonic(models: pd.DataFrame) -> Iterator[Number]:
    inside = models[models["score"].between(*lesswrong.HEDONIC_RANGE)]
    for licence, rows in (("all", inside), ("open", inside[inside["weights"] == "open"])):
        for name, value in (("input", "input"), ("output", "output"), ("blended", "price")):
            fitted = trends.fit(rows[rows[value] > 0], value=value, score_scale="linear")
            if fitted:
                yield of_trend(
                    f"living-tokens.hedonic.{licence}.{name}.factor",
                    fitted,
                    method="Least squares of today's log price on release date and GPQA Diamond "
                    "within 40 to 70 %",
                    of=latest,
                    reads=TOKENS,
                )


@explained("sec-epoch")
def milestones(rows: pd.DataFrame) -> dict[str, Trend]:
    """Return the decline at the level of each model that was the best at its release.

    ``rows``: ``quotes``. Fits that span less than ``LEAST_SPAN`` are left out.
    """
    released = rows.assign(date=rows["release_date"]).dropna(subset=["date"])
    best = epoch_2025.thresholds(released).drop_duplicates("model_id")
    found = {}
    for model_id, score in zip(best["model_id"], best["score"], strict=True):
        fitted = epoch_2025.decline(rows, score)
        if fitted and fitted.end - fitted.start >= LEAST_SPAN:
            found[str(model_id)] = fitted
    return found


def _milestones(rows: pd.DataFrame, benchmark: str) -> Iterator[Number]:
    found = milestones(rows)
    prefix = f"living-tokens.milestones.{benchmark}"
    told: dict[str, Any] = {"of": milestones, "reads": TOKENS}
    for model_id, fitted in found.items():
        name = f"{prefix}.{key(model_id)}.factor"
        yield of_trend(name, fitted, method=epoch_2025.METHOD, **told)
    if found:
        yield number(
            f"{prefix}.median.factor",
            statistics.median(fitted.factor for fitted in found.values()),
            n=len(found),
            method="The median of the milestones' declines",
            **told,
        )


def _levels(rows: pd.DataFrame) -> Iterator[Number]:
    for level in llmflation.LEVELS:
        steps = llmflation.steps(rows, level.score)
        if len(steps) > 1:
            start, end = steps["date"].iloc[0], steps["date"].iloc[-1]
            fell = llmflation.fall(rows, level.score, start, end)
            if fell:
                yield from llmflation.fall_numbers(f"living-tokens.{level.name}", fell)
