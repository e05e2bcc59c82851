"""Calls exported from Weave: each with the usage of its model in ``summary.usage``, by model.

The counts are the seller's, under its own names. A call's summary holds its children's as well, so
only calls without a counted call beneath them are priced. Costs are Weave's own reckoning.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from ... import days
from ...usage import Log, Usage, prompt, window
from ..shared import billing, calls, counts, nesting
from ..shared.partial import Gaps
from ..shared.stream import mapping, number, word

NAME = "Weave calls"
_COSTS = tuple(
    f"{kind}_tokens_total_cost"
    for kind in ("prompt", "completion", "cache_read_input", "cache_creation_input")
)


def recognises(document: Any) -> bool:
    """Whether a JSON document is calls: a list, or a page of the API."""
    rows = _rows(document)
    return bool(rows) and isinstance(rows[0], dict) and recognises_line(rows[0])


def _rows(document: Any) -> list[Any]:
    inner = document.get("calls") if isinstance(document, dict) else document
    return inner if isinstance(inner, list) else [document]


def recognises_line(line: dict[str, Any]) -> bool:
    """Whether a line is one call."""
    return {"op_name", "trace_id", "summary"} <= set(line)


def read_document(name: str, document: Any) -> Log:
    """Read calls."""
    return read_lines(name, _rows(document))


def read_lines(name: str, rows: Iterable[Any]) -> Log:
    """Read calls as they come. Raises UserError if none was counted."""
    found: dict[str, list[Usage]] = {}
    costs: dict[str, float] = {}
    parents: dict[str, str] = {}
    gaps = Gaps("calls")
    for position, raw in enumerate(rows, 1):
        where = f"{name}: call {position}"
        row = mapping(raw, where)
        key = word(row.get("id"), f"{where}: id") or f"place {position}"
        parents[key] = word(row.get("parent_id"), f"{where}: parent_id")
        summary = mapping(row.get("summary"), f"{where}: summary")
        date = days.of(row.get("started_at"))
        for model, used in _by_model(summary.get("usage"), where):
            with gaps.one():
                found.setdefault(key, []).append(_usage(model, used, date, row, where))
        costs[key] = _cost(summary, where)
    above = nesting.above(found, parents)
    counted = [key for key in found if key not in above]
    return calls.log(
        name, "Weave", (u for key in counted for u in found[key]), gaps,
        reported_cost=math.fsum(costs[key] for key in counted) or None,
        notes=(f"{len(above & set(found))} calls left out: they repeat those beneath them.",)
        * bool(above & set(found)),
    )  # fmt: skip


def _by_model(usage: Any, where: str) -> list[tuple[str, Any]]:
    """Return usage by model; some versions write a list of such mappings."""
    parts = usage if isinstance(usage, list) else [usage]
    return [pair for one in parts for pair in mapping(one, f"{where}: usage").items()]


def _usage(model: str, raw: Any, date: str, row: dict[str, Any], where: str) -> Usage:
    used = {k: v for k, v in mapping(raw, where).items() if k != "requests"}
    tokens, beside = counts.read(used, f"{where}: {model[:60]}", model=model)
    one = mapping(raw, where).get("requests") in (None, 1)
    answer, asked = row.get("output"), row.get("inputs")
    answered = answer if one and isinstance(answer, dict) else {}
    fees = billing.beside_tokens(answered, used, where, model) | beside
    return Usage(
        word(model, where), tokens, date=date, tier=billing.tier(answer, asked),
        extras=tuple(sorted(fees.items())), window=window(prompt(tokens)) if one else None,
    )  # fmt: skip


def _cost(summary: dict[str, Any], where: str) -> float:
    """Return what Weave reckons a call cost, USD; 0 where it does not say."""
    costs = mapping(mapping(summary.get("weave"), where).get("costs"), f"{where}: costs")
    parts = [mapping(one, where).get(name) for one in costs.values() for name in _COSTS]
    return math.fsum(number(part, f"{where}: costs") or 0.0 for part in parts)
