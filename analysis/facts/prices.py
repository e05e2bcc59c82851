"""Token prices over time: from what each source saw to one history a model and provider.

``data/prices.csv`` keeps every source's own change points; where sources disagree both stay.
``history`` settles them by a written order of precedence. Two dates stand on every row: ``date``,
from which the price held (for snapshots an upper bound, the first one that shows it), and
``seen``, when the source first said so.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from analysis.benchprice.errors import UserError
from analysis.facts.corroboration import FRESH, LINE, PRICES, SERIES, TOKEN, judged
from analysis.facts.pricing import blended
from analysis.kept import kept

STALE = pd.Timedelta(days=365)  # how long one list alone is believed that a host still offers


def change_points(observations: pd.DataFrame) -> pd.DataFrame:
    """Keep a row where something changed, for each model, provider and source.

    ``observations`` has the columns of ``prices``; change points found earlier may be among them
    and weigh as many observations as they stand for. Several rows of one date count once, the
    first wins. Returns the same columns, sorted by model, provider, source and date.
    """
    frame = observations.drop_duplicates([*LINE, "date"]).sort_values([*LINE, "date"])
    before = frame.groupby(LINE, sort=False)[list(PRICES)].shift()
    known = frame[list(PRICES)]
    same = ((known == before) | (known.isna() & before.isna())).all(axis=1)
    new = ~same | (frame.groupby(LINE, sort=False).cumcount() == 0)
    grouped = frame.groupby(new.cumsum(), sort=False)
    points = frame[new].reset_index(drop=True)
    points["seen"] = grouped["seen"].min().to_numpy()
    points["last_seen"] = grouped["last_seen"].max().to_numpy()
    points["observations"] = grouped["observations"].sum().to_numpy()
    return points


@kept
def history(prices: pd.DataFrame) -> pd.DataFrame:
    """Return one history a model and provider: change points, every source weighed.

    On each date the source that stands first among those that know a price then is believed. What
    ``judged`` refuses is left out. Columns: those of the table, ``until`` (the next change, or
    ``FRESH`` after the last sighting), ``corroborated`` and ``agreed`` (by another family);
    sorted by model, provider, date.
    """
    rows = judged(prices)
    rows = rows[rows["refused"] == ""].drop(columns="refused")
    rows["until"] = until(rows, LINE)
    points = _timeline(rows, SERIES, "source_id", "rank")
    points["until"] = until(points, SERIES)
    return points.drop(columns=["rank", "family"]).reset_index(drop=True)


def until(rows: pd.DataFrame, line: Sequence[str]) -> pd.Series[Any]:
    """Return how long each row of a line holds: until its next, or ``FRESH`` after its last day."""
    following = rows.groupby(list(line), sort=False)["date"].shift(-1)
    fresh = rows["last_seen"] + FRESH
    return fresh.where(following.isna() | (fresh < following), following)


def _timeline(rows: pd.DataFrame, by: list[str], line: str, rank: str) -> pd.DataFrame:
    """Walk every series through its moments of change; keep the first-ranked line at each.

    ``rows`` hold from ``date`` to ``until``. Where no line holds any more the last price stands.
    Cache prices that the first line does not know come from the next that agrees with it.
    """
    rows = rows.sort_values("date")
    now = rows["last_seen"].max()
    moments = pd.concat([rows[[*by, "date"]], rows[[*by, "until"]].set_axis([*by, "date"], axis=1)])
    moments = moments.drop_duplicates().merge(rows[[*by, line]].drop_duplicates(), on=by)
    held = pd.merge_asof(
        moments.sort_values("date").rename(columns={"date": "moment"}),
        rows,
        left_on="moment",
        right_on="date",
        by=[*by, line],
    )
    held = held[(held["moment"] < held["until"]) & (held["moment"] <= now)]
    held = held.sort_values([*by, "moment", rank, line])
    agree = (held[TOKEN] == held.groupby([*by, "moment"])[TOKEN].transform("first")).all(axis=1)
    caches = held[agree].groupby([*by, "moment"])[["cache_read", "cache_write"]].first()
    best: pd.DataFrame = held.drop_duplicates([*by, "moment"])
    best = (
        best.drop(columns=["date", *caches.columns])
        .join(caches, on=[*by, "moment"])
        .rename(columns={"moment": "date"})
    )
    shown = [c for c in (*PRICES, "provider") if c not in by]
    before = best.groupby(by, sort=False)[shown].shift()
    same = ((best[shown] == before) | (best[shown].isna() & before.isna())).all(axis=1)
    first = best.groupby(by, sort=False).cumcount() == 0
    starts = (~same | first).astype(bool).cumsum()
    points = best.loc[~same | first].copy()
    points["last_seen"] = best.groupby(starts, sort=False)["last_seen"].max().to_numpy()
    for column in ("corroborated", "agreed"):  # a maximum of flags goes group by group in Python
        flags = best[column].astype(bool).groupby(starts, sort=False)
        points[column] = flags.any().to_numpy()
    points["seen"] = best.groupby(starts, sort=False)["seen"].min().to_numpy()
    return points[list(rows.columns)]


def cheapest(prices: pd.DataFrame) -> pd.DataFrame:
    """Return, for each model, which provider was cheapest over time, by blended price.

    ``prices`` is a ``history``; rows without both prices or corroboration take no part. A
    provider drops out when not seen for ``FRESH``, or when one list alone has said so for
    ``STALE`` (lists keep dead offers), so the minimum can rise. Sorted by model and date.
    """
    rows = prices[prices["corroborated"]].dropna(subset=TOKEN)
    rows = rows.assign(blended=blended(rows))
    alone = rows["date"] + STALE
    rows["until"] = rows["until"].where(rows["agreed"] | (rows["until"] < alone), alone)
    points = _timeline(rows, ["model_id"], "provider", "blended")
    points["until"] = until(points, ["model_id"])
    return points.reset_index(drop=True)


def prices_on(prices: pd.DataFrame, wanted: pd.DataFrame) -> pd.DataFrame:
    """Return ``wanted`` (model_id, provider, date, in any number of rows) with what was charged.

    ``prices`` is a ``history``. Where no price was known yet the price columns are empty.
    """
    left = wanted.reset_index(drop=True).reset_index(names="row").sort_values("date")
    left["date"] = left["date"].astype("datetime64[us]")
    right = prices.rename(columns={"date": "since"}).sort_values("since")
    found: pd.DataFrame = pd.merge_asof(left, right, left_on="date", right_on="since", by=SERIES)
    return found.sort_values("row").drop(columns="row").reset_index(drop=True)


def price_on(
    prices: pd.DataFrame, model_id: str, provider: str, date: pd.Timestamp
) -> pd.Series[Any]:
    """Return the row of ``history`` that held on ``date``.

    Raises UserError where the model had no known price at the provider by then.
    """
    rows = prices[(prices["model_id"] == model_id) & (prices["provider"] == provider)]
    return _last(rows, date, f"{model_id} at {provider}")


def cheapest_on(prices: pd.DataFrame, model_id: str, date: pd.Timestamp) -> pd.Series[Any]:
    """Return the row of ``cheapest`` of an open-weight model that held on ``date``."""
    return _last(cheapest(prices[prices["model_id"] == model_id]), date, model_id)


def _last(rows: pd.DataFrame, date: pd.Timestamp, what: str) -> pd.Series[Any]:
    rows = rows[rows["date"] <= date]
    if rows.empty:
        raise UserError(f"{what}: no price known on {date:%Y-%m-%d}; see data/prices.csv")
    return rows.iloc[-1]
