"""Observation tables ready for the statistics: one a benchmark, with what clusters are made of.

An observation is a model's run at a price that the model had never been as cheap at before. To
the columns of ``price_of_progress.observations`` come ``base`` (the model without its settings:
the same weights sold at the same token price, so never independent) and ``reasoning``; gaps in
``creator`` are filled from the model's name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis import price_of_progress as pop
from analysis import pricing, tables
from analysis.tables import Dataset

VINTAGE = "price-of-progress"
# Settings of a run in the names of the published table: thinking budgets, effort, run options.
SETTINGS = (
    r"\s*\((?:[^)]*thinking|(?:non-)?reasoning|option ?\d?|aime ?\d?|swe)\)"
    r"|\s*\((?:x?high|medium|low|minimal)\)"
    r"|\s+option \d|\+a48|_(?:\d+k|x?high|medium|low)$|\s+thinking\b(?!-turbo)"
)
# First words of a model's name -> who made it; the first that fits counts.
CREATORS: Mapping[str, str] = {
    r"deepseek": "DeepSeek",
    r"nous|hermes|deephermes": "Nous Research",
    r"claude": "Anthropic",
    r"gpt|chatgpt|o\d\b|o\d-|codex": "OpenAI",
    r"gemini|gemma|palm": "Google",
    r"llama|meta-llama": "Meta",
    r"mistral|mixtral|ministral|magistral|codestral|devstral|pixtral": "Mistral",
    r"qwen|qwq": "Alibaba",
    r"grok": "xAI",
    r"phi": "Microsoft",
    r"(?:fireworks/)?kimi": "Moonshot AI",
    r"glm": "Z.ai",
    r"command|aya": "Cohere",
    r"jamba": "AI21 Labs",
    r"nova": "Amazon",
}
SPELLINGS = {
    "Google DeepMind": "Google",
    "Z AI": "Z.ai",
    "Z.ai (Zhipu AI)": "Z.ai",
    "Zhipu AI": "Z.ai",
    "Moonshot": "Moonshot AI",
    "Meta AI": "Meta",
    "Mistral AI": "Mistral",
    "Alibaba Cloud": "Alibaba",
}


@dataclass(frozen=True)
class Samples:
    """Observation tables by benchmark, the prefix of their numbers' keys, and benchmark facts."""

    prefix: str
    tables: Mapping[str, pd.DataFrame]
    benchmarks: pd.DataFrame


def of(data: Dataset) -> Samples:
    """Return the observations of the published vintage or of the living facts."""
    if data.digest == tables.vintage(VINTAGE).digest:
        found = {b: pop.observations(data, b) for b in pop.BENCHMARKS}
        prefix = VINTAGE
    else:
        found, prefix = {}, "living"
    benchmarks = data.benchmarks.set_index("benchmark_id")
    items = benchmarks["items"].to_dict()
    ready = {
        b: with_clusters(rows, data.models).assign(items=items[b]) for b, rows in found.items()
    }
    return Samples(prefix, ready, benchmarks)


def with_clusters(rows: pd.DataFrame, models: pd.DataFrame) -> pd.DataFrame:
    """Add ``base`` and ``reasoning`` to observations and fill the gaps of ``creator``."""
    facts = models.set_index("model_id")
    base = rows["model_id"].map(facts["base_model_id"])
    return rows.assign(
        base=base.fillna(without_settings(rows["model"])),
        creator=creators(rows["model"], rows["creator"]),
        reasoning=rows["model_id"].map(facts["reasoning"]),
    )


def without_settings(names: pd.Series[Any]) -> pd.Series[Any]:
    """Strip effort, thinking budget and run options from model names; dates stay."""
    return names.str.lower().str.replace(SETTINGS, "", regex=True).str.strip()


def creators(names: pd.Series[Any], known: pd.Series[Any]) -> pd.Series[Any]:
    """Return who made each model: as stated, in one spelling, else by the name's first word."""
    lower = names.str.lower()
    told = known.replace(SPELLINGS)
    for pattern, creator in CREATORS.items():
        told = told.mask(told.isna() & lower.str.match(pattern), creator)
    return told


def cache_aware(data: Dataset, facts: Samples, benchmark: str) -> pd.DataFrame | None:
    """Return observations of the vintage with cached tokens billed at the price of cached tokens.

    The published prices bill them as plain input unless reads, writes and both prices are known.
    Here reads and writes that are known are taken out of the input that holds them and billed at
    their price; an unknown number of writes counts as none. None for benchmarks with stated costs
    or without cached tokens.
    """
    rows = _at_every_price(data, benchmark)
    if rows is None or not rows["cache_read_tokens"].gt(0).any():
        return None
    lows = pricing.new_lows(rows.assign(price=pricing.run_price(rows)), by="model_id")
    return _ready(lows, data, facts, benchmark)


def every_price(data: Dataset, facts: Samples, benchmark: str) -> pd.DataFrame | None:
    """Return runs of the vintage at every price on record, not only at new lows.

    None for benchmarks whose costs are stated: they come without token prices.
    """
    rows = _at_every_price(data, benchmark)
    if rows is None:
        return None
    price = pricing.run_price(pop.with_published_cache(rows))
    return _ready(rows.assign(price=price), data, facts, benchmark)


def _at_every_price(data: Dataset, benchmark: str) -> pd.DataFrame | None:
    runs = data.runs[data.runs["benchmark_id"] == benchmark]
    if runs["reported_cost"].notna().any():
        return None
    columns = ["model_id", "date", "input", "output", "cache_read", "cache_write"]
    return runs.drop(columns="date").merge(data.prices[columns], on="model_id")


def _ready(rows: pd.DataFrame, data: Dataset, facts: Samples, benchmark: str) -> pd.DataFrame:
    """Name the models, leave out what cannot be used as published, and add the clusters."""
    named = data.models.set_index("model_id").rename(columns={"name": "model"})
    for column in ("model", "weights", "creator"):
        rows = rows.assign(**{column: rows["model_id"].map(named[column])})
    used = (rows["score"] > 0) & (rows["price"] > 0) & rows["date"].notna()
    ready = with_clusters(rows[used].sort_values(["date", "model_id"]), data.models)
    items = float(facts.benchmarks["items"].to_dict()[benchmark])
    return ready.assign(items=items).reset_index(drop=True)
