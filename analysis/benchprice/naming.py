"""Which model and benchmark of the record a name in a log means."""

from __future__ import annotations

from analysis.facts import identity, offers
from analysis.facts.tables import Dataset

price_ids = offers.priced_as


def model(name: str, dataset: Dataset) -> tuple[str, str]:
    """Return the id that a name means, and the id whose price applies; empty if not known."""
    ids = dataset.models["model_id"]
    found = identity.resolve([name], identity.EVERY_SOURCE, dataset.aliases, ids).matched
    if found.empty:
        return "", ""
    ours, base = str(found.iloc[0]["model_id"]), str(found.iloc[0]["base_model_id"])
    return ours, str(price_ids(dataset).get(ours, base))


def benchmark(name: str, dataset: Dataset) -> str:
    """Return the benchmark's id for an id or a name, however it is spelt; empty if not known."""
    wanted = identity.key(identity.without_host(name))
    table = dataset.benchmarks
    for one, title in zip(table["benchmark_id"], table["name"], strict=True):
        if wanted in (identity.key(one), identity.key(title)):
            return str(one)
    return ""
