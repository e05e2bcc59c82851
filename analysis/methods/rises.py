"""How fast the price of the best run rises: a line through the runs that set a record score."""

from __future__ import annotations

import pandas as pd

from analysis.explained import explained
from analysis.methods import frontier, trends
from analysis.methods.trends import Trend

CENT = 0.01  # added to a run's price before the log, as published, against prices near zero
FEWEST = 8  # record scores, or record lows, below which their steps are told and no rate
METHOD = "Least squares of log(price + 1 cent) on the date over the record scores; exp(365 x slope)"


def too_few(steps: int) -> str:
    """Return why so few steps carry no rate, or ""."""
    few = f"{steps} steps are a story and no rate: it takes {FEWEST}"
    return few if steps < FEWEST else ""


@explained("sec-rise")
def rise(rows: pd.DataFrame, *, dearest: bool = False) -> Trend | None:
    """Fit log(price + 1 cent) on the date over the observations that set a record score.

    The Trend's ``factor`` is how many times *dearer* a year. Of runs with one date and score the
    cheapest counts, as a buyer would choose; with ``dearest`` the dearest.
    """
    best = frontier.record_highs(rows.sort_values("price", ascending=not dearest, kind="stable"))
    fitted = trends.fit(best.assign(price=best["price"] + CENT), score=None)
    return fitted and fitted.inverted()
