"""Who is on the price-performance frontier at its date, who set a record, and samples by either.

``SAMPLES`` are what a benchmark's observations are fitted in: frontier or everything, all or open.
"frontier-open" has one meaning: the open models' own frontier, found among open models alone.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]
SAMPLES = ("frontier-all", "frontier-open", "all", "open")
FRONTIERS = ("frontier-all", "frontier-open")


def on_frontier(runs: pd.DataFrame, price: str = "price", score: str = "score") -> pd.Series[Any]:
    """Say which runs nobody dominated on the day they appeared.

    ``runs`` has ``date``, ``price`` and ``score`` columns. A run is on the frontier when no run
    dated on or before its date is at least as good and at most as dear, one of them strictly
    (Pareto; as published in *The Price of Progress*). Exact twins do not dominate each other.
    Returns booleans aligned with ``runs``. O(n log n): the frontier so far is a staircase kept
    sorted by price, whose scores rise with price.
    """
    cost, value = runs[price].to_numpy(float), runs[score].to_numpy(float)
    return pd.Series(undominated(runs["date"].to_numpy(), cost, value), index=runs.index)


def undominated(date: NDArray[Any], cost: Floats, value: Floats) -> NDArray[np.bool_]:
    """Say the same of runs as arrays."""
    order = np.lexsort((-value, cost, date))
    # Within a date the cheapest come first and, of one price, the best: a run that gets onto the
    # frontier when its turn comes is therefore still on it when its date is over.
    kept = np.empty(len(cost), dtype=bool)
    kept[order] = _join_in_turn(cost[order].tolist(), value[order].tolist())
    return kept


def _join_in_turn(costs: list[float], values: list[float]) -> list[bool]:
    """Say of each (price, score) in turn whether no earlier one dominates it."""
    prices: list[float] = []  # the frontier so far, both ascending
    scores: list[float] = []
    joined = []
    for cost, value in zip(costs, values, strict=True):
        at = bisect_right(prices, cost)
        if at and scores[at - 1] >= value:
            joined.append(scores[at - 1] == value and prices[at - 1] == cost)  # a twin
            continue
        first = bisect_left(prices, cost)
        last = bisect_right(scores, value, lo=first)
        prices[first:last] = [cost]
        scores[first:last] = [value]
        joined.append(True)
    return joined


def record_lows(rows: pd.DataFrame, value: str = "price") -> pd.DataFrame:
    """Keep the rows strictly cheaper than every earlier one; of one date the cheapest counts."""
    return rows.iloc[_falling(rows["date"], rows[value].to_numpy(float))]


def record_highs(rows: pd.DataFrame, value: str = "score") -> pd.DataFrame:
    """Keep the rows strictly better than every earlier one; of one date the best counts."""
    return rows.iloc[_falling(rows["date"], -rows[value].to_numpy(float))]


def _falling(dates: pd.Series[Any], value: Floats) -> NDArray[np.intp]:
    """Return the places of values below all earlier ones, in order of date; of each the lowest."""
    day = dates.to_numpy()
    order = np.lexsort((value, day))
    order = order[np.diff(day[order], prepend=np.datetime64("NaT")) != np.timedelta64(0)]
    before = np.fmin.accumulate(np.append(np.inf, value[order]))[:-1]
    found: NDArray[np.intp] = order[value[order] < before]
    return found


def milestone_prices(runs: pd.DataFrame, threshold: float) -> pd.DataFrame:
    """Return the steps of the cheapest price at or above a score, as record lows."""
    return record_lows(runs[runs["score"] >= threshold])


def restrict(rows: pd.DataFrame, name: str) -> tuple[pd.DataFrame, bool]:
    """Return the rows from which a sample is drawn, and whether only its frontier counts."""
    if name.endswith("open"):
        rows = rows[rows["weights"] == "open"]
    return rows, name.startswith("frontier")


def sample(rows: pd.DataFrame, name: str) -> pd.DataFrame:
    """Restrict observations to one of ``SAMPLES``; the frontier is that of the restricted rows."""
    drawn, frontier = restrict(rows, name)
    return drawn[on_frontier(drawn)] if frontier else drawn
