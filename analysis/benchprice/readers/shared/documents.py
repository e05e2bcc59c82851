"""A JSON document of rows: one of them, or a list; formats of lines come so too."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def rows(document: Any) -> list[Any]:
    """Return a document's rows: it is a list of them, or one."""
    return document if isinstance(document, list) else [document]


def begins(document: Any, is_row: Callable[[dict[str, Any]], bool]) -> bool:
    """Whether a document's first row is one of a format; an empty list has none."""
    first = next(iter(rows(document)), None)
    return isinstance(first, dict) and is_row(first)
