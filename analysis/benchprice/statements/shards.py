"""Statements of the shards of one run put together: denominators add up, and nothing twice."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from .. import doubts
from ..doubts import Doubt
from ..errors import UserError
from ..record import rates
from ..usage import Cap, Log, Usage
from . import money, statement

# what has to be the same in all shards that say it: place, name, and what a message calls it
_SAME = (
    ("benchmark", "name", "benchmark"),
    ("benchmark", "version", "benchmark version"),
    ("model", "name", "model"),
    ("model", "effort", "effort"),
    ("model", "thinking_budget", "thinking budget"),
    ("run", "scaffold", "scaffold"),
    ("run", "passes", "passes"),
    ("caching", "policy", "caching"),
)


def joined(shards: Sequence[dict[str, Any]], made_by: str) -> dict[str, Any]:
    """Return one statement of valid statements, each of other items of the same run.

    Usage keeps its own rates and bills; items, attempts and the logs' own costs add up, the score
    is that of all items. Prices on other days and places in the market are left out: they are made
    anew from the statement. Raises UserError for shards of different runs, or of the same items.
    """
    _check(shards)
    used, paid = _lines(shards)
    usage, kept = money.gathered(used, paid)
    log = replace(_log(shards), usage=usage, doubts=_doubts(shards))
    date = max(str(one["price"]["date"]) for one in shards)
    made = statement.build(log, kept, date, made_by)
    made["record"] = [source for one in shards for source in one.get("record", [])]
    version = _first(shards, "benchmark", "version")
    made["benchmark"] |= {} if version is None else {"version": version}
    judge = _judge(shards)
    return {**made, "judge": judge} if judge else made


def _check(shards: Sequence[dict[str, Any]]) -> None:
    for place, name, what in _SAME:
        said = {str(v) for one in shards if (v := one[place].get(name)) is not None}
        if len(said) > 1:
            raise UserError(
                f"the statements are of different runs: {what} {' and '.join(sorted(said))}"
            )
    digests = Counter(
        digest for one in shards for digest in {s.get("sha256") for s in one.get("record", [])}
    )
    twice = [
        source["file"]
        for one in shards
        for source in one.get("record", [])
        if source.get("sha256") and digests[source["sha256"]] > 1
    ]
    if twice:
        raise UserError(f"{twice[0]}: the same log is in two of the statements; give each once")
    if any(one == other for at, one in enumerate(shards) for other in shards[:at]):
        raise UserError("the same statement is given twice; give each shard's once")


def _lines(shards: Sequence[dict[str, Any]]) -> tuple[list[Usage], list[rates.Rate | None]]:
    """Return the usage of all shards at the rates of each; without a day of its own, at theirs."""
    used: list[Usage] = []
    paid: list[rates.Rate | None] = []
    for one in shards:
        day = one["run"].get("date", "")
        used += [replace(u, date=u.date or day) for u in statement.usage_of(one).usage]
        paid += rates.matched(one)
    return used, paid


def _log(shards: Sequence[dict[str, Any]]) -> Log:
    """Return what the shards say together of the run, without its usage."""
    dates = [one["run"]["date"] for one in shards if "date" in one["run"]]
    caps = [Cap(**cap) for cap in shards[0].get("caps", [])]
    return Log(
        source=" + ".join(s["file"] for one in shards for s in one.get("record", [])),
        format=statement.VERSION,
        benchmark=shards[0]["benchmark"]["name"],
        model=shards[0]["model"]["name"],
        date=min(dates, default=""),
        score=_score(shards),
        items=_sum(shards, "benchmark", "items"),
        passes=_first(shards, "run", "passes"),
        attempts=_sum(shards, "run", "attempts"),
        failed=_sum(shards, "run", "failed_attempts"),
        effort=_first(shards, "model", "effort") or "",
        thinking_budget=_first(shards, "model", "thinking_budget"),
        scaffold=_first(shards, "run", "scaffold") or "",
        evaluator=_first(shards, "run", "evaluator") or "",
        cache_policy=_first(shards, "caching", "policy") or "",
        caps=tuple(replace(cap, items=None) for cap in caps),
        reported_cost=_total([one.get("reported_cost") for one in shards]),
        notes=tuple(dict.fromkeys(note for one in shards for note in one.get("notes", []))),
    )


def _first(shards: Sequence[dict[str, Any]], place: str, name: str) -> Any:
    return next((v for one in shards if (v := one[place].get(name)) is not None), None)


def _sum(shards: Sequence[dict[str, Any]], place: str, name: str) -> int | None:
    """Return a count of all shards; unknown if one does not say it."""
    found = _total([one[place].get(name) for one in shards])
    return None if found is None else int(found)


def _total(values: Sequence[float | None]) -> float | None:
    known = [v for v in values if v is not None]
    return math.fsum(known) if len(known) == len(values) else None


def _score(shards: Sequence[dict[str, Any]]) -> float | None:
    """Return the score of all items, which weighs each shard's by its items."""
    solved = [
        None if None in (score := one["run"].get("score"), n := one["benchmark"].get("items"))
        else score * n
        for one in shards
    ]  # fmt: skip
    right, items = _total(solved), _sum(shards, "benchmark", "items")
    return right / items if right is not None and items else None


def _judge(shards: Sequence[dict[str, Any]]) -> str:
    """Return what is said of the judge's part, if all say the same."""
    said = {str(one.get("judge", "")) for one in shards}
    return said.pop() if len(said) == 1 else ""


def _doubts(shards: Sequence[dict[str, Any]]) -> tuple[Doubt, ...]:
    """Return the doubts of all shards, one said of several once, with the sum of its money."""
    found: dict[tuple[str, str], list[float | None]] = {}
    for one in shards:
        for doubt in doubts.of_records(one.get("doubts", [])):
            found.setdefault((doubt.code, doubt.says), []).append(doubt.usd)
    return tuple(Doubt(code, says, _total(usd)) for (code, says), usd in found.items())
