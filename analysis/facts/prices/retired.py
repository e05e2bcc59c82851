"""The day on which an offer ended because its seller stopped selling the model.

Lists of retirements transcribe sellers' pages (``data/retirements.csv``). Price lists go on
repeating dead offers for years, so that their silence is no end and their word no life.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis.facts.prices.corroboration import HAND_KEPT, STANDING
from analysis.facts.prices.faults import ANNOUNCED

PLACE = ["priced_id", "provider"]
_FAMILY = {source: one.family for source, one in STANDING.items()}
LOGGED = "litellm-events"  # says what litellm's table says: no family of its own
_DATED = r"^(?P<stem>.+)-(?:(?P<moving>latest)|(?P<dated>20\d{2}-?\d{2}-?\d{2}))$"
SURE = 2  # lists that agree on a day need no other witness


def ends(prices: pd.DataFrame, retirements: pd.DataFrame) -> pd.DataFrame:
    """Return the day on which each seller's offer of a model ended: model_id, provider, end.

    What lists of retirements say goes before litellm's dates, then what more of them say. A day is
    not believed if somebody checked the price by hand since, nor, of one list alone, if a price
    list of another family than litellm's, not kept by hand, was read since and still had the model.
    """
    if retirements.empty:
        return retirements[["model_id", "provider"]].assign(end=retirements["date"])
    rows = retirements.assign(logged=retirements["source_id"] == LOGGED)
    rows = rows.sort_values(["logged", "lists"], ascending=[True, False])
    rows = rows.drop_duplicates(["model_id", "provider"])
    seen = prices.assign(family=prices["source_id"].map(_FAMILY))
    checked = _last(seen[seen["source_id"] == ANNOUNCED], "checked")
    read = (seen["family"] != "litellm") & ~seen["source_id"].isin(HAND_KEPT)
    others = _last(seen[read], "others")
    rows = rows.merge(checked, how="left").merge(others, how="left")
    alive = (rows["checked"] >= rows["date"]) | (
        (rows["lists"] < SURE) & (rows["others"] >= rows["date"])
    )
    kept = rows.loc[~alive, ["model_id", "provider", "date"]].rename(columns={"date": "end"})
    return pd.concat([kept, _moving(prices, kept)], ignore_index=True)


def _moving(prices: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    """Return the ends of names that move, as x-latest: with the last of what they ever meant.

    That is x with a date in its name, at the same seller; one that is still sold keeps the name.
    """
    sold = prices[["model_id", "provider"]].drop_duplicates().merge(known, how="left")
    parts = sold["model_id"].str.extract(_DATED)
    sold["stem"] = parts["stem"]
    dated = sold[parts["dated"].notna()].groupby(["stem", "provider"])["end"]
    last = dated.max().where(dated.count() == dated.size()).dropna()  # every one of them ended
    moving = sold[parts["moving"].notna() & sold["end"].isna()].drop(columns="end")
    return moving.merge(last.reset_index())[["model_id", "provider", "end"]]


def _last(rows: pd.DataFrame, name: str) -> pd.DataFrame:
    last = rows.groupby(["model_id", "provider"])["last_seen"].max()
    return last.rename(name).reset_index()


def ended(rows: pd.DataFrame, end: pd.DataFrame) -> pd.DataFrame:
    """Return offers that hold no longer than their seller sold the model.

    Of closed weights nobody passes on what is no longer sold: where the maker stopped, gateways and
    lists end with the last of the maker's and the clouds' offers.
    """
    if end.empty:
        return rows
    rows = rows.merge(end.rename(columns={"model_id": "priced_id"}), on=PLACE, how="left")
    rows["until"] = rows["until"].where(~(rows["end"] < rows["until"]), rows["end"])
    stopped = rows["end"].notna() & rows["first_party"]
    gone = stopped.groupby(rows["priced_id"]).transform("any") & rows["weights"].ne("open")
    seen = rows[~rows["stale"]]  # a silent list is no witness that the model is still sold
    sold = seen[seen["first_party"] | seen["kind"].isin(("cloud", "maker"))]
    last = sold[["until", "end"]].max(axis=1).groupby(sold["priced_id"]).max()
    last = last.reindex(rows["priced_id"]).set_axis(rows.index)
    through = gone.fillna(True).astype(bool) & ~rows["kind"].isin(("cloud", "maker", "host"))
    rows["until"] = rows["until"].where(~(through & (last < rows["until"])), last)
    return rows[rows["from"] < rows["until"]].drop(columns="end").reset_index(drop=True)


def until_closed(rows: pd.DataFrame, providers: pd.DataFrame) -> pd.Series[Any]:
    """Return ``until``, at the latest the day after the seller's last: lists keep closed hosts."""
    last = rows["provider"].map(providers.set_index("provider")["last_day"].to_dict())
    closed = pd.to_datetime(last) + pd.Timedelta(days=1)
    return rows["until"].where(~(closed < rows["until"]), closed)
