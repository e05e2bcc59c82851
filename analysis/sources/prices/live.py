"""Clients of upstreams that release their prices as Python packages; nothing else is needed.

Each takes the stored prices and hands on what came after them. Snapshot histories grow by the
releases since the last one stored; registries state their whole history and replace it. What
genai-prices dates is a registry, the rest of it a history.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable

import pandas as pd

from analysis.benchprice.errors import UserError
from analysis.sources.intake import Facts
from analysis.sources.prices import (
    litellm,
    models_dev,
    openrouter,
    packages,
    registries,
    vendor_pages,
)
from analysis.sources.prices.observations import concat
from analysis.sources.prices.registry import Release, last_of_each, member, releases

# sources whose clients hand on only what is new since the stored rows
SNAPSHOTS = frozenset(
    {
        "litellm-history",
        "tokencost-history",
        "langchain-openai",
        "openrouter-history",
        "models-dev",
        "artificial-analysis-prices",
        "genai-prices-undated",
        "vendor-pages",
        "openrouter-api",
    }
)
SOURCES = pd.concat(
    [m.SOURCES for m in (litellm, models_dev, openrouter, registries, vendor_pages)],
    ignore_index=True,
)
_BEGINNING = pd.Timestamp("2023-01-01")
_LITELLM = "litellm/model_prices_and_context_window_backup.json"
_TOKENCOST = "tokencost/model_prices.json"
_VENDORS = "openai_cost_calculator/data/pricing/{}.json"
_LANGCHAIN = "langchain_community/callbacks/openai_info.py"
# earlier releases carry no such file
_FIRST_LITELLM, _FIRST_TOKENCOST = pd.Timestamp("2023-10-30"), pd.Timestamp("2024-01-30")

Client = Callable[[pd.DataFrame], Facts]


def litellm_client(stored: pd.DataFrame) -> Facts:
    """Read the price table of litellm's last release of each week since the stored snapshots."""
    since = max(last_seen(stored, "litellm-history"), _FIRST_LITELLM)
    fresh = [r for r in releases("litellm") if r.date.normalize() > since]
    return _joined(
        [_litellm_table(r, _LITELLM) for r in last_of_each("W", fresh)],
        lambda table: litellm.snapshot_facts(table, "litellm-history", _LITELLM),
    )


def tokencost_client(stored: pd.DataFrame) -> Facts:
    """Read tokencost's copies from the time when litellm has no releases of its own."""
    since = max(last_seen(stored, "tokencost-history"), _FIRST_TOKENCOST)
    fresh = [r for r in releases("tokencost") if r.date.normalize() > since]
    wanted = [r for r in fresh if r.date < litellm.OWN_SNAPSHOTS]
    return _joined(
        [_litellm_table(r, _TOKENCOST) for r in last_of_each("W", wanted)],
        lambda table: litellm.copy_facts(table, litellm.known_providers(table), _TOKENCOST),
    )


def _litellm_table(release: Release, path: str) -> pd.DataFrame:
    entries = json.loads(member(release, path))
    return packages.litellm_table(entries, release.date)


def langchain_client(stored: pd.DataFrame) -> Facts:
    """Read OpenAI's list prices from langchain-community's last release of each month."""
    since = last_seen(stored, "langchain-openai")
    fresh = [r for r in releases("langchain-community") if r.date.normalize() > since]
    tables = [
        packages.langchain_table(member(r, _LANGCHAIN), r.date) for r in last_of_each("M", fresh)
    ]
    return _joined(tables, registries.langchain)


def openrouter_client(stored: pd.DataFrame) -> Facts:
    """Read OpenRouter's list over time from model-price-radar-mcp."""
    release = _latest("model-price-radar-mcp")
    packed = member(release, "model_price_radar/data/history.json.gz")
    since = last_seen(stored, "openrouter-history")
    table = packages.openrouter_table(json.loads(gzip.decompress(packed)), since)
    return _joined([table] if len(table) else [], openrouter.history_facts)


def models_dev_client(stored: pd.DataFrame) -> Facts:
    """Read models.dev's catalogue from the last release of ``models-dev`` of each week."""
    since, path = last_seen(stored, "models-dev"), "models_dev/data.json.gz"
    fresh = [r for r in releases("models-dev") if r.date.normalize() > since]
    tables = [
        packages.models_dev_table(json.loads(gzip.decompress(member(r, path))), r.date)
        for r in last_of_each("W", fresh)
    ]
    return _joined(tables, lambda table: models_dev.catalogue_facts(table, path))


def facet_client(_: pd.DataFrame) -> Facts:
    """Read facet-models' registry, generated from models.dev."""
    path = "facet/data/model-registry.json"
    registry = json.loads(member(_latest("facet-models"), path))
    return models_dev.registry_facts(registry, path)


def model_prices_client(_: pd.DataFrame) -> Facts:
    """Read model-prices' documented prices with their start dates."""
    release = _latest("model-prices")
    snapshot = json.loads(member(release, "model_prices/snapshot.json"))
    return registries.model_prices(packages.model_prices_table(snapshot), release.date.normalize())


def metergraph_client(_: pd.DataFrame) -> Facts:
    """Read metergraph-core's effective-dated prices."""
    release = _latest("metergraph-core")
    text = member(release, "metergraph_core/data/prices.yaml")
    return registries.metergraph(packages.metergraph_table(text), release.date.normalize())


def genai_client(stored: pd.DataFrame) -> Facts:
    """Read genai-prices: dated prices from the newest release, others from the last of a week."""
    newest = _latest("genai-prices")
    since = last_seen(stored, "genai-prices-undated")
    fresh = [r for r in releases("genai-prices") if r.date.normalize() > since]
    weekly = [(_genai_table(r), r.date.normalize()) for r in last_of_each("W", fresh)]
    dated = registries.genai_dated(_genai_table(newest), newest.date.normalize())
    return concat([dated, *(registries.genai_undated(*release) for release in weekly)])


def vendor_pages_client(stored: pd.DataFrame) -> Facts:
    """Read the prices on sellers' own pages, as openai-cost-calculator's newest release has them.

    Tiers and fees are left as they stand: a release says no day from which one holds.
    """
    release, since = _latest("openai-cost-calculator"), last_seen(stored, "vendor-pages")
    documents = [json.loads(member(release, _VENDORS.format(name))) for name in vendor_pages.PAGES]
    tables = [packages.vendor_table(d) for d in documents if pd.Timestamp(d["verified_at"]) > since]
    found = _joined(tables, vendor_pages.rate_facts)
    prices = {name: found.tables[name] for name in ("models", "prices") if name in found.tables}
    return Facts(prices, found.rejects, found.read)


def _genai_table(release: Release) -> pd.DataFrame:
    return packages.genai_table(member(release, "genai_prices/data.py"))


HISTORIES: dict[str, Client] = {
    "litellm": litellm_client,
    "tokencost": tokencost_client,
    "langchain-community": langchain_client,
    "models-dev": models_dev_client,
    "model-price-radar-mcp": openrouter_client,
    "genai-prices": genai_client,
    "openai-cost-calculator": vendor_pages_client,
}
REGISTRIES: dict[str, Client] = {
    "model-prices": model_prices_client,
    "metergraph-core": metergraph_client,
    "facet-models": facet_client,
}


def last_seen(stored: pd.DataFrame, source_id: str) -> pd.Timestamp:
    """Return the last day of a source's stored observations, or the beginning of prices."""
    days = pd.to_datetime(stored.loc[stored["source_id"] == source_id, "last_seen"])
    return pd.Timestamp(days.max()) if len(days) else _BEGINNING


def _latest(package: str) -> Release:
    found = releases(package)
    if not found:
        raise UserError(f"{package}: the registry lists no wheel of it")
    return found[-1]


def _joined(tables: list[pd.DataFrame], facts: Callable[[pd.DataFrame], Facts]) -> Facts:
    return facts(pd.concat(tables, ignore_index=True)) if tables else Facts({})
