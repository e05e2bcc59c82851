"""Cost reports of OpenAI and Anthropic: what was billed, by day and line, without tokens.

OpenAI's amounts are in dollars (``organization.costs.result``), Anthropic's in cents as a text
(its Cost Report). Given beside a usage export they are the bill that its price is held against.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from ... import days
from ...errors import UserError
from ...usage import Log
from ..shared.stream import mapping, sequence

NAME = "OpenAI and Anthropic cost reports"
_CENTS = 100.0


def recognises(document: Any) -> bool:
    """Whether a JSON document is a page of a cost report."""
    return isinstance(document, dict) and recognises_line(document)


def recognises_line(line: dict[str, Any]) -> bool:
    """Whether a line is a page of a cost report."""
    first = next((r for bucket in _list(line.get("data")) for r in _results(bucket)), None)
    return isinstance(first, dict) and "amount" in first and "input_tokens" not in first


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _results(bucket: Any) -> list[Any]:
    return _list(bucket.get("results")) if isinstance(bucket, dict) else []


def read_document(name: str, document: dict[str, Any]) -> Log:
    """Read one page that is all of a report."""
    return read_lines(name, [document])


def read_lines(name: str, rows: Iterable[Any]) -> Log:
    """Read the pages of a report. Raises UserError for pages that miss, or another currency."""
    amounts: list[float] = []
    dates: list[str] = []
    more = False
    for position, raw in enumerate(rows, 1):
        page = mapping(raw, f"{name}: page {position}")
        more = bool(page.get("has_more"))
        for bucket in sequence(page.get("data"), f"{name}: data"):
            one = mapping(bucket, f"{name}: data")
            day = days.of(one.get("start_time", one.get("starting_at")))
            dates += [day] if day and _results(one) else []
            amounts += [_usd(result, f"{name}: {day}") for result in _results(one)]
    if more:
        raise UserError(f"{name}: has_more is true: pages are missing; export them all")
    return Log(
        source=name,
        format=NAME,
        date=min(dates, default=""),
        reported_cost=math.fsum(amounts),
        notes=("A cost report is of all that was run in its days, not of one run.",),
    )


def _usd(raw: Any, where: str) -> float:
    result = mapping(raw, where)
    amount = result.get("amount")
    whole = mapping(amount, where) if isinstance(amount, dict) else result
    currency = str(whole.get("currency", "USD")).upper()
    if currency != "USD":
        raise UserError(f"{where}: amounts in {currency[:10]}; a price here is in USD")
    value = whole.get("value") if isinstance(amount, dict) else amount
    try:
        found = float(value) / (1.0 if isinstance(amount, dict) else _CENTS)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        found = math.nan
    if not math.isfinite(found) or abs(found) > 1e9:
        raise UserError(f"{where}: {str(value)[:40]!r} is no amount; export the report again")
    return found
