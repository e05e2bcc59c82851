"""OpenRouter's generations: of its activity export (CSV), or as its API returns one (JSON).

``tokens_prompt`` holds the cached ones and ``tokens_completion`` the reasoning, as in the API's
usage; ``cost_total`` is the charge, and with a key of one's own ``byok_usage_inference`` is what
the seller behind it bills. The API's counts are its own unless they are called native.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ... import days
from ...usage import Counting, Log, Usage
from ..shared import calls, documents
from ..shared.partial import Gaps
from ..shared.stream import mapping, number, word

NAME = "OpenRouter activity exports"
COUNTING = Counting(cache_in_input=True, reasoning_in_output=True)
_NAMES = {
    "tokens_prompt": "prompt_tokens",
    "tokens_completion": "completion_tokens",
    "tokens_cached": "cached_tokens",
    "tokens_reasoning": "reasoning_tokens",
}


_NATIVE = {f"native_{theirs}": ours for theirs, ours in _NAMES.items()}


def recognises(document: Any) -> bool:
    """Whether a JSON document is rows of the export, or generations."""
    return documents.begins(document, recognises_line)


def recognises_line(line: dict[str, Any]) -> bool:
    """Whether a row is one of the export, or a generation."""
    return {"generation_id", "tokens_prompt", "tokens_completion", "model_permaslug"} <= set(
        line
    ) or {"native_tokens_prompt", "total_cost"} <= set(_generation(line))


def _generation(line: dict[str, Any]) -> dict[str, Any]:
    """Return a generation, which the API wraps."""
    inner = line.get("data")
    return inner if isinstance(inner, dict) else line


def read_document(name: str, document: Any) -> Log:
    """Read rows of the export."""
    return read_lines(name, documents.rows(document))


def read_lines(name: str, rows: Iterable[Any]) -> Log:
    """Read rows as they come; one generation counts once. Raises UserError if none has counts."""
    found: dict[str, Usage] = {}
    gaps = Gaps("generations")
    for position, raw in enumerate(rows, 1):
        where = f"{name}: row {position}"
        row = _generation(mapping(raw, where))
        model = word(row.get("model_permaslug", row.get("model")), f"{where}: model_permaslug")
        own = word(row.get("generation_id", row.get("id")), f"{where}: generation_id")
        names = _NATIVE if row.get("native_tokens_prompt") is not None else _NAMES
        with gaps.one():
            found[own or str(position)] = calls.usage(
                model, row, names, where, COUNTING, provider="openrouter",
                date=days.of(row.get("created_at")), billed=_billed(row, where),
            )  # fmt: skip
    return calls.log(name, "OpenRouter", found.values(), gaps)


def _billed(row: dict[str, Any], where: str) -> float | None:
    own = number(row.get("cost_total", row.get("total_cost")), f"{where}: cost_total")
    by_key = row.get("upstream_inference_cost") if row.get("is_byok") is True else None
    behind = number(row.get("byok_usage_inference", by_key), f"{where}: byok_usage_inference")
    return own if not behind else (own or 0.0) + behind
