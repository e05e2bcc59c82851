"""Where a fact can be read: the address of the page or list that states it, row by row."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis.facts import identity
from analysis.facts.tables import DATA, Dataset

ANNOUNCED = "vendor-announcements"  # the one source that gives each row a page of its own


def of_sources(ids: pd.Series[Any], data: Dataset) -> pd.Series[Any]:
    """Return the address of each source, a Package URL for a package; empty where it has none."""
    return ids.map(data.sources.set_index("source_id")["url"]).astype("string")


def of_prices(rows: pd.DataFrame, data: Dataset) -> pd.Series[Any]:
    """Return where each price (model_id, from, source_id) can be read.

    That is the maker's page where somebody noted it, else the list's own address. A span that
    begins within an announced one (at a model's release, say) rests on the same page.
    """
    found = of_sources(rows["source_id"], data)
    announced = rows[rows["source_id"] == ANNOUNCED].reset_index()
    if announced.empty:
        return found
    told = announcements(data).rename(columns={"date": "from"})
    pages = pd.merge_asof(
        announced.sort_values("from"), told.sort_values("from"), on="from", by="model_id"
    ).set_index("index")["url"]
    return found.fillna(pages.reindex(rows.index).astype("string"))


def announcements(data: Dataset) -> pd.DataFrame:
    """Return the pages on which makers stated prices: model_id, date, url."""
    read = pd.read_csv(DATA / "announcements.csv", dtype="string", parse_dates=["date"])
    known = identity.resolve(read["model_id"], ANNOUNCED, data.aliases, data.models["model_id"])
    ids = known.matched.set_index("name")["model_id"]
    read = read.assign(
        model_id=read["model_id"].map(ids),
        url=read["url"].fillna(read["evidence"]),
        date=read["date"].astype("datetime64[us]"),
    )
    return read.dropna(subset=["model_id", "url"])[["model_id", "date", "url"]]
