"""The fall of ARC-AGI-1's price a task at 70 to 80 % solved, from runs on the record."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from analysis.explained import explained
from analysis.facts.tables import Dataset
from analysis.number import Number, number

BENCHMARK = "arc-agi-1"  # the claim is about it alone
SOLVED = (0.70, 0.80)
YEAR = pd.DateOffset(months=12)


@dataclass(frozen=True)
class Fall:
    """The dearest start and the lowest price a task, USD, within a year of it; their days."""

    first: float
    lowest: float
    start: pd.Timestamp
    end: pd.Timestamp
    runs: int

    @property
    def fold(self) -> float:
        """How many times less the lowest price is."""
        return self.first / self.lowest


def tasks(data: Dataset) -> pd.DataFrame:
    """Return the runs that solve ``SOLVED``: release (date), price (USD a task), sold, score."""
    runs = data.runs[data.runs["benchmark_id"] == BENCHMARK]
    runs = runs[runs["score"].between(*SOLVED) & (runs["reported_cost_basis"] == "item")]
    models = data.models.set_index("model_id")[["release_date", "sold"]]
    found = runs.join(models, on="model_id").dropna(subset=["release_date", "reported_cost"])
    found = found.rename(columns={"release_date": "release", "reported_cost": "price"})
    return found[["release", "price", "sold", "score"]].sort_values("release", ignore_index=True)


@explained("sec-verdicts")
def fall(runs: pd.DataFrame) -> Fall | None:
    """Follow the price from the first run to the lowest of the year after; None without runs.

    The first is the cheapest of those whose models were released on the first day.
    """
    if runs.empty:
        return None
    start = runs["release"].iloc[0]
    year = runs[runs["release"] <= start + YEAR]
    lowest = year.loc[year["price"].idxmin()]
    first = float(year.loc[year["release"] == start, "price"].min())
    return Fall(first, float(lowest["price"]), start, lowest["release"], len(year))


def numbers(data: Dataset) -> Iterator[Number]:
    """Register the fall from the first model, and from the first that anybody could buy."""
    runs = tasks(data)
    low, high = SOLVED
    key, scores = f"{BENCHMARK}.solved-70-to-80", f"{low:.0%} to {high:.0%} of tasks solved"
    sold = runs[runs["sold"] != "never"]
    for name, rows, whose in (
        ("fold", runs, "first model, on sale or not"),
        ("fold-for-sale", sold, "first model on sale"),
    ):
        found = fall(rows)
        if found:
            yield number(
                f"{key}.{name}",
                found.fold,
                "factor",
                n=found.runs,
                start=found.start,
                end=found.end,
                method=f"Price a task of the {whose}, over the lowest of the year after; {scores}",
                note=f"from {found.first:.3g} to {found.lowest:.3g} USD a task",
                of=fall,
                reads=("runs", "models"),
            )
