"""The neutral record of what an evaluation used: tokens by kind, model and role, both ways.

Formats disagree on what a count includes. OpenTelemetry counts cached tokens inside input, Inspect
outside; reasoning is inside output for most and beside it for some. ``convert`` is the only way
from a format's counts to ours, and it must be told both. Our kinds never overlap.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from typing import Any

from .doubts import Doubt, distinct
from .errors import UserError

MOST = 10**15  # tokens; no evaluation comes near, so more is a damaged count
ROLES = ("model", "judge", "tools")


@dataclass(frozen=True)
class Tokens:
    """Token counts by kind; the five billed kinds are disjoint, so they add up.

    ``output`` is all billed output, reasoning included; ``reasoning`` says how much of it was
    reasoning (None: not recorded). ``cache_write_long`` are writes to the longer-lived cache.
    """

    input: int = 0
    cache_read: int = 0
    cache_write: int = 0
    cache_write_long: int = 0
    output: int = 0
    reasoning: int | None = None

    @property
    def total(self) -> int:
        """All billed tokens."""
        return sum(getattr(self, kind) for kind in KINDS)

    def __add__(self, other: Tokens) -> Tokens:
        return self._combine(other, 1)

    def __sub__(self, other: Tokens) -> Tokens:
        return self._combine(other, -1)

    def _combine(self, other: Tokens, sign: int) -> Tokens:
        counts = {k: getattr(self, k) + sign * getattr(other, k) for k in KINDS}
        if self.reasoning is None and other.reasoning is None:
            return Tokens(**counts)
        reasoning = (self.reasoning or 0) + sign * (other.reasoning or 0)
        return Tokens(**counts, reasoning=reasoning)


KINDS = ("input", "cache_read", "cache_write", "cache_write_long", "output")


@dataclass(frozen=True)
class Counting:
    """What a format counts inside what."""

    cache_in_input: bool
    reasoning_in_output: bool


def convert(counts: dict[str, int | None], counting: Counting, where: str) -> Tokens:
    """Return disjoint counts from a format's own.

    ``counts`` may hold the five billed kinds and ``reasoning``; None is "not recorded" and bills
    nothing.
    Raises UserError, beginning with ``where``, if a part exceeds what it is said to be part of.
    """
    known = {kind: counts.get(kind) or 0 for kind in KINDS}
    reasoning = counts.get("reasoning")
    cached = known["cache_read"] + known["cache_write"] + known["cache_write_long"]
    inside = cached if counting.cache_in_input else 0
    if inside > known["input"]:
        raise UserError(
            f"{where}: {inside} cached tokens are said to be part of {known['input']} input tokens;"
            " the log counts them on top, or is damaged"
        )
    known["input"] -= inside
    if reasoning is not None and counting.reasoning_in_output and reasoning > known["output"]:
        raise UserError(
            f"{where}: {reasoning} reasoning tokens are said to be part of {known['output']} output"
            " tokens; the log counts them on top, or is damaged"
        )
    if not counting.reasoning_in_output:
        known["output"] += reasoning or 0
    return Tokens(**known, reasoning=reasoning)


@dataclass(frozen=True)
class Usage:
    """What one model spent in one role at one provider and tier.

    ``tokens`` are those of all attempts, as billed; ``successful`` those of the attempts whose
    result counts (None: the log does not tell them apart). ``estimated`` if a client counted them
    itself instead of reading the provider's count; ``cache_recorded`` if the format has a place
    for cached tokens at all.
    """

    model: str
    tokens: Tokens
    successful: Tokens | None = None
    role: str = "model"
    provider: str = ""
    tier: str = "standard"
    estimated: bool = False
    cache_recorded: bool = True


@dataclass(frozen=True)
class ItemUsage:
    """What one item took in one pass, by (model, role); ``solved`` None where it was not scored."""

    item: str
    passed: int
    tokens: dict[tuple[str, str], Tokens]
    solved: float | None = None


@dataclass(frozen=True)
class Cap:
    """A limit that can cut a run short; ``items`` is how many reached it (None: unknown)."""

    kind: str
    value: float
    items: int | None = None


@dataclass(frozen=True)
class Log:
    """What a reader found in one evaluation log; empty or None where the format says nothing.

    ``score`` is a fraction; ``items`` counts the benchmark's items, ``passes`` the attempts at
    each; ``attempts`` and ``failed`` count item attempts, retries included. ``date`` is
    YYYY-MM-DD. ``reported_cost`` is the log's own total in USD. ``items_used`` carries the
    spending of each item where the format has it. ``doubts`` say what may keep the counts from
    being what was billed.
    """

    source: str
    format: str
    usage: tuple[Usage, ...] = ()
    benchmark: str = ""
    model: str = ""
    date: str = ""
    score: float | None = None
    score_se: float | None = None
    items: int | None = None
    passes: int | None = None
    attempts: int | None = None
    failed: int | None = None
    effort: str = ""
    thinking_budget: int | None = None
    scaffold: str = ""
    evaluator: str = ""
    cache_policy: str = ""
    caps: tuple[Cap, ...] = ()
    reported_cost: float | None = None
    items_used: tuple[ItemUsage, ...] = ()
    sha256: str = ""
    notes: tuple[str, ...] = field(default=())
    doubts: tuple[Doubt, ...] = ()


def added(parts: Iterable[Usage]) -> tuple[Usage, ...]:
    """Add up usage of the same model, role, provider and tier; the order of arrival stays."""
    sums: dict[tuple[Any, ...], Usage] = {}
    for part in parts:
        key = (part.model, part.role, part.provider, part.tier)
        old = sums.get(key)
        sums[key] = part if old is None else _joined(old, part)
    return tuple(sums.values())


def _joined(one: Usage, other: Usage) -> Usage:
    both = one.successful is not None and other.successful is not None
    successful = one.successful + other.successful if both else None  # type: ignore[operator]
    return Usage(
        one.model,
        one.tokens + other.tokens,
        successful,
        one.role,
        one.provider,
        one.tier,
        one.estimated or other.estimated,
        one.cache_recorded and other.cache_recorded,
    )


def merged(logs: list[Log]) -> Log:
    """Return one record of several logs of the same run (say, scores and a usage export).

    Usage adds up; of everything else the first log that says something wins. Raises UserError if
    two logs name different benchmarks.
    """
    benchmarks = {log.benchmark for log in logs if log.benchmark}
    if len(benchmarks) > 1:
        named = ", ".join(sorted(benchmarks))
        raise UserError(f"the logs are of different benchmarks ({named}); price them one by one")
    values: dict[str, Any] = {}
    for name in (f.name for f in fields(Log)):
        said = [getattr(log, name) for log in logs]
        values[name] = next((v for v in said if v not in ("", None, ())), said[0])
    values["usage"] = added(part for log in logs for part in log.usage)
    values["notes"] = tuple(note for log in logs for note in log.notes)
    values["doubts"] = distinct(doubt for log in logs for doubt in log.doubts)
    values["source"] = " + ".join(log.source for log in logs)
    values["format"] = " + ".join(dict.fromkeys(log.format for log in logs))
    return Log(**values)
