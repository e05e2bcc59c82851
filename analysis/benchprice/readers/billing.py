"""What sellers bill by beside plain token counts: tiers, tools, audio, and their own totals."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..doubts import Doubt
from .stream import mapping, number

# What sellers call their list price; any other tier keeps its name, and needs rates of its own.
_LIST_PRICE = ("", "auto", "default", "on_demand", "standard")
TICKS = 1e10  # of xAI's in a dollar
LONG = 200_000  # prompt tokens above which the first sellers charge all of a call at another rate
_TOOL_CALLS = ("web_search_call", "file_search_call", "code_interpreter_call", "x_search_call")


LONG_PROMPT = Doubt(
    "long-prompt",
    f"A call's prompt is above {LONG} tokens; some sellers charge such calls more, which the"
    " record does not hold.",
)


def service_tier(result: dict[str, Any]) -> str:
    """Return the tier that is billed; usage exports put ``-tier`` behind its name."""
    if result.get("speed") == "fast":  # Anthropic's, beside a standard service tier
        return "fast"
    said = result.get("service_tier")
    tier = said.removesuffix("-tier") if isinstance(said, str) else ""
    return "standard" if tier in _LIST_PRICE else tier


def billed(response: dict[str, Any], where: str) -> float | None:
    """Return what the seller says a response cost, USD; None where it does not say.

    xAI counts in ticks, Perplexity gives a total of its parts, DeepInfra an ``estimated_cost``,
    OpenRouter its charge; with a key of one's own (``is_byok``) that is its fee, and the seller
    behind it bills ``upstream_inference_cost``.
    """
    usage = mapping(response.get("usage"), f"{where}: usage")
    ticks = number(usage.get("cost_in_usd_ticks"), f"{where}: cost_in_usd_ticks", high=1e18)
    if ticks is not None:
        return ticks / TICKS
    cost = usage.get("cost", usage.get("estimated_cost"))
    if isinstance(cost, dict):
        return number(cost.get("total_cost"), f"{where}: total_cost")
    details = mapping(usage.get("cost_details"), f"{where}: cost_details")
    upstream = number(details.get("upstream_inference_cost"), f"{where}: upstream_inference_cost")
    own = number(cost, f"{where}: cost")
    if usage.get("is_byok") is True:
        return None if upstream is None else upstream + (own or 0.0)
    return own or upstream  # a charge of nothing is not a bill of nothing


def beside_tokens(response: dict[str, Any], where: str) -> Iterator[Doubt]:
    """Yield what a response says was billed beside its text tokens, which no rate here prices."""
    if billed(response, where) is not None:
        return
    usage = mapping(response.get("usage"), f"{where}: usage")
    output = response.get("output")
    calls = (
        [c.get("type") for c in output if isinstance(c, dict)] if isinstance(output, list) else []
    )
    served = mapping(usage.get("server_tool_use"), f"{where}: server_tool_use")
    tools = [
        usage.get("num_server_side_tools_used"),
        usage.get("num_sources_used"),
        *served.values(),
    ]
    if any(call in _TOOL_CALLS for call in calls) or any(tools):
        yield Doubt(
            "missing-tool-fees",
            "The seller ran tools for the model (searches, code); their fees are not in the total.",
        )
    details = [mapping(v, where) for k, v in usage.items() if k.endswith("tokens_details")]
    if any(part.get("audio_tokens") for part in details):
        yield Doubt("missing-audio", "Audio tokens are priced as text, which costs less.")
