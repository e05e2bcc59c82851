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

from analysis.facts.prices import faults, silent
from analysis.facts.prices.corroboration import FRESH, LINE, SERIES, SLIP, TOKEN, judged
from analysis.facts.schema import PRICES
from analysis.kept import kept

CACHE = ["cache_read", "cache_write"]


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
    """Return one history a model and provider, as ``weighed`` does, from the table of prices."""
    return weighed(judged(prices))


def weighed(said: pd.DataFrame) -> pd.DataFrame:
    """Return one history a model and provider: change points, every source weighed.

    ``said``: what lists said, ``judged``; what is refused is left out. On each date the source that
    stands first among those that know a price then is believed. Columns: those of the table,
    ``until`` (the next change, at the latest ``FRESH`` after the last sighting), ``corroborated``
    and ``agreed`` (by another family), and ``stale``: a row of its own for the days on which an
    offer holds only because the list that showed it last fell silent (``silent.left``); sorted by
    model, provider, date.
    """
    rows = said[said["refused"].isin(("", SLIP))]
    rows = faults.without_cache_above_input(rows).assign(until=until(rows, LINE))
    rows = rows[rows["refused"] == ""].drop(columns="refused").reset_index(drop=True)
    rows = faults.without_late_lists(faults.without_backdating(rows))
    rows = faults.without_missed_news(faults.without_older_lists(rows), faults.sightings(rows))
    points = timeline(rows, SERIES, ["source_id"], "rank")
    # a list may go on holding after its last sighting, but not take over from another then
    points = points[points["date"] <= points["last_seen"]]
    points["last_seen"] = points.pop("sighted")
    points["until"] = bounded(points, SERIES)
    points = pd.concat([points.assign(stale=False), silent.left(points, rows, said)])
    points["stale"] = points["stale"].astype(bool)  # where there is none, the column had no kind
    points = points.sort_values([*SERIES, "date"]).drop(columns=["rank", "family"])
    return points.reset_index(drop=True)


def until(rows: pd.DataFrame, line: Sequence[str]) -> pd.Series[Any]:
    """Return how long each row of a line holds: until its next, or ``FRESH`` after its last day."""
    following = rows.groupby(list(line), sort=False)["date"].shift(-1)
    fresh = rows["last_seen"] + FRESH
    return fresh.where(following.isna() | (fresh < following), following)


def timeline(rows: pd.DataFrame, by: list[str], line: list[str], rank: str) -> pd.DataFrame:
    """Walk every series through its moments of change; keep the first-ranked line at each.

    ``rows`` hold from ``date`` to ``until``; a point's ``until`` is the last of those that stand
    behind it. Cache prices that the first line does not know come from the next that agrees.
    ``sighted`` is when any line that agrees on the same seller showed the price last.
    """
    held = _held(rows, by, line)
    held = held.sort_values([*by, "moment", rank, *line], ignore_index=True)
    moment, one_seller = [*by, "moment"], list(dict.fromkeys([*by, "moment", "provider"]))
    agree = (held[TOKEN] == held.groupby(moment)[TOKEN].transform("first")).all(axis=1)
    caches = held.loc[agree, [*moment, *CACHE]].groupby(moment)[CACHE].first()
    sighted = held.loc[agree, [*one_seller, "last_seen"]].groupby(one_seller)["last_seen"].max()
    best = held.drop_duplicates(moment).drop(columns=["date", *CACHE])
    del held  # it is several times as large as all that follows
    best = best.join(caches, on=moment).join(sighted.rename("sighted"), on=one_seller)
    best = best.rename(columns={"moment": "date"})
    shown = [c for c in (*PRICES, "provider", "stale") if c not in by and c in best]
    before = best.groupby(by, sort=False)[shown].shift()
    same = ((best[shown] == before) | (best[shown].isna() & before.isna())).all(axis=1)
    first = best.groupby(by, sort=False).cumcount() == 0
    starts = (~same | first).astype(bool).cumsum()
    points = best.loc[~same | first].copy()
    for column in ("last_seen", "sighted", "until"):
        points[column] = best.groupby(starts, sort=False)[column].max().to_numpy()
    flags_of = [c for c in ("corroborated", "agreed", "stale") if c in best]
    for column in flags_of:  # a maximum of flags goes group by group in Python
        flags = best[column].astype(bool).groupby(starts, sort=False)
        points[column] = flags.any().to_numpy()
    points["seen"] = best.groupby(starts, sort=False)["seen"].min().to_numpy()
    return points[[*rows.columns, "sighted"]]


def _held(rows: pd.DataFrame, by: list[str], line: list[str]) -> pd.DataFrame:
    """Return the row of every line that holds at each moment of change of its series."""
    rows = rows.sort_values("date", ignore_index=True)
    # numbers stand for series, lines and rows: there are several times as many moments as rows
    keys = pd.DataFrame(
        {
            "series": rows.groupby(by, sort=False).ngroup(),
            "line": rows.groupby([*by, *line], sort=False).ngroup(),
            "date": rows["date"],
            "row": rows.index,
        }
    )
    moments = pd.concat([keys, keys.assign(date=rows["until"])])[["series", "date"]]
    moments = moments.drop_duplicates().merge(keys[["series", "line"]].drop_duplicates())
    moments = moments.sort_values("date").drop(columns="series")
    last = pd.merge_asof(moments, keys.drop(columns="series"), on="date", by="line")
    last = last[last["row"].notna() & (last["date"] <= rows["last_seen"].max())]
    row, moment = last["row"].to_numpy("int64"), last["date"].to_numpy()
    holds = moment < rows["until"].to_numpy()[row]
    return rows.take(row[holds]).assign(moment=moment[holds])


def bounded(points: pd.DataFrame, by: list[str]) -> pd.Series[Any]:
    """Return ``until`` of a timeline's points, at the latest the next point of the series."""
    following = points.groupby(by, sort=False)["date"].shift(-1)
    return points["until"].where(~(following < points["until"]), following)
