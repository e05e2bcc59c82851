"""Tables that platforms export as CSV, told by their columns; others are rows of our own."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

from ..errors import UserError
from ..usage import Log
from . import tabular, unread
from .platforms import litellm, openrouter, usage_tables
from .shared import vocabulary

_READERS: tuple[Any, ...] = (openrouter, litellm, usage_tables)


def read_csv(path: Path) -> Log:
    """Read a CSV of a platform, or one with our column names. Raises UserError if it is neither."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = table(file)
            columns = dict.fromkeys(rows.fieldnames or [])
            for reader in _READERS:
                if reader.recognises_line(columns):
                    read: Log = reader.read_lines(path.name, _parsed(path.name, rows))
                    return read
    except (UnicodeDecodeError, csv.Error):
        pass  # the reader of our own rows says what is wrong
    return _of_ours(path)


def form_of(path: Path) -> str:
    """Return the name of a table's format by its columns; empty for one that is not read."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            columns = dict.fromkeys(table(file).fieldnames or [])
    except (OSError, UnicodeDecodeError, csv.Error):
        return ""
    reader = next((r for r in (*_READERS, tabular) if r.recognises_line(columns)), None)
    return reader.NAME if reader is not None else unread.form_of(columns)


def _parsed(name: str, rows: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield rows as JSON would have them: numbers as numbers, empty cells as None."""
    for line, row in enumerate(rows, 2):
        if None in row or None in row.values():
            raise UserError(
                f"{name}: line {line}: not a row with the columns of line 1; correct it"
            )
        yield {key: _value(text) for key, text in row.items()}


def _value(text: str) -> Any:
    try:
        return _number(text) if text[:1] in "0123456789.-" and text else text or None
    except ValueError:
        return text


def _number(text: str) -> float:
    """Return a number: whole where a float would hold all of its digits as well."""
    return int(text) if text.isdecimal() and len(text) < 16 else float(text)


def _of_ours(path: Path) -> Log:
    """Read a CSV with our column names. Raises UserError naming line, column and rule."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return tabular.rows_of(path.name, _csv_rows(path.name, file), "CSV", first_line=2)
    except UnicodeDecodeError:
        raise UserError(f"{path.name}: not UTF-8 text; save it as UTF-8") from None
    except csv.Error as error:
        raise UserError(f"{path.name}: not a readable CSV table ({error})") from None


def _csv_rows(name: str, file: Iterable[str]) -> Iterator[dict[str, Any]]:
    reader = table(file)
    header = reader.fieldnames or []
    kinds = {column: vocabulary.KIND.get(vocabulary.snake(column), "") for column in header}
    unknown = [
        c for c in header if c not in tabular.COLUMNS and kinds[c] not in (*tabular.COUNTS, "total")
    ]
    missing = [] if "model" in header else ["model"]
    missing += [tabular.COUNTS[k] for k in ("input", "output") if k not in kinds.values()]
    twice = len(set(header)) < len(header)
    if missing and (known := unread.refusal(name, dict.fromkeys(header))):
        raise UserError(known)
    if missing or twice:
        raise UserError(
            f"{name}: line 1: columns missing: {', '.join(missing) or 'none'};"
            f"{' one is there twice;' if twice else ''} "
            f"not known: {', '.join(repr(u)[:40] for u in unknown[:5]) or 'none'}; "
            f"known: {', '.join(tabular.COLUMNS)}"
        )
    for row in reader:
        yield {key: _cell(key, value) for key, value in row.items()}


def table(file: Iterable[str]) -> csv.DictReader[str]:
    """Return the rows of a table, whose columns are parted by what parts its first line most."""
    lines = iter(file)
    first = next(lines, "")
    mark = max(",;\t|", key=first.count)
    return csv.DictReader(chain([first], lines), delimiter=mark, strict=True)


def _cell(column: str | None, text: Any) -> Any:
    """Turn a CSV cell into what the same row would hold in JSON; leave bad cells to the checks."""
    if not isinstance(text, str) or column is None:
        return text
    if text == "":
        return None
    if column in tabular.FLAGS:
        return {"true": True, "false": False}.get(text.lower(), text)
    if column in tabular.NAMES:
        return text
    try:
        return _number(text)
    except ValueError:
        return text
