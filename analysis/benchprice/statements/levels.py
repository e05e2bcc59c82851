"""What to report: three levels, each item with its reason; and what a statement lacks for each.

The items are data (``levels.json``), because the page that explains them and the checker in the
browser use the same ones.
"""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LEVELS = ("minimal", "standard", "full")
_ITEMS = Path(__file__).with_name("levels.json")


@dataclass(frozen=True)
class Item:
    """One thing to report.

    ``paths`` must all be there: ``a.b`` is a member, ``*`` every element of a list that has at
    least one, ``a|b`` either. ``mistake`` is what goes wrong without it, ``remedy`` how to add it.
    """

    key: str
    level: str
    paths: tuple[str, ...]
    label: str
    reason: str
    example: str
    mistake: str
    remedy: str


@functools.cache
def items() -> tuple[Item, ...]:
    """Return every item, minimal ones first."""
    raw = json.loads(_ITEMS.read_text(encoding="utf-8"))
    return tuple(Item(**{**one, "paths": tuple(one["paths"])}) for one in raw)


def missing(statement: dict[str, Any]) -> list[Item]:
    """Return the items that a valid statement lacks, in order of level."""
    return [one for one in items() if not all(_has(statement, path) for path in one.paths)]


def reached(statement: dict[str, Any]) -> str:
    """Return the highest level whose items, and those of the levels below, are all there.

    Empty if not even the minimal ones are.
    """
    lacking = {one.level for one in missing(statement)}
    best = ""
    for level in LEVELS:
        if level in lacking:
            break
        best = level
    return best


def _has(statement: Any, path: str) -> bool:
    return any(_at(statement, tuple(option.split("."))) for option in path.split("|"))


def _at(value: Any, steps: tuple[str, ...]) -> bool:
    if not steps:
        return value is not None
    step, rest = steps[0], steps[1:]
    if step == "*":
        return isinstance(value, list) and bool(value) and all(_at(one, rest) for one in value)
    if isinstance(value, list):
        return step.isdigit() and int(step) < len(value) and _at(value[int(step)], rest)
    return isinstance(value, dict) and step in value and _at(value[step], rest)
