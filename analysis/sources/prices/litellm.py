"""Price tables that releases of ``litellm`` carry, the copies in ``tokencost``, and their logs.

Terms: litellm and tokencost are MIT. A snapshot's date is the release's upload; the price may have
held for months by then. tokencost repeats litellm and forgets nothing that litellm drops: it counts
only while litellm itself has no snapshot (2024), and the two never corroborate each other.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from analysis.sources.intake import Facts
from analysis.sources.prices.observations import concat, events, price_facts, sources
from analysis.sources.rows import digested

SNAPSHOTS = "price-history/litellm_plus_tokencost_prices.parquet"
LOGS = {
    "litellm-log": "price-history/rocry_litellm_changelog.csv",
    "tokencost-log": "price-history/tokencost_litellm_changelog.csv",
}
FILES = (SNAPSHOTS, *LOGS.values())
COPY = "copy, where litellm itself is known"
OWN_SNAPSHOTS = pd.Timestamp("2024-11-28")  # none between 2023-12-14 and this day
OWN_LOG = pd.Timestamp("2025-02-06")
ROUTER_FOLLOWED = pd.Timestamp("2026-09-01")  # until then 42 to 64 % of openrouter/* keys agree
RENAMED = {"input_usd_per_mtok": "input", "output_usd_per_mtok": "output"}

_OF_NAME = (
    (r"^(?:gpt-|o[134]|text-davinci|chatgpt|davinci|babbage|ft:)", "openai"),
    (r"^claude", "anthropic"),
    (r"^command", "cohere"),
    (r"bison|^gemini", "google-vertex"),
    (r"^j2-|^jamba", "ai21"),
    (r"^mistral-|^open-mi", "mistral"),
)

SOURCES = sources(
    {
        "source_id": "litellm-history",
        "title": "Model prices and context windows, as carried by releases of litellm",
        "authors": "BerriAI and contributors",
        "publisher": "Python Package Index",
        "url": "https://github.com/BerriAI/litellm",
        "licence": "MIT",
        "retrieved": "2026-11-20",
    },
    {
        "source_id": "litellm-log",
        "title": "Commit log of litellm's price table",
        "authors": "BerriAI and contributors",
        "publisher": "GitHub",
        "url": "https://github.com/BerriAI/litellm",
        "licence": "MIT",
        "retrieved": "2026-11-20",
    },
    {
        "source_id": "tokencost-history",
        "title": "Model prices, as carried by releases of tokencost and tokencostauto",
        "authors": "AgentOps and contributors",
        "publisher": "Python Package Index",
        "url": "https://github.com/AgentOps-AI/tokencost",
        "licence": "MIT",
        "retrieved": "2026-11-20",
    },
    {
        "source_id": "tokencost-log",
        "title": "Commit log of tokencost's price table",
        "authors": "AgentOps and contributors",
        "publisher": "GitHub",
        "url": "https://github.com/AgentOps-AI/tokencost",
        "licence": "MIT",
        "retrieved": "2026-11-20",
    },
)


def read(folder: Path) -> Facts:
    """Read the dated snapshots and both change logs below ``folder``."""
    table = pd.read_parquet(folder / SNAPSHOTS).rename(columns=RENAMED)
    own = table["src"] == "litellm"
    providers = known_providers(table)
    parts = [
        snapshot_facts(table[own], "litellm-history", SNAPSHOTS),
        copy_facts(table[~own], providers),
    ]
    for source_id, file in LOGS.items():
        log = pd.read_csv(folder / file).rename(columns={**RENAMED, "model": "key"})
        log = log.rename(columns={"cache_read_usd_per_mtok": "cache_read", "key": "name"})
        raw = events(log, pd.Timestamp(log["date"].max())).rename(columns={"name": "key"})
        if source_id == "tokencost-log":
            raw["refused"] = np.where(raw["date"] >= OWN_LOG, COPY, "")
            raw["last_seen"] = raw["last_seen"].where(raw["last_seen"] < OWN_LOG, OWN_LOG)
        parts.append(_facts(raw, source_id, file, providers))
    logs = {source_id: (file,) for source_id, file in LOGS.items()}
    return concat([Facts({"sources": digested(SOURCES, folder, logs)}), *parts])


def snapshot_facts(
    table: pd.DataFrame, source_id: str, file: str, providers: pd.Series[str] | None = None
) -> Facts:
    """Turn rows of price tables (snapshot_date, key, provider, mode, unit, prices) into facts."""
    raw = table.rename(columns={"snapshot_date": "date"})
    return _facts(raw, source_id, file, known_providers(table) if providers is None else providers)


def copy_facts(table: pd.DataFrame, providers: pd.Series[str], file: str = SNAPSHOTS) -> Facts:
    """Turn tokencost's tables into facts, refusing what litellm's own snapshots cover."""
    raw = table.rename(columns={"snapshot_date": "date"})
    raw["refused"] = np.where(pd.to_datetime(raw["date"]) >= OWN_SNAPSHOTS, COPY, "")
    return _facts(raw, "tokencost-history", file, providers)


def known_providers(table: pd.DataFrame) -> pd.Series[str]:
    """Return the provider that most snapshots state for a key (early tables state none)."""
    stated = table.dropna(subset="provider").groupby(["key", "provider"]).size()
    return (
        stated.sort_values()
        .reset_index()
        .drop_duplicates("key", keep="last")
        .set_index("key")["provider"]
    )


def _facts(raw: pd.DataFrame, source_id: str, file: str, providers: pd.Series[str]) -> Facts:
    raw = raw.rename(columns={"key": "name"}).reset_index(drop=True)
    raw["provider"] = raw["provider"].replace("", np.nan).fillna(raw["name"].map(providers))
    prefix = raw["name"].str.extract(r"^([^/]+)/", expand=False)
    raw["provider"] = raw["provider"].astype("object").fillna(prefix)
    for pattern, provider in _OF_NAME:
        guess = raw["provider"].isna() & raw["name"].str.contains(pattern)
        raw.loc[guess, "provider"] = provider
    router = raw["name"].str.startswith("openrouter/")
    stale = router & (pd.to_datetime(raw["date"]) < ROUTER_FOLLOWED)
    refused = raw["refused"] if "refused" in raw else pd.Series("", index=raw.index)
    refused = refused.mask(raw["provider"].isna(), "no provider stated")
    refused = refused.mask(stale & (refused == ""), "stale copy of OpenRouter's list")
    # one price for 3 and for 405 billion parameters, and the newer R1 cheaper than the old
    guessed = raw["provider"].eq("hyperbolic") & (refused == "")
    raw["refused"] = refused.mask(guessed, "placeholder, the same for all sizes")
    return price_facts(raw, source_id, file)
