"""The calls of a log by their ids, in a hundred bytes each: most differ in their counts alone.

What calls have in common is kept once, their counts and the marks of their ids in arrays. An id's
mark is its hash of 64 bits: two of ten million ids share one in three of a million logs.
"""

from __future__ import annotations

import math
from array import array
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from operator import attrgetter
from typing import Any, NamedTuple

from ...usage import KINDS, Tokens, Usage

_COUNTS = (*KINDS, "reasoning")
_counts = attrgetter(*_COUNTS)
_alike = attrgetter("model", "role", "provider", "tier", "estimated", "cache_recorded", "date",
                    "last", "window", "longest", "region", "extras", "ages_told")  # fmt: skip
_WIDE, _NONE, _GONE = len(_COUNTS), -1, 0


def mark_of(name: str) -> int:
    """Return the mark of an id; no id has 0."""
    return hash(name) or 1


class Kind(NamedTuple):
    """What calls have in common: one of them, its session, and whether it is a beginning."""

    first: Usage
    session: str | None
    begun: bool


class Kept(Mapping[Any, Usage]):
    """Calls by the marks of their ids; one without an id is like no call of another log.

    Of calls of one id the last stands. ``successful`` counts are not kept.
    """

    def __init__(self) -> None:
        self._slots = array("I", bytes(4 << 10))  # place + 1 of a call by its mark; 0: free
        self._marks, self._kinds, self._used = array("q"), array("I"), array("q")
        self._money: dict[str, array[float]] = {}
        self._index: dict[Any, int] = {}
        self.kinds: list[Kind | None] = [None]  # that at ``_GONE`` is of calls that were dropped

    def put(
        self,
        name: str,
        usage: Usage,
        told: float | None = None,
        session: str | None = None,
        begun: bool = False,
    ) -> None:
        """Keep a call under its id (empty: it has none), with what its client says it cost."""
        tokens = _counts(usage.tokens)
        key = (_alike(usage), tokens[-1] is None, usage.billed is None, session, begun)
        kind = self._index.get(key)
        if kind is None:
            kind = self._index[key] = len(self.kinds)
            self.kinds.append(Kind(usage, session, begun))
        known = mark_of(name) if name else 0
        slot, place = self._find(known) if known else (0, len(self._marks))
        if place < len(self._marks):
            self._kinds[place] = kind
            for at, n in enumerate(tokens, _WIDE * place):
                self._used[at] = _NONE if n is None else n
        else:
            self._marks.append(known)
            self._kinds.append(kind)
            self._used.extend(tokens if tokens[-1] is not None else (*tokens[:-1], _NONE))
            if known:
                self._slots[slot] = place + 1
                if 2 * place > len(self._slots):
                    self._grow()
        self._note("billed", place, usage.billed)
        self._note("told", place, told)

    def _find(self, mark: int) -> tuple[int, int]:
        """Return where a mark's place is written or would be, and the place: a new one, if none."""
        slots, marks, last = self._slots, self._marks, len(self._slots) - 1
        slot = mark & last
        while place := slots[slot]:
            if marks[place - 1] == mark:
                return slot, place - 1
            slot = (slot + 1) & last
        return slot, len(marks)

    def _grow(self) -> None:
        self._slots = array("I", bytes(4 * 4 * len(self._slots)))
        for place, mark in enumerate(self._marks):
            if mark:
                slot = mark & (len(self._slots) - 1)
                while self._slots[slot]:
                    slot = (slot + 1) & (len(self._slots) - 1)
                self._slots[slot] = place + 1

    def _note(self, name: str, place: int, usd: float | None) -> None:
        """Keep a sum of money, in an array that is there from the first one on."""
        known = self._money.get(name)
        if known is None and usd is None:
            return
        known = self._money.setdefault(name, array("d")) if known is None else known
        if len(known) <= place:
            known.extend([math.nan] * (place + 1 - len(known)))
        known[place] = math.nan if usd is None else usd

    def drop(self, *sessions: str) -> None:
        """Let go of the calls of sessions."""
        gone = {n for n, kind in enumerate(self.kinds) if kind and kind.session in sessions}
        for place, kind in enumerate(self._kinds) if gone else ():
            if kind in gone:
                self._kinds[place] = _GONE

    def __len__(self) -> int:
        return len(self._kinds) - self._kinds.count(_GONE)

    def __getitem__(self, key: Any) -> Usage:
        if isinstance(key, int):
            own, place = id(self), self._find(key)[1]
        else:  # of a call without an id, of this log or of another
            own, place = key if isinstance(key, tuple) else (0, _GONE)
        kind = self.kinds[self._kinds[place]] if place < len(self._kinds) else None
        if own != id(self) or kind is None:
            raise KeyError(key)
        billed = self._sum("billed", place)
        return replace(kind.first, tokens=self._tokens(place), billed=billed)

    def __iter__(self) -> Iterator[Any]:
        """Yield the marks; of a call without an id its log and place, which no other call has."""
        for place, (mark, kind) in enumerate(zip(self._marks, self._kinds, strict=True)):
            if kind != _GONE:
                yield mark or (id(self), place)

    def _tokens(self, place: int) -> Tokens:
        found = Tokens(*self._used[_WIDE * place : _WIDE * (place + 1)])
        return replace(found, reasoning=None) if found.reasoning == _NONE else found

    def _sum(self, name: str, place: int) -> float | None:
        known = self._money.get(name, ())
        usd = known[place] if place < len(known) else math.nan
        return None if math.isnan(usd) else usd

    def told(self) -> list[float | None]:
        """Return what clients say that the calls cost, USD, one a call."""
        if "told" not in self._money:
            return [None] * min(len(self), 1)
        return [self._sum("told", p) for p, kind in enumerate(self._kinds) if kind != _GONE]

    def standing(self) -> list[Kind]:
        """Return the kinds of the calls that were not dropped."""
        return [kind for n in Counter(self._kinds) if (kind := self.kinds[n]) is not None]

    def begun(self) -> int:
        """Return how many calls are recorded as they began."""
        return sum(n for at, n in Counter(self._kinds).items() if (k := self.kinds[at]) and k.begun)

    def sums(self) -> list[tuple[Kind, Usage]]:
        """Return each kind with the sum of its calls, in the order in which kinds first came."""
        totals = [[0] * _WIDE for _ in self.kinds]
        for place, at in enumerate(self._kinds):
            row, start = totals[at], _WIDE * place
            for n in range(_WIDE):
                row[n] += self._used[start + n]
        calls, billed = Counter(self._kinds), self._billed()
        found = []
        for at, kind in enumerate(self.kinds):
            if kind is not None and calls[at]:
                known = kind.first.tokens.reasoning is not None
                tokens = Tokens(*totals[at])
                tokens = tokens if known else replace(tokens, reasoning=None)
                extras = tuple((name, n * calls[at]) for name, n in kind.first.extras)
                one = replace(kind.first, tokens=tokens, extras=extras, billed=billed.get(at))
                found.append((kind, one))
        return found

    def _billed(self) -> dict[int, float]:
        parts: dict[int, list[float]] = {}
        for at, usd in zip(self._kinds, self._money.get("billed", ()), strict=False):
            if not math.isnan(usd):
                parts.setdefault(at, []).append(usd)
        return {at: math.fsum(known) for at, known in parts.items()}
