"""Prices by provider, as carried by the npm package ``@earendil-works/pi-ai``.

Terms: MIT. Its files of makers and hosts repeat models.dev and carry that catalogue on; its files
of OpenRouter and of Vercel's gateway are those gateways' own lists (inferred from what they hold).
Plans and coding products are subscriptions, whoever sells them; 0 stands for a missing price. The
date is the release's: a day by which the price held.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from analysis.sources.intake import Facts
from analysis.sources.prices import tiers
from analysis.sources.prices.observations import concat, price_facts, sources
from analysis.sources.rows import digested

FILE = "price-history/pi_ai_1.5.2.csv.gz"
FILES = (FILE,)
RELEASED = pd.Timestamp("2026-11-10")
OF_FILE = {"openrouter": "pi-ai-openrouter", "vercel-ai-gateway": "pi-ai-vercel"}
PLAN = "subscription, not a token price"
ROUTER = "radius"  # sells routes of its own, by names such as "cheap"
ROUTE = "a router's route, not a model"
PLANS = r"token-plan|-coding|^openai-codex$|^github-copilot$|^opencode-go$"
ENTRY = {
    "input": "input",
    "output": "output",
    "cacheRead": "cache_read",
    "cacheWrite": "cache_write",
    "inputTokensAbove": "above",
}

SOURCES = sources(
    *(
        {
            "source_id": source_id,
            "title": f"{title}, as carried by pi-ai",
            "publisher": "npm",
            "url": "pkg:npm/%40earendil-works/pi-ai",
            "licence": "MIT",
            "retrieved": "2026-11-25",
        }
        for source_id, title in (
            ("pi-ai", "models.dev's prices of makers and hosts"),
            ("pi-ai-openrouter", "OpenRouter's list"),
            ("pi-ai-vercel", "Vercel's AI Gateway's list"),
        )
    )
)


def read(folder: Path) -> Facts:
    """Read the release's prices below ``folder``."""
    described = digested(SOURCES, folder, dict.fromkeys(SOURCES["source_id"], FILES))
    return concat([Facts({"sources": described}), list_facts(pd.read_csv(folder / FILE), RELEASED)])


def list_facts(table: pd.DataFrame, released: pd.Timestamp) -> Facts:
    """Turn rows (provider, model, type, prices, tiers) into facts, each file's its own source."""
    raw = table.rename(columns={"model": "name", "type": "mode"}).assign(date=released)
    raw["refused"] = raw["provider"].str.contains(PLANS).map({True: PLAN, False: ""})
    raw["refused"] = raw["refused"].mask(raw["provider"] == ROUTER, ROUTE)
    parts = []
    for source_id, rows in raw.groupby(raw["provider"].map(OF_FILE).fillna("pi-ai")):
        parts.append(price_facts(rows, str(source_id), FILE))
        sold = rows[(rows["refused"] == "") & (rows["mode"] == "chat")]
        long = tiers.from_json(sold, ENTRY).assign(tier="standard")
        parts.append(tiers.tier_facts(long, str(source_id)))
    return concat(parts)
