"""Whether a statement is one: its schema, its sums, and its total from its counts and rates."""

from __future__ import annotations

import functools
import json
import math
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from ..errors import UserError
from .statement import recomputed

# version 1.1 only adds to 1.0: its schema takes statements of both
SCHEMA = Path(__file__).with_name("price-statement-1.1.schema.json")
EVERY_SCHEMA = sorted(SCHEMA.parent.glob("price-statement-*.schema.json"))
SAME = 1e-9  # relative; how far parts may be from their sum, for they are floats


@functools.cache
def schema() -> dict[str, Any]:
    """Return the JSON Schema of a statement."""
    loaded: dict[str, Any] = json.loads(SCHEMA.read_text(encoding="utf-8"))
    return loaded


def validate(statement: Any) -> None:
    """Raise UserError listing every way in which a statement breaks the schema or its own sums."""
    import jsonschema  # takes long to import, and not every command has a statement

    validator = jsonschema.Draft202012Validator(schema())
    found = sorted(validator.iter_errors(statement), key=lambda e: list(map(str, e.absolute_path)))
    messages = [f"{_path(e.absolute_path)}: {e.message[:200]}" for e in found[:20]]
    messages += [f"{place}: not a finite number" for place in _endless(statement)]
    if not messages:
        messages = _broken_sums(statement)
    if messages:
        raise UserError("not a valid price statement:\n  " + "\n  ".join(messages))


def _endless(value: Any, place: str = "") -> Iterator[str]:
    """Yield where a statement holds NaN or infinity, which JSON has no place for."""
    if isinstance(value, float) and not math.isfinite(value):
        yield place
    pairs = value.items() if isinstance(value, dict) else ()
    for key, one in enumerate(value) if isinstance(value, list) else pairs:
        yield from _endless(one, f"{place}.{key}".lstrip("."))


def _path(steps: Iterable[Any]) -> str:
    return ".".join(map(str, steps)) or "the statement"


def _broken_sums(statement: dict[str, Any]) -> list[str]:
    """List parts of a price that do not add up, and rates that the counts need and lack."""
    found = []
    price = statement["price"]
    for parts in ("by_role", "by_kind"):
        sum_ = math.fsum(price.get(parts, {}).values())
        if parts in price and not math.isclose(sum_, price["total"], rel_tol=SAME, abs_tol=1e-12):
            found.append(f"price.{parts}: adds up to {sum_:.10g}, price.total is {price['total']}")
    again = recomputed(statement)
    if again is None:
        found.append("rates: no rate for some model and tier in usage, so nothing can be checked")
    elif not math.isclose(again, price["total"], rel_tol=SAME, abs_tol=1e-12):
        found.append(f"price.total: {price['total']}; the counts at the rates give {again:.10g}")
    return found + _broken_spread(statement)


def _broken_spread(statement: dict[str, Any]) -> list[str]:
    """List what keeps a spread from being priced: counts that nothing used, a table not square."""
    spread = statement.get("spread")
    if spread is None:
        return []
    used = {(u["model"], u["role"]) for u in statement["usage"]}
    found = [
        f"spread.counts.{at}: no usage of {one['model']!r} as {one['role']}"
        for at, one in enumerate(spread["counts"])
        if (one["model"], one["role"]) not in used
    ]
    size = len(spread["counts"])
    if len(spread["covariance"]) != size or any(len(row) != size for row in spread["covariance"]):
        found.append(f"spread.covariance: not {size} rows of {size}, one a count")
    return found
