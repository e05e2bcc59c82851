"""What sellers who bill a maker's own price tell of it, where one family of lists alone has it.

Gateways that pass the maker's price on (``data/providers.csv``: ``passes_on``) state what they bill
today; a list that nobody else repeats may be years behind. Closed weights only: an open model costs
something else at every host.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis.facts.prices.corroboration import FRESH, STANDING, TOKEN
from analysis.facts.prices.faults import BACKDATED
from analysis.facts.prices.pricing import differ

UNLIKE = 0.05  # prices that differ by more than this fraction are not one price
_FAMILY = {source: one.family for source, one in STANDING.items()}


def begun_in_the_gap(rows: pd.DataFrame) -> pd.DataFrame:
    """Return ``rows`` of offers in which a passed-on price begins when the maker's last one ended.

    Of a model whose maker's rows all ended before such a gateway was first read, at most ``FRESH``
    earlier: the day of a reading is an upper bound, and the maker's price had changed by then.
    """
    closed = rows["weights"].ne("open").fillna(True)
    ended = rows[closed & rows["first_party"] & ~rows["stale"]].groupby("model_id")["until"].max()
    through = rows[closed & rows["passes_on"].eq(True).fillna(False)]
    if ended.empty or through.empty:
        return rows
    first = through.loc[through.groupby(["model_id", "provider"])["from"].idxmin()]
    end = ended.reindex(first["model_id"]).set_axis(first.index)
    begun = end[(end < first["from"]) & (first["from"] - end <= FRESH)]
    early = rows["from"].copy()
    early[begun.index] = begun
    return rows.assign(**{"from": early})


def contradicted(rows: pd.DataFrame) -> pd.Series[Any]:
    """Return from which day each row is contradicted by a price passed on; NaT where by none.

    A maker's row, of one family of lists alone; the gateway's own, of another family, differs while
    both hold, and nobody who sells the model asks what the row says.
    """
    families = rows["source_id"].map(_FAMILY)
    table = rows[["model_id", "provider", *TOKEN, "from", "until"]].assign(family=families)
    closed = rows["weights"].ne("open").fillna(True)
    alone = table[closed & rows["first_party"] & (rows["doubts"].str.contains("one-list"))]
    read = rows["seen"] - rows["from"] <= BACKDATED  # no registry's word of long ago
    through = table[rows["passes_on"].eq(True).fillna(False) & rows["corroborated"] & read]
    if alone.empty or through.empty:
        return pd.Series(pd.NaT, rows.index, "datetime64[us]")
    pairs = _together(alone, through)
    theirs = [f"{price}_other" for price in TOKEN]
    since = pairs[(differ(pairs, TOKEN, theirs) > UNLIKE).any(axis=1)].groupby("index")["met"].min()
    backed = _together(alone, table)
    same = (backed["input"] == backed["input_other"]) & (backed["output"] == backed["output_other"])
    since = since.drop(backed.loc[same, "index"].unique(), errors="ignore")
    return since.reindex(rows.index).astype("datetime64[us]")


def _together(rows: pd.DataFrame, others: pd.DataFrame) -> pd.DataFrame:
    """Pair rows of one model from lists of two families; ``met`` is the first day both hold."""
    pairs = rows.reset_index().merge(others, on="model_id", suffixes=("", "_other"))
    pairs = pairs[pairs["family"] != pairs["family_other"]]
    pairs["met"] = pairs["from"].where(pairs["from"] > pairs["from_other"], pairs["from_other"])
    ends = pairs["until"].where(pairs["until"] < pairs["until_other"], pairs["until_other"])
    return pairs[pairs["met"] < ends]


def split(rows: pd.DataFrame, since: pd.Series[Any], mark: str) -> pd.DataFrame:
    """Cut rows at the day in ``since``; the part from it on has the column ``mark`` true."""
    cut = since.notna()
    if not cut.any():
        return rows.assign(**{mark: False})
    later = rows[cut].assign(**{"from": since[cut]}).assign(**{mark: True})
    before = rows.assign(until=rows["until"].where(~cut, since)).assign(**{mark: False})
    both = pd.concat([before, later], ignore_index=True)
    return both[both["from"] < both["until"]].reset_index(drop=True)
