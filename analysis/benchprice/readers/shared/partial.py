"""Logs in which some entries lack their counts: the rest is priced, and the total is a bound."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ...doubts import Doubt
from ...errors import Missing, UserError


class Gaps:
    """Counts the entries of a log that could be read and those that lack what would price them."""

    def __init__(self, what: str = "calls", why: str = "have no token counts") -> None:
        self.what, self.why, self.tried, self.missing, self.first = what, why, 0, 0, ""

    def one(self) -> Gaps:
        """Read one entry inside (``with``): if its counts are missing, note it and go on."""
        self.tried += 1
        return self

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> bool:
        if isinstance(error, Missing):
            self.missed(str(error))
        return isinstance(error, Missing)

    def missed(self, why: str) -> None:
        """Note an entry that could not be read, and the first reason."""
        self.missing += 1
        self.first = self.first or why

    def through(self, entries: Iterable[Any]) -> Iterator[Any]:
        """Yield entries and count them as tried."""
        for entry in entries:
            self.tried += 1
            yield entry

    def doubts(self) -> tuple[Doubt, ...]:
        """Return what is missing, if anything is; ``share`` supposes that it cost as the rest did.

        Raises UserError if nothing is there but gaps.
        """
        if not self.missing:
            return ()
        if self.missing == self.tried:
            raise UserError(self.first)
        says = (
            f"{self.missing:,} of {self.tried:,} {self.what} {self.why}; what they cost"
            f" is not in the total. The first: {self.first[:300]}"
        )
        return (
            Doubt(f"missing-{self.what}", says, share=self.missing / (self.tried - self.missing)),
        )


def unfinished(n: int, total: int) -> tuple[Doubt, ...]:
    """Doubt messages that are recorded as they began: what they went on to write was billed, too.

    Claude Code writes such lines, and in some versions no others (anthropics/claude-code#22671).
    """
    if not n:
        return ()
    says = (
        f"{n:,} of {total:,} messages have no stop reason: their output is counted as it stood when"
        " they began, and the rest of it is not in the total. Claude Code's results have all of it"
        " (claude -p --output-format json)."
    )
    return (Doubt("missing-output", says),)
