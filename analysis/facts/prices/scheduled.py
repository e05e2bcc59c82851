"""Prices that their seller has said beforehand will change: promotions end on a day.

``data/scheduled.csv`` holds the day, the price that ends and, where it was said, the next one. A
list that is not read again shows a promotion for ever, and some show it long after its end: what
ends at the maker ends on the same day for whoever passes it on, and is never answered later. What
comes after is the price that was said, doubted until a list shows it, or unknown.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analysis.facts.prices.corroboration import (
    FIRST_PARTY,
    FRESH,
    SAME,
    STANDING,
    TOKEN,
    VENDORS,
)
from analysis.facts.prices.pricing import differ
from analysis.facts.schema import PRICES

_RANK = {source: one.rank for source, one in STANDING.items()}
_FAMILY = {source: one.family for source, one in STANDING.items()}
_SELLERS_OWN = {s for s, one in STANDING.items() if s in FIRST_PARTY or one.family == VENDORS}
_CHANGE = ["model_id", "provider", "date"]
_WAS = [f"was_{price}" for price in TOKEN]
_SERIES = ["model_id", "priced_id", "provider"]


def plans(scheduled: pd.DataFrame, prices: pd.DataFrame) -> pd.DataFrame:
    """Return the changes that are believed, one a model, seller and day.

    Columns: those of ``scheduled``, and ``agreed`` (families of lists say so). Of several sources
    the first in standing counts that says what comes after. A change was called off where a list
    of the seller's own pages, read on its day or later, still has the price that was to end.
    """
    if scheduled.empty:
        return scheduled.assign(agreed=False)
    rows = scheduled.assign(
        place=scheduled["source_id"].map(_RANK),
        family=scheduled["source_id"].map(_FAMILY),
        unsaid=scheduled["input"].isna(),
    )
    rows["agreed"] = rows.groupby(_CHANGE)["family"].transform("nunique") > 1
    best = rows.sort_values(["unsaid", "place"]).drop_duplicates(_CHANGE)
    own = prices[prices["source_id"].isin(_SELLERS_OWN)]
    pairs = best.reset_index().merge(own, on=["model_id", "provider"], suffixes=("", "_own"))
    still = _alike(pairs, [f"{price}_own" for price in TOKEN])
    off = pairs.loc[still & (pairs["last_seen"] >= pairs["date"]), "index"]
    found = best.loc[~best.index.isin(off), [*scheduled.columns, "agreed"]]
    return found.reset_index(drop=True)


def changed(rows: pd.DataFrame, plan: pd.DataFrame) -> pd.DataFrame:
    """Return offers (``from``, ``until``, ``priced_id``, ...) that end where ``plan`` says so.

    Adds ``ends``, the day that was said of an offer's end, and ``ahead``, whether an offer is the
    price said to follow. That is given to the seller who said so and, of closed weights, to who
    passes the maker's price on; others who ask the same price end without another.
    """
    rows = rows.assign(ahead=False)
    if plan.empty:
        return rows.assign(ends=pd.Series(pd.NaT, rows.index, "datetime64[us]"))
    met = _met(rows, plan)
    late = met["from"] >= met["date"]
    dropped = met[late & ~_asked_anew(met[late], rows).reindex(met.index, fill_value=True)]
    cut = met[~late].set_index("row")["date"]
    until = cut.reindex(rows.index).astype("datetime64[us]")
    ended = rows.assign(until=rows["until"].where(until.isna(), until), ends=until)
    ended = ended[~ended.index.isin(dropped["row"])]
    following = _following(rows, met[~late], ended)
    return pd.concat([ended, following], ignore_index=True)


def _met(rows: pd.DataFrame, plan: pd.DataFrame) -> pd.DataFrame:
    """Return the offers whose price a plan ends before they do: ``row`` (label), and the plan.

    An offer is met by its seller's own plan or, of closed weights, by the maker's.
    """
    theirs = rows.loc[rows["first_party"], ["priced_id", "provider"]].drop_duplicates()
    told = plan.rename(columns={"model_id": "priced_id"})
    told = told.merge(theirs.assign(makers=True), how="left", on=["priced_id", "provider"])
    named = {c: f"next_{c}" for c in (*PRICES, "agreed", "source_id", "seen")}
    told = told.rename(columns=named | {"provider": "by"})
    columns = ["priced_id", "model_id", "provider", "weights", "first_party", "passes_on",
               *TOKEN, "from", "until"]  # fmt: skip
    pairs = rows[columns].reset_index(names="row").merge(told, on="priced_id")
    own = pairs["provider"] == pairs["by"]
    closed = pairs["weights"].ne("open").fillna(True) & pairs["makers"].eq(True).fillna(False)
    pairs = pairs[(own | closed) & _alike(pairs, TOKEN) & (pairs["date"] < pairs["until"])]
    pairs = pairs.assign(other=pairs["provider"] != pairs["by"])
    return pairs.sort_values(["row", "date", "other"]).drop_duplicates("row", ignore_index=True)


def _alike(pairs: pd.DataFrame, columns: Sequence[str]) -> pd.Series[bool]:
    """Whether two columns of prices are the pair that ends."""
    return (differ(pairs, columns, _WAS) <= SAME).all(axis=1)


def _asked_anew(late: pd.DataFrame, rows: pd.DataFrame) -> pd.Series[bool]:
    """Whether a price that had to end came back: its seller had asked another since the day."""
    steps = rows[["model_id", "provider", *TOKEN, "from"]]
    pairs = late.reset_index().merge(steps, on=["model_id", "provider"], suffixes=("", "_step"))
    since = (pairs["from_step"] >= pairs["date"]) & (pairs["from_step"] < pairs["from"])
    other = ~_alike(pairs, [f"{price}_step" for price in TOKEN])
    return late.index.to_series().isin(pairs.loc[since & other, "index"])


def _following(rows: pd.DataFrame, cut: pd.DataFrame, left: pd.DataFrame) -> pd.DataFrame:
    """Return the offers that follow those ``cut``: until the seller's next one, or ``FRESH``."""
    passing = cut["first_party"] | cut["passes_on"].eq(True).fillna(False) | ~cut["other"]
    heads = cut[passing & cut["next_input"].notna()].set_index("row")
    found = rows.loc[heads.index].assign(
        **{c: heads[f"next_{c}"] for c in (*PRICES, "agreed", "source_id", "seen")},
        **{"from": heads["date"], "last_seen": heads["next_seen"]},
        corroborated=True, stale=False, ahead=True,
    )  # fmt: skip
    pairs = found[[*_SERIES, "from"]].reset_index().merge(left[[*_SERIES, "from"]], on=_SERIES,
                                                          suffixes=("", "_next"))  # fmt: skip
    later = pairs[pairs["from_next"] >= pairs["from"]].groupby("index")["from_next"].min()
    until = found["from"] + FRESH
    following = later.reindex(found.index)
    found["until"] = until.where(~(following < until), following)
    return found[found["from"] < found["until"]]
