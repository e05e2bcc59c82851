"""Where lists of two families that were read at the time agree, and against which offers."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis.facts.prices.corroboration import (
    NEW_LOW,
    SAME,
    STANDING,
    TOKEN,
    turned,
)
from analysis.facts.prices.faults import BACKDATED, apart, sightings
from analysis.facts.prices.pricing import differ

_FAMILY = {source: one.family for source, one in STANDING.items()}


def settled(prices: pd.DataFrame) -> pd.DataFrame:
    """Return the spans in which lists of two families, read then, have one price of an offer.

    Columns: model_id, provider, input, output, start, end (both days included). A registry that
    dates a price long afterwards was not read then.
    """
    rows = prices.dropna(subset=TOKEN)
    rows = rows[rows["seen"] <= rows["date"]].assign(family=rows["source_id"].map(_FAMILY))
    columns = ["model_id", "provider", *TOKEN, "family", "date", "last_seen"]
    pairs = rows[columns].merge(rows[columns], on=["model_id", "provider"], suffixes=("", "_other"))
    pairs = pairs[pairs["family"] < pairs["family_other"]]
    pairs = pairs[(differ(pairs, TOKEN, [f"{price}_other" for price in TOKEN]) <= SAME).all(axis=1)]
    start, end = pairs[["date", "date_other"]].max(axis=1), pairs[["last_seen", "last_seen_other"]]
    spans = pairs.assign(start=start, end=end.min(axis=1))
    spans = spans[spans["start"] <= spans["end"]]
    return spans[["model_id", "provider", *TOKEN, "start", "end"]].drop_duplicates()


def disputed(rows: pd.DataFrame, spans: pd.DataFrame) -> pd.Series[bool]:
    """Whether ``spans`` of ``settled`` have another price of an offer on a day on which it holds.

    ``rows`` are offers (priced_id, provider, prices, from, until).
    """
    table = rows[["priced_id", "provider", *TOKEN, "from", "until"]].reset_index(names="row")
    pairs = table.merge(
        spans.rename(columns={"model_id": "priced_id"}),
        on=["priced_id", "provider"],
        suffixes=("", "_settled"),
    )
    meets = (pairs["start"] < pairs["until"]) & (pairs["end"] >= pairs["from"])
    found = pairs.loc[meets & apart(pairs, "_settled"), "row"]
    return rows.index.to_series().isin(found)


def outdated(rows: pd.DataFrame, said: pd.DataFrame) -> pd.Series[Any]:
    """Return from which day a list that was being read has another price of each offer, else NaT.

    The list changed to it after anybody's last sighting of the offer's own. ``rows`` are offers,
    of which stale ones have a doubt already; ``said`` is what lists said, ``judged``.
    """
    read = (said["seen"] - said["date"] <= BACKDATED) & said["refused"].isin(("", NEW_LOW))
    news = said.loc[turned(said) & read, ["model_id", "provider", *TOKEN, "date"]]
    news = news.rename(columns={"model_id": "priced_id"})
    columns = ["priced_id", "provider", *TOKEN, "from", "until"]
    table = rows.loc[~rows["stale"] & ~rows["ahead"], columns].reset_index(names="row")
    shown = sightings(said)["last"].rename_axis(["priced_id", "provider", *TOKEN])
    table = table.join(shown, on=["priced_id", "provider", *TOKEN])
    pairs = table.merge(news, on=["priced_id", "provider"], suffixes=("", "_news"))
    since = (pairs["last"] < pairs["date"]) & (pairs["date"] < pairs["until"])
    found = pairs[since & apart(pairs, "_news")].groupby("row")["date"].min()
    return found.reindex(rows.index).astype("datetime64[us]")
