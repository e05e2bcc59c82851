"""What keeps a price from being the bill: said in the statement, not left to be guessed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from .errors import UserError

EXACT, AT_LEAST = "exact", "at least"
COPIED = "copied-session"  # settled where the session that was copied is given, too
UNDIVIDED = "runs-not-told-apart"  # settled by who says how many items and passes there were
MISSING = "missing"  # codes that begin so: money was spent that the total does not hold


@dataclass(frozen=True)
class Doubt:
    """One reason why the total may not be what was billed.

    ``code`` is a few words joined by hyphens, the same for every log with that doubt; one that
    begins with ``missing`` makes the total a lower bound. ``says`` is a sentence for a reader.
    ``usd`` is how much money it can move, where that is known; ``share`` the same as a part of the
    total, for who does not know the total yet.
    """

    code: str
    says: str
    usd: float | None = None
    share: float | None = None

    def of(self, total: float) -> Doubt:
        """Return the doubt with its money said in USD, of a total in USD."""
        if self.share is None:
            return self
        return replace(self, usd=self.share * total, share=None)


class Doubted(UserError):
    """The price is doubted and the user asked for one that is not (``--strict``)."""


def bound(doubts: Iterable[Doubt]) -> str:
    """Return whether the total is all of the money that is known of, or a lower bound of it."""
    return AT_LEAST if any(one.code.startswith(MISSING) for one in doubts) else EXACT


def distinct(doubts: Iterable[Doubt]) -> tuple[Doubt, ...]:
    """Return every doubt once, in the order in which they came up."""
    return tuple(dict.fromkeys(doubts))


def as_records(doubts: Iterable[Doubt]) -> list[dict[str, Any]]:
    """Return doubts as a statement holds them; a sum that is not known is left out."""
    return [
        {"code": one.code, "says": one.says} | ({} if one.usd is None else {"usd": one.usd})
        for one in doubts
    ]


def of_records(records: Iterable[dict[str, Any]]) -> tuple[Doubt, ...]:
    """Return the doubts that a statement holds."""
    return tuple(Doubt(r["code"], r["says"], r.get("usd")) for r in records)


def refuse(doubts: Iterable[Doubt]) -> None:
    """Raise Doubted naming every doubt, if there are any."""
    said = [f"{one.says} ({one.code})" for one in doubts]
    if said:
        raise Doubted("the price is in doubt and --strict allows none:\n" + "\n".join(said))
