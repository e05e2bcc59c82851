"""What is doubted of money beside tokens: what has no price, and what a seller gives some of."""

from __future__ import annotations

from collections.abc import Sequence

from ..doubts import Doubt
from ..usage import EACH_REQUEST, Usage
from . import tariffs
from .carried import Record
from .rates import Rate

# (seller, kind): how many cost nothing; the list price is that of those beyond
_QUOTAS = {
    ("google", "grounded-answer"): "1,500 a day",
    ("google", "grounding-query"): "5,000 a month",
}


def unpriced(
    used: Sequence[Usage], paid: Sequence[Rate | None], record: Record | None
) -> list[Doubt]:
    """Return a doubt for each kind beside the text tokens that has no price: the total lacks it.

    It says the most that they may have cost by what is known of the kind at all.
    """
    lacking: dict[tuple[str, str, Rate | None], int] = {}
    for usage, one in zip(used, paid, strict=True):
        known = dict(one.extras) if one is not None else {}
        for kind, n in usage.extras if usage.billed is None else ():
            if n and kind not in known:
                key = (usage.model, kind, one)
                lacking[key] = lacking.get(key, 0) + n
    return [
        Doubt(
            "missing-audio" if "audio" in kind else "missing-fees",
            f"{model}: {n:,} of {kind} were billed beside the text tokens, and no price of one is"
            " known: what they cost is not in the total.",
            _most(kind, n, rate, record),
        )
        for (model, kind, rate), n in lacking.items()
    ]


def untold(used: Sequence[Usage]) -> list[Doubt]:
    """Return a doubt for each model that bills every request where a log has totals of tokens."""
    silent = [u.model for u in used if u.billed is None and u.tokens.total and not u.extras]
    return [
        Doubt(
            "missing-fees",
            f"{model} searches for every request, which is billed beside the tokens; the log does"
            " not tell how many requests there were: what they cost is not in the total.",
        )
        for model in dict.fromkeys(silent)
        if EACH_REQUEST.search(model)
    ]


def _most(kind: str, n: int, rate: Rate | None, record: Record | None) -> float | None:
    if record is None or rate is None:
        return None
    unit = tariffs.dearest(record, kind, rate.provider, rate.model_id)
    return None if unit is None else n * unit


def given(used: Sequence[Usage], paid: Sequence[Rate | None]) -> list[Doubt]:
    """Return a doubt for each kind of which a seller gives some: a small run may have paid none."""
    found: dict[tuple[str, str, str], float] = {}
    for usage, one in zip(used, paid, strict=True):
        known = dict(one.extras) if one is not None else {}
        for kind, n in usage.extras if one is not None and usage.billed is None else ():
            quota = _QUOTAS.get((one.provider, kind)) if one is not None else None
            if quota and kind in known:
                key = (usage.model, kind, quota)
                found[key] = found.get(key, 0.0) + n * known[kind]
    return [
        Doubt(
            "free-quota",
            f"{model}: each {kind} is priced at the list, and the first {quota} cost nothing.",
            usd,
        )
        for (model, kind, quota), usd in found.items()
    ]
