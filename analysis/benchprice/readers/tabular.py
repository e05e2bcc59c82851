"""Plain CSV and JSON lines: one row a call, an item or a whole run, in our own column names.

``input_tokens`` and ``output_tokens`` are required. What a count includes must be said wherever it
matters: ``cache_in_input`` with cached tokens, ``reasoning_in_output`` with reasoning tokens.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from .. import days
from ..errors import Missing, UserError
from ..sums import Sums
from ..usage import ROLES, Counting, ItemUsage, Log, Tokens, Usage
from .shared import documents, vocabulary
from .shared.billing import service_tier, stated
from .shared.counts import APART, apart, settled
from .shared.partial import Gaps
from .shared.stream import count, counted, number, word

NAME = "CSV, JSON lines"
COUNTS = {
    "input": "input_tokens",
    "output": "output_tokens",
    "cache_read": "cache_read_tokens",
    "cache_write": "cache_write_tokens",
    "cache_write_long": "cache_write_long_tokens",
    "reasoning": "reasoning_tokens",
}
FLAGS = ("cache_in_input", "reasoning_in_output", "failed", "batch")
NAMES = ("model", "role", "provider", "tier", "benchmark", "item", "date", "effort")
BILL = "billed_usd"  # what the seller billed for a row, where that is known
COLUMNS = (*COUNTS.values(), *FLAGS, *NAMES, BILL, "pass", "score", "passes", "items")


def recognises(document: Any) -> bool:
    """Whether a JSON document is rows of ours: one object, or a list of them."""
    return documents.begins(document, recognises_line)


def recognises_line(line: dict[str, Any]) -> bool:
    """Whether a JSON line is a row of ours."""
    kinds = {vocabulary.KIND.get(vocabulary.snake(str(key))) for key in line}
    return {"input", "output"} <= kinds and "model" in line


def read_document(name: str, document: Any) -> Log:
    """Read one row or a list of rows. Raises UserError for a row that breaks a rule."""
    return rows_of(name, documents.rows(document), "JSON")


def read_lines(name: str, rows: Iterable[Any]) -> Log:
    """Read rows as they come. Raises UserError for a row that breaks a rule."""
    return rows_of(name, rows, "JSON lines")


def rows_of(name: str, rows: Iterable[Any], form: str, first_line: int = 1) -> Log:
    """Read rows of ours as they come. Raises UserError for a row that breaks a rule."""
    sums = Sums()
    items: dict[tuple[str, int], ItemUsage] = {}
    said: dict[str, Any] = {}
    attempts, failed, gaps = 0, 0, Gaps("rows")
    costs: list[float | None] = []
    for line, row in enumerate(rows, start=first_line):
        where = f"{name}: line {line}"
        if not isinstance(row, dict) or None in row:
            raise UserError(f"{where}: not a row with the columns of line 1; correct it")
        row = _ours(row, where)
        attempts += 1
        part = None
        with gaps.one():
            part = _usage(row, where)
        if part is None:
            continue
        sums.add(part)
        costs.append(stated(row, where))
        failed += part.successful == Tokens()
        for key in ("benchmark", "effort", "score", "passes", "items"):
            if row.get(key) is not None:
                _agree(said.setdefault(key, row[key]), row, key, where)
        _note_item(items, row, part, where)
    if not attempts:
        raise UserError(f"{name}: no rows; nothing to price")
    doubts = gaps.doubts()
    log = _log(name, form, list(sums.usage()), items, said, attempts, failed)
    known = [cost for cost in costs if cost is not None]
    whole = math.fsum(known) if known and len(known) == len(costs) else None
    return replace(log, doubts=doubts, reported_cost=whole)


def _agree(first: Any, row: dict[str, Any], name: str, where: str) -> None:
    """Raise UserError if a row without an item is of another run than the rows before it."""
    if row.get("item") is None and row[name] != first:
        raise UserError(
            f"{where}: {name} {str(row[name])[:40]!r}, and {str(first)[:40]!r} in a row before it:"
            " rows of several runs; price one run at a time, or say each row's item"
        )


def _ours(row: dict[str, Any], where: str) -> dict[str, Any]:
    """Return a row under our names; others' names of cached counts say where these are counted.

    Raises UserError for a count of tokens under a name that nobody has.
    """
    others = _others(tuple(row))
    found = dict(row) if others else row
    for key, path, column in others:
        if column is None and vocabulary.unknown({path: row[key]}):
            raise UserError(
                f"{where}: {str(key)[:40]!r} counts tokens under a name that is not known, and"
                f" what is left out is not free; known: {', '.join(COUNTS.values())}"
            )
        if column is not None and found.get(column) is None:
            found[column] = found.pop(key)
            if column.startswith("cache") and found[column]:
                found.setdefault("cache_in_input", path not in vocabulary.BESIDE)
            if path == "thoughts_token_count":  # Google's, beside the candidates
                found.setdefault("reasoning_in_output", False)
    return found


@functools.lru_cache(maxsize=8)  # rows of a table have the same columns
def _others(columns: tuple[str, ...]) -> list[tuple[str, str, str | None]]:
    """Return the columns that are not ours, in snake case, and which of ours each means."""
    paths = [(key, vocabulary.snake(str(key))) for key in columns if key not in COLUMNS]
    return [(key, path, COUNTS.get(vocabulary.KIND.get(path, ""))) for key, path in paths]


@functools.lru_cache(maxsize=8)
def _kinds(columns: tuple[str, ...]) -> dict[str | None, str]:
    """Return which column has the counts of a kind."""
    return {vocabulary.KIND.get(vocabulary.snake(str(key))): key for key in columns}


def _usage(row: dict[str, Any], where: str) -> Usage:
    counts = {kind: counted(row, column, where) for kind, column in COUNTS.items()}
    for kind in ("input", "output"):
        if counts[kind] is None:
            raise Missing(f"{where}: {COUNTS[kind]} is empty; an unknown count is not 0")
    cached = sum(counts[k] or 0 for k in ("cache_read", "cache_write", "cache_write_long"))
    counting = Counting(
        _flag(row, "cache_in_input", where, needed=cached > 0),
        _flag(row, "reasoning_in_output", where, needed=bool(counts["reasoning"])),
    )
    paths = _kinds(tuple(row))
    heard = {k: count(row[paths[k]], f"{where}: {paths[k]}") for k in APART if k in paths}
    total = count(row.get(paths.get("total", "")), f"{where}: total tokens")
    tokens, beside = apart(settled(counts | {"total": total}, where, counting), heard)
    role = _word(row, "role", where) or "model"
    if role not in ROLES:
        raise UserError(f"{where}: role {role!r} is not one of {', '.join(ROLES)}")
    model = _word(row, "model", where)
    if not model:
        raise UserError(f"{where}: model is empty; a price needs a model")
    return Usage(
        model=model,
        tokens=tokens,
        successful=Tokens() if _flag(row, "failed", where, needed=False) else tokens,
        role=role,
        provider=_word(row, "provider", where),
        tier=_tier(row, where),
        cache_recorded=counts["cache_read"] is not None,
        extras=tuple(sorted(beside.items())),
        date=_day(row, where),
        billed=number(row.get(BILL), f"{where}: {BILL}"),
    )


def _word(row: dict[str, Any], column: str, where: str) -> str:
    return "" if (value := row.get(column)) is None else word(value, f"{where}: {column}")


def _tier(row: dict[str, Any], where: str) -> str:
    """Return the row's tier, under our name for it, a seller's, or as a mark of a batch."""
    if row.get("batch") is True:
        return "batch"
    said = _word(row, "tier", where)
    return service_tier({**row, "service_tier": said} if said else row)


def _day(row: dict[str, Any], where: str) -> str:
    """Return the row's day; empty where it has none. Raises UserError for what is no day."""
    said = row.get("date")
    day = days.of(said)
    if said is not None and not day:
        raise UserError(f"{where}: date: {str(said)[:40]!r} is not a date (YYYY-MM-DD)")
    return day


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
    key, old = (part.model, part.role), items.get((item, passed))
    tokens = {key: part.tokens}
    if old is not None:
        solved = old.solved if solved is None else solved
        tokens = old.tokens | {key: old.tokens.get(key, Tokens()) + part.tokens}
    items[item, passed] = ItemUsage(item, passed, tokens, solved)


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
        score=math.fsum(solved) / len(solved) if solved else score,
        items=len({one.item for one in used}) or count(said.get("items"), f"{name}: items"),
        passes=max((o.passed for o in used), default=count(said.get("passes"), f"{name}: passes")),
        attempts=attempts if used else None,
        failed=failed if used else None,
        effort=word(said.get("effort"), f"{name}: effort"),
        items_used=used,
    )
