"""A JSON document of rows: one of them, or a list; formats of lines come so too."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

FIRST = 20  # rows, or lines of a file, that may come before one that tells the format


def rows(document: Any) -> list[Any]:
    """Return a document's rows: it is a list of them, or one."""
    return document if isinstance(document, list) else [document]


def begins(document: Any, is_row: Callable[[dict[str, Any]], bool]) -> bool:
    """Whether one of a document's first rows is one of a format; an empty list has none.

    What a format's rows begin with need not be known: a list of messages begins with a user's.
    """
    first = rows(document)[:FIRST]
    return any(isinstance(row, dict) and is_row(row) for row in first)
