"""Token prices over time: from what each source saw to one history a model and provider.

``data/prices.csv`` keeps every source's own change points; where sources disagree both stay.
``history`` settles them by a written order of precedence. Two dates stand on every row: ``date``,
from which the price held (for snapshots an upper bound, the first one that shows it), and
``seen``, when the source first said so.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from analysis.facts.prices import faults, silent, taken_up
from analysis.facts.prices.corroboration import FRESH, LINE, SERIES, SLIP, TOKEN, judged
from analysis.facts.schema import PRICES
from analysis.kept import kept

CACHE = ["cache_read", "cache_write"]
DAYS = 10**6  # more than any date has since 1970


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


def history(prices: pd.DataFrame) -> pd.DataFrame:
    """Return one history a model and provider, as ``weighed`` does, from the table of prices."""
    return weighed(judged(prices))


@kept
def weighed(said: pd.DataFrame) -> pd.DataFrame:
    """Return one history a model and provider: change points, every source weighed.

    ``said``: what lists said, ``judged``; what is refused is left out. On each date the source that
    stands first among those that know a price then is believed, but for what two others took up
    since (``taken_up``). Columns: those of the table, ``until`` (the next change, at the latest
    ``FRESH`` after the last sighting), ``corroborated`` and ``agreed`` (by another family), and
    ``stale``: a row of its own for the days on which an offer holds only because the list that
    showed it last fell silent (``silent.left``); sorted by model, provider, date.
    """
    rows = said[said["refused"].isin(("", SLIP))]
    rows = faults.without_cache_above_input(rows).assign(until=until(rows, LINE))
    rows = rows[rows["refused"] == ""].drop(columns="refused").reset_index(drop=True)
    rows = faults.without_late_lists(faults.without_backdating(rows))
    rows = faults.without_missed_news(faults.without_older_lists(rows), faults.sightings(rows))
    points = timeline(taken_up.with_agreements(rows), SERIES, ["line"], "rank")
    points["last_seen"] = points.pop("sighted")
    # a price may go on holding after its last sighting, but not take over from another then
    points = points[points["date"] <= points["last_seen"]]
    points["until"] = bounded(points, SERIES)
    points = pd.concat([points.assign(stale=False), silent.left(points, rows, said)])
    points["stale"] = points["stale"].astype(bool)  # where there is none, the column had no kind
    points = points.sort_values([*SERIES, "date"]).drop(columns=["rank", "family", "line"])
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
    rows = rows.sort_values("date", ignore_index=True)
    held = _held(rows, by, line, rank)
    one_seller = ["at"] if "provider" in by else ["at", "provider"]
    caches, sighted = _beside(rows, held, one_seller)
    foremost = held.drop_duplicates("at").reset_index(drop=True)
    del held  # many times the rows
    shown = [c for c in (*PRICES, "provider", "stale") if c not in by and c in rows]
    flags = [c for c in ("corroborated", "agreed", "stale") if c in rows]
    told_of = dict.fromkeys([*shown, "last_seen", "until", "seen", *flags])
    best = rows[[c for c in told_of if c not in CACHE]].take(foremost["row"].to_numpy())
    best = best.reset_index(drop=True).assign(at=foremost["at"])
    best = best.join(caches, on="at").join(sighted, on=one_seller)
    before = best.groupby(foremost["series"], sort=False)[shown].shift()
    same = ((best[shown] == before) | (best[shown].isna() & before.isna())).all(axis=1)
    starting = (~same | ~foremost["series"].duplicated()).astype(bool)
    starts = starting.cumsum()
    points = rows.take(foremost.loc[starting, "row"].to_numpy()).set_axis(best.index[starting])
    points = points.assign(date=foremost["moment"], **{c: best[c] for c in CACHE})
    for column in ("last_seen", "sighted", "until"):
        points[column] = best.groupby(starts, sort=False)[column].max().to_numpy()
    for column in flags:  # a maximum of flags goes group by group in Python
        points[column] = best[column].astype(bool).groupby(starts, sort=False).any().to_numpy()
    points["seen"] = best.groupby(starts, sort=False)["seen"].min().to_numpy()
    return points[[*rows.columns, "sighted"]]


def _beside(
    rows: pd.DataFrame, held: pd.DataFrame, one_seller: list[str]
) -> tuple[pd.DataFrame, pd.Series[Any]]:
    """Return what lines that agree with the first one know: cache prices, and the last sighting."""
    # no more of a row than what is compared: there are several times as many moments as rows
    columns = list(dict.fromkeys([*TOKEN, *CACHE, "last_seen", *one_seller[1:]]))
    told = rows[columns].take(held["row"].to_numpy())
    told = told.assign(at=held["at"].to_numpy()).reset_index(drop=True)
    told = told[(told[TOKEN] == told.groupby("at")[TOKEN].transform("first")).all(axis=1)]
    last = told.groupby(one_seller)["last_seen"].max().rename("sighted")
    return told.groupby("at")[CACHE].first(), last


def _held(rows: pd.DataFrame, by: list[str], line: list[str], rank: str) -> pd.DataFrame:
    """Return which row of every line holds at each moment of change of its series.

    ``rows`` in order of date. Columns ``row`` (its place), ``series``, ``moment``, ``at`` (the
    number of series and moment); sorted by series, moment, rank and line.
    """
    # plain numbers, a day behind the number of whose it is: there are many times more moments
    series, of_line = (rows.groupby(of).ngroup().to_numpy() for of in (by, [*by, *line]))
    begun, ended, last = (_day(rows[name]) for name in ("date", "until", "last_seen"))
    moments = np.unique(series * DAYS + np.concatenate([begun, ended]).reshape(2, -1))
    moments = moments[moments % DAYS <= last.max(initial=0)]
    lines = pd.DataFrame({"series": series, "line": of_line}).drop_duplicates().astype("int32")
    asked = pd.DataFrame({"series": moments // DAYS, "moment": moments % DAYS}).astype("int32")
    asked = asked.merge(lines)
    order = np.argsort(of_line, kind="stable")
    begins = of_line[order] * DAYS + begun[order]
    wanted = asked["line"].astype("int64") * DAYS + asked["moment"]
    found = np.searchsorted(begins, wanted, side="right") - 1
    row = order[found]
    holds = (found >= 0) & (of_line[row] == asked["line"]) & (asked["moment"] < ended[row])
    row = row[holds]
    held = asked[holds].assign(row=row.astype("int32"), rank=rows[rank].to_numpy("float32")[row])
    held = held.sort_values(["series", "moment", "rank", "line"], ignore_index=True)
    number = (~held.duplicated(["series", "moment"])).cumsum()
    moment = pd.to_datetime(held["moment"], unit="D").astype("datetime64[us]")
    found_rows: pd.DataFrame = held[["row", "series"]].assign(moment=moment, at=number)
    return found_rows


def _day(dates: pd.Series[Any]) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Return dates as numbers of days."""
    days: np.ndarray[Any, np.dtype[np.int64]] = dates.to_numpy(dtype="datetime64[D]").astype(
        "int64"
    )
    return days


def bounded(points: pd.DataFrame, by: list[str]) -> pd.Series[Any]:
    """Return ``until`` of a timeline's points, at the latest the next point of the series."""
    following = points.groupby(by, sort=False)["date"].shift(-1)
    return points["until"].where(~(following < points["until"]), following)
