"""Spend logs of LiteLLM's proxy (its table, its API or a CSV of either): a request a row.

``prompt_tokens`` holds cached tokens and what is written to a cache; the details of the provider's
usage are in ``metadata.usage_object``. ``spend`` is LiteLLM's own reckoning, shown beside the
price. An answer from the proxy's own cache (``cache_hit``) was not sent to any model.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from typing import Any

from ... import days
from ...usage import Counting, Log, Usage
from ..shared import billing, calls, counts, responses
from ..shared.kept import Kept
from ..shared.partial import Gaps
from ..shared.stream import mapping, number, word

NAME = "LiteLLM spend logs"
COUNTING = Counting(cache_in_input=True, reasoning_in_output=True)
_NAMES = {
    name: name
    for name in ("prompt_tokens", "completion_tokens", "total_tokens")
}  # fmt: skip


def recognises(document: Any) -> bool:
    """Whether a JSON document is rows of spend logs, alone or under ``data``."""
    rows = _rows(document)
    return bool(rows) and isinstance(rows[0], dict) and recognises_line(rows[0])


def _rows(document: Any) -> list[Any]:
    inner = document.get("data") if isinstance(document, dict) else document
    return inner if isinstance(inner, list) else [document]


def recognises_line(line: dict[str, Any]) -> bool:
    """Whether a row is one of spend logs."""
    return {"request_id", "call_type", "spend", "prompt_tokens"} <= set(line)


def read_document(name: str, document: Any) -> Log:
    """Read rows of spend logs."""
    return read_lines(name, _rows(document))


def read_lines(name: str, rows: Iterable[Any]) -> Log:
    """Read rows as they come; one request counts once. Raises UserError if none has counts."""
    found = Kept()
    kept, gaps = 0, Gaps("requests")
    for position, raw in enumerate(rows, 1):
        where = f"{name}: row {position}"
        row = mapping(raw, where)
        key = word(row.get("request_id"), f"{where}: request_id")
        if str(row.get("cache_hit")).lower() == "true":
            kept += 1
            continue
        with gaps.one():
            found.put(key, _usage(row, where), number(row.get("spend"), f"{where}: spend") or 0.0)
    said = f"{kept:,} answers came from the proxy's cache and are in no price."
    return calls.log(
        name, "LiteLLM", (one for _, one in found.sums()), gaps,
        reported_cost=math.fsum(filter(None, found.told())) or None,
        notes=(said,) if kept else (),
    )  # fmt: skip


def _usage(row: dict[str, Any], where: str) -> Usage:
    model = word(row.get("model"), f"{where}: model")
    told: dict[str, Any] = {
        "provider": word(row.get("custom_llm_provider"), f"{where}: custom_llm_provider"),
        "date": days.of(row.get("startTime") or row.get("start_time")),
    }
    metadata = mapping(_json(row.get("metadata")), f"{where}: metadata")
    answer = mapping(_json(row.get("response")), f"{where}: response")  # where it was to be kept
    details = metadata.get("usage_object") or responses.usage_of(answer)
    asked = (row.get("proxy_server_request"), row.get("model_parameters"))
    told["tier"] = billing.tier(details, answer, metadata, row, *map(_json, asked))
    if not details:
        used = calls.usage(model, row, _NAMES, where, COUNTING, cache_recorded=False, **told)
        return calls.with_fees(used, billing.beside_tokens(answer, {}, where, model))
    details = mapping(details, f"{where}: usage_object")
    tokens, beside = counts.read(details, f"{where}: usage_object", COUNTING, model)
    fees = billing.beside_tokens(answer, details, where, model)
    return calls.with_fees(Usage(model, tokens, **told), fees | beside)


def _json(value: Any) -> Any:
    """Return what a cell of a CSV holds: JSON in a text, else the value."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return {}
