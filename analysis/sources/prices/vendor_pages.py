"""Prices read from sellers' own pages and interfaces, as carried by ``openai-cost-calculator``.

Terms: MIT. What a maker's page or a host's or cloud's own interface says on the day it was read is
the seller's own statement. Left out are the package's older list (``legacy-csv``, typed by hand and
never checked) and rows that are announced but not yet in force. DeepSeek's page has a price for
peak hours and one for the rest and no other: both are tiers. A cloud's price is its global one,
else that of the first of ``REGIONS``.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from analysis.sources.intake import Facts
from analysis.sources.prices import tiers
from analysis.sources.prices.observations import concat, price_facts, sources
from analysis.sources.rows import digested

FILE = "price-history/openai_cost_calculator_1.3.0.csv.gz"
FILES = (FILE,)
REGIONS = ("", "global", "us-east-1", "us-west-2")  # the price that stands for a seller's own
# the files of a release, one a seller
PAGES = ("anthropic", "azure", "bedrock", "deepinfra", "deepseek", "fireworks", "gemini", "groq",
         "mistral", "openai", "openrouter", "together", "vertex")  # fmt: skip
UNVERIFIED = "legacy-csv"
ROUTER = "openrouter-models-api"
CONDITIONS = ("service_tier", "region", "period", "min_input_tokens")
RATES = ("input", "cached_input", "cache_write", "cache_write_1h", "output", "web_search",
         "input_audio", "output_audio")  # fmt: skip
RENAMED = {
    "model": "name",
    "cached_input": "cache_read",
    "cache_write_1h": "cache_write_long",
    "input_audio": "audio_input",
    "output_audio": "audio_output",
    "min_input_tokens": "above",
    "source_url": "url",
    "verified_at": "date",
}

SOURCES = sources(
    {
        "source_id": "vendor-pages",
        "title": "Sellers' own price pages and interfaces, as carried by openai-cost-calculator",
        "publisher": "Python Package Index",
        "url": "pkg:pypi/openai-cost-calculator",
        "licence": "MIT",
        "retrieved": "2026-11-25",
    },
    {
        "source_id": "openrouter-api",
        "title": "OpenRouter's own interface, as carried by openai-cost-calculator",
        "publisher": "Python Package Index",
        "url": "pkg:pypi/openai-cost-calculator",
        "licence": "MIT",
        "retrieved": "2026-11-25",
    },
)


def read(folder: Path) -> Facts:
    """Read the package's rates below ``folder``."""
    described = digested(SOURCES, folder, dict.fromkeys(SOURCES["source_id"], FILES))
    return concat([Facts({"sources": described}), rate_facts(pd.read_csv(folder / FILE))])


def rate_facts(table: pd.DataFrame) -> Facts:
    """Turn rates (provider, model, tier, region, period, threshold, prices, source) into facts."""
    words = dict.fromkeys(("service_tier", "region", "period"), "string")
    raw = table.rename(columns=RENAMED).astype(words)
    raw["name"] = _named(raw)
    raw["date"] = pd.to_datetime(raw["date"])
    raw["tier"] = _tier(raw)
    ahead = raw["extra"].eq("effective_from")
    raw = raw[(raw["source"] != UNVERIFIED) & ~ahead & (raw["status"] != "deprecated")]
    raw = tiers.beside(_of_the_seller(raw), [*tiers.SERIES])
    parts = []
    for source_id, rows in (
        ("vendor-pages", raw[raw["source"] != ROUTER]),
        ("openrouter-api", raw[raw["source"] == ROUTER]),
    ):
        plain = rows[(rows["tier"] == "standard") & (tiers.thousands(rows["above"]) == 0)]
        parts.append(price_facts(plain, source_id, FILE))
        parts.append(tiers.tier_facts(rows, source_id))
        parts.append(tiers.fee_facts(rows.assign(usd=rows["web_search"]), "web-search", source_id))
    return concat(parts)


def _named(raw: pd.DataFrame) -> pd.Series[str]:
    """Name Bedrock's models as its interface does: its price list drops Llama's -instruct."""
    llama = (raw["provider"] == "bedrock") & raw["name"].str.startswith("meta.llama")
    name = raw["name"].mask(llama, raw["name"] + "-instruct")
    deepseek = (raw["provider"] == "bedrock") & name.str.startswith("deepseek.")
    plain = name.str.removeprefix("deepseek.").str.removeprefix("deepseek-")
    return name.mask(deepseek, "deepseek-" + plain)


def _tier(raw: pd.DataFrame) -> pd.Series[str]:
    """Return the tier: of the hour where that decides, else of service; standard for neither."""
    hours = raw["period"].str.replace("_", "-")
    return hours.fillna(raw["service_tier"]).fillna("standard")


def _of_the_seller(raw: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the region that stands for the seller's price of the model."""
    place = {region: rank for rank, region in enumerate(REGIONS)}
    known = raw.assign(place=raw["region"].fillna("").map(place)).dropna(subset="place")
    first = known.groupby(tiers.SERIES)["place"].transform("min")
    return known[known["place"] == first]
