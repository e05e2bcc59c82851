"""One saved response of a seller: where its usage stands, whose it is, and what was billed."""

from __future__ import annotations

import re
from typing import Any

from ... import days
from ...errors import Missing, UserError
from ...usage import Tokens, Usage, prompt, window
from . import counts
from .billing import beside_tokens, billed, region, service_tier
from .stream import mapping, number, word

# where a response stands in a line: alone, in a batch's output, in a client's own record
_PATHS = (("response", "body"), ("result", "message"), ("body",), ("response",), ("message",),
          ("modelOutput",), ("output", "outputBodyJson"))  # fmt: skip
USAGE = ("usage", "usageMetadata", "usage_metadata", "token_usage", "tokenUsage")
_MODEL = ("model", "modelVersion", "model_version", "model_name", "modelId", "model_id")
_TIME = ("created", "created_at", "createTime", "create_time", "timestamp")
# what the ids of Anthropic's messages begin with where another sold them
_SOLD_BY = {"msg_bdrk_": "amazon-bedrock", "msg_vrtx_": "google-vertex"}
_BEDROCK = re.compile(r"^(?:[a-z-]+\.)?[a-z0-9]+\.[a-z][^/]*-v\d+:\d+$")  # us.anthropic.x-v1:0


def recognises(line: dict[str, Any]) -> bool:
    """Whether a line holds a response with usage, or with an empty place for it."""
    found = response(line)
    return isinstance(_usage(found), dict) or ("usage" in found and bool(_first(found, _MODEL)))


def response(line: dict[str, Any]) -> dict[str, Any]:
    """Return the response in a line: what is inside it and has usage, else the line."""
    for path in (*_PATHS, ()):
        inner: Any = line
        for step in path:
            inner = inner.get(step) if isinstance(inner, dict) else None
        if isinstance(inner, dict) and isinstance(_usage(inner), dict):
            return inner
    return line


def _usage(holder: dict[str, Any]) -> Any:
    return next((holder[name] for name in USAGE if isinstance(holder.get(name), dict)), None)


def _first(holder: dict[str, Any], names: tuple[str, ...]) -> Any:
    return next((holder[name] for name in names if holder.get(name)), None)


def identity(line: dict[str, Any]) -> str:
    """Return what a response is called; empty for one of a batch, whose lines do not repeat."""
    own = response(line).get("id", response(line).get("responseId"))
    return own if isinstance(own, str) and "custom_id" not in line else ""


def refused(line: dict[str, Any]) -> bool:
    """Whether a line of a batch's output says that its request failed: nothing was billed."""
    answer, result = line.get("response"), line.get("result")
    if isinstance(answer, dict) and isinstance(answer.get("status_code"), int):
        return bool(answer["status_code"] >= 400)
    return isinstance(result, dict) and result.get("type") in ("errored", "canceled", "expired")


def saved(line: dict[str, Any], where: str) -> Usage:
    """Return the usage of one response. Raises Missing without counts, UserError if damaged."""
    found = response(line)
    usage = _usage(found) or {}
    if not usage:
        raise Missing(f"{where}: input or output tokens missing; an unknown count is not 0")
    model = _model(found, line, where)
    batch = _of_batch(line)
    tokens, audio = counts.read(usage, where)
    fees = beside_tokens(found | {"usage": usage}, where) | audio
    heard = audio.get("audio_input", 0)
    return Usage(
        model=model,
        tokens=tokens,
        provider=_seller(found, model),
        tier="batch"
        if batch
        else service_tier(usage if "service_tier" in usage else found | usage),
        date=days.of(_first(found, _TIME) or _first(line, _TIME)),
        window=window(prompt(tokens) + heard),
        region=region(usage),
        extras=tuple(sorted(fees.items())),
        billed=billed(found | {"usage": usage}, where),
    )


def _model(found: dict[str, Any], line: dict[str, Any], where: str) -> str:
    """Return the model of a response; LangChain's messages have it in their metadata."""
    metadata = found.get("response_metadata")
    held = (found, line, metadata if isinstance(metadata, dict) else {})
    return word(next(filter(None, (_first(one, _MODEL) for one in held)), None), f"{where}: model")


def _of_batch(line: dict[str, Any]) -> bool:
    """Whether a line is one of a batch's output; clients wrap responses, too.

    OpenAI's and Anthropic's have a ``custom_id``, Gemini's a ``key``, Vertex's a processing time.
    """
    answer = line.get("response")
    gemini = isinstance(answer, dict) and "usageMetadata" in answer
    return "custom_id" in line or (gemini and ("key" in line or "processed_time" in line))


def _seller(found: dict[str, Any], model: str) -> str:
    """Return who sold a response, where it says so: its form does not, for many share one."""
    own = found.get("id")
    if _BEDROCK.search(model):
        return "amazon-bedrock"
    for start, seller in _SOLD_BY.items():
        if isinstance(own, str) and own.startswith(start):
            return seller
    if isinstance(own, str) and own.startswith("gen-"):
        return "openrouter"
    usage = _usage(found) or {}
    routed = isinstance(found.get("provider"), str) and ("cost" in usage or "is_byok" in usage)
    return "openrouter" if routed else ""


def is_session(line: dict[str, Any]) -> bool:
    """Whether a line is the result of a session of Claude Code (``claude -p``)."""
    return line.get("type") == "result" and "total_cost_usd" in line


def session(line: dict[str, Any], where: str) -> tuple[float | None, list[Usage]]:
    """Return what a session's client reckoned it cost, USD, and its usage by model."""
    cost = number(line.get("total_cost_usd"), f"{where}: total_cost_usd")
    by_model = mapping(line.get("modelUsage"), f"{where}: modelUsage") or {"": line.get("usage")}
    parts = []
    for model, raw in by_model.items():
        usage = mapping(raw, f"{where}: usage of {model!r}")
        kept = {k: v for k, v in usage.items() if k not in ("costUSD", "webSearchRequests")}
        tokens, _ = counts.read(kept, where)
        fees = beside_tokens({"usage": usage}, where)
        if usage.get("webSearchRequests"):
            searched = {"web_search_requests": usage["webSearchRequests"]}
            fees = beside_tokens({"usage": {"server_tool_use": searched}}, where)
        extras = tuple(sorted(fees.items()))
        parts.append(
            Usage(word(model, where), tokens, date=days.of(_first(line, _TIME)), extras=extras)
        )
    if not any(p.tokens != Tokens() for p in parts) and cost:
        raise UserError(f"{where}: {cost:g} USD and no tokens; nothing that can be priced")
    return cost, parts
