"""Usage that OpenAI's and Anthropic's consoles export as CSV: the rows of their usage reports.

Counts mean what they mean in the reports (``providers``): OpenAI's input holds the cached tokens,
Anthropic's columns lie side by side. Audio lies beside the text tokens.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from ... import days
from ...errors import UserError
from ...usage import Log, Usage
from ..shared import calls
from ..shared.partial import Gaps
from ..shared.stream import mapping, word
from . import providers

NAME = "OpenAI and Anthropic usage tables"
_ANTHROPIC = {"usage_date_utc", "model_version", "usage_input_tokens_no_cache"}
_OPENAI = {"model", "input_tokens", "output_tokens", "input_cached_tokens", "num_model_requests"}
_LONG = 200_000  # tokens; what "> 200k" of a context window begins at


def recognises_line(line: dict[str, Any]) -> bool:
    """Whether a row is one of either console's table."""
    return set(line) >= _ANTHROPIC or set(line) >= _OPENAI


def read_lines(name: str, rows: Iterable[Any]) -> Log:
    """Read rows as they come. Raises UserError if none has counts, or one names no model."""
    found: list[Usage] = []
    gaps = Gaps("rows")
    for position, raw in enumerate(rows, 2):
        where = f"{name}: line {position}"
        row = mapping(raw, where)
        with gaps.one():
            found.append(_anthropic(row, where) if set(row) >= _ANTHROPIC else _openai(row, where))
    form = " + ".join(dict.fromkeys(u.provider for u in found)) or "provider"
    return calls.log(name, f"{form} usage", found, gaps, exported=True)


def _model(row: dict[str, Any], column: str, where: str) -> str:
    model = word(row.get(column), f"{where}: {column}")
    if not model:
        raise UserError(f"{where}: no model; export the usage grouped by model")
    return model


def _anthropic(row: dict[str, Any], where: str) -> Usage:
    told = {
        "uncached_input_tokens": row.get("usage_input_tokens_no_cache"),
        "output_tokens": row.get("usage_output_tokens"),
        "cache_read_input_tokens": row.get("usage_input_tokens_cache_read"),
        "cache_creation": {
            "ephemeral_5m_input_tokens": row.get("usage_input_tokens_cache_write_5m"),
            "ephemeral_1h_input_tokens": row.get("usage_input_tokens_cache_write_1h"),
        },
        "server_tool_use": {"web_search_requests": row.get("web_search_count")},
        "service_tier": row.get("usage_type"),
        "inference_geo": row.get("inference_geo"),
        "speed": row.get("speed"),
    }
    part = providers.anthropic_result(_model(row, "model_version", where), told, where)
    said = str(row.get("context_window") or "")
    long = {">": _LONG, "≤": 0}.get(said[:1]) if "200" in said else None
    return replace(part, date=days.of(row.get("usage_date_utc")), window=long)


def _openai(row: dict[str, Any], where: str) -> Usage:
    told = {**row, "batch": str(row.get("batch")).lower() == "true"}
    part = providers.openai_result(_model(row, "model", where), told, where)
    start = row.get("start_time_iso") or row.get("start_time")
    return replace(part, date=days.of(start), window=None)
