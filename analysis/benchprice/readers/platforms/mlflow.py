"""Traces of MLflow (``Trace.to_dict``, ``search_traces``): spans with a call's token usage.

``mlflow.chat.tokenUsage`` has the seller's counts, cached ones under Anthropic's names where an
integration writes them. Values of attributes are JSON in a text. A span above others with counts
repeats their sum, as in OpenTelemetry. Older traces name the model in the call's inputs only.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from ...usage import Log
from ..shared import documents
from ..shared.stream import mapping, sequence
from . import opentelemetry

NAME = "MLflow traces"
COUNTING = opentelemetry.COUNTING
_USAGE = "mlflow.chat.tokenUsage"
_MODEL, _PROVIDER, _COST = "mlflow.llm.model", "mlflow.llm.provider", "mlflow.llm.cost"


def recognises(document: Any) -> bool:
    """Whether a JSON document is a trace, or a list of them."""
    return documents.begins(document, recognises_line)


def recognises_line(line: dict[str, Any]) -> bool:
    """Whether a line is one trace."""
    data = line.get("data")
    return "info" in line and isinstance(data, dict) and isinstance(data.get("spans"), list)


def read_document(name: str, document: Any) -> Log:
    """Read a trace or a list of them."""
    return read_lines(name, documents.rows(document))


def read_lines(name: str, rows: Iterable[Any]) -> Log:
    """Read traces as they come. Raises UserError if no span in them was counted."""
    log = opentelemetry.read_lines(name, _spans(name, rows))
    return replace(log, format="MLflow")


def _spans(name: str, rows: Iterable[Any]) -> Iterator[dict[str, Any]]:
    """Yield spans with their usage under OpenTelemetry's names."""
    for row in rows:
        data = mapping(mapping(row, f"{name}: a trace").get("data"), f"{name}: data")
        for raw in sequence(data.get("spans"), f"{name}: spans"):
            span = mapping(raw, f"{name}: a span")
            own = mapping(span.get("attributes"), f"{name}: attributes")
            said = {key: _plain(own[key]) for key in (*_KEPT, _USAGE, _COST) if key in own}
            yield {**span, "start_time": _start(span), "attributes": _named(said)}


_KEPT = (_MODEL, _PROVIDER, "mlflow.spanInputs", "mlflow.spanOutputs", "gen_ai.response.model",
         "gen_ai.request.model", "gen_ai.provider.name", "gen_ai.response.id")  # fmt: skip


def _plain(value: Any) -> Any:
    """Return what an attribute holds: JSON in a text, or the value itself."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def _start(span: dict[str, Any]) -> Any:
    names = ("start_time_unix_nano", "startTimeUnixNano", "start_time_ns", "start_time")
    return next((span[name] for name in names if span.get(name)), None)


def _named(said: dict[str, Any]) -> dict[str, Any]:
    used = said.get(_USAGE)
    if not isinstance(used, dict):
        return {}
    cost = said.get(_COST)
    asked = [said.get(key) for key in ("mlflow.spanOutputs", "mlflow.spanInputs")]
    named = [one.get("model") for one in asked if isinstance(one, dict)]
    told = {
        "gen_ai.request.model": next(filter(None, (said.get(_MODEL), *named)), None),
        "gen_ai.provider.name": said.get(_PROVIDER),
        "gen_ai.usage.cost": cost.get("total_cost") if isinstance(cost, dict) else None,
        "output.value": asked[0],
        "gen_ai.response.service_tier": _tier(asked[0]),
        "gen_ai.request.service_tier": _tier(asked[1]),
        **{key: value for key, value in said.items() if key.startswith("gen_ai.")},
        **{f"gen_ai.usage.{key}": value for key, value in used.items()},
    }
    return {key: value for key, value in told.items() if value is not None}


def _tier(holder: Any) -> Any:
    return holder.get("service_tier") if isinstance(holder, dict) else None
