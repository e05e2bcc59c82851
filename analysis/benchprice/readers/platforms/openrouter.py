"""OpenRouter's activity export (CSV): a generation a row, with what was charged.

``tokens_prompt`` holds the cached ones and ``tokens_completion`` the reasoning, as in the API's
usage; ``cost_total`` is the charge, and with a key of one's own ``byok_usage_inference`` is what
the seller behind it bills.
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


def recognises(document: Any) -> bool:
    """Whether a JSON document is rows of the export."""
    return documents.begins(document, recognises_line)


def recognises_line(line: dict[str, Any]) -> bool:
    """Whether a row is one of the export."""
    return {"generation_id", "tokens_prompt", "tokens_completion", "model_permaslug"} <= set(line)


def read_document(name: str, document: Any) -> Log:
    """Read rows of the export."""
    return read_lines(name, documents.rows(document))


def read_lines(name: str, rows: Iterable[Any]) -> Log:
    """Read rows as they come; one generation counts once. Raises UserError if none has counts."""
    found: dict[str, Usage] = {}
    gaps = Gaps("generations")
    for position, raw in enumerate(rows, 1):
        where = f"{name}: row {position}"
        row = mapping(raw, where)
        model = word(row.get("model_permaslug"), f"{where}: model_permaslug")
        key = word(row.get("generation_id"), f"{where}: generation_id") or str(position)
        with gaps.one():
            found[key] = calls.usage(
                model, row, _NAMES, where, COUNTING, provider="openrouter",
                date=days.of(row.get("created_at")), billed=_billed(row, where),
            )  # fmt: skip
    return calls.log(name, "OpenRouter", found.values(), gaps)


def _billed(row: dict[str, Any], where: str) -> float | None:
    own = number(row.get("cost_total"), f"{where}: cost_total")
    behind = number(row.get("byok_usage_inference"), f"{where}: byok_usage_inference")
    return own if not behind else (own or 0.0) + behind
