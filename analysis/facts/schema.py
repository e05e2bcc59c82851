"""The tables of ``data/``: columns, units and rules. One CSV a table, one fact a row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

TIERS = ("standard", "batch", "flex", "priority", "fast", "peak", "off-peak", "thinking")
FEES = ("web-search", "web-search-preview", "x-search", "code-execution", "file-search",
        "grounded-answer", "grounding-query", "search-query", "citation-token", "reasoning-token",
        "request-low", "request-medium", "request-high")  # fmt: skip
KINDS = ("maker", "cloud", "host", "gateway", "subscription", "list")  # of sellers
DOMAINS = ("knowledge", "reasoning", "mathematics", "software", "agents", "long context")


@dataclass(frozen=True)
class Column:
    """One column: its kind and the rule its values obey.

    ``kind`` is text, date, number, flag or fractions (several, rising, apart by spaces); ``low``
    and ``high`` are inclusive bounds in the column's unit; ``key`` names the table whose first
    column the values must be found in. A table may lack an ``optional`` column, as the frozen ones
    do that were written before it: it is empty.
    """

    kind: str = "text"
    required: bool = False
    low: float | None = None
    high: float | None = None
    among: tuple[str, ...] = ()
    key: str = ""
    unit: str = ""
    unique: bool = False
    optional: bool = False


_ID = Column(required=True, unique=True)
_NAME = Column(required=True)
_TEXT = Column()
_SOURCE = Column(required=True, key="sources")
_MODEL = Column(required=True, key="models")
_BILLIONS = Column("number", low=0, high=20_000, unit="billions of parameters")
_TOKENS = Column("number", low=0, unit="tokens, summed over passes")
_SOME_TOKENS = Column("number", low=1, unit="tokens, summed over passes; empty where unknown")
_USD_PER_MTOK = Column("number", low=0, high=10_000, unit="USD per million tokens")

_DIGEST = ("SHA-256 of the files read, one after the other; empty for packages, whose registry "
           "keeps one of every release, and for what was typed or is only cited")  # fmt: skip

_SOLD = "by an API at a price a token, in a product only, or never; empty where unknown"
_DATED = "on: date is the run's day; by: it is the day of the first list that shows the run"
_COST_DATE = "a day on which the prices in reported_cost held; empty where unknown"
_SCAFFOLD = "the agent that the model ran in; empty where the evaluator has one way to run all"

_ABOVE = "tokens of a prompt above which the price holds; 0: whatever its length"
_BESIDE = Column("number", low=0, high=10_000, unit="standard price of a short prompt in the same "
                 "list, USD per million tokens")  # fmt: skip
_WAS = Column("number", required=True, low=0, high=10_000, unit="USD per million tokens")

PRICES = ("input", "output", "cache_read", "cache_write")  # of a token, the standard ones
NEEDED = ("models", "runs", "benchmarks", "sources")  # without these there are no facts
TABLES: Mapping[str, Mapping[str, Column]] = {
    "models": {
        "model_id": _ID,
        "name": _NAME,
        "creator": _TEXT,
        "release_date": Column("date"),
        "weights": Column(among=("open", "closed")),
        "licence": _TEXT,
        **dict.fromkeys(("total_params_b", "active_params_b"), _BILLIONS),
        "reasoning": Column("flag"),
        "base_model_id": _TEXT,
        "sold": Column(among=("api", "product", "never"), unit=_SOLD, optional=True),
        "source_id": _SOURCE,
    },
    "aliases": {"source_id": _SOURCE, "alias": _NAME, "model_id": _MODEL},
    "providers": {
        "provider": _ID,
        "kind": Column(required=True, among=KINDS),
        "variants": _TEXT,
        "maker_of": _TEXT,
        "passes_on": Column("flag"),
        "first_day": Column("date"),
        "last_day": Column("date"),
        "source_id": _SOURCE,
    },
    "prices": {
        "model_id": _MODEL,
        "provider": Column(required=True, key="providers"),
        "date": Column("date", required=True),
        "seen": Column("date", optional=True),
        "last_seen": Column("date", optional=True),
        "observations": Column("number", low=1, unit="dated observations", optional=True),
        **dict.fromkeys(PRICES, _USD_PER_MTOK),
        "basis": Column(required=True, among=("list", "snapshot", "transcribed")),
        "source_id": _SOURCE,
    },
    "tiers": {
        "model_id": _MODEL,
        "provider": Column(required=True, key="providers"),
        "tier": Column(required=True, among=TIERS),
        "above_tokens": Column("number", required=True, low=0, unit=_ABOVE),
        "date": Column("date", required=True),
        "last_seen": Column("date", required=True, optional=True),
        **dict.fromkeys(PRICES, _USD_PER_MTOK),
        **dict.fromkeys(("cache_write_long", "audio_input", "audio_output"), _USD_PER_MTOK),
        **dict.fromkeys(("beside_input", "beside_output"), _BESIDE),
        "url": _TEXT,
        "source_id": _SOURCE,
    },
    "fees": {
        "provider": Column(required=True, key="providers"),
        "fee": Column(required=True, among=FEES),
        "model_id": Column(key="models", unit="empty: whichever model makes the call"),
        "date": Column("date", required=True),
        "last_seen": Column("date", required=True, optional=True),
        "usd": Column("number", required=True, low=0, high=10, unit="USD a call"),
        "url": _TEXT,
        "source_id": _SOURCE,
    },
    "exchange_rates": {
        "currency": Column(required=True, among=("CNY",)),
        "date": Column("date", required=True),
        "usd": Column("number", required=True, low=0.05, high=0.5, unit="USD for one unit"),
        "source_id": _SOURCE,
    },
    "retirements": {
        "model_id": _MODEL,
        "provider": Column(required=True, key="providers"),
        "date": Column("date", required=True),
        "seen": Column("date"),
        "lists": Column("number", required=True, low=1, high=50, unit="lists that say this day"),
        "url": _TEXT,
        "source_id": _SOURCE,
    },
    "scheduled": {
        "model_id": _MODEL,
        "provider": Column(required=True, key="providers"),
        "date": Column("date", required=True),
        "seen": Column("date", required=True),
        **dict.fromkeys(("was_input", "was_output"), _WAS),
        **dict.fromkeys(PRICES, _USD_PER_MTOK),
        "url": _TEXT,
        "source_id": _SOURCE,
    },
    "blended_prices": {
        "model_id": _MODEL,
        "provider": _NAME,
        "date": Column("date", required=True),
        "blended": _USD_PER_MTOK,
        "source_id": _SOURCE,
    },
    "benchmarks": {
        "benchmark_id": _ID,
        "name": _NAME,
        "domain": Column(required=True, among=DOMAINS),
        "items": Column("number", low=2, unit="items"),
        "chance": Column("number", low=0, high=0.5, unit="fraction"),
        "metric": _TEXT,
        "about": Column(optional=True),
        "url": _TEXT,
        "headline": Column("flag", required=True),
        "levels": Column("fractions"),
        "ahead": Column("fractions"),
        "front": Column("number", low=0, high=1),
        "milestones": Column("flag", required=True),
        "composite": Column("flag", required=True),
        "same_tasks": Column(key="benchmarks"),
        "ended": Column("date", optional=True),
        "successor": Column(key="benchmarks", optional=True),
        "source_id": _SOURCE,
    },
    "runs": {
        "run_id": _ID,
        "model_id": _MODEL,
        "benchmark_id": Column(required=True, key="benchmarks"),
        "date": Column("date"),
        "dated": Column(among=("on", "by"), unit=_DATED, optional=True),
        "score": Column("number", low=0, high=1, unit="fraction"),
        "score_se": Column("number", low=0, high=0.5, unit="fraction"),
        "passes": Column("number", low=1, high=1_000, unit="passes over every item"),
        "input_tokens": _SOME_TOKENS,
        "output_tokens": _SOME_TOKENS,
        "reasoning_tokens": _TOKENS,
        "reasoning_in_output": Column("flag"),
        "cache_read_tokens": _TOKENS,
        "cache_write_tokens": _TOKENS,
        "cache_in_input": Column("flag"),
        "reported_cost": Column("number", low=0, unit="USD"),
        "reported_cost_basis": Column(among=("run", "item", "task")),
        "cost_date": Column("date", unit=_COST_DATE, optional=True),
        "evaluator": _TEXT,
        "scaffold": Column(unit=_SCAFFOLD, optional=True),
        "source_id": _SOURCE,
    },
    "hardware": {
        "name": _NAME,
        "date": Column("date", required=True),
        "usd": Column("number", low=10, high=1e6, unit="USD"),
        "flop_per_second": Column("number", low=1e9, high=1e18, unit="FLOP/s"),
        "usd_per_hour": Column("number", low=0.01, high=100, unit="USD per hour"),
        "kind": Column(required=True, among=("purchase", "rental")),
        "source_id": _SOURCE,
    },
    "training_runs": {
        "architecture": _NAME,
        "learning_rate": Column(required=True, among=("tuned", "trend")),
        "dimension": Column("number", low=1),
        "compute_flop": Column("number", low=0, unit="FLOP"),
        "loss": Column("number", low=0, unit="nats per token"),
        "source_id": _SOURCE,
    },
    "parameters": {
        "name": _ID,
        "value": Column("number", required=True),
        "meaning": _TEXT,
        "source_id": _SOURCE,
    },
    "intake": {
        "source_id": _SOURCE,
        "outcome": Column(required=True, among=("kept", "merged", "rejected", "cell")),
        "reason": _NAME,
        "rows": Column("number", required=True, low=1, unit="rows read"),
        "example": _TEXT,
    },
    "claims": {
        "claim_id": _ID,
        "statement": _NAME,
        "quantity": _TEXT,
        "value": Column("number"),
        "low": Column("number"),
        "high": Column("number"),
        "unit": _TEXT,
        "period": _TEXT,
        "source_id": _SOURCE,
        "where": _TEXT,
    },
    "sources": {
        "source_id": _ID,
        "title": _NAME,
        "authors": _TEXT,
        "publisher": _TEXT,
        "url": _TEXT,
        "licence": _NAME,
        "retrieved": Column("date"),
        "sha256": Column(unit=_DIGEST),
        "citation_key": _TEXT,
        "redistributable": Column("flag", required=True),
    },
}
