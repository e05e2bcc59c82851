"""One span as exporters write it: its place in a trace, its attributes, its day, its failure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from ..shared.stream import mapping, sequence


def each(name: str, rows: Iterable[Any]) -> Iterator[dict[str, Any]]:
    """Yield the spans of exports, or rows that are spans themselves."""
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


def place(span: dict[str, Any], number: int) -> tuple[tuple[str, str], tuple[str, str]]:
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


def attributes(span: dict[str, Any], where: str) -> dict[str, Any]:
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


def failed(span: dict[str, Any], said: dict[str, Any]) -> bool:
    """Whether a span says that its call failed; sellers bill none that gave no answer."""
    status = span.get("status")
    code = status.get("code", status.get("status_code")) if isinstance(status, dict) else status
    return "error.type" in said or code == 2 or str(code).endswith("ERROR")


def start(span: dict[str, Any]) -> Any:
    """Return when a span began, as it says it; None where it does not."""
    return span.get("startTimeUnixNano") or span.get("start_time")
