"""What sellers bill by beside plain token counts: tiers, tools, audio, and their own totals."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ...usage import EACH_REQUEST
from .stream import count, mapping, number

# What sellers call their list price; any other tier keeps its name, and needs rates of its own.
_LIST_PRICE = ("", "auto", "default", "on_demand", "standard", "traffic_type_unspecified")
# OpenAI's and Anthropic's name, Gemini's and Bedrock's, Vertex'
_TIERS = ("service_tier", "serviceTier", "trafficType", "traffic_type")
_TIERED = frozenset({*_TIERS, "speed", "performanceConfig", "extra_body", "litellm_extra_body"})
_ANYWHERE = ("global", "not_available")  # Anthropic's inference_geo where nothing is added
TICKS = 1e10  # of xAI's in a dollar
# what the record's fees are called, by the names of tools in output, in counts and in exports
_TOOLS = {
    "web_search": "web-search",
    "web_search_requests": "web-search",
    "x_search": "x-search",
    "file_search": "file-search",
    "code_interpreter": "code-execution",
    "code_execution": "code-execution",
    "code_execution_requests": "code-execution",
}
# calls in an output that a client answers itself, or that cost their tokens alone
_OWN = ("function", "custom_tool", "computer", "mcp", "local_shell", "shell", "apply_patch", "tool",
        "tool_search", "program")  # fmt: skip
LONGEST = 60  # characters of a tier's name
# where usage says what was billed, and what beside tokens
_BILLS = frozenset({"cost_in_usd_ticks", "cost", "estimated_cost", "cost_details", "is_byok"})
_FEES = frozenset({"server_side_tool_usage_details", "server_tool_use", "num_sources_used",
                   "num_server_side_tools_used", "num_search_queries", "billed_units",
                   "search_context_size"})  # fmt: skip
STATED = ("response_cost", "cost_usd", "costUSD", "costUsd", "cost_in_usd", "total_cost_usd",
          "total_cost", "totalCost", "cost")  # fmt: skip
_STATED = frozenset(STATED)
_EACH_QUERY = re.compile(r"gemini-(?:[3-9]|\d\d)")  # models of Google's that bill each search
_FREE = ("web_fetch_requests", "total_requests")  # Anthropic's pricing: only tokens are billed


def service_tier(result: dict[str, Any]) -> str:
    """Return the tier that is billed; exports put ``-tier`` behind its name, Vertex writes
    ``ON_DEMAND_FLEX``.
    """
    if result.get("speed") == "fast":  # Anthropic's, beside a standard service tier
        return "fast"
    settings = result.get("performanceConfig")
    if isinstance(settings, dict) and settings.get("latency") == "optimized":  # Bedrock's
        return "latency-optimized"
    said = next(filter(None, (result.get(name) for name in _TIERS)), None)
    said = said.get("type") if isinstance(said, dict) else said  # Bedrock's Converse
    tier = said[:LONGEST].strip().lower().removesuffix("-tier") if isinstance(said, str) else ""
    return "standard" if tier in _LIST_PRICE else tier.removeprefix("on_demand_")


def said_tier(holder: dict[str, Any]) -> bool:
    """Whether a record has a place for a tier, under any of its names."""
    return not _TIERED.isdisjoint(holder)


def tier(*holders: Any) -> str:
    """Return the tier of the first holder that names one, itself or in its ``extra_body``.

    Give what answered before what was asked for: a seller may serve at another tier. What is no
    object says nothing; "standard" where nothing is said.
    """
    for holder in holders:
        own = holder if isinstance(holder, dict) else {}
        if not said_tier(own):
            continue
        for one in (own, own.get("extra_body"), own.get("litellm_extra_body")):
            if isinstance(one, dict) and (named := service_tier(one)) != "standard":
                return named
            if isinstance(one, dict) and any(one.get(name) for name in _TIERS):
                return "standard"
    return "standard"


def billed(usage: dict[str, Any], where: str) -> float | None:
    """Return what the seller says a response cost in its usage, USD; None where it does not say.

    xAI counts in ticks, Perplexity gives a total of its parts, DeepInfra an ``estimated_cost``,
    OpenRouter its charge; with a key of one's own (``is_byok``) that is its fee, and the seller
    behind it bills ``upstream_inference_cost``.
    """
    if _BILLS.isdisjoint(usage):
        return None
    ticks = number(usage.get("cost_in_usd_ticks"), f"{where}: cost_in_usd_ticks", high=1e18)
    if ticks is not None:
        return ticks / TICKS
    cost = usage.get("cost", usage.get("estimated_cost"))
    if isinstance(cost, dict):
        return number(cost.get("total_cost"), f"{where}: total_cost")
    details = mapping(usage.get("cost_details"), f"{where}: cost_details")
    upstream = number(details.get("upstream_inference_cost"), f"{where}: upstream_inference_cost")
    if isinstance(cost, str):  # pydantic-ai's, which it reckons itself
        return None
    own = number(cost, f"{where}: cost")
    if usage.get("is_byok") is True:
        return None if upstream is None else upstream + (own or 0.0)
    return own or upstream  # a charge of nothing is not a bill of nothing


def stated(record: dict[str, Any], where: str) -> float | None:
    """Return what a client reckoned a call cost, USD, under the names that clients give it."""
    hidden = record.get("_hidden_params")  # litellm's
    for holder in (record, hidden if isinstance(hidden, dict) else {}):
        for name in STATED if not _STATED.isdisjoint(holder) else ():
            said = holder.get(name)
            if isinstance(said, int | float) and not isinstance(said, bool):
                return number(said, f"{where}: {name}")
    return None


def region(usage: dict[str, Any]) -> str:
    """Return where a call had to be served, if that may be billed: "us" at Anthropic."""
    said = usage.get("inference_geo")
    return "" if not isinstance(said, str) or said in _ANYWHERE else said[:LONGEST]


def beside_tokens(
    response: dict[str, Any], usage: dict[str, Any], where: str, model: str = ""
) -> dict[str, int]:
    """Return what a response and its usage say was billed beside tokens: how often, by fee."""
    found: dict[str, int] = {}
    if _FEES.isdisjoint(usage):  # most calls: no string is made for what is not there
        for kind in _calls(response, model):
            _add(found, kind, 1)
        return found or _always(model)
    used = mapping(usage.get("server_side_tool_usage_details"), f"{where}: tool usage")
    stated = {name.removesuffix("_calls"): n for name, n in used.items()}
    stated |= mapping(usage.get("server_tool_use"), f"{where}: server_tool_use")
    for name, n in stated.items():
        if name not in _FREE:
            _add(found, _TOOLS.get(name, name.replace("_", "-")), count(n, f"{where}: {name}"))
    if not stated:
        unnamed = usage.get("num_server_side_tools_used")
        _add(found, "server-side-tool", count(unnamed, f"{where}: num_server_side_tools_used"))
        for kind in _calls(response, model):
            _add(found, kind, 1)
    _add(found, "live-search-source", count(usage.get("num_sources_used"), f"{where}: sources"))
    _add(found, "search-query", count(usage.get("num_search_queries"), f"{where}: queries"))
    units = mapping(usage.get("billed_units"), f"{where}: billed_units").get("search_units")
    _add(found, "search-unit", count(units, f"{where}: search_units"))
    size = usage.get("search_context_size")
    _add(found, f"request-{size}", int(size in ("low", "medium", "high")))
    return found or _always(model)


def _always(model: str) -> dict[str, int]:
    """Return what a model that searches for every request is billed for one."""
    always = EACH_REQUEST.search(model)
    if always is None:
        return {}
    return {"web-search-preview" if always["preview"] else "request": 1}


def _add(found: dict[str, int], kind: str, n: int | None) -> None:
    if n:
        found[kind] = found.get(kind, 0) + n


def _called(response: dict[str, Any]) -> Iterator[Any]:
    """Yield the names of the functions that a chat completion calls."""
    choices = response.get("choices")
    for choice in choices if isinstance(choices, list) else ():
        message = choice.get("message") if isinstance(choice, dict) else None
        calls = message.get("tool_calls") if isinstance(message, dict) else None
        for one in calls if isinstance(calls, list) else ():
            function = one.get("function") if isinstance(one, dict) else None
            yield function.get("name") if isinstance(function, dict) else None


def _grounds(response: dict[str, Any], model: str) -> Iterator[str]:
    """Yield what Google bills for searches: the answer that was grounded in any, to Gemini 2; each
    search from Gemini 3 on. An answer grounded in its maps is billed, too.
    """
    answers = response.get("candidates")
    for answer in answers if isinstance(answers, list) else ():
        grounds = answer.get("groundingMetadata") if isinstance(answer, dict) else None
        grounds = grounds if isinstance(grounds, dict) else {}
        asked, found = grounds.get("webSearchQueries"), grounds.get("groundingChunks")
        if any(
            "maps" in one
            for one in (found if isinstance(found, list) else [])
            if isinstance(one, dict)
        ):
            yield "maps-answer"
        if asked and _EACH_QUERY.search(model):
            yield from ("grounding-query" for _ in (asked if isinstance(asked, list) else [asked]))
        elif asked:
            yield "grounded-answer"


def _tool(kind: str) -> str | None:
    """Return what an item of an output is billed as; None of what the client itself runs."""
    name, call, rest = kind.rpartition("_call")
    if not call or rest or name in _OWN:
        return None
    return _TOOLS.get(name, name.replace("_", "-"))


def _calls(response: dict[str, Any], model: str) -> Iterator[str]:
    """Yield the kind of each tool call in a response's output; a page opened is no search."""
    yield from _grounds(response, model)
    yield from ("web-search" for name in _called(response) if name == "$web_search")  # Moonshot's
    output, tools = response.get("output"), response.get("tools")
    listed = (
        [t.get("type") for t in tools if isinstance(t, dict)] if isinstance(tools, list) else []
    )
    preview = any(isinstance(t, str) and t.startswith("web_search_preview") for t in listed)
    for item in output if isinstance(output, list) else ():
        kind = item.get("type") if isinstance(item, dict) else None
        tool = _tool(kind) if isinstance(kind, str) else None
        action = item.get("action") if tool == "web-search" else None
        if tool is None or (isinstance(action, dict) and action.get("type", "search") != "search"):
            continue
        yield "web-search-preview" if tool == "web-search" and preview else tool
