"""SWE-bench trajectories: of mini-SWE-agent (responses with usage) and of SWE-agent (totals).

mini-SWE-agent keeps each response's usage in the OpenAI form, cached tokens inside the prompt.
SWE-agent counts on its own side: its ``tokens_received`` leaves tool calls and thinking out and
cached tokens are not told apart, so what is priced from it is marked as an estimate.
"""

from __future__ import annotations

import json
import math
from dataclasses import replace
from typing import Any

from ...errors import Missing
from ...sums import Sums
from ...usage import Counting, ItemUsage, Log, Usage, convert
from ..shared import billing, calls, documents, responses
from ..shared.partial import Gaps
from ..shared.stream import count, mapping, number, sequence, word

NAME = "SWE-agent and mini-SWE-agent trajectories"
COUNTING = Counting(cache_in_input=True, reasoning_in_output=True)


def recognises(document: Any) -> bool:
    """Whether a JSON document is one trajectory, or a list of them."""
    return documents.begins(document, _has_stats)


def _has_stats(trajectory: dict[str, Any]) -> bool:
    return isinstance(mapping_or_empty(trajectory.get("info")).get("model_stats"), dict)


def mapping_or_empty(value: Any) -> dict[str, Any]:
    """Return a JSON object, or an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def read_document(name: str, document: Any) -> Log:
    """Read one trajectory or a list of them. Raises UserError if one has no token counts."""
    items, costs, sums = [], [], Sums()
    gaps, lacking = Gaps(), Gaps("trajectories")
    for position, raw in enumerate(documents.rows(document)):
        where = f"{name}: trajectory {position + 1}"
        trajectory = mapping(raw, where)
        info = mapping(trajectory.get("info"), f"{where}: info")
        stats = mapping(info.get("model_stats"), f"{where}: model_stats")
        settings = _settings(trajectory, info, where)
        model = word(settings.get("model_name") or settings.get("name"), f"{where}: model")
        tier = billing.tier(settings.get("model_kwargs"), settings.get("completion_kwargs"))
        before = gaps.missing
        found = _calls(trajectory, model, tier, gaps, where)
        with lacking.one():
            if not found and gaps.missing == before and not _never_called(stats):
                found = [_own_count(model, stats, tier, where)]
        for call in found:
            sums.add(call)
        item = word(trajectory.get("instance_id") or str(position + 1), f"{where}: instance_id")
        items.append(ItemUsage(item, 1, calls.by_model(found)))
        costs.append(number(stats.get("instance_cost"), f"{where}: instance_cost"))
    usage, known = sums.usage(), [cost for cost in costs if cost is not None]
    estimated = any(u.estimated for u in usage)
    note = "SWE-agent counts tokens itself, without tool calls, thinking or cache: too low."
    return Log(
        source=name,
        format="SWE-agent" if estimated else "mini-SWE-agent",
        usage=usage,
        model=usage[0].model if usage else "",
        date=min((u.date for u in usage if u.date), default=""),
        items=len(items),
        passes=1,
        attempts=len(items),
        reported_cost=math.fsum(known) or None if len(known) == len(costs) else None,
        items_used=tuple(items),
        notes=(note,) if estimated else (),
        doubts=gaps.doubts() + lacking.doubts(),
    )


def _calls(
    trajectory: dict[str, Any], model: str, asked: str, gaps: Gaps, where: str
) -> list[Usage]:
    """Return the usage of each response, which is beside the message, or (v2) is the message.

    ``asked``: the tier that the agent's settings ask for; a response may say another.
    """
    found = []
    for raw in sequence(trajectory.get("messages"), f"{where}: messages"):
        message = mapping(raw, where)
        inner = mapping_or_empty(message.get("extra")).get("response")
        response = inner if isinstance(inner, dict) and inner else message
        if response is message and "usage" not in message:
            continue
        with gaps.one():
            call = responses.saved(response, where)
            said = call.tier != "standard" or "service_tier" in response
            tier = call.tier if said else asked
            found.append(replace(call, model=model or call.model, tier=tier))
    return found


def _settings(trajectory: dict[str, Any], info: dict[str, Any], where: str) -> dict[str, Any]:
    """Return what a model was set to; SWE-agent has it in ``replay_config``, JSON in a text."""
    config = mapping(info.get("config"), f"{where}: config")
    settings = mapping_or_empty(config.get("model"))
    if not settings and isinstance(replay := trajectory.get("replay_config"), str):
        try:
            agent = mapping_or_empty(json.loads(replay)).get("agent")
        except ValueError:
            agent = None
        settings = mapping_or_empty(mapping_or_empty(agent).get("model"))
    return settings


def _never_called(stats: dict[str, Any]) -> bool:
    """Whether an agent ended before its first call, which is no call without counts."""
    return stats.get("api_calls") == 0 and not any(
        stats.get(name) for name in ("instance_cost", "tokens_sent", "tokens_received")
    )


def _own_count(model: str, stats: dict[str, Any], tier: str, where: str) -> Usage:
    sent, received = stats.get("tokens_sent"), stats.get("tokens_received")
    if sent is None or received is None:
        raise Missing(f"{where}: no usage in its responses and no token totals; not priceable")
    found = {"input": count(sent, where), "output": count(received, where)}
    tokens = convert(found, COUNTING, where)
    return Usage(model, tokens, tier=tier, estimated=True, cache_recorded=False)
