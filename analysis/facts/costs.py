"""Costs that evaluators state, as prices of one pass or of one task, each with its own date.

A stated cost is made of prices of some day: the run's, or that on which the board restated it. A
cost whose prices' day is unknown says how dear a run is (a level), not when that became possible,
and stays undated: it takes part in no trend. So does one of a model that is not sold by an API.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

BY_THE_TASK = "task"  # the basis of prices of one task, where the number of tasks is unknown
NOT_BY_API = ("product", "never")


def stated_costs(
    runs: pd.DataFrame, benchmarks: pd.DataFrame, makers: pd.DataFrame
) -> pd.DataFrame:
    """Return the runs whose evaluator states a cost, as the price of one pass.

    ``runs`` is ``runs.described``, ``makers`` the first-party token prices by model_id (date,
    until, input, output). A cost of an item is multiplied by the benchmark's items, a cost of a
    run divided by its passes; a cost of a task, and of an item of unknown number, stays what one
    task costs (basis ``task``). Dated as ``cost_dates`` says, else undated. Adds price, basis,
    rule and an empty provider.
    """
    rows = runs[runs["reported_cost"].gt(0) & runs["score"].notna()]
    items = rows["benchmark_id"].map(benchmarks.set_index("benchmark_id")["items"]).astype(float)
    stated = rows["reported_cost_basis"]
    by_task = of_one_task(rows, benchmarks)
    price = (rows["reported_cost"] / rows["passes"].fillna(1.0)).where(stated.eq("run"))
    price = price.fillna((rows["reported_cost"] * items).where(stated.eq("item")))
    return rows.assign(
        date=cost_dates(rows, makers),
        price=price.mask(by_task, rows["reported_cost"]),
        basis=by_task.map({True: BY_THE_TASK, False: "stated"}),
        rule="stated",
        provider=None,
    ).dropna(subset=["price"])


def of_one_task(runs: pd.DataFrame, benchmarks: pd.DataFrame) -> pd.Series[bool]:
    """Whether a stated cost is of one task, or of an item of unknown number: of no whole pass."""
    counted = benchmarks.set_index("benchmark_id")["items"].notna()
    basis = runs["reported_cost_basis"]
    of_items = runs["benchmark_id"].map(counted).fillna(False).astype(bool)
    found = basis.eq(BY_THE_TASK) | (basis.eq("item") & ~of_items)
    return found.fillna(False).astype(bool)


def cost_dates(runs: pd.DataFrame, makers: pd.DataFrame) -> pd.Series[Any]:
    """Return, for each of ``runs``, a day on which the prices in its stated cost held, or NaT.

    The day that the table states; else, for closed weights whose maker charged one price from
    the model's release to the day by which the run was made, the release: whichever day in
    between the cost was worked out on, these were its prices.
    """
    closed = runs["weights"].ne("open") & runs["cost_date"].isna()
    asked = runs.loc[closed, ["run_id", "model_id", "release_date", "date"]]
    asked = asked.dropna().rename(columns={"date": "made_by"})
    held = asked.merge(makers[["model_id", "date", "until", "input", "output"]], on="model_id")
    held = held[(held["date"] <= held["made_by"]) & (held["until"] > held["release_date"])]
    pairs = held.drop_duplicates(["run_id", "input", "output"])
    steady = pairs[~pairs["run_id"].duplicated(keep=False)].set_index("run_id")["release_date"]
    release = pd.to_datetime(runs["run_id"].map(steady.astype("datetime64[us]").to_dict()))
    sold = ~runs["sold"].isin(NOT_BY_API)
    return runs["cost_date"].fillna(release.astype("datetime64[us]")).where(sold)
