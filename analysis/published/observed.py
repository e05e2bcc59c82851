"""The observation tables of the living facts or of the published vintage, whichever is given."""

from __future__ import annotations

from analysis.explained import explained
from analysis.facts import tables
from analysis.facts.observations import Samples, finished, living, usable
from analysis.facts.prices import pricing
from analysis.facts.tables import Dataset
from analysis.kept import held, kept
from analysis.published import price_of_progress as pop

VINTAGE = "price-of-progress"


@explained("sec-living")
@held
def of(data: Dataset) -> Samples:
    """Return the observations of the published vintage or of the living facts."""
    return _published(data) if _is_published(data) else living(data)


@kept
def _is_published(data: Dataset) -> bool:
    return data.digest == tables.vintage(VINTAGE).digest


def _published(data: Dataset) -> Samples:
    found = {b: pop.observations(data, b).drop(columns="creator") for b in pop.BENCHMARKS}
    counted = data.runs[data.runs["reported_cost"].isna()]
    every, variants = {}, {}
    columns = ["model_id", "date", "input", "output", "cache_read", "cache_write"]
    names = data.models.set_index("model_id").rename(columns={"name": "model"})
    for benchmark in counted["benchmark_id"].unique():
        if benchmark not in found:
            continue
        rows = counted[counted["benchmark_id"] == benchmark].drop(columns="date")
        rows = rows.merge(data.prices[columns], on="model_id")
        rows = rows.join(names[["model", "weights"]], on="model_id")
        price = pricing.run_price(pop.with_published_cache(rows))
        every[benchmark] = usable(rows.assign(price=price))
        if rows["cache_read_tokens"].gt(0).any():
            aware = pricing.new_lows(rows.assign(price=pricing.run_price(rows)), by="model_id")
            variants[benchmark] = {"cache-aware": usable(aware)}
    return finished(data, VINTAGE, "as published", found, every, variants)
