"""Observations exported from Langfuse: generations with usage and cost by kind.

Kinds of usage add up to the total (its documentation on token and cost tracking), so cached and
reasoning tokens lie beside ``input`` and ``output``; where a total says that they are inside, the
total decides. Costs are Langfuse's own reckoning, shown beside the price. Spans are no calls, and
a generation above others is what a second instrumentation wrote of them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from ... import days
from ...errors import UserError
from ...usage import Counting, Log, Usage
from ..shared import billing, calls, documents, nesting
from ..shared.partial import Gaps
from ..shared.stream import mapping, number, word

NAME = "Langfuse observations"
COUNTING = Counting(cache_in_input=False, reasoning_in_output=False)
_TIERED = ("output", "metadata", "modelParameters", "input")  # what may name a tier
_NAMES = {
    "input": "input_tokens",
    "input_tokens": "input_tokens",
    "output": "output_tokens",
    "output_tokens": "output_tokens",
    "total": "total_tokens",
    "total_tokens": "total_tokens",
    "cache_read_input_tokens": "cache_read_tokens",
    "input_cached_tokens": "cache_read_tokens",
    "input_cache_read": "cache_read_tokens",
    "cache_creation_input_tokens": "cache_write_tokens",
    "input_cache_creation": "cache_write_tokens",
    "input_cache_creation_5m": "cache_write_5m_tokens",
    "input_cache_creation_1h": "cache_write_1h_tokens",
    "output_reasoning_tokens": "reasoning_tokens",
    "output_reasoning": "reasoning_tokens",
}


def recognises(document: Any) -> bool:
    """Whether a JSON document is observations: a list, a page of the API, or a trace."""
    rows = _rows(document)
    return any(isinstance(row, dict) and recognises_line(row) for row in rows[:100])


def _rows(document: Any) -> list[Any]:
    if isinstance(document, dict):
        document = document.get("data", document.get("observations", document))
    return documents.rows(document)


def recognises_line(line: dict[str, Any]) -> bool:
    """Whether a row is an observation of Langfuse."""
    return "usageDetails" in line and ("traceId" in line or "type" in line)


def read_document(name: str, document: Any) -> Log:
    """Read observations."""
    return read_lines(name, _rows(document))


def read_lines(name: str, rows: Iterable[Any]) -> Log:
    """Read observations as they come. Raises UserError if no generation has counts."""
    found: dict[str, Usage] = {}
    costs: dict[str, float] = {}
    parents: dict[str, str] = {}
    gaps = Gaps("generations")
    for position, raw in enumerate(rows, 1):
        where = f"{name}: observation {position}"
        row = mapping(raw, where)
        usage = mapping(row.get("usageDetails"), f"{where}: usageDetails")
        key = word(row.get("id"), f"{where}: id") or str(position)
        parents[key] = word(row.get("parentObservationId"), f"{where}: parentObservationId")
        if row.get("type", "GENERATION") not in ("GENERATION", "EMBEDDING") and not usage:
            continue
        model = word(row.get("model"), f"{where}: model")
        with gaps.one():
            _check(usage, where)
            found[key] = calls.usage(
                model, usage, _NAMES, where, COUNTING, date=days.of(row.get("startTime")),
                tier=billing.tier(*(row.get(place) for place in _TIERED)),
            )  # fmt: skip
            costs[key] = _cost(row, where)
    counted = found.keys() - nesting.above(found, parents)
    said = f"{len(found) - len(counted)} generations left out: they repeat those beneath them."
    return calls.log(
        name, "Langfuse", (found[key] for key in found if key in counted), gaps,
        reported_cost=math.fsum(costs[key] for key in counted) or None,
        notes=(said,) if len(counted) < len(found) else (),
    )  # fmt: skip


def _cost(row: dict[str, Any], where: str) -> float:
    """Return what Langfuse reckoned, USD; its older interface has it beside the details."""
    said = mapping(row.get("costDetails"), f"{where}: costDetails").get("total")
    for name in ("calculatedTotalCost", "totalCost"):
        said = row.get(name) if said is None else said
    return number(said, f"{where}: cost") or 0.0


def _check(usage: dict[str, Any], where: str) -> None:
    """Raise UserError for a kind of usage that nobody has named and that is not nothing."""
    strange = [key for key, value in usage.items() if value and key not in _NAMES]
    if strange:
        raise UserError(
            f"{where}: usage of a kind that is not known: {', '.join(map(repr, strange[:5]))[:200]}"
        )
