"""Rows of the page: what a buyer saw by year, steady worlds, first years, forecasts."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis import format as fmt
from analysis.facts.csvs import fractions
from analysis.facts.observations import Samples
from analysis.findings.is_it_slowing import frozen
from analysis.findings.is_it_slowing.milestones import counted
from analysis.findings.rows import estimates
from analysis.methods import forecasts as forecast
from analysis.methods import milestones
from analysis.number import Register

LICENCES = {"all": "All models", "open": "Open weights", "closed": "Closed weights"}
HORIZONS = {6: "6 months ahead", 12: "12 months ahead"}


def by_year(register: Register) -> pd.DataFrame:
    """Return what a buyer saw in the windows that end in each year, for ``charts.forest``."""
    stem = "reach.all-benchmarks."
    wanted = [
        (key, label, key.rpartition("-")[2])
        for licence, label in LICENCES.items()
        for key in sorted(register)
        if key.startswith(f"{stem}{licence}.year-")
    ]
    return estimates(register, wanted)


def against_steady(register: Register) -> pd.DataFrame:
    """Return the falls on record and those of steady worlds, for ``charts.forest``."""
    wanted = [
        (
            f"slowing.all-benchmarks.{licence}.{world}{name}",
            f"{label.replace(' weights', '')}, {what}",
            told,
        )
        for licence, label in LICENCES.items()
        for name, what in {"annual": "whole record", "last": "last 12 months"}.items()
        for world, told in {"": "As on record", "steady.": "In steady worlds"}.items()
    ]
    return estimates(register, wanted)


def forecasts(facts: Samples) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the fan and the scoreboard of a few scores, for the charts of those names.

    The scores are the levels of the record nearest to those that the table of benchmarks names.
    ``series`` names benchmark and score. The scoreboard has forecasts made every third month.
    """
    tables = counted(facts)
    history = milestones.record(tables)
    made = forecast.past(history)
    names = facts.benchmarks["name"].to_dict()
    ahead, past = [], []
    told = facts.benchmarks["ahead"].dropna()
    for benchmark, cell in zip(told.index, told, strict=True):
        levels = history.loc[history["benchmark"] == benchmark, "level"].unique()
        for level in {levels[np.abs(levels - score).argmin()] for score in fractions(cell)}:
            series = f"{names[benchmark]}, {fmt.percent(level)}"
            ahead.append(_of(forecast.ahead(history, made), benchmark, level, series))
            past.append(_of(made, benchmark, level, series))
    made = pd.concat(past, ignore_index=True).dropna(subset=["low"])
    shown = made[made["date"].dt.month % 3 == 0]
    board = shown.assign(
        horizon=shown["horizon"].map(HORIZONS),
        predicted=np.exp(shown["actual"] - shown["error_age"]),
        actual=np.exp(shown["actual"]),
        low=np.exp(shown["low"]),
        high=np.exp(shown["high"]),
    )
    columns = ["series", "horizon", "date", "predicted", "low", "high", "actual"]
    return pd.concat(ahead, ignore_index=True), board[columns].reset_index(drop=True)


def _of(table: pd.DataFrame, benchmark: str, level: float, series: str) -> pd.DataFrame:
    kept = (table["benchmark"] == benchmark) & (table["level"] == level)
    return table[kept].assign(series=series)


def methods(register: Register) -> pd.DataFrame:
    """Return how each way to forecast did, a row a group, horizon and method."""
    rows = []
    for group in ("just-reached", "long-reached"):
        for months in forecast.HORIZONS:
            for method, told in forecast.METHODS.items():
                stem = f"living.forecast.{group}.{method}.{months}-months"
                error = register.get(f"{stem}.error")
                if error is None:
                    continue
                held = register.get(f"{stem}.covered")
                rows.append(
                    {
                        "group": group.replace("-", " ").capitalize(),
                        "months": months,
                        "method": told.capitalize(),
                        "key": error.key,
                        "error": error.value,
                        "held": held.key if held else "",
                        "n": error.n,
                    }
                )
    return pd.DataFrame(rows)


SCORED = {
    "just-reached": ("By age", "Just reached"),
    "long-reached": ("By age", "Reached for a year and more"),
    **{third.replace(" ", "-"): ("By level", third.capitalize()) for third in forecast.THIRDS},
}


def scores(register: Register) -> pd.DataFrame:
    """Return the forecast's score over that of no change, by age and by level, for a forest."""
    wanted = [
        (f"living.forecast.{group}.{months}-months.score", f"{by}, {months} months ahead", label)
        for months in forecast.HORIZONS
        for group, (by, label) in SCORED.items()
    ]
    return estimates(register, wanted)


def frozen_ones(facts: Samples) -> pd.DataFrame:
    """Return how the forecasts of each release did, a row a release; words where none is due."""
    table = frozen.summary(frozen.judged(facts, frozen.forecasts()))
    told = {
        "held": table["held"].astype(float).map(fmt.percent, na_action="ignore"),
        "error": table["error"].map(fmt.times, na_action="ignore"),
        "error_none": table["error_none"].map(fmt.times, na_action="ignore"),
    }
    due = table["due"].map(fmt.month)
    return table.assign(due=due, **{name: value.fillna("not due") for name, value in told.items()})


def first_year(register: Register) -> pd.DataFrame:
    """Return the fall in the year after a score was first reached, for ``charts.forest``."""
    stem = "living.first-year-fall."
    keys = [key for key in sorted(register) if key.startswith(stem)]
    wanted = [(key, "First reached in", key.removeprefix(stem).upper()) for key in keys]
    return estimates(register, wanted)
