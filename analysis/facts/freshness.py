"""How fresh the record is: the newest fact of each price list, each board and each maker."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis.facts import life
from analysis.facts.prices import offers
from analysis.facts.tables import Dataset
from analysis.facts.titles import titles

SILENT = pd.Timedelta(days=60)  # a source that shows nothing newer has fallen silent
SOON = pd.Timedelta(days=30)  # in which a price goes stale unless a list shows it again
FEWEST = 3  # priced models below which a maker has no row of its own


def lists(data: Dataset, day: pd.Timestamp) -> pd.DataFrame:
    """Return one row a price list: source_id, newest (price), read (last sighting), silent.

    ``silent``: days from the last sighting to ``day`` where they are more than ``SILENT``.
    """
    found = data.prices.groupby("source_id").agg(newest=("date", "max"), read=("last_seen", "max"))
    return _silent(found, "read", day)


def fading(data: Dataset, day: pd.Timestamp) -> pd.Series[Any]:
    """Count, by the list they rest on, the prices that go stale ``SOON`` after ``day`` unseen.

    Nobody said that they ended, and no list has shown them for nearly ``FRESH``. Most first.
    """
    rows = offers.lasting(data)
    rows = rows[rows["stale"] & (rows["model_id"] == rows["priced_id"])]
    rows = rows[(rows["from"] > day) & (rows["from"] <= day + SOON)]
    return rows.drop_duplicates(["model_id", "provider", "from"])["source_id"].value_counts()


def boards(data: Dataset, day: pd.Timestamp) -> pd.DataFrame:
    """Return one row a source of runs: source_id, newest (run), model, released, silent.

    ``newest``: a day on or after which its last run was surely made. ``model``: the newest one
    that it ran, ``released`` then.
    """
    made = life.made(data)
    rows = data.runs.assign(newest=made, released=data.runs["model_id"].map(life.released(data)))
    latest = rows.sort_values("released", na_position="first").groupby("source_id").tail(1)
    found = rows.groupby("source_id").agg(newest=("newest", "max"), released=("released", "max"))
    named = latest.set_index("source_id")["model_id"].map(_names(data))
    return _silent(found.assign(model=named), "newest", day)


def makers(data: Dataset) -> pd.DataFrame:
    """Return one row a maker of ``FEWEST`` priced models: its newest model and its newest price.

    Columns: creator, models, model, released, newest (price), latest first.
    """
    models = data.models.set_index("model_id")
    prices = data.prices.groupby("model_id")["date"].max().rename("newest")
    rows = models.join(prices, how="inner").dropna(subset=["creator"])
    rows = rows.sort_values("release_date", na_position="first")
    found = rows.groupby("creator").agg(
        models=("name", "size"),
        model=("name", "last"),
        released=("release_date", "max"),
        newest=("newest", "max"),
    )
    found["model"] = titles(found["model"])
    found = found[found["models"] >= FEWEST].reset_index()
    return found.sort_values(["released", "creator"], ascending=[False, True], ignore_index=True)


def benchmarks(data: Dataset) -> pd.DataFrame:
    """Return ``life.lives`` with the newest model that each benchmark's runs are of."""
    rows = data.runs.assign(released=data.runs["model_id"].map(life.released(data)))
    latest = rows.sort_values("released", na_position="first").groupby("benchmark_id").tail(1)
    model = latest.set_index("benchmark_id")["model_id"]
    found = life.lives(data)
    return found.assign(model=found["benchmark_id"].map(model).map(_names(data)))


def _names(data: Dataset) -> pd.Series[Any]:
    return titles(data.models.set_index("model_id")["name"])


def _silent(found: pd.DataFrame, column: str, day: pd.Timestamp) -> pd.DataFrame:
    since = day - found[column]
    found = found.assign(silent=since.dt.days.where(since > SILENT).astype("Int64"))
    found = found.sort_values([column], ascending=False, kind="stable").reset_index()
    return found.dropna(subset=[column]).reset_index(drop=True)
