"""Ways to reach a score: every run of a benchmark at each price it has had, and has today.

A way is a run (a model in one setting, with its score) at a price for one pass. Of several
evaluators' runs of one model the preferred counts; closed models at their maker's price, open
ones at the cheapest host's. Costs that evaluators state take part only where a benchmark has no
token prices, and are marked, because nobody sells at them.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.explained import explained
from analysis.facts import runs
from analysis.facts.prices.silent import FAR
from analysis.facts.tables import Dataset
from analysis.kept import kept

STATED = "stated-cost"  # the doubt of a cost that an evaluator states: not an offer of today


@kept
def ways(data: Dataset) -> pd.DataFrame:
    """Return each run at each of its prices: ``runs.COLUMNS``, with what holds when.

    ``ended`` is the first day on which the price held no more: that of the run's next price, or
    the day on which the last offer ended, or ``FAR`` where it still held on the newest day. Sorted
    by benchmark, run and date.
    """
    priced = runs.priced_runs(data)
    counted = priced["benchmark_id"].isin(priced.loc[priced["basis"] == "tokens", "benchmark_id"])
    found = [runs.selected(priced), runs.selected(priced[~counted], "stated")]
    rows = pd.concat(found, ignore_index=True)
    shown = rows["run_id"].map(data.runs.set_index("run_id")["date"])
    rows["date"] = rows["date"].fillna(shown)  # a cost of unknown day was known when it was shown
    rows = rows.dropna(subset=["date"]).sort_values(["benchmark_id", "run_id", "date"])
    until = pd.to_datetime(rows["until"])
    gone = until.where(until <= newest_day(data), FAR).fillna(FAR)
    following = rows.groupby("run_id")["date"].shift(-1)
    rows["ended"] = following.where(following < gone, gone)
    stated = rows["basis"] == "stated"
    rows["doubts"] = rows["doubts"].fillna("").where(~stated, STATED)
    return rows.reset_index(drop=True)


@kept
def newest_day(data: Dataset) -> pd.Timestamp:
    """Return the newest day on which a price list was read."""
    return pd.Timestamp(data.prices["last_seen"].max())


def on(found: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    """Return the ``ways`` open on ``day``, cheapest first."""
    rows = found[(found["date"] <= day) & (found["ended"] > day)]
    return rows.sort_values(["benchmark_id", "price", "run_id"]).reset_index(drop=True)


def frontier(now: pd.DataFrame) -> pd.DataFrame:
    """Return the ways of ``on`` that none undercuts at their score or above, best score first."""
    rows = now.sort_values(["score", "price"], ascending=[False, True])
    lowest = rows["price"].cummin().shift(fill_value=np.inf)
    return rows[rows["price"] < lowest].reset_index(drop=True)


@explained("sec-dollars")
def over_time(found: pd.DataFrame, level: float) -> pd.DataFrame:
    """Return what ``level`` cost over time: a row at each day on which that moved.

    ``found``: the ways of one benchmark. Columns: those of the cheapest way open on the day, empty
    while none is, with ``date`` that day; and ``low``, the lowest price there had been by then,
    which may be on offer no more.
    """
    reach = np.flatnonzero(found["score"] >= level)
    if not reach.size:
        return found.head(0).assign(low=pd.Series(dtype=float))
    begins, ends = (found[day].to_numpy("M8[ns]")[reach] for day in ("date", "ended"))
    days = np.unique(np.concatenate([begins, ends[ends < FAR.to_datetime64()]]))
    held = (begins <= days[:, None]) & (ends > days[:, None])
    prices = np.where(held, found["price"].to_numpy(float)[reach], np.inf)
    best = prices.argmin(axis=1)
    price = prices[np.arange(len(days)), best]  # infinite while no way is open
    moved = np.flatnonzero(np.concatenate([[True], price[1:] != price[:-1]]))
    cost, low = price[moved], np.minimum.accumulate(price)[moved]
    sold = np.isfinite(cost)
    table: pd.DataFrame = found.iloc[reach[best[moved]]].reset_index(drop=True)
    if not sold.all():
        table = table.where(pd.Series(sold), None)
    return table.assign(
        date=pd.to_datetime(days[moved]), price=np.where(sold, cost, np.nan), low=low
    )
