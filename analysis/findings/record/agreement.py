"""How far independent price lists agree, and how much of the record comes from where and when."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis.explained import explained
from analysis.facts.prices.corroboration import LINE, SAME, SERIES, TOKEN, judged
from analysis.facts.prices.histories import until
from analysis.kept import kept


@explained("sec-agreement")
@kept
def price_agreement(prices: pd.DataFrame) -> pd.DataFrame:
    """Compare what two independent families of lists say on the first of each month.

    ``prices`` is the table of change points. One row a model, provider, month and pair of
    families that both state input and output then (of a family its first-ranked source counts):
    model_id, provider, month, one, other, same (both prices within ``SAME``).
    """
    rows = judged(prices)
    rows = rows[rows["refused"] == ""].dropna(subset=TOKEN)
    rows["until"] = until(rows, LINE)
    months = pd.date_range(rows["date"].min(), rows["last_seen"].max(), freq="MS")
    parts = [
        _pairs(rows[(rows["date"] <= m) & (m < rows["until"])]).assign(month=m) for m in months
    ]
    return pd.concat(parts, ignore_index=True)


def _pairs(held: pd.DataFrame) -> pd.DataFrame:
    held = held.sort_values([*SERIES, "rank", "date"]).drop_duplicates([*SERIES, "family"])
    held = held[[*SERIES, "family", *TOKEN]]
    pairs = held.merge(held, on=SERIES, suffixes=("", "_other"))
    pairs = pairs[pairs["family"] < pairs["family_other"]]
    same = pd.Series(True, index=pairs.index)
    for price in TOKEN:
        same &= (pairs[price] - pairs[f"{price}_other"]).abs() <= SAME * pairs[price]
    named = pairs.rename(columns={"family": "one", "family_other": "other"})
    return named.assign(same=same)[[*SERIES, "one", "other", "same"]]


def by_pair(agreement: pd.DataFrame) -> pd.DataFrame:
    """Return, for each pair of families, comparisons, models and the share that agrees."""
    grouped = agreement.groupby(["one", "other"], as_index=False)
    rows = grouped.agg(
        comparisons=("same", "size"), models=("model_id", "nunique"), share=("same", "mean")
    )
    return rows.sort_values("comparisons", ascending=False, ignore_index=True)


def observations_by_year(prices: pd.DataFrame) -> pd.DataFrame:
    """Return dated observations by source (rows) and year (columns), and their total.

    A change point's observations are spread evenly between its first and its last sighting.
    """
    first, last = prices["date"], prices["last_seen"].where(prices["last_seen"] >= prices["date"])
    last = last.fillna(first) + pd.Timedelta(days=1)
    years = range(int(first.dt.year.min()), int(prices["last_seen"].dt.year.max()) + 1)
    spread = pd.DataFrame({year: _share(first, last, year) for year in years}, index=prices.index)
    counted = spread.mul(prices["observations"], axis=0).groupby(prices["source_id"]).sum()
    counted = counted.round().astype("int64")
    counted["total"] = prices.groupby("source_id")["observations"].sum().astype("int64")
    return counted.sort_values("total", ascending=False).reset_index()


def _share(first: pd.Series[Any], last: pd.Series[Any], year: int) -> pd.Series[Any]:
    begin, end = pd.Timestamp(year, 1, 1), pd.Timestamp(year + 1, 1, 1)
    inside = last.where(last < end, end) - first.where(first > begin, begin)
    return inside.dt.days.clip(lower=0) / (last - first).dt.days


def refusals(intake: pd.DataFrame) -> pd.DataFrame:
    """Return rows refused by reason, over all sources, with an example and how many sources."""
    rows = intake[intake["outcome"].isin(("rejected", "cell"))]
    grouped = rows.groupby("reason", as_index=False)
    found = grouped.agg(
        rows=("rows", "sum"), sources=("source_id", "nunique"), example=("example", "first")
    )
    return found.sort_values("rows", ascending=False, ignore_index=True)


@explained("sec-agreement")
def doubted(prices: pd.DataFrame) -> pd.DataFrame:
    """Return change points that stay in the table but are not believed, by reason."""
    rows = judged(prices)
    found = rows[rows["refused"] != ""].groupby("refused").size()
    return found.rename("change_points").rename_axis("reason").reset_index()
