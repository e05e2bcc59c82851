"""How far a price is off when its report leaves something out: effort, provider, date, repeats."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import NormalDist
from typing import Any

import numpy as np
import pandas as pd

from analysis.benchprice.record import tiers
from analysis.explained import explained
from analysis.facts import tokens, ways
from analysis.facts.prices import offers, pricing
from analysis.facts.tables import Dataset
from analysis.methods import by_makers
from analysis.number import Number, number

HOSTS = 3  # providers of a model below which their spread says little
YEAR = pd.Timedelta(days=365)
LEVEL = 0.90


def numbers(data: Dataset) -> Iterator[Number]:
    """Register the typical size of what each omission hides."""
    spent = tokens.tokens_per_pass(data.runs).merge(data.runs[["run_id", "evaluator"]])
    today = ways.newest_day(data)
    makers = data.models.set_index("model_id")["creator"]
    yield _median(
        "guide.repeat-spread",
        repeats(spent),
        makers,
        "Output tokens of two runs of one model and configuration: larger over smaller",
        of=repeats,
        reads=("runs",),
    )
    yield _median(
        "guide.effort-spread",
        efforts(spent, offers.priced_as(data)),
        makers,
        "Output tokens of one model's configurations on one benchmark by one evaluator: most over"
        " least",
        of=efforts,
        reads=("runs", "models"),
    )
    yield _median(
        "guide.provider-spread",
        providers(data, today),
        makers,
        f"Blended prices of one model's providers on one day: dearest over cheapest, {HOSTS} or"
        " more providers",
        of=providers,
        reads=("prices",),
    )
    yield from _shares(data, spent)


def _shares(data: Dataset, spent: pd.DataFrame) -> Iterator[Number]:
    changed = first_year(data)
    yield number(
        "guide.changed-within-a-year",
        changed.mean(),
        "share",
        n=len(changed),
        models=changed.index.nunique(),
        method="Share of models whose maker's own price changed within a year of being first seen",
        of=first_year,
        reads=("prices", "models"),
        note="models seen for a year or longer",
    )
    held = plans(spent)
    yield number(
        "guide.plan-coverage",
        held.mean(),
        "share",
        n=len(held),
        method="Share of repeated runs whose output tokens lie in the 90 % interval of a plan from"
        " the other runs of that model and configuration",
        of=plans,
        reads=("runs",),
    )


def _median(
    key: str, ratios: pd.Series[float], makers: pd.Series[str], method: str, **told: Any
) -> Number:
    """Return the median of ratios with its interval."""
    method = f"{method}; the median, its 90 % interval by half-samples of makers"
    told |= {"ends": ends(ratios, makers), "n": len(ratios), "method": method}
    return number(key, ratios.median(), "factor", **told)


def ends(ratios: pd.Series[float], makers: pd.Series[str]) -> tuple[float, float]:
    """Return the 90 % interval of a median of ratios, on the log, by half-samples of makers.

    ``ratios``: of a largest over a smallest, so that no end is below one; a model's id first in the
    index. ``makers``: creator by model id.
    """
    drawn = by_makers.draws(ratios.index.get_level_values(0).to_series().map(makers))
    logs = np.log(ratios.to_numpy(float))
    inside = drawn.weights > 0
    found = np.array([np.median(logs[rows]) if rows.any() else np.nan for rows in inside])
    low, high = np.exp(by_makers.ends(found, drawn))
    return float(np.maximum(low, 1.0)), float(high)


@explained("sec-reporting")
def repeats(spent: pd.DataFrame) -> pd.Series[float]:
    """Return most over least output tokens a pass of each model and benchmark run twice or more."""
    return _spread(spent["output"], [spent[key] for key in tokens.SAME])


@explained("sec-reporting")
def plans(spent: pd.DataFrame) -> pd.Series[bool]:
    """Return for each repeated run whether a plan from the others would have held it."""
    keys = list(tokens.SAME)
    many = spent[spent.groupby(keys, dropna=False)["run_id"].transform("size") >= 2]
    sd = tokens.repeat_sd(spent)
    held = {}
    for _, runs in many.groupby(keys, dropna=False):
        for run in runs.index:
            others = runs["output"].drop(run)
            half = NormalDist().inv_cdf(0.5 + LEVEL / 2) * sd * np.sqrt(1 + 1 / len(others))
            held[run] = abs(np.log(runs.loc[run, "output"] / others.median())) <= half
    return pd.Series(held, dtype=bool).sort_index()


@explained("sec-reporting")
def efforts(spent: pd.DataFrame, base: pd.Series[str]) -> pd.Series[float]:
    """Return most over least output tokens a pass among a model's configurations.

    ``base`` maps model ids to the model without effort or budget.
    """
    keys = ["base", "benchmark_id", "evaluator", "scaffold"]
    based = spent.assign(base=spent["model_id"].map(base))
    one = based.groupby([*keys, "model_id"], dropna=False)["output"].mean().reset_index()
    return _spread(one["output"], [one[key] for key in keys])


def _spread(values: pd.Series[float], keys: list[pd.Series[str]]) -> pd.Series[float]:
    groups = values.groupby([key.to_numpy() for key in keys], dropna=False).agg(
        ["min", "max", "count"]
    )
    groups = groups[(groups["count"] >= 2) & (groups["min"] > 0)]
    return groups["max"] / groups["min"]


@explained("sec-reporting")
def providers(data: Dataset, date: pd.Timestamp) -> pd.Series[float]:
    """Return dearest over cheapest blended price among each model's providers on ``date``."""
    rows = offers.on(offers.offers(data), date)
    rows = rows[(rows["tier"] <= tiers.ALONE) & ~rows["stale"]]
    blended = pricing.blended(rows)
    groups = blended[blended > 0].groupby(rows["model_id"]).agg(["min", "max", "count"])
    groups = groups[groups["count"] >= HOSTS]
    return groups["max"] / groups["min"]


@explained("sec-reporting")
def first_year(data: Dataset) -> pd.Series[bool]:
    """Return for each model whether its maker's price changed within a year of its first."""
    rows = offers.offers(data).rename(columns={"from": "date"})
    rows = rows[rows["first_party"] & (rows["priced_id"] == rows["model_id"])].sort_values("date")
    first = rows.groupby("model_id")["date"].transform("min")
    rows = rows[rows["date"] <= first + YEAR]
    last = data.prices.groupby("model_id")["last_seen"].max()
    distinct = rows.drop_duplicates(["model_id", "input", "output"]).groupby("model_id").size()
    seen = rows.groupby("model_id")["date"].min() + YEAR <= last.reindex(distinct.index)
    return (distinct > 1)[seen]
