"""Uploads of the Holistic Agent Leaderboard: a run with its tokens by model.

``prompt_tokens`` holds what was read from a cache, ``cache_creation_input_tokens`` lie beside
(``hal/utils/weave_utils.py``, get_total_cost). Uploads from before caches were counted hold input
and output alone. ``total_cost`` is HAL's own reckoning.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ... import days
from ...errors import Missing
from ...usage import Counting, Log, Usage, convert
from ..shared import billing, calls
from ..shared.partial import Gaps
from ..shared.stream import count, mapping, number, word

NAME = "HAL uploads"
COUNTING = Counting(cache_in_input=True, reasoning_in_output=True)


def recognises(document: Any) -> bool:
    """Whether a JSON document is an upload."""
    return (
        isinstance(document, dict)
        and {"config", "results"} <= set(document)
        and bool({"total_usage", "raw_logging_results"} & set(document))
    )


def read_document(name: str, document: dict[str, Any]) -> Log:
    """Read an upload. Raises UserError if it counts no tokens."""
    config = mapping(document["config"], f"{name}: config")
    results = mapping(document["results"], f"{name}: results")
    tier = billing.tier(config.get("agent_args"), config.get("run_args"))
    gaps, found = Gaps("models"), []
    for model, raw in mapping(document.get("total_usage"), f"{name}: total_usage").items():
        with gaps.one():
            used = _usage(model, raw, days.of(config.get("date")), f"{name}: {model[:60]}")
            found.append(replace(used, tier=tier))
    score = number(results.get("accuracy"), f"{name}: accuracy", low=-1e12)
    scores = mapping(document.get("raw_eval_results"), f"{name}: raw_eval_results")
    cost = document.get("total_cost", results.get("total_cost"))
    return calls.log(
        name, "HAL", found, gaps,
        benchmark=word(config.get("benchmark_name"), f"{name}: benchmark_name"),
        scaffold=word(config.get("agent_name"), f"{name}: agent_name"),
        score=score if score is not None and 0 <= score <= 1 else None,
        items=len(scores) or None, passes=1 if scores else None,
        reported_cost=number(cost, f"{name}: total_cost"),
    )  # fmt: skip


def _usage(model: str, raw: Any, date: str, where: str) -> Usage:
    used = mapping(raw, where)
    names = ("prompt_tokens", "completion_tokens", "cache_read_input_tokens",
             "cache_creation_input_tokens")  # fmt: skip
    sent, got, read, written = (count(used.get(n), f"{where}: {n}") for n in names)
    if sent is None or got is None:
        raise Missing(f"{where}: prompt or completion tokens missing; an unknown count is not 0")
    counts = {"input": sent + (written or 0), "output": got, "cache_read": read,
              "cache_write": written}  # fmt: skip
    tokens = convert(counts, COUNTING, where)
    return Usage(word(model, where), tokens, cache_recorded=read is not None, date=date)
