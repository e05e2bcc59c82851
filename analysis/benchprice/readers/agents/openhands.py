"""Outputs of OpenHands' evaluations (``output.jsonl``): an instance a line, with its metrics.

The counts are litellm's: ``prompt_tokens`` holds what is read from and written to a cache, and
completions hold their reasoning. ``token_usages`` has a call each; where it is empty, the totals of
``accumulated_token_usage`` stand for all. The day is that of the first cost of an instance.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from ... import days
from ...usage import Counting, ItemUsage, Log, Usage
from ..shared import billing, calls, documents, hosts
from ..shared.partial import Gaps
from ..shared.stream import mapping, number, sequence, word

NAME = "OpenHands outputs"
COUNTING = Counting(cache_in_input=True, reasoning_in_output=True)
_NAMES = {
    name: name
    for name in ("prompt_tokens", "completion_tokens", "cache_read_tokens", "cache_write_tokens",
                 "reasoning_tokens")
}  # fmt: skip


def recognises(document: Any) -> bool:
    """Whether a JSON document is one instance, or a list of them."""
    return documents.begins(document, recognises_line)


def recognises_line(line: dict[str, Any]) -> bool:
    """Whether a line is an instance with OpenHands' metrics."""
    metrics = line.get("metrics")
    return (
        "instance_id" in line
        and isinstance(metrics, dict)
        and bool({"accumulated_cost", "accumulated_token_usage"} & set(metrics))
    )


def read_document(name: str, document: Any) -> Log:
    """Read one instance or a list of them."""
    return read_lines(name, documents.rows(document))


def read_lines(name: str, rows: Iterable[Any]) -> Log:
    """Read instances as they come. Raises UserError if none has counts."""
    found: list[Usage] = []
    items: list[ItemUsage] = []
    costs: list[float] = []
    servers: dict[Any, None] = {}
    agent, seen, gaps = "", dict[str, int](), Gaps("instances")
    for position, raw in enumerate(rows, 1):
        where = f"{name}: line {position}"
        line = mapping(raw, where)
        metadata = mapping(line.get("metadata"), f"{where}: metadata")
        agent = agent or word(metadata.get("agent_class"), f"{where}: agent_class")
        metrics = mapping(line.get("metrics"), f"{where}: metrics")
        settings = metadata.get("llm_config")
        servers[str(settings.get("base_url")) if isinstance(settings, dict) else ""] = None
        item = word(str(line.get("instance_id")), f"{where}: instance_id")
        seen[item] = seen.get(item, 0) + 1
        with gaps.one():
            spent = _calls(metrics, metadata, where)
            found += spent
            items.append(ItemUsage(item, seen[item], calls.by_model(spent)))
        cost = number(metrics.get("accumulated_cost"), f"{where}: accumulated_cost")
        costs += [] if cost is None else [cost]
    return calls.log(
        name, "OpenHands", found, gaps, items, attempts=gaps.tried,
        items=len(seen), passes=max(seen.values(), default=1),
        scaffold=f"OpenHands {agent}".strip(), reported_cost=math.fsum(costs) or None,
        doubts=hosts.doubts(*servers),
    )  # fmt: skip


def _calls(metrics: dict[str, Any], metadata: dict[str, Any], where: str) -> list[Usage]:
    settings = mapping(metadata.get("llm_config"), f"{where}: llm_config")
    model = word(settings.get("model"), f"{where}: llm_config.model")
    each = _once(sequence(metrics.get("token_usages"), f"{where}: token_usages"), where)
    totals = [] if each else [metrics.get("accumulated_token_usage")]
    priced = sequence(metrics.get("costs"), f"{where}: costs")
    first = mapping(priced[0], f"{where}: costs") if priced else {}
    told: dict[str, Any] = {"date": days.of(first.get("timestamp"))}
    told["tier"] = billing.tier(settings, settings.get("completion_kwargs"))
    told |= {"window": None} if totals else {}
    parts = []
    for raw in each or totals:
        counted = mapping(raw, f"{where}: token usage")
        named = word(counted.get("model"), f"{where}: model")
        own = model or (named if named != "default" else "")
        parts.append(calls.usage(own, counted, _NAMES, where, COUNTING, **told))
    return parts


def _once(usages: list[Any], where: str) -> list[Any]:
    """Return usages without those that are said again: the same response, the same counts."""
    told = [mapping(raw, f"{where}: token usage") for raw in usages]
    keys = [repr(one) if one.get("response_id") else str(at) for at, one in enumerate(told)]
    return list(dict(zip(keys, told, strict=True)).values())
