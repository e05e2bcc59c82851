"""OpenRouter's catalogue over time, as carried by the package ``model-price-radar-mcp``.

Terms: MIT. The prices are those of the gateway, which is a provider of its own.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from analysis.sources.intake import Facts
from analysis.sources.prices.observations import concat, price_facts, sources

HISTORY = "price-history/openrouter_history_radar.csv.gz"
FILES = (HISTORY,)

SOURCES = sources(
    {
        "source_id": "openrouter-history",
        "title": "OpenRouter's model list over time, as carried by model-price-radar-mcp",
        "publisher": "Python Package Index",
        "url": "pkg:pypi/model-price-radar-mcp",
        "licence": "MIT",
        "retrieved": "2026-11-20",
    }
)


def read(folder: Path) -> Facts:
    """Read the snapshots below ``folder``."""
    return concat([Facts({"sources": SOURCES}), history_facts(pd.read_csv(folder / HISTORY))])


def history_facts(snapshots: pd.DataFrame, file: str = HISTORY) -> Facts:
    """Turn rows (snapshot_date, model, input, output) into facts at the provider openrouter."""
    raw = snapshots.rename(columns={"snapshot_date": "date", "model": "name"})
    raw = raw.assign(provider="openrouter")
    # ~vendor/name-latest points at whatever is newest: not a model
    moving = raw["name"].str.startswith("~") | (raw["name"] == "openrouter/auto")
    raw["refused"] = moving.map({True: "moving alias, not a model", False: ""})
    return price_facts(raw, "openrouter-history", file)
