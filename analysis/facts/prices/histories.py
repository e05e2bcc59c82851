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

from analysis.facts.prices import faults, silent, taken_up
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


def history(prices: pd.DataFrame) -> pd.DataFrame:
    """Return one history a model and provider, as ``weighed`` does, from the table of prices."""
    return weighed(judged(prices))


@kept
def weighed(said: pd.DataFrame) -> pd.DataFrame:
    """Return one history a model and provider: change points, every source weighed.

    ``said``: what lists said, ``judged``; what is refused is left out. On each date the source that
    stands first among those that know a price then is believed, but for what two others took up
    since (``taken_up``). Columns: those of the table,
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
    # no more of a row than what is compared: there are several times as many moments as rows
    told = rows[list(dict.fromkeys([*TOKEN, *CACHE, "provider", "last_seen"]))].take(
        held["row"].to_numpy()
    )
    told = told.assign(at=held["at"].to_numpy()).reset_index(drop=True)
    told = told[(told[TOKEN] == told.groupby("at")[TOKEN].transform("first")).all(axis=1)]
    caches = told.groupby("at")[CACHE].first()
    sighted = told.groupby(one_seller)["last_seen"].max().rename("sighted")
    foremost = held.drop_duplicates("at")
    best = rows.drop(columns=CACHE).take(foremost["row"].to_numpy()).reset_index(drop=True)
    best = best.assign(date=foremost["moment"].to_numpy(), at=foremost["at"].to_numpy())
    best = best.join(caches, on="at").join(sighted, on=one_seller).drop(columns="at")
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


def _held(rows: pd.DataFrame, by: list[str], line: list[str], rank: str) -> pd.DataFrame:
    """Return which row of every line holds at each moment of change of its series.

    ``rows`` in order of date. Columns ``row`` (its place), ``moment``, ``at`` (the number of series
    and moment); sorted by series, moment, rank and line.
    """
    # numbers of four bytes: there are several times as many moments as rows
    numbers = {
        "series": rows.groupby(by).ngroup(),
        "line": rows.groupby([*by, *line]).ngroup(),
        "row": rows.index.to_series(),
    }
    keys = pd.DataFrame(numbers).astype("int32").assign(date=rows["date"])
    moments = pd.concat([keys, keys.assign(date=rows["until"])])[["series", "date"]]
    moments = moments.drop_duplicates().merge(keys[["series", "line"]].drop_duplicates())
    moments = moments[moments["date"] <= rows["last_seen"].max()].sort_values("date")
    last = pd.merge_asof(moments, keys.drop(columns="series"), on="date", by="line")
    last = last[last["row"].notna()].astype({"row": "int32"})
    holds = last["date"].to_numpy() < rows["until"].to_numpy()[last["row"]]
    last = last[holds].assign(rank=rows[rank].to_numpy()[last["row"][holds]])
    last = last.sort_values(["series", "date", "rank", "line"], ignore_index=True)
    number = (~last.duplicated(["series", "date"])).cumsum().astype("int32")
    return pd.DataFrame({"row": last["row"], "moment": last["date"], "at": number})


def bounded(points: pd.DataFrame, by: list[str]) -> pd.Series[Any]:
    """Return ``until`` of a timeline's points, at the latest the next point of the series."""
    following = points.groupby(by, sort=False)["date"].shift(-1)
    return points["until"].where(~(following < points["until"]), following)
