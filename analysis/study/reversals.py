"""The share of price reversals on planted worlds: does its interval hold?

A world keeps a record's makers, models and runs. What a maker's models list and cost beside
others', what a model does beside its maker's and a run beside its model's are drawn anew from those
on record, list price and price of the run together, so that both stay as alike as they are. The
truth is the mean share over worlds.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from analysis.facts.prices import pricing
from analysis.findings.price_of_the_best import success
from analysis.study.planted import SEED
from analysis.study.tally import Tally, Tried

BENCHMARKS = ("gpqa-diamond", "hle", "aime", "scicode", "tau2-bench-telecom", "swe-bench-verified")
DESIGN = "effects of the record"
SAMPLES = 100
WORLDS = 200
KIND, TARGET = "share of reversals, half-samples of makers", "share of reversed pairs"
LEVELS = (["creator"], ["creator", "base"], ["creator", "base", "model_id"])


def study(benchmark: str, rows: pd.DataFrame, samples: int = SAMPLES) -> list[Any]:
    """Return the row of one record: every run at every price, with its list prices."""
    random, tally = np.random.default_rng([SEED, 4, *benchmark.encode()]), Tally()
    runs = latest(rows)
    truth = float(np.mean([share(world(runs, random)) for _ in range(WORLDS)]))
    for _ in range(samples):
        table = success.pairs(world(runs, random))
        ends = success.reversal_interval(table) or (np.nan, np.nan)
        known = np.log([table["reversed"].mean(), *ends, truth])
        tally.add([Tried(KIND, TARGET, *map(float, known))])
    return list(tally.rows(part="single", benchmark_id=benchmark, design=DESIGN))


def latest(rows: pd.DataFrame) -> pd.DataFrame:
    """Return each run at its latest price, with the logs of list price and price of the run."""
    each = rows.sort_values("date", kind="stable").drop_duplicates("model_id", keep="last")
    each = each.assign(blended=pricing.blended(each)).dropna(subset=["blended", "price"])
    return each.assign(log_list=np.log(each["blended"]), log_run=np.log(each["price"])).reset_index(
        drop=True
    )


def world(runs: pd.DataFrame, random: np.random.Generator) -> pd.DataFrame:
    """Draw the effects of makers, models and runs from those on record, both prices together."""
    logs = runs[["log_list", "log_run"]]
    inner = np.broadcast_to(logs.mean().to_numpy(), logs.shape)
    drawn = inner.copy()
    for by in LEVELS:
        keys = runs[by].astype(str).agg("/".join, axis=1)
        means = logs.groupby(keys).transform("mean").to_numpy()
        code, first = np.unique(keys, return_index=True)
        effects = (means - inner)[first]
        taken = effects[random.integers(len(code), size=len(code))]
        drawn = drawn + taken[np.searchsorted(code, keys)]
        inner = means
    price = np.exp(drawn)
    return runs.assign(input=price[:, 0], output=price[:, 0], price=price[:, 1])


def share(runs: pd.DataFrame) -> float:
    """Return the share of reversed pairs."""
    return float(success.pairs(runs)["reversed"].mean())
