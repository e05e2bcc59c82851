"""Offers begin no earlier than their model: days that are read from a name, or said of another.

A registry that dates a price long afterwards takes the day from the model's name at times
(claude-opus-4-5-20251101 came out on the 24th), and what a maker said of a name is no price of a
version that came later. A list that was read before the release is a witness that the release, not
the price, is dated wrongly: that model's offers stand, and ``neighbours`` doubts its release.
"""

from __future__ import annotations

import pandas as pd


def begun(rows: pd.DataFrame, released: pd.Series[pd.Timestamp]) -> pd.DataFrame:
    """Return offers in which none begins before its model's release; what ended by then goes.

    ``rows``: ``priced_id``, ``from``, ``until``, ``seen`` (when a source first said so), ...
    ``released``: the day of release by model id, NaT where it is not known.
    """
    release = rows["priced_id"].map(released).astype("datetime64[us]")
    early = rows["from"] < release
    read = early & (rows["seen"] < release)
    sold = read.groupby(rows["priced_id"]).transform("any")
    kept = rows.assign(**{"from": rows["from"].mask(early & ~sold, release)})
    return kept[kept["from"] < kept["until"]].reset_index(drop=True)
