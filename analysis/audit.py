"""What the published analysis' own data get wrong, and what its results become without that."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from analysis import price_of_progress as pop
from analysis import trends
from analysis.numbers import Number
from analysis.tables import Dataset


def priced_before_release(data: Dataset, observations: pd.DataFrame) -> pd.DataFrame:
    """Return the observations dated before the month their model was released.

    A model cannot have had a price before it existed: the price belongs to an earlier model
    of the same name, or the score does.
    """
    released = observations["model_id"].map(data.models.set_index("model_id")["release_date"])
    month = released.dt.to_period("M").dt.to_timestamp()
    early: pd.DataFrame = observations.assign(release_date=released)[observations["date"] < month]
    return early


def numbers(data: Dataset) -> Iterator[Number]:
    """Register, for each benchmark, how many such observations there are and the fits without."""
    for benchmark in pop.BENCHMARKS:
        rows = pop.observations(data, benchmark)
        early = priced_before_release(data, rows)
        key = f"audit.{benchmark}.priced-before-release"
        function = "analysis.audit.priced_before_release"
        yield Number(
            key=f"{key}.count",
            value=len(early),
            unit="count",
            n=len(rows),
            models=early["model_id"].nunique(),
            method="Observations dated before the month of their model's release",
            function=function,
            tables=("runs", "prices", "models"),
        )
        for name in pop.SAMPLES if len(early) else ():
            fitted = trends.fit(pop.sample(rows.drop(early.index), name))
            if fitted:
                yield pop.trend_number(
                    f"{key}.without.{name}.factor",
                    fitted,
                    method=pop.FIT + "; observations dated before their model's release left out",
                    function=function,
                )
