"""What must leave the headline where it is, from the tables on: rows that say nothing of a market.

One benchmark's record is taken apart from the living tables, so that each case costs a second.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from analysis.facts import observations, runs
from analysis.facts.tables import Dataset
from analysis.methods import reach

BENCHMARK = "mmmu-pro"
SMALL = 1e-3  # of the lowest price on record


def headline(data: Dataset) -> float:
    """The fall in the price to reach a score, from the tables of facts on."""
    facts = observations.living(data)
    told = facts.benchmarks.loc[BENCHMARK, ["chance", "items"]].astype(float)
    chance = float(np.nan_to_num(told["chance"]))
    seen = reach.observed(facts.tables[BENCHMARK], chance, float(told["items"]))
    return math.exp(reach.falls(reach.surface(seen))["annual"][0])


@pytest.fixture(scope="module")
def one(living: Dataset) -> Dataset:
    """The living tables with the runs of one benchmark, and the prices of the models run on it."""
    kept = living.runs[living.runs["benchmark_id"] == BENCHMARK]
    models = living.models
    bases = models.set_index("model_id")["base_model_id"]
    names = set(kept["model_id"]) | set(bases.reindex(kept["model_id"]).dropna())
    prices = living.prices[living.prices["model_id"].isin(names)]
    return dataclasses.replace(living, runs=kept, prices=prices, digest="one benchmark")


@pytest.fixture(scope="module")
def before(one: Dataset) -> float:
    return headline(one)


def best(data: Dataset) -> pd.DataFrame:
    """The priced run with the best score, as a row of runs."""
    priced = runs.priced_runs(data)
    run = priced.sort_values("score", kind="stable")["run_id"].iloc[-1]
    return data.runs[data.runs["run_id"] == run]


def never_for_sale(data: Dataset) -> Dataset:
    """Better than all others and nobody's to buy."""
    row = best(data).assign(run_id="unsold", model_id="unsold-1", score=0.999)
    model = data.models.iloc[[0]].assign(model_id="unsold-1", name="Unsold", base_model_id=pd.NA)
    return dataclasses.replace(
        data,
        runs=pd.concat([data.runs, row]),
        models=pd.concat([data.models, model], ignore_index=True),
    )


def at_chance(data: Dataset) -> Dataset:
    """As cheap as nothing, and no better than guessing."""
    about = data.benchmarks.set_index("benchmark_id").loc[BENCHMARK]
    counts = ["input_tokens", "output_tokens"]
    row = best(data).assign(run_id="guess", scaffold="guess", score=float(about["chance"]))
    row[counts] = row[counts] * SMALL
    return dataclasses.replace(data, runs=pd.concat([data.runs, row], ignore_index=True))


def copied(data: Dataset) -> Dataset:
    """The same runs under other names, as a second list of the same evaluator would carry them."""
    copies = data.runs.assign(run_id="z copy of " + data.runs["run_id"])
    return dataclasses.replace(data, runs=pd.concat([data.runs, copies], ignore_index=True))


def doubted(data: Dataset) -> Dataset:
    """A price that one list shows once, a thousandth of the lowest, and no other list knows."""
    priced = runs.priced_runs(data)
    sold = priced[priced["weights"] == "open"]["base_model_id"].iloc[0]
    known = data.prices[(data.prices["model_id"] == sold) & data.prices["output"].notna()]
    day = known["date"].max() - pd.Timedelta(days=1)
    row = known.iloc[[0]].assign(
        provider="novita", date=day, seen=day, last_seen=day, observations=1,
        source_id="facet-models", input=known["input"].min() * SMALL,
        output=known["output"].min() * SMALL,
    )  # fmt: skip
    return dataclasses.replace(data, prices=pd.concat([data.prices, row], ignore_index=True))


@pytest.mark.parametrize("changed", [never_for_sale, at_chance, copied, doubted])
def test_what_says_nothing_of_a_market_leaves_the_headline(
    one: Dataset, before: float, changed: Callable[[Dataset], Dataset]
) -> None:
    assert headline(changed(one)) == before


def test_a_model_for_sale_does_not(one: Dataset, before: float) -> None:
    """The same rows count once somebody can buy: the cases above are no accident."""
    row = best(one).assign(run_id="sold", scaffold="another", score=0.9)
    row[["input_tokens", "output_tokens"]] *= SMALL
    assert (
        headline(dataclasses.replace(one, runs=pd.concat([one.runs, row], ignore_index=True)))
        != before
    )
