"""Intervals of what has no planted law: on records whose makers are drawn anew.

A world takes as many makers from a record as it has, with replacement, each with all its models,
runs and prices; a maker drawn twice is two. What an interval should hold is the mean of what its
estimator finds over the worlds: this asks whether the interval is as wide as makers make the answer
vary, not whether the estimator is right (planted worlds ask that of what claims to be a fall). Of
chips each is drawn, of a sweep of training each run.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis.facts import tokens
from analysis.facts.observations import Samples
from analysis.facts.prices import offers
from analysis.facts.tables import Dataset
from analysis.findings import reporting
from analysis.findings.price_of_the_best import indices, success
from analysis.findings.token_prices import numbers as token_prices
from analysis.findings.why import experts, hardware
from analysis.methods import common_rate, estimators, rises, trends
from analysis.methods.trends import Trend
from analysis.methods.uncertainty import percentile
from analysis.published import epoch_2025, lesswrong
from analysis.study.planted import SEED
from analysis.study.tally import Tally, Tried

SAMPLES = 60
DESIGN = "makers redrawn"
TARGET = "mean of what it finds"
ALL = "all-benchmarks"
SCORES = (0.4, 0.6, 0.8)  # of record lows in the price of a token
NAMES = ("creator", "base", "model_id", "base_model_id")  # a maker drawn twice has two of each
Logs = tuple[float, float, float]  # of an estimate and of the ends of its interval
ENDS = ["value", "low", "high"]
Found = Mapping[tuple[str, str], Logs]  # by kind of interval, and what it is of


@dataclass(frozen=True)
class Asked:
    """Rows with a maker each (``creator``), and what is found in such rows."""

    benchmark: str
    rows: pd.DataFrame
    find: Callable[[pd.DataFrame], Found]


def study(of: Asked, samples: int = SAMPLES) -> list[Any]:
    """Return the rows of one record, one a kind of interval and what it is of."""
    random = np.random.default_rng([SEED, 5, *of.benchmark.encode(), *of.find.__name__.encode()])
    seen = [of.find(world(of.rows, random)) for _ in range(samples)]
    rows = []
    for kind, what in dict.fromkeys(each for found in seen for each in found):
        every = np.array([found.get((kind, what), (np.nan,) * 3) for found in seen])
        truth, tally = float(np.nanmean(every[:, 0])), Tally()
        tally.add(Tried(kind, TARGET, one, low, high, truth) for one, low, high in every.tolist())
        told = {"benchmark_id": of.benchmark, "design": f"{DESIGN}, {what}"}
        rows += list(tally.rows(part="record", **told))
    return rows


def world(rows: pd.DataFrame, random: np.random.Generator) -> pd.DataFrame:
    """Draw makers with replacement, all rows of each; rows without a maker are one maker's."""
    rows = rows.assign(creator=rows["creator"].astype("object").fillna("unknown"))
    places = list(rows.groupby("creator", sort=True).indices.values())
    drawn = random.integers(len(places), size=len(places))
    parts = [places[maker] for maker in drawn]
    taken = rows.iloc[np.concatenate(parts)].reset_index(drop=True)
    told = np.repeat([f"~{turn}" for turn in range(len(parts))], [len(part) for part in parts])
    named = [name for name in NAMES if name in taken]
    return taken.assign(**{name: taken[name].astype("object") + told for name in named})


def asked(data: Dataset, facts: Samples) -> Iterator[Asked]:
    """Yield the records and what is asked of each."""
    models = data.models.set_index("model_id")
    for benchmark in facts.headlines:
        rows = facts.every.get(benchmark)
        if rows is not None and rows["model_id"].nunique() >= indices.FEWEST_MODELS:
            released = rows["model_id"].map(models["release_date"])
            yield Asked(benchmark, rows.assign(released=released), market)
    for benchmark in facts.headlines:
        yield Asked(benchmark, facts.tables[benchmark], lines)
    for benchmark, rows in facts.tables.items():
        if "input" in rows and len(success.best_steps(rows)) >= rises.FEWEST:
            yield Asked(benchmark, rows, best)
    every = pd.concat([rows.assign(benchmark=b) for b, rows in facts.tables.items()])
    yield Asked(ALL, experts.sized(every, data.models), kinds)
    yield Asked(ALL, experts.on_sale(data), parameters)
    spent = tokens.tokens_per_pass(data.runs).merge(data.runs[["run_id", "evaluator"]])
    base = spent["model_id"].map(offers.priced_as(data))
    creator = spent["model_id"].map(models["creator"])
    yield Asked(ALL, spent.assign(creator=creator, base=base), reports)
    quoted = token_prices.quotes(data, token_prices.BAND_BENCHMARK)
    creator = quoted["model_id"].map(models["creator"])
    yield Asked(token_prices.BAND_BENCHMARK, quoted.assign(creator=creator), quotes)
    chips = data.hardware[data.hardware["kind"] == "purchase"]
    yield Asked("hardware", chips.assign(creator=chips.index.astype(str)), computing)


def market(rows: pd.DataFrame) -> Found:
    """Return how fast each index falls."""
    released = rows.drop_duplicates("model_id").set_index("model_id")["released"]
    _, declines = indices.indices(rows, released)
    return {
        ("index, half-samples of makers", name): (value, low, high)
        for name, value, low, high in declines.itertuples(index=False)
    }


def lines(rows: pd.DataFrame) -> Found:
    """Return the published fit of all runs, and its rivals with intervals of one kind."""
    rivals = estimators.agreement(rows, "rivals").to_dict("records")
    return {
        **_fits("line through all runs, t, as published", {"all runs": trends.fit(rows)}),
        **{("rivals of the frontier, bootstrap by model", r["estimator"]): _ends(r, "factor")
           for r in rivals},
    }  # fmt: skip


def best(rows: pd.DataFrame) -> Found:
    """Return how fast the tokens of the best run, and the price of each, rise."""
    fits = {name: fit for name, fit in success.rises(rows).items() if name != "price"}
    told = {name: fit for name, fit in fits.items() if not rises.too_few(fit.n)}
    return _fits("tokens and token price of the best run, t", told)


def kinds(rows: pd.DataFrame) -> Found:
    """Return how fast dense models and mixtures fall on frontiers of their own, one rate each."""
    found = {}
    for kind in experts.KINDS:
        side = rows[rows["kind"] == kind]
        tables = {str(benchmark): each for benchmark, each in side.groupby("benchmark")}
        rate = common_rate.common_rate(tables, kind)
        told = _ends(rate, "factor")
        found["frontier of open models of one kind, bootstrap by model", kind] = told
    return found


def parameters(rows: pd.DataFrame) -> Found:
    """Return what a parameter costs, and what doubling their number does to the price."""
    kind = "price by parameters, half-samples of makers"
    means = experts.prices_of_a_parameter(rows)
    found = {(kind, f"{row['size']} {row['what']}"): _ends(row) for row in means.to_dict("records")}
    for size, *slope in experts.elasticities(rows)[["size", *ENDS]].to_numpy().tolist():
        one, low, high = (math.log(2) * each for each in slope)
        found[kind, f"twice the {size}"] = one, low, high
    return found


def reports(rows: pd.DataFrame) -> Found:
    """Return the medians of what a report leaves out."""
    models = rows.drop_duplicates("model_id").set_index("model_id")
    bases = rows.drop_duplicates("base").set_index("base")
    ratios = {
        "repeats": (reporting.repeats(rows), models["creator"]),
        "efforts": (reporting.efforts(rows, models["base"]), bases["creator"]),
    }
    return {
        ("median, half-samples of makers", name): _logs(
            each.median(), *reporting.ends(each, makers)
        )
        for name, (each, makers) in ratios.items()
    }


def quotes(rows: pd.DataFrame) -> Found:
    """Return the published fits of token prices: at given scores, in bands, over record lows."""
    models = token_prices.latest(rows)
    inside = models[models["score"].between(*lesswrong.HEDONIC_RANGE)]
    lows: dict[str, Trend | None] = {
        f"{score:.0%}": epoch_2025.decline(rows, score) for score in SCORES
    }
    for band in lesswrong.BANDS:
        cheapest = lesswrong.band(models, band, "all", "price", "one-a-date")
        lows[band] = trends.fit(cheapest, score=None)
    hedonic = {"40 to 70%": trends.fit(inside, score_scale="linear")}
    return {
        **_fits("token price at a score, t, as published", hedonic),
        **_fits("record lows of the token price, t, as published", lows),
    }


def computing(rows: pd.DataFrame) -> Found:
    """Return how fast computing power that is bought gets cheaper."""
    (chips,) = (each for each in hardware.deflators(rows) if each.key == "chips")
    ends = percentile(chips.draws)
    return {("price of computing power, bootstrap by chip", "chips"): _logs(chips.factor, *ends)}


def _fits(kind: str, fits: Mapping[str, Trend | None]) -> Found:
    return {
        (kind, name): _logs(fit.factor, fit.low, fit.high)
        for name, fit in fits.items()
        if fit and fit.low is not None and fit.high is not None
    }


def _ends(row: Mapping[Any, Any], value: str = "value") -> Logs:
    return _logs(row[value], row["low"], row["high"])


def _logs(value: float, low: float, high: float) -> Logs:
    one, two, three = np.log([value, low, high]).tolist()
    return one, two, three
