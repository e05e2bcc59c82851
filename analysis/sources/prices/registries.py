"""Price registries that date and source their rows: model-prices, metergraph-core, genai-prices.

Terms: MIT. A start date after the release is no price yet: it says when today's ends, and what
follows (``ahead``). Rows without a start date are known to hold only on the day of the release that
carries them.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from analysis.sources.intake import Facts
from analysis.sources.prices import ahead
from analysis.sources.prices.observations import concat, price_facts, sources

MODEL_PRICES = "price-history/model_prices_0.0.5.csv.gz"
METERGRAPH = "price-history/metergraph_core_0.7.4.csv.gz"
GENAI = "price-history/genai_prices_0.2.3.csv.gz"
LANGCHAIN = "price-history/langchain_openai_prices.csv.gz"
FILES = (MODEL_PRICES, METERGRAPH, GENAI, LANGCHAIN)
# uploads of the releases whose tables these files are
RELEASED = {
    MODEL_PRICES: pd.Timestamp("2026-10-26"),
    METERGRAPH: pd.Timestamp("2026-10-25"),
    GENAI: pd.Timestamp("2026-11-10"),
}
UNSTATED = "start not stated"
BEGINNING = pd.Timestamp("2000-01-01")  # of a first price whose start is not stated
_GATEWAYS = ("openrouter-api", "vercel-ai-gateway")  # read from their lists: snapshots

SOURCES = sources(
    *(
        {
            "source_id": source_id,
            "title": title,
            "publisher": "Python Package Index",
            "url": f"pkg:pypi/{package}",
            "licence": "MIT",
            "retrieved": "2026-11-20",
        }
        for source_id, title, package in (
            ("model-prices", "model-prices: documented prices with sources", "model-prices"),
            (
                "model-prices-registry",
                "model-prices: rows taken from models.dev's commits",
                "model-prices",
            ),
            ("metergraph-core", "metergraph-core: prices with effective dates", "metergraph-core"),
            ("metergraph-gateways", "metergraph-core: lists of two gateways", "metergraph-core"),
            ("genai-prices", "genai-prices: prices with a start date", "genai-prices"),
            ("genai-prices-undated", "genai-prices: prices without a start date", "genai-prices"),
            (
                "langchain-openai",
                "OpenAI's list prices, as carried by releases of langchain",
                "langchain-community",
            ),
        )
    )
)


def read(folder: Path) -> Facts:
    """Read the four registries below ``folder``."""
    return concat(
        [
            Facts({"sources": SOURCES}),
            model_prices(pd.read_csv(folder / MODEL_PRICES), RELEASED[MODEL_PRICES]),
            metergraph(pd.read_csv(folder / METERGRAPH), RELEASED[METERGRAPH]),
            genai_prices(pd.read_csv(folder / GENAI), RELEASED[GENAI]),
            langchain(pd.read_csv(folder / LANGCHAIN)),
        ]
    )


def model_prices(table: pd.DataFrame, released: pd.Timestamp) -> Facts:
    """Documented rows are first-party; rows from models.dev's commits are copies of it."""
    raw = table.rename(columns={"model": "name"})
    raw["date"] = pd.to_datetime(raw["valid_from"]).dt.tz_localize(None).dt.normalize()
    raw["seen"], raw["last_seen"] = (
        released,
        _held_until(raw, ["provider", "name", "mode"], released),
    )
    raw["refused"] = np.where(raw["mode"] == "standard", "", "another service tier")
    copied = raw["basis"] == "models.dev commit"
    raw = raw.drop(columns="basis")
    return concat(
        [
            price_facts(raw[~copied], "model-prices", MODEL_PRICES, "list"),
            price_facts(raw[copied], "model-prices-registry", MODEL_PRICES),
        ]
    )


def metergraph(table: pd.DataFrame, released: pd.Timestamp) -> Facts:
    """Rows state channel, region and effective dates; the channel is the provider."""
    raw = table.rename(
        columns={
            "model": "name",
            "channel": "provider",
            "input_per_mtok": "input",
            "output_per_mtok": "output",
            "cache_read_per_mtok": "cache_read",
            "cache_write_5m_per_mtok": "cache_write",
        }
    )
    raw["name"] = raw["name"].str.replace("deepseek/v4", "deepseek/deepseek-v4")
    raw["date"] = _day(raw["effective_from"])
    raw["seen"] = released
    raw["last_seen"] = _held_until(raw, ["provider", "name", "region"], released)
    ended = _day(raw["effective_to"]) - pd.Timedelta(days=1)
    raw["last_seen"] = raw["last_seen"].where(ended.isna() | (ended > raw["last_seen"]), ended)
    regional = (raw["region"] != "global") | (raw["provider"] == "aws-bedrock-geo")
    raw["refused"] = np.where(regional, "regional price", "")
    raw.loc[raw["date"] > released, "refused"] = "announced, not yet in force"
    gateway = raw["provider"].isin(_GATEWAYS)
    raw = raw.assign(ended=_day(raw["effective_to"]), url=raw["source_url"], gateway=gateway)
    later = ahead.scheduled(raw[~regional], ["provider", "name"], released)
    return concat(
        [
            price_facts(raw[~gateway], "metergraph-core", METERGRAPH, "list"),
            price_facts(raw[gateway], "metergraph-gateways", METERGRAPH),
            ahead.schedule_facts(later[~later["gateway"]], "metergraph-core"),
            ahead.schedule_facts(later[later["gateway"]], "metergraph-gateways"),
        ]
    )


def genai_prices(table: pd.DataFrame, released: pd.Timestamp) -> Facts:
    """Rows with a start date hold from it; the others are snapshots of the release's day."""
    return concat([genai_dated(table, released), genai_undated(table, released)])


def genai_dated(table: pd.DataFrame, released: pd.Timestamp) -> Facts:
    """Return the prices that state since when they hold, and those that a release announces."""
    raw, dated, timed = _genai(table, released)
    held = raw.assign(date=raw["date"].where(dated, BEGINNING), ended=None)
    later = ahead.scheduled(held[~timed], ["provider", "name"], released)
    return concat(
        [
            price_facts(raw[dated], "genai-prices", GENAI, "list"),
            ahead.schedule_facts(later, "genai-prices"),
        ]
    )


def genai_undated(table: pd.DataFrame, released: pd.Timestamp) -> Facts:
    """Return the prices that held on the day of a release."""
    raw, dated, _ = _genai(table, released)
    return price_facts(raw[~dated], "genai-prices-undated", GENAI)


def _genai(
    table: pd.DataFrame, released: pd.Timestamp
) -> tuple[pd.DataFrame, pd.Series[bool], pd.Series[bool]]:
    """Return a release's rows, which of them have a start date, and which depend on the hour."""
    raw = table.rename(
        columns={
            "model": "name",
            "input_mtok": "input",
            "output_mtok": "output",
            "cache_read_mtok": "cache_read",
            "cache_write_mtok": "cache_write",
        }
    )
    series = [raw["provider"], raw["name"]]
    dated = raw["start_date"].notna()
    raw["date"] = pd.to_datetime(raw["start_date"]).fillna(released)
    raw["seen"], raw["last_seen"] = released, _held_until(raw, ["provider", "name"], released)
    # where the price depends on the hour, the row without hours is the cheap night
    timed = (raw["constraint"] == "TimeOfDateConstraint").groupby(series).transform("any")
    raw["refused"] = np.where(timed, "another service tier", "")
    raw.loc[dated.groupby(series).transform("any") & ~dated & ~timed, "refused"] = UNSTATED
    raw.loc[raw["date"] > released, "refused"] = "announced, not yet in force"
    return raw, dated, timed


def langchain(table: pd.DataFrame) -> Facts:
    """One price a key: ``-completion`` is the output's, ``-cached`` the cache's, bare the input's.

    Keys without a ``-completion`` twin are models of one price for both.
    """
    table = table.drop_duplicates(["snapshot_date", "key"], keep="last")
    parts = table["key"].str.extract(r"^(?P<name>.+?)(?:-(?P<kind>completion|cached))?$")
    table = table.assign(name=parts["name"], kind=parts["kind"].fillna("bare"))
    wide = table.pivot_table("usd_per_mtok", ["snapshot_date", "name"], "kind")
    wide = wide.reset_index().rename(columns={"snapshot_date": "date", "bare": "input"})
    raw = wide.rename(columns={"completion": "output", "cached": "cache_read"})
    raw["output"] = raw["output"].fillna(raw["input"])
    azure = raw["name"].str.startswith("gpt-35") | raw["name"].str.contains("azure")
    raw["provider"] = np.where(azure, "azure", "openai")
    raw["name"] = raw["name"].str.replace("gpt-35", "gpt-3.5")
    return price_facts(raw, "langchain-openai", LANGCHAIN, "list")


def _held_until(
    raw: pd.DataFrame, series: list[str], released: pd.Timestamp
) -> pd.Series[pd.Timestamp]:
    """Return the day before the next row of the series, or the release's day."""
    ordered = raw.sort_values([*series, "date"])
    following = ordered.groupby(series, sort=False)["date"].shift(-1) - pd.Timedelta(days=1)
    until = following.where(following < released, released)
    held: pd.Series[pd.Timestamp] = until.where(until >= ordered["date"], ordered["date"])
    return held.reindex(raw.index)


def _day(text: pd.Series[str]) -> pd.Series[pd.Timestamp]:
    return pd.to_datetime(text.str[:10], format="%Y-%m-%d")
