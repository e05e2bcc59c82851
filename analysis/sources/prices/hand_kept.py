"""Simon Willison's ``llm-prices``: makers' prices kept by hand.

Terms: none stated; facts. The first day of most rows is the repository's restructuring of
2025-10-10, not the price's start. A name that ends in ``-200k`` is the price of prompts above that
length, and stands beside the row of the bare name.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from analysis.sources.intake import Facts
from analysis.sources.prices import tiers
from analysis.sources.prices.observations import concat, price_facts, sources
from analysis.sources.rows import digested

FILE = "price-history/simonw_llm_prices_2026-08-05.csv"
FILES = (FILE,)
SOURCE = "llm-prices"
THOUSAND = 1e3
RENAMED = {"vendor": "provider", "id": "name", "input_cached": "cache_read"}
_LONG = r"-+(\d+)k$"

SOURCES = sources(
    {
        "source_id": SOURCE,
        "title": "llm-prices: makers' prices, kept by hand",
        "authors": "Simon Willison",
        "publisher": "GitHub",
        "url": "https://github.com/simonw/llm-prices",
        "licence": "none stated; facts",
        "retrieved": "2026-11-24",
    }
)


def read(folder: Path) -> Facts:
    """Read the list below ``folder``."""
    described = digested(SOURCES, folder, {SOURCE: FILES})
    return concat([Facts({"sources": described}), llm_prices(pd.read_csv(folder / FILE))])


def llm_prices(table: pd.DataFrame) -> Facts:
    """Turn rows (vendor, id, prices, from, to, first and last day in the repository) into facts."""
    raw = _dated(table.drop(columns="name").rename(columns=RENAMED))
    raw["above"] = raw["name"].str.extract(_LONG, expand=False).astype(float) * THOUSAND
    raw["name"] = raw["name"].str.replace(_LONG, "", regex=True)
    raw = tiers.beside(raw.assign(tier="standard"), [*tiers.SERIES, "from_date", "to_date"])
    plain = price_facts(raw[raw["above"].isna()], SOURCE, FILE)
    return concat([plain, tiers.tier_facts(raw, SOURCE)])


def _dated(raw: pd.DataFrame) -> pd.DataFrame:
    """Add ``date`` and ``last_seen``; drop prices that were announced and not yet in force."""
    days = {c: pd.to_datetime(raw[c]) for c in ("from_date", "to_date")}
    first, last = (pd.to_datetime(raw[f"{c}_seen_in_repository"]) for c in ("first", "last"))
    ended = days["to_date"] - pd.Timedelta(days=1)
    seen = last.where(ended.isna() | (last < ended), ended)
    begun = days["from_date"].fillna(first)
    rows = raw.assign(date=begun.where(begun < seen, seen), last_seen=seen)
    return rows[~(days["from_date"] > last)].copy()
