"""Results of Claude Code's sessions (``claude -p``, the Agent SDK), each with its own totals.

A process that answers several times restates in each result what it has spent so far (its maker in
anthropics/claude-code#83239); one that resumes a session begins anew, under the same name. The
counts by model do not tell how long a cache write lives; those of the whole do.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from ... import days
from ...doubts import Doubt
from ...errors import UserError
from ...sums import of_each
from ...usage import KINDS, Tokens, Usage
from ..shared import counts
from ..shared.billing import beside_tokens
from ..shared.stream import count, mapping, number, word

Result = tuple[float | None, list[Usage]]  # what the client reckoned, USD, and usage by model


def is_result(line: dict[str, Any]) -> bool:
    """Whether a line is the result of a session."""
    return line.get("type") == "result" and "total_cost_usd" in line


def result(line: dict[str, Any], where: str) -> Result:
    """Return what a session's client reckoned it cost, USD, and its usage by model."""
    cost = number(line.get("total_cost_usd"), f"{where}: total_cost_usd")
    by_model = mapping(line.get("modelUsage"), f"{where}: modelUsage") or {"": line.get("usage")}
    parts = []
    for model, raw in by_model.items():
        usage = mapping(raw, f"{where}: usage of {model!r}")
        kept = {k: v for k, v in usage.items() if k not in ("costUSD", "webSearchRequests")}
        tokens, _ = counts.read(kept, where)
        fees = beside_tokens({}, usage, where)
        if usage.get("webSearchRequests"):
            searched = {"web_search_requests": usage["webSearchRequests"]}
            fees = beside_tokens({}, {"server_tool_use": searched}, where)
        date = days.of(line.get("timestamp") or line.get("created_at"))
        extras = tuple(sorted(fees.items()))
        parts.append(Usage(word(model, where), tokens, date=date, extras=extras))
    if not any(p.tokens != Tokens() for p in parts) and cost:
        raise UserError(f"{where}: {cost:g} USD and no tokens; nothing that can be priced")
    return cost, _parted(parts, line.get("usage"), where)


def _parted(parts: list[Usage], whole: Any, where: str) -> list[Usage]:
    """Return usage with its cache writes parted by how long they live, as ``whole`` tells it.

    It tells nothing where it counts other writes than the models' together, or those of several
    models and both ages.
    """
    told = mapping(whole, f"{where}: usage").get("cache_creation")
    ages = {k: told.get(f"ephemeral_{k}_input_tokens") for k in ("5m", "1h")} if told else {}
    short, long = (count(ages.get(k), f"{where}: cache_creation") or 0 for k in ("5m", "1h"))
    known = [p.tokens.cache_write + p.tokens.cache_write_long for p in parts]
    writers = [n for n in known if n]
    if short + long != sum(writers) or (short and long and len(writers) > 1):
        return [replace(p, ages_told=not p.tokens.cache_write) for p in parts]
    return [
        replace(p, tokens=replace(p.tokens, cache_write=n - aged, cache_write_long=aged))
        for p, n in zip(parts, known, strict=True)
        for aged in [min(n, long)]
    ]


class Sessions:
    """The results of a log, without those that a later one of their session restates."""

    def __init__(self) -> None:
        self.standing: list[Result] = []
        self.restated: list[float | None] = []
        self.names: list[str] = []  # of those that stand
        self._last: dict[str, int] = {}

    def add(self, session: str, result: Result) -> None:
        """Add a result, in the place of the one before it if it holds all of that."""
        at = self._last.get(session) if session else None
        if at is not None and _holds(result, self.standing[at]):
            self.restated.append(self.standing[at][0])
            self.standing[at] = result
            return
        self._last[session] = len(self.standing)
        self.standing.append(result)
        self.names.append(session)

    def took(self) -> dict[str, Tokens]:
        """Return what the results of each session that has a name say it took."""
        told = zip(self.names, self.standing, strict=True)
        return of_each((name, one.tokens) for name, (_, parts) in told if name for one in parts)

    def doubts(self) -> tuple[Doubt, ...]:
        """Doubt what was taken for a total so far: each may have been a process of its own."""
        if not self.restated:
            return ()
        says = (
            f"{len(self.restated):,} results are taken to be in a later one of their session, as"
            " those of one process are; results of a session that was resumed would add up."
        )
        known = [cost for cost in self.restated if cost is not None]
        whole = len(known) == len(self.restated)
        return (Doubt("results-restated", says, math.fsum(known) if whole else None),)


def _holds(result: Result, other: Result) -> bool:
    """Whether a result has no less of anything than another one."""
    spent = {one.model: one.tokens for one in result[1]}
    return (result[0] or 0.0) >= (other[0] or 0.0) and all(
        one.model in spent
        and all(getattr(spent[one.model], k) >= getattr(one.tokens, k) for k in KINDS)
        for one in other[1]
    )
