"""Trajectories in the Agent Trajectory Interchange Format (ATIF), as Harbor's agents write them.

``prompt_tokens`` holds the cached ones (Harbor's RFC 0001: cached tokens are a subset); reasoning
is part of the completion. Steps without metrics are no calls of a model; where no step has any,
the totals of ``final_metrics`` stand for all.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ... import days
from ...sums import summed
from ...usage import Counting, ItemUsage, Log, Usage, prompt
from ..shared import billing, calls
from ..shared.partial import Gaps
from ..shared.stream import count, mapping, number, sequence, word

NAME = "ATIF trajectories"
COUNTING = Counting(cache_in_input=True, reasoning_in_output=True)
_STEP = {"prompt_tokens": "prompt_tokens", "completion_tokens": "completion_tokens",
         "cached_tokens": "cached_tokens"}  # fmt: skip
_FINAL = {f"total_{theirs}": ours for theirs, ours in _STEP.items()}


def recognises(document: Any) -> bool:
    """Whether a JSON document is one trajectory."""
    return isinstance(document, dict) and str(document.get("schema_version")).startswith("ATIF-")


def read_document(name: str, document: Any) -> Log:
    """Read one trajectory. Raises UserError if neither steps nor totals have counts."""
    agent = mapping(document.get("agent"), f"{name}: agent")
    model = word(agent.get("model_name"), f"{name}: agent.model_name")
    final = mapping(document.get("final_metrics"), f"{name}: final_metrics")
    gaps = Gaps("steps")
    found = list(_steps(name, document, agent, gaps))
    rest = _beyond(final, found, name) if final else {}
    if rest:
        found.append(calls.usage(model, rest, _STEP, f"{name}: totals", COUNTING, window=None))
        gaps = Gaps("steps")  # what steps lack is in the totals
    notes = ("Steps without metrics are in by the totals: long prompts cannot be told apart.",)
    item = word(document.get("session_id"), f"{name}: session_id") or "1"
    told = f"{agent.get('name') or ''} {agent.get('version') or ''}".strip()[:100]
    return calls.log(
        name, "ATIF", found, gaps, [ItemUsage(item, 1, calls.by_model(found))],
        items=1, passes=1, attempts=1, scaffold=told, notes=notes * bool(rest),
        reported_cost=number(final.get("total_cost_usd"), f"{name}: total_cost_usd"),
    )  # fmt: skip


def _beyond(final: dict[str, Any], found: list[Usage], name: str) -> dict[str, Any]:
    """Return what the totals hold beyond the steps that were counted; empty if that is nothing."""
    where = f"{name}: final_metrics"
    total = {ours: count(final.get(theirs), where) for theirs, ours in _FINAL.items()}
    if not found:
        return total
    steps = summed([one.tokens for one in found])
    known = {"prompt_tokens": prompt(steps), "completion_tokens": steps.output,
             "cached_tokens": steps.cache_read}  # fmt: skip
    rest = {kind: max(0, (total[kind] or 0) - n) for kind, n in known.items()}
    rest["cached_tokens"] = min(rest["cached_tokens"], rest["prompt_tokens"])
    return rest if any(rest.values()) else {}


def _noted(metrics: dict[str, Any], where: str) -> tuple[dict[str, Any], dict[str, str]]:
    """Return a step's metrics with what its agent noted beside them, and the names of all.

    Cache writes are part of the prompt, as the reads are (Harbor's converter of Claude Code's
    transcripts), and thought is part of the completion if there is room for it.
    """
    beside = {"cache_write": "cache_write_tokens", "reasoning": "reasoning_tokens"}
    found = {kind: calls.noted(metrics.get("extra"), kind, f"{where}: extra") for kind in beside}
    return {**metrics, **found}, _STEP | beside


def _steps(
    name: str, document: dict[str, Any], agent: dict[str, Any], gaps: Gaps
) -> Iterator[Usage]:
    model = word(agent.get("model_name"), f"{name}: agent.model_name")
    for position, raw in enumerate(sequence(document.get("steps"), f"{name}: steps"), 1):
        where = f"{name}: step {position}"
        step = mapping(raw, where)
        metrics = mapping(step.get("metrics"), f"{where}: metrics")
        if not any(metrics.get(key) is not None for key in _STEP):
            continue
        own = word(step.get("model_name"), f"{where}: model_name") or model
        call = None
        with gaps.one():
            date = days.of(step.get("timestamp"))
            raw, names = _noted(metrics, where)
            tier = billing.tier(metrics.get("extra"), step.get("extra"), agent.get("extra"))
            call = calls.usage(own, raw, names, where, COUNTING, date=date, tier=tier)
        if call is not None:
            yield call
