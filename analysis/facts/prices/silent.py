"""Offers that no list has shown for long: ended, or only not looked at.

A list says that an offer has ended by being read without it. One that is read no more says nothing:
what it showed last holds on, stale, until a list that had the offer is read without it, until one
shows another price, or until the seller is known to have stopped (``retired``).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from analysis.facts.prices.corroboration import FRESH, SERIES, STANDING, TOKEN
from analysis.facts.schema import PRICES

FAR = pd.Timestamp("2200-01-01")  # of what holds until somebody says otherwise
_WHOLE = {source: one.whole for source, one in STANDING.items()}
_GAP = [*SERIES, "start"]
_SAME = [*PRICES, "corroborated", "agreed", "source_id", "basis", "seen"]


def left(points: pd.DataFrame, rows: pd.DataFrame, said: pd.DataFrame) -> pd.DataFrame:
    """Return what holds where the ``points`` of a history break off, though nobody ended it.

    ``rows`` are the believed ones, with ``until``, ``said`` all that lists said (``judged``). In
    each gap the line seen last goes on, the first in rank of those seen on one day. Columns of
    ``rows`` with ``stale`` true; ``date`` is the day from which it is.
    """
    gaps = _gaps(points)
    lines = rows[rows["until"] >= rows["last_seen"] + FRESH]  # nobody's word cut them short
    told = lines[[*SERIES, "date", "last_seen", "rank"]].assign(row=lines.index)
    pairs = gaps[_GAP].merge(told, on=SERIES)
    pairs = pairs[(pairs["date"] < pairs["start"]) & (pairs["last_seen"] < pairs["start"])]
    pairs = pairs.sort_values(["last_seen", "rank"], ascending=[False, True])
    pairs = pairs.drop_duplicates(_GAP)[[*_GAP, "row"]]
    own = lines.drop(columns=SERIES)
    found = gaps.merge(pairs, on=_GAP).join(own, on="row").drop(columns="row")
    same = (found[TOKEN].to_numpy() == found[[f"{p}_point" for p in TOKEN]].to_numpy()).all(axis=1)
    for column in _SAME:
        found[column] = found[column].mask(same, found[f"{column}_point"])
    until = _until(found, said)
    found = found.assign(date=found["start"], until=until, stale=True)
    return found.loc[found["date"] < found["until"], [*rows.columns, "stale"]]


def _gaps(points: pd.DataFrame) -> pd.DataFrame:
    """Return the points after which nothing holds, from ``start`` until ``next``."""
    following = points.groupby(SERIES, sort=False)["date"].shift(-1)
    gaps = points[following.isna() | (points["until"] < following)]
    gaps = gaps[[*SERIES, "until", *_SAME]].rename(columns={"until": "start"})
    gaps = gaps.rename(columns={column: f"{column}_point" for column in _SAME})
    return gaps.assign(next=following.reindex(gaps.index).fillna(FAR))


def _until(found: pd.DataFrame, said: pd.DataFrame) -> pd.Series[Any]:
    """Return how long the lines found for gaps hold: until somebody says something new.

    That is another price, even one that is not believed, or a reading of a list that had the offer
    before, without it and after anybody's last sighting.
    """
    told = said[[*SERIES, "date", "last_seen", "source_id"]]
    gaps = found[[*SERIES, "last_seen"]].assign(gap=found.index)
    pairs = gaps.merge(told, on=SERIES, suffixes=("_line", "_said")).drop(columns=SERIES)
    pairs = pairs.rename(columns={"last_seen_said": "sighted"})
    news = pairs[pairs["date"] > pairs["last_seen_line"]].groupby("gap")["date"].min()
    stop = found[["next"]].join(news.rename("news")).min(axis=1)
    pairs = pairs[pairs["date"] <= pairs["last_seen_line"]]
    pairs["last"] = pairs.groupby("gap")["sighted"].transform("max")
    pairs["whole"] = pairs["source_id"].map(_WHOLE)
    by_list = pairs.groupby(["gap", "whole"])[["sighted", "last"]].max().reset_index()
    by_list["missed"] = _next_reading(by_list, readings(said))
    gone = by_list[by_list["missed"] > by_list["last"]].groupby("gap")["missed"].min()
    missed = gone.reindex(found.index)
    missed = missed.where(missed.isna() | (missed > found["start"]), found["start"])
    return stop.where(~(missed < stop), missed)


def readings(said: pd.DataFrame) -> Mapping[str, Any]:
    """Return the days on which each whole list was read, as far as its rows tell, in order."""
    days = pd.concat(
        [said[["source_id", column]].set_axis(["source_id", "day"], axis=1)
         for column in ("seen", "last_seen")]
    ).dropna().drop_duplicates()  # fmt: skip
    days["whole"] = days["source_id"].map(_WHOLE)
    return {
        str(name): np.unique(each.to_numpy("M8[us]"))
        for name, each in days[days["whole"] != ""].groupby("whole")["day"]
    }


def _next_reading(by_list: pd.DataFrame, read: Mapping[str, Any]) -> pd.Series[Any]:
    """Return the first day after ``sighted`` on which the list ``whole`` was read, NaT if none."""
    found = pd.Series(pd.NaT, index=by_list.index, dtype="datetime64[us]")
    for name, rows in by_list.groupby("whole"):
        if name in read:
            days = np.append(read[str(name)], np.datetime64("NaT", "us"))
            sighted = rows["sighted"].to_numpy("M8[us]")
            found[rows.index] = days[np.searchsorted(days[:-1], sighted, side="right")]
    return found
