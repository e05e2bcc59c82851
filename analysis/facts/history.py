"""What the record said earlier: the facts and the numbers as they stood at a date."""

from __future__ import annotations

import dataclasses
import datetime

import pandas as pd

from analysis import heard
from analysis.facts.schema import TABLES
from analysis.facts.tables import Dataset
from analysis.kept import fingerprint
from analysis.site import rests


def as_of(data: Dataset, day: datetime.date) -> Dataset:
    """Return the facts that were known by the end of ``day``.

    A price is known from when it was first seen (its own date where that is not told), a run from
    its date, else from its model's release, else from when its source was read. Rows of models
    released later, and of their settings, go too. A price that was still seen later was last seen
    on ``day``, and how many observations stood for it then is not known any more.
    """
    end = pd.Timestamp(day)
    models = data.models[~(data.models["release_date"] > end)]
    base = models["base_model_id"]
    models = models[base.isna() | base.isin(models["model_id"])]  # a setting without its own day
    kept = {
        "models": models,
        "aliases": data.aliases,
        "prices": _prices(data.prices, end),
        "blended_prices": data.blended_prices[data.blended_prices["date"] <= end],
        "tiers": data.tiers[data.tiers["date"] <= end],
        "fees": data.fees[data.fees["date"] <= end],
        "retirements": data.retirements[data.retirements["seen"] <= end],
        "scheduled": data.scheduled[data.scheduled["seen"] <= end],
        "runs": data.runs[_known(data) <= end],
        "hardware": data.hardware[data.hardware["date"] <= end],
    }
    of_models = {name: kept[name] for name in kept if "model_id" in TABLES[name]}
    for name, frame in of_models.items():
        kept[name] = frame[frame["model_id"].isin(models["model_id"]) | frame["model_id"].isna()]
    whole = {name: frame.reset_index(drop=True) for name, frame in kept.items()}
    digests = {name: fingerprint(whole.get(name, getattr(data, name))) for name in TABLES}
    digest = rests.digest_of(digests)
    cut = dataclasses.replace(data, **whole, digest=f"{digest[:16]}@{day.isoformat()}")
    heard.tell(cut, {**digests, "digest": digest}, f"as of {day.isoformat()}")
    return cut


def _prices(prices: pd.DataFrame, end: pd.Timestamp) -> pd.DataFrame:
    seen = prices["seen"].fillna(prices["date"])
    known = prices[seen <= end]
    later = known["last_seen"] > end
    return known.assign(
        last_seen=known["last_seen"].mask(later, end),
        observations=known["observations"].mask(later),
    )


def _known(data: Dataset) -> pd.Series[pd.Timestamp]:
    released = data.models.set_index("model_id")["release_date"]
    read = data.sources.set_index("source_id")["retrieved"]
    runs = data.runs
    known = runs["date"].fillna(runs["model_id"].map(released))
    return known.fillna(runs["source_id"].map(read))
