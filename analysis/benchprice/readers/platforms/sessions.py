"""Results of Claude Code's sessions (``claude -p``, the Agent SDK), each with its own totals.

A process that answers several times restates in each result what it has spent so far (its maker in
anthropics/claude-code#83239); one that resumes a session begins anew, under the same name.
"""

from __future__ import annotations

import math

from ...doubts import Doubt
from ...sums import of_each
from ...usage import KINDS, Tokens, Usage

Result = tuple[float | None, list[Usage]]  # what the client reckoned, USD, and usage by model


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
