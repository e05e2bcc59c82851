"""OpenTelemetry spans of generative AI calls, as OTLP JSON or one span a line.

By the conventions ``gen_ai.usage.input_tokens`` includes cached tokens and ``output_tokens``
includes reasoning. A span above others with counts repeats their sum, whatever it is called, and
is left out; so is a response that a second instrumentation wrote again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

from .. import days
from ..errors import UserError
from ..usage import Counting, Log, Tokens, Usage, added, convert, window
from .billing import service_tier
from .stream import count, mapping, sequence, word

COUNTING = Counting(cache_in_input=True, reasoning_in_output=True)
EMBEDDINGS = "embeddings"
CALLS = frozenset({"chat", "text_completion", "generate_content", EMBEDDINGS})
FIELDS = {
    "input": ("gen_ai.usage.input_tokens", "gen_ai.usage.prompt_tokens"),
    "output": ("gen_ai.usage.output_tokens", "gen_ai.usage.completion_tokens"),
    "cache_read": ("gen_ai.usage.cache_read.input_tokens",),
    "cache_write": ("gen_ai.usage.cache_creation.input_tokens",),
    "reasoning": ("gen_ai.usage.reasoning.output_tokens",),
}


def recognises(document: Any) -> bool:
    """Whether a JSON document is an OTLP export, one span or a list of spans."""
    first = document[0] if isinstance(document, list) and document else document
    return isinstance(first, dict) and recognises_line(first)


def recognises_line(line: dict[str, Any]) -> bool:
    """Whether a JSON line is an OTLP export or one span."""
    return "resourceSpans" in line or ("attributes" in line and "name" in line)


def read_document(name: str, document: Any) -> Log:
    """Read an export, a span or a list of spans."""
    return read_lines(name, document if isinstance(document, list) else [document])


@dataclass(frozen=True)
class _Call:
    """A span with token counts: its place, whether it is of an agent, and the response's id."""

    key: tuple[str, str]
    agent: bool
    response: str
    usage: Usage


def read_lines(name: str, rows: Iterable[Any]) -> Log:
    """Read spans. Raises UserError if there is none of a model call, or one has no model."""
    calls: dict[tuple[str, str], _Call] = {}
    parents: dict[tuple[str, str], tuple[str, str]] = {}
    for number, span in enumerate(_spans(name, rows), start=1):
        where = f"{name}: span {number}"
        key, parent = _place(span, number)
        parents[key] = parent
        said = _attributes(span, where)
        if any(said.get(a) is not None for names in FIELDS.values() for a in names):
            calls[key] = _call(key, said, days.of(_start(span)), where)
    counted = _counted(calls, parents)
    usage = added(call.usage for call in counted)
    if not usage:
        raise UserError(f"{name}: no span of a model call with token counts; nothing to price")
    skipped = len(calls) - len(counted)
    notes = (f"{skipped} spans left out: they repeat the calls beneath them, or one call again.",)
    return Log(
        source=name,
        format="OpenTelemetry",
        usage=usage,
        model=usage[0].model,
        date=min((u.date for u in usage if u.date), default=""),
        notes=notes if skipped else (),
    )


def _counted(
    calls: dict[tuple[str, str], _Call], parents: dict[tuple[str, str], tuple[str, str]]
) -> list[_Call]:
    """Return the spans that are billed: none above another's counts, each response once.

    An agent's span counts only where its trace has no call of its own.
    """
    above: set[tuple[str, str]] = set()
    for key in calls:
        up = parents.get(key)
        while up is not None and up not in above and up != key:
            above.add(up)
            up = parents.get(up)
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


def _call(key: tuple[str, str], said: dict[str, Any], date: str, where: str) -> _Call:
    operation = word(said.get("gen_ai.operation.name"), f"{where}: gen_ai.operation.name")
    counts = {
        kind: count(next((said[n] for n in names if said.get(n) is not None), None), where)
        for kind, names in FIELDS.items()
    }
    if operation == EMBEDDINGS:
        counts["output"] = counts["output"] or 0
    if counts["input"] is None or counts["output"] is None:
        raise UserError(f"{where}: input or output tokens missing; an unknown count is not 0")
    answered = said.get("gen_ai.response.model") or said.get("gen_ai.request.model")
    model = word(answered, f"{where}: gen_ai.response.model")
    agent = bool(operation) and operation not in CALLS
    if not model and not agent:
        raise UserError(f"{where}: no gen_ai.response.model; a price needs a model")
    tokens = convert(counts, COUNTING, where)
    usage = Usage(
        model=model,
        tokens=tokens,
        successful=Tokens() if said.get("error.type") is not None else tokens,
        provider=word(said.get("gen_ai.provider.name") or said.get("gen_ai.system"), where),
        tier=service_tier({"service_tier": said.get("openai.response.service_tier")}),
        cache_recorded=counts["cache_read"] is not None,
        date=date,
        window=window(tokens.total - tokens.output),
    )
    return _Call(key, agent, word(said.get("gen_ai.response.id"), where), usage)


def _start(span: dict[str, Any]) -> Any:
    return span.get("startTimeUnixNano") or span.get("start_time")
