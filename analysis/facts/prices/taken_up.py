"""Prices that lists of two families took up, against a list that stands before both.

One list is believed before another because of what it is. Where two that do not copy each other
began to agree on a price, the one that stands first is alone, and late, until it changes again:
OpenRouter's own list is read every few weeks, and the others in between.
"""

from __future__ import annotations

import pandas as pd

from analysis.facts.prices import disputes
from analysis.facts.prices.corroboration import (
    FIRST_PARTY,
    FRESH,
    HAND_KEPT,
    SERIES,
    STANDING,
    TOKEN,
    VENDORS,
)
from analysis.facts.prices.faults import apart

# before every list, after the makers' statements and what is read from sellers' own pages
RANK = max(s.rank for name, s in STANDING.items() if name in FIRST_PARTY or s.family == VENDORS)


def with_agreements(rows: pd.DataFrame) -> pd.DataFrame:
    """Return ``rows`` (with ``until``) and, as lines of their own, what two families agree on.

    ``line`` tells the lines of a series apart: the source, or the agreement's number. An agreement
    begins when the later of the two lists, both read at the time, took the price up; it ends when
    one of them changes, be it after a time unread, or when a list that stands before both does. It
    has the facts of the row that stands first and the rank ``RANK``; only those that overrule a row
    are returned. Lists kept by hand lag, and make none.
    """
    rows = rows.reset_index(drop=True)
    series = rows.groupby(SERIES, sort=False).ngroup().astype("int32")
    pairs = _agreeing(rows, series)
    if pairs.empty:
        return rows.assign(line=rows["source_id"])
    told = rows[[*TOKEN, "rank", "date", "until"]].assign(series=series)
    alone = _against(pairs, told[told["rank"] > RANK])
    before = alone["rank_first"] < alone["rank"]
    pairs = pairs[pairs.index.isin(alone.loc[before & apart(alone, "_first"), "pair"])]
    later = _against(pairs, told)
    own = later[["rank", "rank_other"]].eq(later["rank_first"], axis=0).any(axis=1)
    before = later["rank_first"] < later["rank"]
    new = (later["date"] >= later["start"]) & (before | (own & apart(later, "_first")))
    news = later[new].groupby("pair")["date"].min()
    pairs = pairs.assign(end=news.reindex(pairs.index).fillna(pairs["end"]))
    pairs = pairs[pairs["start"] < pairs["end"]]
    agreements = rows.loc[pairs["row"]].assign(
        date=pairs["start"].to_numpy(),
        last_seen=pairs["last_seen"].to_numpy(),
        until=pairs["end"].to_numpy(),
        rank=RANK,
        line=pairs.index.astype(str),
    )
    return pd.concat([rows.assign(line=rows["source_id"]), agreements], ignore_index=True)


def _against(pairs: pd.DataFrame, told: pd.DataFrame) -> pd.DataFrame:
    """Return what was ``told`` of the series while each of ``pairs`` holds, beside the pair."""
    found = pairs.reset_index(names="pair").merge(told, on="series", suffixes=("", "_first"))
    return found[(found["date"] < found["end"]) & (found["until"] > found["start"])]


def _agreeing(rows: pd.DataFrame, series: pd.Series[int]) -> pd.DataFrame:
    """Return pairs of rows of two families with one price, in series with a list before both.

    Columns: row (that of the list which stands first), series, prices, the ranks of both,
    last_seen, start, end.
    """
    before = rows["rank"].groupby(series).transform("min")
    read = (rows["seen"] <= rows["date"]) & ~rows["source_id"].isin(HAND_KEPT)
    read &= (rows["rank"] > RANK) & (before < rows["rank"])
    pairs = disputes.alike(rows, series, read)
    if pairs.empty:
        return pairs
    ranks = rows["rank"].to_numpy()
    pairs = pairs.assign(rank=ranks[pairs["row"]], rank_other=ranks[pairs["row_other"]])
    pairs = pairs[pairs["rank"] < pairs["rank_other"]].reset_index(drop=True)
    days = rows[["date", "last_seen", "until"]]
    lapsed = days["until"] >= days["last_seen"] + FRESH  # not read again: no news of an end
    days = days.assign(changed=days["until"].mask(lapsed))
    one, other = (
        days.take(pairs[name].to_numpy()).reset_index(drop=True) for name in ("row", "row_other")
    )
    later = one.where(one >= other, other)
    changed = one["changed"].where(~(other["changed"] < one["changed"]), other["changed"])
    changed = changed.fillna(other["changed"])
    pairs = pairs.assign(
        start=later["date"], end=changed.fillna(later["until"]), last_seen=later["last_seen"]
    )
    columns = ["row", "series", *TOKEN, "rank", "rank_other", "last_seen", "start", "end"]
    return pairs.loc[pairs["start"] < pairs["end"], columns].reset_index(drop=True)
