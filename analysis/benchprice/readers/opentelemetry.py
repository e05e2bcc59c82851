"""OpenTelemetry spans of generative AI calls, as OTLP JSON or one span a line.

By the conventions ``gen_ai.usage.input_tokens`` includes cached tokens and ``output_tokens``
includes reasoning. Only spans of model calls are counted: an agent's or workflow's span may repeat
the sum of the calls beneath it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import chain
from typing import Any

from ..errors import UserError
from ..usage import Counting, Log, Tokens, Usage, added, convert
from .billing import service_tier
from .stream import count, mapping, sequence, word

COUNTING = Counting(cache_in_input=True, reasoning_in_output=True)
CALLS = frozenset({"chat", "text_completion", "generate_content"})
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


def read_lines(name: str, rows: Iterable[Any]) -> Log:
    """Read spans. Raises UserError if there is none of a model call, or one has no model."""
    usage: list[Usage] = []
    dates: list[str] = []
    skipped = 0
    for number, span in enumerate(_spans(name, rows), start=1):
        where = f"{name}: span {number}"
        said = _attributes(span, where)
        if not any(said.get(a) is not None for names in FIELDS.values() for a in names):
            continue
        operation = word(said.get("gen_ai.operation.name"), f"{where}: gen_ai.operation.name")
        if operation and operation not in CALLS:
            skipped += 1
            continue
        usage = [*added([*usage, _usage(said, where)])]
        dates.append(_date(span))
    if not usage:
        raise UserError(f"{name}: no span of a model call with token counts; nothing to price")
    notes = (f"{skipped} spans of agents or other operations left out: they repeat their calls'.",)
    return Log(
        source=name,
        format="OpenTelemetry",
        usage=tuple(usage),
        model=usage[0].model,
        date=min((d for d in dates if d), default=""),
        notes=notes if skipped else (),
    )


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


def _usage(said: dict[str, Any], where: str) -> Usage:
    counts = {
        kind: count(next((said[n] for n in names if said.get(n) is not None), None), where)
        for kind, names in FIELDS.items()
    }
    if counts["input"] is None or counts["output"] is None:
        raise UserError(f"{where}: input or output tokens missing; an unknown count is not 0")
    answered = said.get("gen_ai.response.model") or said.get("gen_ai.request.model")
    model = word(answered, f"{where}: gen_ai.response.model")
    if not model:
        raise UserError(f"{where}: no gen_ai.response.model; a price needs a model")
    tokens = convert(counts, COUNTING, where)
    failed = said.get("error.type") is not None
    return Usage(
        model=model,
        tokens=tokens,
        successful=Tokens() if failed else tokens,
        provider=word(said.get("gen_ai.provider.name") or said.get("gen_ai.system"), where),
        tier=service_tier({"service_tier": said.get("openai.response.service_tier")}),
        cache_recorded=counts["cache_read"] is not None,
    )


def _date(span: dict[str, Any]) -> str:
    start = span.get("startTimeUnixNano") or span.get("start_time")
    if isinstance(start, str) and not start.isdigit():
        return start[:10]
    try:
        return datetime.fromtimestamp(int(start or 0) / 1e9, UTC).date().isoformat()
    except (ValueError, TypeError, OverflowError, OSError):
        return ""
