"""What sellers bill by beside plain token counts: tiers, tools, audio, long prompts, own totals."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..doubts import Doubt
from .stream import mapping

# What sellers call their list price; any other tier keeps its name, and needs rates of its own.
_LIST_PRICE = ("", "auto", "default", "on_demand", "standard")
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


def beside_tokens(response: dict[str, Any], where: str) -> Iterator[Doubt]:
    """Yield what a response says was billed beside its text tokens, which no rate here prices."""
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
    if usage.get("cost") is not None or usage.get("cost_in_usd_ticks") is not None:
        yield Doubt(
            "seller-states-a-bill",
            "The seller states what some calls cost; the total is counted from tokens and may"
            " differ: compare them.",
        )
