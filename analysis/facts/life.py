"""The life of a benchmark: its first and last run, whether it is still run, what came after it.

A run of which only the list's day is known was made between its model's release and that day:
it shows that the benchmark was run as late as the release, and no later.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis.facts import ways
from analysis.facts.tables import Dataset

QUIET = pd.Timedelta(days=180)  # without a run for longer, a benchmark is no news of today
RUN, UNSEEN, ENDED = "still run", "no run known in half a year", "ended"
COLUMNS = ("benchmark_id", "name", "runs", "first", "last", "state", "ended", "successor")


def lives(data: Dataset) -> pd.DataFrame:
    """Return one row a benchmark with a dated run, ``COLUMNS``, the latest run first.

    ``first`` and ``last``: days on or after which the first and the last run were surely made.
    ``state``: ``ENDED`` where the table says so, ``UNSEEN`` after ``QUIET`` without a run at the
    newest day of the price lists, else ``RUN``. ``successor``: the name of its next version.
    """
    days = made(data)
    about = data.benchmarks.set_index("benchmark_id")
    found = days.groupby(data.runs["benchmark_id"]).agg(runs="size", first="min", last="max")
    found = found[found["last"].notna()].join(about[["name", "ended", "successor"]])
    silent = ways.newest_day(data) - found["last"] > QUIET
    found["state"] = silent.map({True: UNSEEN, False: RUN}).mask(found["ended"].notna(), ENDED)
    found["successor"] = found["successor"].map(about["name"])
    rows: pd.DataFrame = found.sort_values(["last", "name"], ascending=[False, True]).reset_index()
    return rows[[*COLUMNS]]


def made(data: Dataset) -> pd.Series[Any]:
    """Return, for each run, the latest day that is surely not after it; NaT where there is none."""
    release = data.runs["model_id"].map(released(data))
    return data.runs["date"].where(data.runs["dated"].ne("by").fillna(True), release)


def released(data: Dataset) -> pd.Series[Any]:
    """Return each model's release, its base's where its own is not known, by model id."""
    models = data.models.set_index("model_id")
    base = models["base_model_id"].fillna(models.index.to_series())
    return models["release_date"].fillna(base.map(models["release_date"]))


def over(data: Dataset) -> frozenset[str]:
    """Return the ids of the benchmarks that nobody is known to run any more."""
    rows = lives(data)
    return frozenset(rows.loc[rows["state"] != RUN, "benchmark_id"])
