"""The record's own tables as the data page shows them."""

from __future__ import annotations

import pandas as pd

from analysis.facts import freshness, runs, ways
from analysis.facts.downloads import package
from analysis.facts.tables import Dataset
from analysis.findings.record import agreement, numbers


def by_source(data: Dataset) -> pd.DataFrame:
    """Return one row a source: title, terms, dated observations or runs, and the years seen."""
    rows = data.sources[["source_id", "title", "publisher", "licence", "url"]].copy()
    counts = {
        "observations": data.prices.groupby("source_id")["observations"].sum(),
        "changes": data.prices.groupby("source_id").size(),
        "runs": data.runs.groupby("source_id").size(),
    }
    for name, count in counts.items():
        rows[name] = rows["source_id"].map(count)
    rows = rows[rows[list(counts)].notna().any(axis=1)]
    return rows.sort_values(["observations", "runs"], ascending=False, ignore_index=True)


def by_year(data: Dataset) -> pd.DataFrame:
    """Return dated price observations by source and year, years as text columns."""
    rows = agreement.observations_by_year(data.prices)
    return rows.rename(columns={c: str(c) for c in rows.columns})


def growth(data: Dataset) -> pd.DataFrame:
    """Return how much of each kind the record holds up to each month: kind, date, count."""
    prices = data.prices
    since = {
        "Price changes": prices["date"],
        "Priced runs": runs.seen(runs.priced_runs(data))["date"],
        "Models": prices.groupby("model_id")["date"].min(),
        "Providers": prices.groupby("provider")["date"].min(),
    }
    counted = {
        kind: dates.dt.to_period("M").value_counts().sort_index().cumsum()
        for kind, dates in since.items()
    }
    rows = pd.DataFrame(counted).ffill().rename_axis("date").reset_index()
    rows["date"] = rows["date"].dt.to_timestamp()
    long = rows.melt("date", var_name="kind", value_name="count").dropna()
    return long.astype({"count": int})[["kind", "date", "count"]]


def undated(data: Dataset) -> str:
    """Return how many priced runs have no day, in digits."""
    return f"{int(runs.seen(runs.priced_runs(data))['date'].isna().sum()):,}"


def coverage(data: Dataset) -> pd.DataFrame:
    """Return priced runs by benchmark and kind of price, the most covered first."""
    rows = numbers.coverage(runs.seen(runs.priced_runs(data)))
    names = data.benchmarks.set_index("benchmark_id")["name"]
    rows["benchmark"] = rows["benchmark_id"].map(names)
    return rows.sort_values("priced_runs", ascending=False, ignore_index=True)


def unpriced(data: Dataset) -> pd.DataFrame:
    """Return how many runs have no price, by reason."""
    rows = numbers.unpriced(data, runs.priced_runs(data))
    found = rows.groupby("reason").agg(runs=("run_id", "size"), models=("model_id", "nunique"))
    return found.sort_values("runs", ascending=False).reset_index()


def left_out(data: Dataset) -> pd.DataFrame:
    """Return the rows that the data package leaves out, by table, source and terms."""
    return package.shareable(data)[1].sort_values(["source_id", "table"], ignore_index=True)


def fresh_benchmarks(data: Dataset) -> pd.DataFrame:
    """Return each benchmark's last run, newest model, and whether it is still run."""
    return freshness.benchmarks(data).rename(columns={"last": "newest"})


def fresh_lists(data: Dataset) -> pd.DataFrame:
    """Return each price list's newest price and last sighting, by the record's newest day."""
    return _titled(freshness.lists(data, ways.newest_day(data)), data)


def fresh_boards(data: Dataset) -> pd.DataFrame:
    """Return each source of runs with its newest run and model, by the record's newest day."""
    return _titled(freshness.boards(data, ways.newest_day(data)), data)


def _titled(rows: pd.DataFrame, data: Dataset) -> pd.DataFrame:
    titles = data.sources.set_index("source_id")["title"]
    return rows.assign(title=rows["source_id"].map(titles))
