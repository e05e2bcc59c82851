"""SWE-bench trajectories: of mini-SWE-agent (responses with usage) and of SWE-agent (totals).

mini-SWE-agent keeps each response's usage in the OpenAI form, cached tokens inside the prompt.
SWE-agent counts on its own side: its ``tokens_received`` leaves tool calls and thinking out and
cached tokens are not told apart, so what is priced from it is marked as an estimate.
"""

from __future__ import annotations

from typing import Any

from ..errors import UserError
from ..usage import Counting, ItemUsage, Log, Tokens, Usage, convert
from .billing import service_tier
from .stream import count, mapping, number, sequence, word

COUNTING = Counting(cache_in_input=True, reasoning_in_output=True)


def recognises(document: Any) -> bool:
    """Whether a JSON document is one trajectory, or a list of them."""
    first = document[0] if isinstance(document, list) and document else document
    return isinstance(first, dict) and isinstance(
        mapping_or_empty(first.get("info")).get("model_stats"), dict
    )


def mapping_or_empty(value: Any) -> dict[str, Any]:
    """Return a JSON object, or an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def read_document(name: str, document: Any) -> Log:
    """Read one trajectory or a list of them. Raises UserError if one has no token counts."""
    items, costs = [], []
    total: dict[tuple[str, str], Tokens] = {}
    estimated = False
    for position, raw in enumerate(document if isinstance(document, list) else [document]):
        where = f"{name}: trajectory {position + 1}"
        trajectory = mapping(raw, where)
        info = mapping(trajectory.get("info"), f"{where}: info")
        stats = mapping(info.get("model_stats"), f"{where}: model_stats")
        model, tokens, own = _tokens(trajectory, info, stats, where)
        billed = (model, _tier(trajectory))
        estimated = estimated or own
        total[billed] = total.get(billed, Tokens()) + tokens
        item = word(trajectory.get("instance_id") or str(position + 1), f"{where}: instance_id")
        items.append(ItemUsage(item, 1, {(model, "model"): tokens}))
        costs.append(number(stats.get("instance_cost"), f"{where}: instance_cost") or 0.0)
    usage = [
        Usage(model, tokens, tier=tier, estimated=estimated, cache_recorded=not estimated)
        for (model, tier), tokens in total.items()
    ]
    note = "SWE-agent counts tokens itself, without tool calls, thinking or cache: too low."
    return Log(
        source=name,
        format="SWE-agent" if estimated else "mini-SWE-agent",
        usage=tuple(usage),
        model=usage[0].model if usage else "",
        items=len(items),
        passes=1,
        attempts=len(items),
        reported_cost=sum(costs) or None,
        items_used=tuple(items),
        notes=(note,) if estimated else (),
    )


def _tokens(
    trajectory: dict[str, Any], info: dict[str, Any], stats: dict[str, Any], where: str
) -> tuple[str, Tokens, bool]:
    """Return model, tokens and whether the agent counted them itself."""
    config = mapping(info.get("config"), f"{where}: config")
    settings = mapping_or_empty(config.get("model"))
    model = word(settings.get("model_name") or settings.get("name"), f"{where}: model")
    total, found = Tokens(), False
    for raw in sequence(trajectory.get("messages"), f"{where}: messages"):
        extra = mapping_or_empty(mapping(raw, where).get("extra"))
        usage = mapping_or_empty(mapping_or_empty(extra.get("response")).get("usage"))
        if usage:
            total, found = total + _response(usage, where), True
    if found:
        return model, total, False
    sent, received = stats.get("tokens_sent"), stats.get("tokens_received")
    if sent is None or received is None:
        raise UserError(f"{where}: no usage in its responses and no token totals; not priceable")
    counts = {"input": count(sent, where), "output": count(received, where)}
    return model, convert(counts, COUNTING, where), True


def _tier(trajectory: dict[str, Any]) -> str:
    """Return the tier of a trajectory's first response; an agent asks for one throughout."""
    for raw in trajectory.get("messages") or ():
        extra = mapping_or_empty(mapping_or_empty(raw).get("extra"))
        response = mapping_or_empty(extra.get("response"))
        if response:
            return service_tier(response)
    return "standard"


def _response(usage: dict[str, Any], where: str) -> Tokens:
    sent = mapping(usage.get("prompt_tokens_details"), where)
    got = mapping(usage.get("completion_tokens_details"), where)
    counts = {
        "input": count(usage.get("prompt_tokens"), where),
        "output": count(usage.get("completion_tokens"), where),
        "cache_read": count(sent.get("cached_tokens"), where),
        "cache_write": count(sent.get("cache_creation_tokens"), where),
        "reasoning": count(got.get("reasoning_tokens"), where),
    }
    if counts["input"] is None or counts["output"] is None:
        raise UserError(f"{where}: a response without token counts; an unknown count is not 0")
    return convert(counts, COUNTING, where)
