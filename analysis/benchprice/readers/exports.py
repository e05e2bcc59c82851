"""Tables that platforms export as CSV, told by their columns; others are rows of our own."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..errors import UserError
from ..usage import Log
from . import tabular
from .platforms import litellm, openrouter

_READERS: tuple[Any, ...] = (openrouter, litellm)


def read_csv(path: Path) -> Log:
    """Read a CSV of a platform, or one with our column names. Raises UserError if it is neither."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file, strict=True)
            columns = dict.fromkeys(rows.fieldnames or [])
            for reader in _READERS:
                if reader.recognises_line(columns):
                    read: Log = reader.read_lines(path.name, _parsed(path.name, rows))
                    return read
    except (UnicodeDecodeError, csv.Error):
        pass  # the reader of our own rows says what is wrong
    return tabular.read_csv(path)


def _parsed(name: str, rows: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield rows as JSON would have them: numbers as numbers, empty cells as None."""
    for line, row in enumerate(rows, 2):
        if None in row or None in row.values():
            raise UserError(
                f"{name}: line {line}: not a row with the columns of line 1; correct it"
            )
        yield {key: _value(text) for key, text in row.items()}


def _value(text: str) -> Any:
    if text.isascii() and text.isdigit() and len(text) < 16:
        return int(text)
    try:
        return float(text) if text[:1] in "0123456789.-" and text else text or None
    except ValueError:
        return text
