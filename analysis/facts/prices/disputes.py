"""Where lists of two families that were read at the time agree, and against which offers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from analysis.facts.prices.corroboration import (
    NEW_LOW,
    SAME,
    SERIES,
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
    rows = prices.assign(family=prices["source_id"].map(_FAMILY)).reset_index(drop=True)
    read = rows[TOKEN].notna().all(axis=1) & (rows["seen"] <= rows["date"])
    pairs = alike(rows, rows.groupby(SERIES, sort=False).ngroup().astype("int32"), read)
    family = rows["family"].to_numpy(dtype=object)
    first = family[pairs["row"]] < family[pairs["row_other"]]
    one, other = (pairs.loc[first, name].to_numpy() for name in ("row", "row_other"))
    begun, ended = rows["date"].to_numpy(), rows["last_seen"].to_numpy()
    start, end = np.maximum(begun[one], begun[other]), np.minimum(ended[one], ended[other])
    met = start <= end
    spans = rows[[*SERIES, *TOKEN]].take(one[met]).assign(start=start[met], end=end[met])
    return spans.drop_duplicates().reset_index(drop=True)


def alike(rows: pd.DataFrame, series: pd.Series[int], among: pd.Series[bool]) -> pd.DataFrame:
    """Return pairs of ``rows`` of one series and two families that have one price, both ways round.

    Columns: ``row`` and ``row_other``, places in ``rows`` of those that ``among`` says; series and
    prices, the first row's.
    """
    # numbers alone until it is known which pairs agree: most do not
    families = pd.factorize(rows["family"])[0].astype("int16")
    keys = rows[TOKEN].assign(
        series=series, family=families, row=np.arange(len(rows), dtype="int32")
    )
    keys = keys[among.to_numpy(dtype=bool)]
    keys = keys[keys.groupby("series")["family"].transform("nunique") > 1]
    pairs = keys.merge(keys, on="series", suffixes=("", "_other"))
    pairs = pairs[pairs["family"] != pairs["family_other"]]
    pairs = pairs[(differ(pairs, TOKEN, [f"{price}_other" for price in TOKEN]) <= SAME).all(axis=1)]
    return pairs[["row", "row_other", "series", *TOKEN]].reset_index(drop=True)


def disputed(rows: pd.DataFrame, spans: pd.DataFrame) -> pd.Series[bool]:
    """Whether ``spans`` of ``settled`` have another price of an offer on a day on which it holds.

    ``rows`` are offers (priced_id, provider, prices, from, until).
    """
    if spans.empty:
        return pd.Series(False, rows.index)
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
    if news.empty:
        return pd.Series(pd.NaT, rows.index, "datetime64[us]")
    news = news.rename(columns={"model_id": "priced_id"})
    columns = ["priced_id", "provider", *TOKEN, "from", "until"]
    table = rows.loc[~rows["stale"] & ~rows["ahead"], columns].reset_index(names="row")
    shown = sightings(said)["last"].rename_axis(["priced_id", "provider", *TOKEN])
    table = table.join(shown, on=["priced_id", "provider", *TOKEN])
    pairs = table.merge(news, on=["priced_id", "provider"], suffixes=("", "_news"))
    since = (pairs["last"] < pairs["date"]) & (pairs["date"] < pairs["until"])
    found = pairs[since & apart(pairs, "_news")].groupby("row")["date"].min()
    return found.reindex(rows.index).astype("datetime64[us]")
