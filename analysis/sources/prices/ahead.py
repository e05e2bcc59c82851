"""Price changes that a seller has dated beforehand, in registries that date their rows.

A row that begins after its registry was released is no price of today: it says when today's price
ends, and what comes after.
"""

from __future__ import annotations

import pandas as pd

from analysis.facts.schema import PRICES
from analysis.sources.intake import Facts, shaped
from analysis.sources.prices import tiers
from analysis.sources.prices.observations import refusals


def scheduled(raw: pd.DataFrame, series: list[str], released: pd.Timestamp) -> pd.DataFrame:
    """Return the changes after ``released``: a row each, with the price before as ``was_*``.

    ``raw``: one row a price, with ``date``, ``PRICES``, the columns of ``series``, and ``ended``
    (the first day on which it holds no more, NaT where that is not stated). A price that ends
    without a next one is followed by an unknown one.
    """
    rows = raw.sort_values([*series, "date"])
    following = rows.groupby(series, sort=False)[["date", *PRICES]].shift(-1)
    rows = rows.rename(columns={"input": "was_input", "output": "was_output"})
    ended = pd.to_datetime(rows["ended"]).fillna(following["date"])
    rows[list(PRICES)] = following[list(PRICES)].where(following["date"] == ended)
    now = (rows["date"] <= released) & (ended > released)
    return rows.assign(date=ended, seen=released)[now]


def schedule_facts(rows: pd.DataFrame, source_id: str) -> Facts:
    """Turn rows (provider, name, date, seen, ``was_*``, prices, url) into rows of ``scheduled``.

    Left out are those whose price that ends is no standard price of a text model.
    """
    was = rows.assign(input=rows["was_input"], output=rows["was_output"])
    rows = rows[refusals(was.assign(audio_input=None, audio_output=None)) == ""]
    rows = tiers.named(rows).assign(source_id=source_id)
    unique = rows.drop_duplicates(["model_id", "provider", "date"])
    return Facts({"scheduled": shaped(unique, "scheduled")})
