"""The intervals of others' estimators, and of what else the pages print: on samples of a design.

Each is held against what it finds, on average, in worlds of the design whose scores are known
exactly; the frontier's also against the planted fall itself, which its authors say it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from analysis.findings.price_of_the_best import success
from analysis.findings.why import hardware
from analysis.methods import rises, uncertainty, worlds
from analysis.methods.worlds import Population
from analysis.study import single
from analysis.study.lines import LIKE
from analysis.study.planted import Planted
from analysis.study.single import REACH
from analysis.study.tally import Tally, Tried

SAMPLES = 60  # they take longer than the headline's, and most miss by far
WORLDS = 60
RESAMPLES = 199
BEST, SPLIT, SUCCESS = "price of the best run", "parts of the published split", "halving time"
Target = tuple[str, str]


def study(of: Planted, samples: int = SAMPLES) -> list[Any]:
    """Return the rows of one design."""
    truth = truths(of)
    targets = {LIKE: of.design.fall, REACH: single.truths(of)["annual"]}
    tally, random = Tally(), of.random("others")
    for number in range(samples):
        rows = table(worlds.population(of.template, of.design, random), of.template.items)
        tally.add(frontiers(rows, f"study/{of.benchmark}/{number}", targets))
        for (interval, target), (value, ends) in found(rows, f"study/{number}").items():
            planted = truth.get((interval, target), np.nan)
            tally.add([Tried(interval, target, value, *ends, planted)])
    return list(tally.rows(part="single", benchmark_id=of.benchmark, design=of.name))


def truths(of: Planted) -> Mapping[Target, float]:
    """Return what each estimator finds on average in worlds without score error."""
    random, seen = of.random("truth of others"), []
    for number in range(WORLDS):
        world = worlds.population(of.template, of.design, random, measured=False)
        rows = table(world, of.template.items)
        seen.append({k: value for k, (value, _) in found(rows, f"truth/{number}").items()})
    return {k: float(np.mean([one[k] for one in seen if k in one])) for k in {*seen[0]}}


def table(world: Population, items: float) -> pd.DataFrame:
    """Return a world as observations: every other maker gives its weights away."""
    rows = world.table
    weights = np.where(rows["creator"] % 2 == 0, "open", "closed")
    return rows.assign(
        weights=weights,
        model_id=rows["base"],
        model=rows["base"],
        items=items,
        reported_cost_basis="pass",
    )


def found(rows: pd.DataFrame, key: str) -> Mapping[Target, tuple[float, tuple[float, float]]]:
    """Return estimates and ends of their intervals, logs, by kind and target."""
    each: dict[Target, tuple[float, tuple[float, float]]] = {}
    if fitted := rises.rise(rows):
        each["rise of the best run, t, as published", BEST] = logs(
            fitted.factor, fitted.low, fitted.high
        )
    for part in hardware.split(rows, hardware.CONSTANT, key).to_dict("records"):
        if part["part"] in ("competition", "algorithms"):
            kind = f"split, {part['part']}, bootstrap by model"
            each[kind, SPLIT] = logs(part["factor"], part["low"], part["high"])
    if halved := success.halving_time(rows, key):
        each["halving time, bootstrap by model", SUCCESS] = logs(
            halved.months, halved.low, halved.high
        )
    return each


def logs(value: float, low: float | None, high: float | None) -> tuple[float, tuple[float, float]]:
    """Return logs of an estimate and of its ends; NaN where it has none."""
    ends = np.log([np.nan if end is None else end for end in (low, high)])
    return float(np.log(value)), (float(ends[0]), float(ends[1]))


def frontiers(rows: pd.DataFrame, key: str, targets: Mapping[str, float]) -> Iterator[Tried]:
    """Try every interval of the published frontier, against each target."""
    every = rows.assign(weights="open")
    for each in uncertainty.intervals(
        every, "frontier-all", key, replicates=RESAMPLES, score_error=False
    ):
        value, ends = logs(each.factor, each.low, each.high)
        for target, truth in targets.items():
            yield Tried(f"frontier, {each.method}", target, value, *ends, truth)
