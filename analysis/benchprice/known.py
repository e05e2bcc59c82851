"""The record's runs at the prices of one day: what a new run is compared with."""

from __future__ import annotations

import pandas as pd

from analysis.benchprice import naming, rates
from analysis.facts import offers, pricing
from analysis.facts.tables import Dataset


def priced_on(dataset: Dataset, date: pd.Timestamp, benchmark_id: str = "") -> pd.DataFrame:
    """Return the runs of models out by ``date``, priced at the rates of that day, USD a pass.

    Only runs with token counts, at their maker's price or else the cheapest provider's; a run
    whose cached tokens have no price is left out. A model is out from its release, or, where that
    is not known, from its run. Columns: run_id, model_id, benchmark_id, score, price, provider,
    date (since when the rates held).
    """
    runs = dataset.runs.dropna(subset=["input_tokens", "output_tokens"])
    runs = runs[runs["benchmark_id"] == benchmark_id] if benchmark_id else runs
    released = runs["model_id"].map(dataset.models.set_index("model_id")["release_date"])
    runs = runs[released.fillna(runs["date"]) <= date]
    priced_as = runs["model_id"].map(naming.price_ids(dataset))
    charged = offers.on(offers.offers(dataset), date).query("chosen")
    charged = charged.rename(columns={"from": "date"})
    columns = ["model_id", "provider", "date", *rates.PRICES[:4]]
    rows = runs.drop(columns="date").assign(priced_as=priced_as)
    rows = rows.merge(
        charged[columns].rename(columns={"model_id": "priced_as"}), on="priced_as", how="inner"
    )
    rows["price"] = pricing.run_price(rows)
    kept = ["run_id", "model_id", "benchmark_id", "score", "price", "provider", "date"]
    return rows.dropna(subset=["price"])[kept].reset_index(drop=True)
