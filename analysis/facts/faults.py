"""Faults of price lists that no single row shows: what a maker's word and its neighbours tell."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis.facts.corroboration import FIRST_PARTY, LINE, SERIES, TOKEN


def without_older_lists(rows: pd.DataFrame) -> pd.DataFrame:
    """Return ``rows`` (judged, with ``until``) in which no list goes back behind a maker's word.

    A first-party price ends whatever another list said before it, and a list that begins later
    with a price from before it lags: its row is left out. Else, when the statement lapses, the old
    price would come back (gemini-1.5-pro changed once and would seem to change six times).
    """
    said = rows[rows["source_id"].isin(FIRST_PARTY)]
    lists = rows[~rows["source_id"].isin(FIRST_PARTY)]
    told = said[[*SERIES, "date", *TOKEN]]
    listed = lists[[*SERIES, "date", *TOKEN]].reset_index()
    pairs = listed.merge(told, on=SERIES, suffixes=("", "_said"))
    differs = (pairs["input"] != pairs["input_said"]) | (pairs["output"] != pairs["output_said"])
    ended = pairs[differs & (pairs["date"] < pairs["date_said"])]
    stop = ended.groupby("index")["date_said"].min().reindex(rows.index)
    until = rows["until"].where(~(stop < rows["until"]), stop)
    return rows.assign(until=until).drop(index=_lagging(rows, pairs[differs]))


def _lagging(rows: pd.DataFrame, pairs: pd.DataFrame) -> pd.Index[Any]:
    """Return the first rows of lists that begin after a first-party price with one from before."""
    before = pairs[pairs["date"] > pairs["date_said"]]
    seen = rows[[*SERIES, *TOKEN, "date"]].rename(columns={"date": "earlier"})
    found = before.merge(seen, on=[*SERIES, *TOKEN])
    found = found[found["earlier"] < found["date_said"]]
    first = rows.index[rows.groupby(LINE, sort=False).cumcount() == 0]
    lagging: pd.Index[Any] = first[first.isin(found["index"])]
    return lagging


def without_cache_above_input(rows: pd.DataFrame) -> pd.DataFrame:
    """Return ``rows`` with cache reads dearer than input, and writes below half of it, unknown."""
    read = rows["cache_read"].mask(rows["cache_read"] > rows["input"])
    write = rows["cache_write"].mask(rows["cache_write"] < rows["input"] / 2)
    return rows.assign(cache_read=read, cache_write=write)


def redirected(rows: pd.DataFrame) -> pd.Series[bool]:
    """Whether a maker's name had, from that row on, become another model's (``offers``' rows).

    On one day two or more names of one maker, whose prices differed, move to one same pair that
    another of its models has already: the names then lead to that model, and what it costs is no
    price of theirs. A pair that the maker itself states for the name is one.
    """
    ordered = rows.sort_values([*SERIES, "from"])
    before = ordered.groupby(SERIES, sort=False)[TOKEN].shift()
    moved = before.notna().all(axis=1) & (before != ordered[TOKEN]).any(axis=1)
    listed = ordered["first_party"] & ~ordered["source_id"].isin(FIRST_PARTY)
    step = ordered.assign(was=before["input"].astype(str) + "/" + before["output"].astype(str))
    step = step[moved & listed]
    place = ["provider", *TOKEN, "from"]
    together = step.groupby(place)["was"].transform("nunique") >= 2
    there = step[together].reset_index().merge(
        ordered[["provider", *TOKEN, "from", "until", "model_id"]], on=["provider", *TOKEN],
        suffixes=("", "_other"),
    )  # fmt: skip
    held = (there["from_other"] < there["from"]) & (there["until_other"] >= there["from"])
    heads = there.loc[held & (there["model_id"] != there["model_id_other"]), "index"].unique()
    begun = ordered["from"].where(ordered.index.isin(heads))
    begun = begun.groupby([ordered[c] for c in SERIES], sort=False).ffill()
    return begun.notna().reindex(rows.index)
