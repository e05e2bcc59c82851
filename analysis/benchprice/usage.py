"""The neutral account of what an evaluation used: tokens by kind, model and role, both ways.

Formats disagree on what a count includes. OpenTelemetry counts cached tokens inside input, Inspect
outside; reasoning is inside output for most and beside it for some. ``convert`` is the only way
from a format's counts to ours, and it must be told both. Our kinds never overlap.
"""

from __future__ import annotations

import bisect
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .doubts import Doubt
from .errors import UserError

MOST = 10**15  # tokens; no evaluation comes near, so more is a damaged count
ROLES = ("model", "judge", "tools")
# prompt tokens above which some seller charges all of a call at another rate
WINDOWS = (4_000, 16_000, 32_000, 100_000, 128_000, 200_000, 256_000, 272_000, 512_000)

# models that search for every request: OpenAI's, and Perplexity's where no size is said
EACH_REQUEST = re.compile(r"(?P<preview>-search-preview)|(?:^|/)sonar(?!-deep)")


@dataclass(frozen=True, slots=True)
class Tokens:
    """Token counts by kind; the five billed kinds are disjoint, so they add up.

    ``output`` is all billed output; ``reasoning`` says how much of it was reasoning (None: not
    recorded). ``cache_write_long`` are writes to the longer-lived cache.
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
        return prompt(self) + self.output

    def __add__(self, other: Tokens) -> Tokens:
        return self._combine(other, 1)

    def __sub__(self, other: Tokens) -> Tokens:
        return self._combine(other, -1)

    def _combine(self, other: Tokens, sign: int) -> Tokens:
        known = self.reasoning is not None or other.reasoning is not None
        return Tokens(
            self.input + sign * other.input,
            self.cache_read + sign * other.cache_read,
            self.cache_write + sign * other.cache_write,
            self.cache_write_long + sign * other.cache_write_long,
            self.output + sign * other.output,
            (self.reasoning or 0) + sign * (other.reasoning or 0) if known else None,
        )


KINDS = ("input", "cache_read", "cache_write", "cache_write_long", "output")


def mean(values: Sequence[float]) -> float | None:
    """Return the mean, the same on every Python (``sum`` is not); None of nothing."""
    return math.fsum(values) / len(values) if values else None


def window(prompt: int) -> int:
    """Return the largest of ``WINDOWS`` that a call's prompt exceeds; 0 if it exceeds none."""
    return (0, *WINDOWS)[bisect.bisect_left(WINDOWS, prompt)]


def prompt(tokens: Tokens) -> int:
    """Return all tokens that were sent, cached or not."""
    return tokens.input + tokens.cache_read + tokens.cache_write + tokens.cache_write_long


@dataclass(frozen=True)
class Counting:
    """What a format counts inside what."""

    cache_in_input: bool
    reasoning_in_output: bool


def convert(counts: dict[str, int | None], counting: Counting, where: str) -> Tokens:
    """Return disjoint counts from a format's own.

    ``counts`` may hold the five billed kinds and ``reasoning``; None is "not recorded" and bills
    nothing. Raises UserError, beginning with ``where``, if a part exceeds what it is part of.
    """
    sent, read, written, long, got = [counts.get(kind) or 0 for kind in KINDS]
    reasoning = counts.get("reasoning")
    inside = read + written + long if counting.cache_in_input else 0
    if inside > sent:
        raise UserError(
            f"{where}: {inside} cached tokens are said to be part of {sent} input tokens;"
            " the log counts them on top, or is damaged"
        )
    if reasoning is not None and counting.reasoning_in_output and reasoning > got:
        raise UserError(
            f"{where}: {reasoning} reasoning tokens are said to be part of {got} output"
            " tokens; the log counts them on top, or is damaged"
        )
    got += 0 if counting.reasoning_in_output else reasoning or 0
    return Tokens(sent - inside, read, written, long, got, reasoning)


@dataclass(frozen=True, slots=True)
class Usage:
    """What one model spent in one role at one provider and tier.

    ``tokens`` are those of all attempts, as billed; ``successful`` those of the attempts whose
    result counts (None: the log does not tell them apart). ``estimated`` if a client counted them
    itself instead of reading the provider's count; ``cache_recorded`` if the format has a place
    for cached tokens at all. ``date`` and ``last`` are the first and last day of the calls
    (YYYY-MM-DD, UTC; empty: the run's). ``window`` is the largest of ``WINDOWS`` that each call's
    prompt exceeds (0: none; None: the log does not tell calls apart), ``longest`` a bound on the
    longest one (None: not known). ``region`` is where they had to be served. ``extras`` counts what
    has a unit price of its own: searches, audio tokens. ``billed`` is what the seller billed, USD.
    ``ages_told`` if the log tells the cache writes apart that live for an hour.
    """

    model: str
    tokens: Tokens
    successful: Tokens | None = None
    role: str = "model"
    provider: str = ""
    tier: str = "standard"
    estimated: bool = False
    cache_recorded: bool = True
    date: str = ""
    last: str = ""
    window: int | None = None
    longest: int | None = None
    region: str = ""
    extras: tuple[tuple[str, int], ...] = ()
    billed: float | None = None
    ages_told: bool = True


@dataclass(frozen=True, slots=True)
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
    being what was billed. ``run_id`` names the run; a log that retries another has its name.
    ``responses`` are its calls by their ids, where ids tell a copy in another log. ``sessions`` is
    what the calls of each session came to, ``results`` what a session's own results say it took.
    ``exported`` if a seller counted them, whatever log else has the same calls.
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
    run_id: str = ""
    responses: Mapping[Any, Usage] = field(default_factory=dict)
    sessions: Mapping[str, Tokens] = field(default_factory=dict)
    results: Mapping[str, Tokens] = field(default_factory=dict)
    exported: bool = False
    notes: tuple[str, ...] = field(default=())
    doubts: tuple[Doubt, ...] = ()
