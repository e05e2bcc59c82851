"""Forecasts that releases froze, held against what came once their year is over."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.facts.observations import Samples
from analysis.facts.tables import DATA
from analysis.findings.is_it_slowing.milestones import counted
from analysis.methods import milestones

RELEASES = DATA / "releases"
KEY = re.compile(r"living\.(?P<benchmark>[^.]+)\.forecast\.score-(?P<score>\d+)\.price")
AHEAD = pd.DateOffset(months=12)
COLUMNS = ["version", "benchmark", "level", "due", "predicted", "low", "high"]


def forecasts(folder: Path = RELEASES) -> pd.DataFrame:
    """Return every price to reach a score that a release forecast: ``COLUMNS``, in USD a pass.

    A forecast is for the month a year after its release's.
    """
    rows = []
    for path in sorted(folder.glob("*.json")):
        release = json.loads(path.read_text(encoding="utf-8"))
        month = pd.Timestamp(release["date"]).to_period("M").to_timestamp()
        for key, told in release["numbers"].items():
            found = KEY.fullmatch(key)
            if found and told["value"] is not None:
                ends = told["value"], told["low"], told["high"]
                level = int(found["score"]) / 1000
                rows.append((release["version"], found["benchmark"], level, month + AHEAD, *ends))
    return pd.DataFrame(rows, columns=COLUMNS)


def judged(facts: Samples, frozen: pd.DataFrame) -> pd.DataFrame:
    """Add what came by the month that a forecast is for: NaN where that lies ahead.

    Adds ``actual`` (USD), ``now`` (the price when it was made, what no change would have said),
    ``held``, and ``error`` and ``error_none``: how far off as factors, the forecast and no change.
    """
    parts = []
    for name, made in frozen.groupby("benchmark"):
        rows = counted(facts).get(str(name))
        if rows is not None:
            parts.append(made.assign(**_came(rows, made)))
    blank = frozen.head(0).assign(actual=0.0, now=0.0)
    table = pd.concat([blank, *parts], ignore_index=True)
    off = {"error": table["predicted"], "error_none": table["now"]}
    for column, said in off.items():
        table[column] = np.exp(np.abs(np.log(table["actual"] / said)))
    held = table["actual"].between(table["low"], table["high"])
    return table.assign(held=held.where(table["actual"].notna()))


def _came(rows: pd.DataFrame, made: pd.DataFrame) -> dict[str, pd.Series[float]]:
    """Return the prices to reach each forecast's score when it is due, and a year before."""
    end, found = milestones.as_of(rows), {}
    for name, months in (("actual", made["due"]), ("now", made["due"] - AHEAD)):
        index = pd.DatetimeIndex(sorted(months.unique()))
        levels = made["level"].to_numpy(float)
        prices = np.exp(milestones.prices_to_reach(rows, index, levels))
        at = index.get_indexer(pd.DatetimeIndex(months)), np.arange(len(made))
        found[name] = pd.Series(prices[at], made.index).where(months.to_numpy() <= end)
    return found


def summary(table: pd.DataFrame) -> pd.DataFrame:
    """Return a row a release: how many forecasts, when due, how many came and how they did."""
    grouped = table.assign(came=table["actual"].notna()).groupby("version", sort=False)
    return grouped.agg(
        due=("due", "max"),
        forecasts=("level", "size"),
        came=("came", "sum"),
        held=("held", "mean"),
        error=("error", "median"),
        error_none=("error_none", "median"),
    ).reset_index()
