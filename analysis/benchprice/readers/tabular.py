"""Plain CSV and JSON lines: one row a call, an item or a whole run, in our own column names.

``input_tokens`` and ``output_tokens`` are required. What a count includes must be said wherever it
matters: ``cache_in_input`` with cached tokens, ``reasoning_in_output`` with reasoning tokens.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from .. import days
from ..errors import UserError
from ..usage import ROLES, Counting, ItemUsage, Log, Sums, Tokens, Usage, convert
from .stream import count, number, word

COUNTS = {
    "input": "input_tokens",
    "output": "output_tokens",
    "cache_read": "cache_read_tokens",
    "cache_write": "cache_write_tokens",
    "cache_write_long": "cache_write_long_tokens",
    "reasoning": "reasoning_tokens",
}
# Anthropic's names, and what they mean there: beside the input, not in it.
ANTHROPIC = {
    "cache_read_input_tokens": "cache_read_tokens",
    "cache_creation_input_tokens": "cache_write_tokens",
}
FLAGS = ("cache_in_input", "reasoning_in_output", "failed")
NAMES = ("model", "role", "provider", "tier", "benchmark", "item", "date", "effort")
COLUMNS = (*COUNTS.values(), *FLAGS, *NAMES, "pass", "score", "passes", "items")


def recognises(document: Any) -> bool:
    """Whether a JSON document is rows of ours: one object, or a list of them."""
    first = document[0] if isinstance(document, list) and document else document
    return isinstance(first, dict) and recognises_line(first)


def recognises_line(line: dict[str, Any]) -> bool:
    """Whether a JSON line is a row of ours."""
    return "input_tokens" in line and "output_tokens" in line and "model" in line


def read_document(name: str, document: Any) -> Log:
    """Read one row or a list of rows. Raises UserError for a row that breaks a rule."""
    return _rows(name, document if isinstance(document, list) else [document], "JSON")


def read_lines(name: str, rows: Iterable[Any]) -> Log:
    """Read rows as they come. Raises UserError for a row that breaks a rule."""
    return _rows(name, rows, "JSON lines")


def read_csv(path: Path) -> Log:
    """Read a CSV with our column names. Raises UserError naming line, column and rule."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return _rows(path.name, _csv_rows(path.name, file), "CSV", first_line=2)
    except UnicodeDecodeError:
        raise UserError(f"{path.name}: not UTF-8 text; save it as UTF-8") from None
    except csv.Error as error:
        raise UserError(f"{path.name}: not a readable CSV table ({error})") from None


def _csv_rows(name: str, file: Iterable[str]) -> Iterator[dict[str, Any]]:
    reader = csv.DictReader(file, strict=True)
    header = reader.fieldnames or []
    unknown = [column for column in header if column not in COLUMNS]
    missing = [c for c in ("model", "input_tokens", "output_tokens") if c not in header]
    if unknown or missing:
        raise UserError(
            f"{name}: line 1: columns missing: {', '.join(missing) or 'none'}; unknown: "
            f"{', '.join(repr(u)[:40] for u in unknown[:5]) or 'none'}; "
            f"known: {', '.join(COLUMNS)}"
        )
    for row in reader:
        yield {key: _parsed(key, value) for key, value in row.items()}


def _parsed(column: str | None, text: Any) -> Any:
    """Turn a CSV cell into what the same row would hold in JSON; leave bad cells to the checks."""
    if not isinstance(text, str) or column is None:
        return text
    if text == "":
        return None
    if column in FLAGS:
        return {"true": True, "false": False}.get(text.lower(), text)
    if column in NAMES:
        return text
    try:
        return int(text) if text.isdigit() and len(text) < 20 else float(text)
    except ValueError:
        return text


def _rows(name: str, rows: Iterable[Any], form: str, first_line: int = 1) -> Log:
    sums = Sums()
    items: dict[tuple[str, int], ItemUsage] = {}
    said: dict[str, Any] = {}
    attempts = failed = 0
    for line, row in enumerate(rows, start=first_line):
        where = f"{name}: line {line}"
        if not isinstance(row, dict) or None in row:
            raise UserError(f"{where}: not a row with the columns of line 1; correct it")
        if any(key in row for key in ANTHROPIC):
            row = {"cache_in_input": False} | {ANTHROPIC.get(k, k): v for k, v in row.items()}
        if unread := [key for key in row if "token" in key and key not in COLUMNS]:
            raise UserError(
                f"{where}: {unread[0][:40]!r} counts tokens under a name that is not known, and"
                f" what is left out is not free; known: {', '.join(COUNTS.values())}"
            )
        part = _usage(row, where)
        sums.add(part)
        attempts += 1
        failed += part.successful == Tokens()
        for key in ("benchmark", "effort", "score", "passes", "items"):
            if row.get(key) is not None:
                said.setdefault(key, row[key])
        _note_item(items, row, part, where)
    if not attempts:
        raise UserError(f"{name}: no rows; nothing to price")
    return _log(name, form, list(sums.usage()), items, said, attempts, failed)


def _usage(row: dict[str, Any], where: str) -> Usage:
    counts = {kind: count(row.get(c), f"{where}: {c}") for kind, c in COUNTS.items()}
    for kind in ("input", "output"):
        if counts[kind] is None:
            raise UserError(f"{where}: {COUNTS[kind]} is empty; an unknown count is not 0")
    cached = sum(counts[k] or 0 for k in ("cache_read", "cache_write", "cache_write_long"))
    counting = Counting(
        _flag(row, "cache_in_input", where, needed=cached > 0),
        _flag(row, "reasoning_in_output", where, needed=bool(counts["reasoning"])),
    )
    tokens = convert(counts, counting, where)
    role = word(row.get("role"), f"{where}: role") or "model"
    if role not in ROLES:
        raise UserError(f"{where}: role {role!r} is not one of {', '.join(ROLES)}")
    model = word(row.get("model"), f"{where}: model")
    if not model:
        raise UserError(f"{where}: model is empty; a price needs a model")
    return Usage(
        model=model,
        tokens=tokens,
        successful=Tokens() if _flag(row, "failed", where, needed=False) else tokens,
        role=role,
        provider=word(row.get("provider"), f"{where}: provider"),
        tier=word(row.get("tier"), f"{where}: tier") or "standard",
        cache_recorded=counts["cache_read"] is not None,
        date=_day(row, where),
    )


def _day(row: dict[str, Any], where: str) -> str:
    """Return the row's day; empty where it has none. Raises UserError for what is no day."""
    said = row.get("date")
    if said is not None and not days.of(said):
        raise UserError(f"{where}: date: {str(said)[:40]!r} is not a date (YYYY-MM-DD)")
    return days.of(said)


def _flag(row: dict[str, Any], name: str, where: str, needed: bool) -> bool:
    value = row.get(name)
    if isinstance(value, bool):
        return value
    if value is not None:
        raise UserError(f"{where}: {name}: {str(value)[:40]!r} is not true or false")
    if needed:
        kind = "cached" if name.startswith("cache") else "reasoning"
        raise UserError(f"{where}: {kind} tokens without {name}; say true or false")
    return False


def _note_item(
    items: dict[tuple[str, int], ItemUsage], row: dict[str, Any], part: Usage, where: str
) -> None:
    if row.get("item") is None:
        return
    item = word(str(row["item"]), f"{where}: item")
    passed = count(row.get("pass"), f"{where}: pass") or 1
    solved = number(row.get("score"), f"{where}: score", high=1.0)
    old = items.get((item, passed), ItemUsage(item, passed, {}))
    key = (part.model, part.role)
    tokens = {**old.tokens, key: old.tokens.get(key, Tokens()) + part.tokens}
    known = solved if solved is not None else old.solved
    items[item, passed] = ItemUsage(item, passed, tokens, known)


def _log(
    name: str,
    form: str,
    usage: list[Usage],
    items: dict[tuple[str, int], ItemUsage],
    said: dict[str, Any],
    attempts: int,
    failed: int,
) -> Log:
    used = tuple(items.values())
    solved = [one.solved for one in used if one.solved is not None]
    score = number(said.get("score"), f"{name}: score", high=1.0)
    main = next((u for u in usage if u.role == "model"), usage[0])
    return Log(
        source=name,
        format=form,
        usage=tuple(usage),
        benchmark=word(said.get("benchmark"), f"{name}: benchmark"),
        model=main.model,
        date=min((u.date for u in usage if u.date), default=""),
        score=sum(solved) / len(solved) if solved else score,
        items=len({one.item for one in used}) or count(said.get("items"), f"{name}: items"),
        passes=max((o.passed for o in used), default=count(said.get("passes"), f"{name}: passes")),
        attempts=attempts if used else None,
        failed=failed if used else None,
        effort=word(said.get("effort"), f"{name}: effort"),
        items_used=used,
    )
