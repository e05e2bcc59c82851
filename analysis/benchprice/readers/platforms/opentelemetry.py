"""OpenTelemetry spans of generative AI calls, as OTLP JSON or one span a line.

By the conventions ``gen_ai.usage.input_tokens`` includes cached tokens and ``output_tokens``
includes reasoning. A span above others with counts repeats their sum, whatever it is called, and
is left out; so is a response that a second instrumentation wrote again.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

from ... import days
from ...errors import UserError
from ...sums import added
from ...usage import Counting, Log, Tokens, Usage, prompt, window
from ..shared import aisdk, billing, counts, documents, hosts, nesting, responses
from ..shared.partial import Gaps
from ..shared.stream import mapping, number, sequence, word

NAME = "OpenTelemetry spans"
COUNTING = Counting(cache_in_input=True, reasoning_in_output=True)
EMBEDDINGS = "embeddings"
CALLS = frozenset({"chat", "text_completion", "generate_content", EMBEDDINGS})
# where instrumentations write counts, and what their names are in ``vocabulary``
PLACES = ("gen_ai.usage.details.", "ai.usage.", "gen_ai.usage.", "llm.usage.", "llm.token_count.")
OWN = {
    "cache_read.input_tokens": "cached_tokens",
    "cache_creation.input_tokens": "cache_write_tokens",
    "reasoning.output_tokens": "reasoning_tokens",
    "prompt": "prompt_tokens",
    "completion": "completion_tokens",
    "total": "total_tokens",
    "prompt_details.cache_read": "cached_tokens",
    "prompt_details.cache_write": "cache_write_tokens",
    "completion_details.reasoning": "reasoning_tokens",
    "prompt_details.audio": "input_audio_tokens",
    "completion_details.audio": "output_audio_tokens",
}
_KINDS = ("openinference.span.kind", "traceloop.span.kind")
_OPERATIONS = {"llm": "chat", "embedding": EMBEDDINGS}
_COSTS = ("gen_ai.usage.cost", "gen_ai.usage.total_cost", "llm.cost.total", "operation.cost")
_TIERS = (
    "openai.response.service_tier",
    "gen_ai.openai.response.service_tier",
    "gen_ai.response.service_tier",
    "openai.request.service_tier",
    "gen_ai.openai.request.service_tier",
    "gen_ai.request.service_tier",
)


def recognises(document: Any) -> bool:
    """Whether a JSON document is an OTLP export, one span or a list of spans."""
    return documents.begins(document, recognises_line)


def recognises_line(line: dict[str, Any]) -> bool:
    """Whether a JSON line is an OTLP export or one span."""
    return "resourceSpans" in line or ("attributes" in line and "name" in line)


def read_document(name: str, document: Any) -> Log:
    """Read an export, a span or a list of spans."""
    return read_lines(name, documents.rows(document))


@dataclass(frozen=True)
class _Call:
    """A span with token counts: its key, whether it is of an agent, and the response's id."""

    key: tuple[str, str]
    agent: bool
    response: str
    usage: Usage
    cost: float | None
    where: str
    server: Any


def read_lines(name: str, rows: Iterable[Any]) -> Log:
    """Read spans. Raises UserError if there is none of a model call, or one has no model."""
    calls: dict[tuple[str, str], _Call] = {}
    parents: dict[tuple[str, str], tuple[str, str]] = {}
    gaps = Gaps("spans")
    for position, span in enumerate(_spans(name, rows), start=1):
        where = f"{name}: span {position}"
        key, parent = _place(span, position)
        parents[key] = parent
        said = _attributes(span, where)
        if used := _used(said):
            with gaps.one():
                calls[key] = _call(key, said, used, days.of(_start(span)), where)
    doubts = gaps.doubts()
    counted = _counted(calls, parents)
    nameless = [one for one in counted if not one.usage.model and not one.agent]
    if nameless:
        raise UserError(f"{nameless[0].where}: no gen_ai.response.model; a price needs a model")
    usage = added(call.usage for call in counted)
    if not usage:
        raise UserError(f"{name}: no span of a model call with token counts; nothing to price")
    costs = [call.cost for call in counted if call.cost is not None]
    skipped = len(calls) - len(counted)
    notes = (f"{skipped} spans left out: they repeat the calls beneath them, or one call again.",)
    return Log(
        source=name,
        format="OpenTelemetry",
        usage=usage,
        model=usage[0].model,
        date=min((u.date for u in usage if u.date), default=""),
        reported_cost=math.fsum(costs) if len(costs) == len(counted) else None,
        notes=notes if skipped else (),
        doubts=(*doubts, *hosts.doubts(*(call.server for call in counted))),
    )


def _counted(
    calls: dict[tuple[str, str], _Call], parents: dict[tuple[str, str], tuple[str, str]]
) -> list[_Call]:
    """Return the spans that are billed: none above another's counts, each response once.

    An agent's span counts only where its trace has no call of its own.
    """
    above = nesting.above(calls, parents)
    called = {key[0] for key, call in calls.items() if not call.agent}
    found: dict[Any, _Call] = {}
    for key, call in calls.items():
        if key not in above and not (call.agent and key[0] in called):
            found[call.response or key] = call
    return list(found.values())


def _place(span: dict[str, Any], number: int) -> tuple[tuple[str, str], tuple[str, str]]:
    """Return (trace, span) of a span and of its parent; a span without id is known by its place."""
    context = span.get("context")
    context = context if isinstance(context, dict) else span
    trace, own = (
        next((str(context[n]) for n in names if context.get(n)), "")
        for names in (("traceId", "trace_id"), ("spanId", "span_id"))
    )
    names = ("parentSpanId", "parent_span_id", "parent_id")
    parent = next((str(span[n]) for n in names if span.get(n)), "")
    return (trace, own or f"place {number}"), (trace, parent)


def _spans(name: str, rows: Iterable[Any]) -> Iterator[dict[str, Any]]:
    for row in rows:
        export = mapping(row, f"{name}: a span")
        if "resourceSpans" not in export:
            yield export
            continue
        resources = sequence(export["resourceSpans"], f"{name}: resourceSpans")
        scopes = chain.from_iterable(
            sequence(mapping(r, name).get("scopeSpans"), f"{name}: scopeSpans") for r in resources
        )
        for scope in scopes:
            for span in sequence(mapping(scope, name).get("spans"), f"{name}: spans"):
                yield mapping(span, f"{name}: a span")


def _attributes(span: dict[str, Any], where: str) -> dict[str, Any]:
    """Return attributes as a mapping; OTLP writes them as a list of typed values."""
    raw = span.get("attributes")
    if isinstance(raw, dict):
        return raw
    found = {}
    for pair in sequence(raw, f"{where}: attributes"):
        one = mapping(pair, f"{where}: attributes")
        value = mapping(one.get("value"), f"{where}: attributes")
        found[str(one.get("key"))] = _plain(value)
    return found


def _plain(value: dict[str, Any]) -> Any:
    integer = value.get("intValue")  # OTLP writes 64-bit integers as text
    if isinstance(integer, str) and integer.isdigit() and len(integer) < 20:
        return int(integer)
    return next((value[k] for k in ("intValue", "doubleValue", "stringValue") if k in value), None)


def _used(said: dict[str, Any]) -> dict[str, Any]:
    """Return a span's counts under names that ``vocabulary`` knows; details do not overrule."""
    found: dict[str, Any] = {}
    for place in reversed(PLACES):
        for name, value in said.items():
            if name.startswith(place) and value is not None:
                own = name.removeprefix(place)
                if not own.startswith("details."):
                    found.setdefault(OWN.get(own, own), value)
    return found


def _call(
    key: tuple[str, str], said: dict[str, Any], used: dict[str, Any], date: str, where: str
) -> _Call:
    operation = _operation(said, where)
    if operation == EMBEDDINGS:
        used.setdefault("output_tokens", 0)
    names = ("gen_ai.response.model", "gen_ai.request.model", "llm.model_name")
    answered = next((said[n] for n in names if said.get(n)), None)
    model = word(answered, f"{where}: gen_ai.response.model")
    noted = {"providerMetadata": _json(said.get("ai.response.providerMetadata"))}
    own = aisdk.sellers_own(noted, used)
    tokens, audio = counts.read(own, where, COUNTING if own is used else None, model)
    asked, answer = (_json(said.get(n)) for n in ("llm.invocation_parameters", "output.value"))
    answer = answer if isinstance(answer, dict) else {}
    fees = billing.beside_tokens(answer, responses.usage_of(answer) or {}, where, model) | audio
    agent = bool(operation) and operation not in CALLS
    usage = Usage(
        model=model,
        tokens=tokens,
        successful=Tokens() if said.get("error.type") is not None else tokens,
        provider=word(said.get("gen_ai.provider.name") or said.get("gen_ai.system"), where),
        tier=billing.tier(*({"service_tier": said[n]} for n in _TIERS if n in said), asked),
        cache_recorded="cached_tokens" in used or bool(tokens.cache_read),
        date=date,
        window=window(prompt(tokens) + audio.get("audio_input", 0)),
        extras=tuple(sorted(fees.items())),
    )
    cost = next((said[name] for name in _COSTS if said.get(name) is not None), None)
    response = word(said.get("gen_ai.response.id"), where)
    server = said.get("server.address")
    return _Call(key, agent, response, usage, number(cost, f"{where}: cost"), where, server)


def _operation(said: dict[str, Any], where: str) -> str:
    """Return what a span does in OpenTelemetry's words; OpenInference and Traceloop have theirs."""
    own = word(said.get("gen_ai.operation.name"), f"{where}: gen_ai.operation.name")
    other = next((said[name] for name in _KINDS if said.get(name)), None)
    kind = word(other, f"{where}: span.kind").lower()
    return own or _OPERATIONS.get(kind, kind)


def _json(text: Any) -> Any:
    """Return what JSON in a text holds, as OpenInference writes what was asked and answered."""
    if isinstance(text, dict) or not text:
        return text or {}
    try:
        return json.loads(text)
    except (TypeError, ValueError):
        return {}


def _start(span: dict[str, Any]) -> Any:
    return span.get("startTimeUnixNano") or span.get("start_time")
