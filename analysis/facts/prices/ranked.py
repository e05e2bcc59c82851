"""Which of a model's offers counts first: the tiers of ``offers``' rule, and the order in them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from analysis.benchprice.record import tiers
from analysis.facts.prices.pricing import blended

_OF_KIND = {
    "maker": tiers.CLOUD,  # of somebody else's model
    "cloud": tiers.CLOUD,
    "host": tiers.ALONE,
    "list": tiers.LISTED,
    "gateway": tiers.GATEWAY,
    "subscription": tiers.SUBSCRIPTION,
}


def placed(rows: pd.DataFrame, sure: pd.Series[bool]) -> pd.Series[int]:
    """Return the tier of each offer; ``sure``: two families of lists have it, or its seller."""
    tier = rows["kind"].map(_OF_KIND).astype("int64")
    open_host = rows["kind"].isin(("cloud", "host", "maker")) & (rows["weights"] == "open")
    tier = tier.mask(open_host, tiers.ALONE).mask(open_host & sure, tiers.CLOUD)
    tier = tier.mask(rows["passes_on"].eq(True).fillna(False).astype(bool), tiers.THROUGH)
    tier = tier.mask(rows["first_party"], tiers.MAKER)
    return tier + tiers.DOUBTED * (~rows["corroborated"]).astype("int64")


def market(rows: pd.DataFrame) -> pd.Series[int]:
    """Return the tiers of a market in which the maker is one seller among others."""
    return rows["tier"].mask(rows["tier"] == tiers.MAKER, tiers.CLOUD)


def order(rows: pd.DataFrame, tier: str, *, by_price: bool = False) -> pd.Series[Any]:
    """Number each model's offers by tier, own before base's, the maker's places, and price."""
    places = rows["kind"].eq("cloud").astype("int64").where(rows["first_party"], 0)
    names = rows["provider"].where(rows["first_party"] & (not by_price), "")
    edges = [-1, tiers.ALONE, tiers.GATEWAY, tiers.DOUBTED - 1, np.inf]
    classes = pd.cut(rows[tier], edges, labels=False)
    keys = pd.DataFrame(
        {
            "model_id": rows["model_id"],
            "class": classes,
            "stale": rows["stale"],
            "tier": rows[tier],
            "inherited": rows["priced_id"] != rows["model_id"],
            "place": 0 if by_price else places,
            "name": names,
            "price": blended(rows),
            "provider": rows["provider"],
            "from": rows["from"],
        }
    )
    keys = keys.sort_values([str(name) for name in keys])
    return keys.groupby("model_id", sort=False).cumcount().reindex(rows.index)
