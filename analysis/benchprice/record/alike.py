"""Which priced models a name that is not known may mean: by its words, else by its spelling."""

from __future__ import annotations

import difflib

from .carried import Record
from .names import key, without_host

Offered = tuple[str, str, bool]  # id, the form to compare, whether a maker sells it
CLOSE = 0.75  # similarity of spelling from which a name is shown


def like(record: Record, name: str, most: int = 8) -> list[str]:
    """Return ids of priced models that ``name`` may mean: its makers' before resellers' own, the
    ones with the fewest words beside its own first, then the newest.

    Where no id has all its words, those that are spelt most alike.
    """
    offered = _offered(record)
    words = [w for w in key(without_host(name)).split("-") if w]
    whole = [m for m in offered if set(words) <= set(m[1].split("-"))]
    part = whole or [m for m in offered if all(w in m[1] for w in words)]
    if part:
        part.sort(key=lambda m: (not m[2], m[1].count("-")))
        return [m[0] for m in part[:most]]
    close = {m[1].replace("-", ""): m[0] for m in reversed(offered)}
    priced = set(close.values())
    close |= {a.replace("-", ""): m for a, m in record.book.aliases.items() if m in priced}
    spelt = difflib.get_close_matches("".join(words), close, n=most, cutoff=CLOSE)
    return list(dict.fromkeys(close[one] for one in spelt))


def _offered(record: Record) -> list[Offered]:
    """Return the priced models, newest first."""
    own = dict(record.rows("SELECT model_id, max(own) FROM offers GROUP BY model_id"))
    found = [m for m in record.models.values() if m.model_id in own]
    found.sort(key=lambda m: m.released, reverse=True)
    return [(m.model_id, key(m.model_id), bool(own[m.model_id])) for m in found]
