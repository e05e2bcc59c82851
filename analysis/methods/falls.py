"""Where the decline comes from: cuts to models on sale, or cheaper new ones, and whose.

The steps of milestone prices, told apart by who took them.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.explained import explained
from analysis.kept import kept
from analysis.methods import estimators, frontier, resampling

FEWEST_STEPS = 6  # steps of milestone prices from which shares are told
USED = ["date", "price", "score", "model", "base", "creator"]
CAUSES = ("price cut", "holder's new model", "rival's new model")


def steps(rows: pd.DataFrame) -> pd.DataFrame:
    """Return each fall of the milestone prices of a benchmark, told apart by who took it.

    Levels are those of ``estimators.levels_of``. Columns: ``level``, ``date``, ``model``,
    ``previous`` (the model that held the low), ``fall`` (log of how many times cheaper) and
    ``cause`` (one of ``CAUSES``: a model already on sale at a lower price, a new model of the
    holder's creator, or another creator's).
    """
    return _steps(rows[USED].reset_index(drop=True))  # to keep and slice more text is slow


@kept
def _steps(rows: pd.DataFrame) -> pd.DataFrame:
    data = resampling.sample(rows, frontier=True)
    first_seen = rows.groupby("base")["date"].min()
    found = []
    for level in estimators.levels_of(rows, data, np.ones(len(rows))):
        lows = frontier.milestone_prices(rows, level)
        before = lows.shift()
        known = (lows["date"] > lows["base"].map(first_seen)).to_numpy(bool)
        own = lows["creator"].eq(before["creator"]).fillna(False).to_numpy(bool)
        cause = np.select([known, own], CAUSES[:2], CAUSES[2])
        fall = np.log(before["price"] / lows["price"])
        table = lows.assign(level=level, previous=before["model"], fall=fall, cause=cause)
        found.append(table.iloc[1:])
    columns = ["level", "date", "model", "previous", "creator", "price", "fall", "cause"]
    return pd.concat(found, ignore_index=True)[columns]


@explained("sec-falls")
def shares(falls: pd.DataFrame) -> pd.DataFrame:
    """Return each cause's share of the whole fall, the levels weighing alike, and its steps."""
    each = falls.assign(share=falls["fall"] / falls.groupby("level")["fall"].transform("sum"))
    total = each.groupby("cause")[["share"]].sum() / each["level"].nunique()
    counted = each["cause"].value_counts().rename("steps")
    table = total.join(counted).reindex(list(CAUSES)).fillna(0.0)
    return table.rename_axis("cause").reset_index().astype({"steps": int})
