"""One saved response of a seller: where its usage stands, whose it is, and what was billed."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

from ... import days
from ...errors import Missing
from ...usage import Tokens, Usage, prompt, window
from . import aisdk, billing, counts
from .billing import beside_tokens, billed, region
from .stream import word

# where a response stands in a line: alone, in a batch's output, in a client's own record
_PATHS = (("response", "body"), ("result", "message"), ("body",), ("response",), ("message",),
          ("modelOutput",), ("output", "outputBodyJson"), ("kwargs",), ("data",),
          ("span_data",), ("x_groq",))  # fmt: skip
_HEADS = frozenset(path[0] for path in _PATHS)
# the AI SDK's total goes before its last step's
USAGE = ("totalUsage", "usage", "usageMetadata", "usage_metadata", "token_usage", "tokenUsage")
_MODEL = ("model", "modelVersion", "model_version", "model_name", "modelId", "model_id")
_TIME = ("created", "created_at", "createTime", "create_time", "timestamp", "started_at",
         "processed_time")  # fmt: skip
# what the ids of Anthropic's messages begin with where another sold them
_SOLD_BY = {"msg_bdrk_": "amazon-bedrock", "msg_vrtx_": "google-vertex"}


def recognises(line: dict[str, Any], found: dict[str, Any] | None = None) -> bool:
    """Whether a line holds a response with usage, or with an empty place for it.

    ``found``, here and below: the response in the line, for who asked for it before.
    """
    found = response(line) if found is None else found
    counted = usage_of(found) is not None
    if counted and not any(name in found for name in USAGE[:4]) and not _first(found, _MODEL):
        return False  # as harnesses write it, who say the model elsewhere
    return counted or is_event(line) or ("usage" in found and bool(_first(found, _MODEL)))


def is_event(line: dict[str, Any]) -> bool:
    """Whether a line is an event of a stream of OpenAI's responses."""
    return str(line.get("type")).startswith("response.") and isinstance(line.get("response"), dict)


def response(line: dict[str, Any]) -> dict[str, Any]:
    """Return the response in a line: what is inside it and has usage, else the line."""
    if _HEADS.isdisjoint(line):
        return line
    for path in _PATHS:
        if path[0] not in line:
            continue
        inner: Any = line
        for step in path:
            inner = inner.get(step) if isinstance(inner, dict) else None
        if isinstance(inner, dict) and usage_of(inner) is not None:
            return inner
    return line if usage_of(line) is not None else _logged(line)


def _logged(line: dict[str, Any]) -> dict[str, Any]:
    """Return a line of Bedrock's invocation log with the counts beside its bodies as its usage."""
    beside = [line.get("input"), line.get("output")]
    counts = {
        name: n
        for one in beside
        if isinstance(one, dict)
        for name, n in one.items()
        if name.endswith("TokenCount")
    }
    return line | {"usage": counts} if counts else line


def usage_of(holder: dict[str, Any]) -> Any:
    """Return the usage that a record holds, under any of its names; None where it holds none."""
    for name in USAGE:
        if isinstance(found := holder.get(name), dict):
            return found
    beside = holder.get("meta")  # Cohere's first interface
    return beside if isinstance(beside, dict) and "billed_units" in beside else None


def _first(holder: dict[str, Any], names: tuple[str, ...]) -> Any:
    for name in names:
        if found := holder.get(name):
            return found
    return None


def identity(line: dict[str, Any], found: dict[str, Any]) -> str:
    """Return what a response is called; empty for one of a batch, whose lines do not repeat."""
    own = found.get("id", found.get("responseId"))
    return own if isinstance(own, str) and "custom_id" not in line else ""


def unfinished(found: dict[str, Any]) -> bool:
    """Whether a response is a message as it began: Anthropic's stop for a reason."""
    return "stop_reason" in found and found["stop_reason"] is None


def refused(line: dict[str, Any], found: dict[str, Any]) -> bool:
    """Whether a line says that its request failed, in a batch or alone: nothing was billed."""
    answer, result = line.get("response"), line.get("result")
    said = line.get("error") or ("processed_time" in line and line.get("status"))  # Vertex'
    if said and usage_of(found) is None:
        return True
    if isinstance(answer, dict) and isinstance(answer.get("status_code"), int):
        return bool(answer["status_code"] >= 400)
    return isinstance(result, dict) and result.get("type") in ("errored", "canceled", "expired")


def saved(line: dict[str, Any], where: str, found: dict[str, Any] | None = None) -> Usage:
    """Return the usage of one response. Raises Missing without counts, UserError if damaged."""
    found = response(line) if found is None else found
    usage = aisdk.sellers_own(found, usage_of(found) or {})
    if not usage:
        raise Missing(f"{where}: input or output tokens missing; an unknown count is not 0")
    model = _model(found, line, where)
    batch = _of_batch(line)
    tokens, audio = counts.read(usage, where, model=model)
    if usage.get("iterations"):
        tokens += _compacted(usage, where)
    answer = line.get("response")
    places = (found, line, answer if isinstance(answer, dict) else {})
    noted = _noted(found) | usage
    fees = beside_tokens(found, noted, where, model) | audio
    heard = audio.get("audio_input", 0)
    return Usage(
        model=model,
        tokens=tokens,
        provider=_seller(found),
        tier="batch" if batch else billing.tier(*_tiered(line, found, usage)),
        date=days.of(next(filter(None, (_first(one, _TIME) for one in places)), None)),
        window=window(prompt(tokens) + heard),
        region=region(usage),
        extras=tuple(sorted(fees.items())),
        billed=billed(noted, where),
    )


def _noted(found: dict[str, Any]) -> dict[str, Any]:
    """Return the seller's own usage beside LangChain's, which has neither searches nor a bill."""
    beside = found.get("response_metadata")
    return (usage_of(beside) or {}) if isinstance(beside, dict) else {}


def _compacted(usage: dict[str, Any], where: str) -> Tokens:
    """Return what Anthropic's compaction of a conversation took: the counts beside leave it out."""
    calls = usage.get("iterations")
    found = [c for c in calls if isinstance(c, dict)] if isinstance(calls, list) else []
    parts = [counts.read({k: v for k, v in one.items() if k != "type"}, f"{where}: iterations")[0]
             for one in found if one.get("type") == "compaction"]  # fmt: skip
    return sum(parts, Tokens())


def _tiered(
    line: dict[str, Any], found: dict[str, Any], usage: dict[str, Any]
) -> Iterator[dict[str, Any]]:
    """Yield what may name the tier of a response: itself, its client's notes, then the request.

    LangChain notes it in its metadata, the AI SDK by provider; proxies log what was asked for.
    """
    yield {**line, **found, **usage}
    beside = [found.get("response_metadata"), line.get("request"), line.get("providerMetadata")]
    for one in (b for b in beside if isinstance(b, dict)):
        yield one
        yield from (inner for inner in one.values() if isinstance(inner, dict))


def _model(found: dict[str, Any], line: dict[str, Any], where: str) -> str:
    """Return the model of a response; LangChain's messages have it in their metadata."""
    beside = (found.get("response_metadata"), line.get("response"))
    logged = line if "schemaType" in line else {}  # Bedrock's log says in which region
    held = (logged, found, line, *(one for one in beside if isinstance(one, dict)))
    named = next(filter(None, (_first(one, _MODEL) for one in held)), None)
    return sys.intern(word(named, f"{where}: model"))  # one text for a million calls


def _of_batch(line: dict[str, Any]) -> bool:
    """Whether a line is one of a batch's output; clients wrap responses, too.

    OpenAI's and Anthropic's have a ``custom_id``, Gemini's a ``key``, Vertex's a processing time,
    Bedrock's a ``recordId``.
    """
    answer = line.get("response")
    gemini = isinstance(answer, dict) and "usageMetadata" in answer
    bedrock = {"recordId", "modelOutput"} <= line.keys()
    return (
        "custom_id" in line or bedrock or (gemini and ("key" in line or "processed_time" in line))
    )


def _seller(found: dict[str, Any]) -> str:
    """Return who sold a response, where it says so: its form does not, for many share one."""
    own = found.get("id")
    for start, seller in _SOLD_BY.items():
        if isinstance(own, str) and own.startswith(start):
            return seller
    if isinstance(own, str) and own.startswith("gen-"):
        return "openrouter"
    if "x_groq" in found:
        return "groq"
    if isinstance(found.get("provider_name"), str):  # pydantic-ai's
        return word(found["provider_name"], "provider_name")
    usage = usage_of(found) or {}
    routed = isinstance(found.get("provider"), str) and ("cost" in usage or "is_byok" in usage)
    return "openrouter" if routed else ""


def stated(line: dict[str, Any], found: dict[str, Any], where: str) -> float | None:
    """Return what a client noted that a response cost, USD; None where it noted nothing."""
    own = billing.stated(found, where)
    return own if own is not None or found is line else billing.stated(line, where)
