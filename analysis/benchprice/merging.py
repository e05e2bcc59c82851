"""Several logs of one run put together: scores and a usage export, shards, or retries."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import fields, replace
from itertools import combinations
from typing import Any

from . import results
from .doubts import COPIED, UNDIVIDED, Doubt, distinct
from .errors import UserError
from .record import names
from .sums import added, of_each, summed
from .usage import ItemUsage, Log, Tokens, Usage, mean, prompt

_ADDED = ("attempts", "failed", "reported_cost")


def merged(logs: Sequence[Log]) -> Log:
    """Return one account of several logs of the same run.

    Usage adds up, each log's at its own date, and so do attempts and the logs' own costs; items and
    passes are those that ran. Of everything else the first log that says something wins. What a
    retry rolls forward counts once, and so does a file given twice. Raises UserError if two logs
    name different benchmarks, or runs have no model in common.
    """
    logs = _without_repeats(_without_copies(results.counted(_once(logs))))
    benchmarks = {log.benchmark for log in logs if log.benchmark}
    if len(benchmarks) > 1:
        named = ", ".join(sorted(benchmarks))
        raise UserError(f"the logs are of different benchmarks ({named}); price them one by one")
    runs = [log for log in logs if log.usage and (log.items_used or _divides(log))]
    _check_models(runs)
    values: dict[str, Any] = {}
    for name in (f.name for f in fields(Log)):
        said = [getattr(log, name) for log in logs]
        values[name] = next((v for v in said if v not in ("", None, ())), said[0])
    values["usage"] = added(part for log in logs for part in _dated(log))
    values["date"] = min((log.date for log in logs if log.date), default="")
    values["notes"] = tuple(note for log in logs for note in log.notes)
    told = [doubt for log in logs for doubt in log.doubts]
    values["doubts"] = distinct([*told, *_counted_twice(logs), *_exported(logs), *_undivided(runs)])
    values["source"] = " + ".join(log.source for log in logs)
    values["format"] = " + ".join(dict.fromkeys(log.format for log in logs))
    return Log(**(values | (_of_shards(logs, runs) if len(logs) > 1 else {})))


def _divides(log: Log) -> bool:
    """Whether a log says what its total is divided by, as that of a whole run does."""
    return any(v is not None for v in (log.items, log.passes, log.score))


def _check_models(runs: Sequence[Log]) -> None:
    """Raise UserError for runs of which two have no model in common: they are not one run."""
    first: dict[frozenset[str], Log] = {}
    for log in runs:
        used = {u.model for u in log.usage if u.role == "model" and u.model}
        named = frozenset(names.key(names.without_host(model)) for model in used)
        other = next((one for mine, one in first.items() if mine.isdisjoint(named)), None)
        if named and other is not None:
            raise UserError(
                f"{other.source} is a run of {other.model}, {log.source} of {log.model}; price them"
                " one by one"
            )
        if named:
            first.setdefault(named, log)


def _undivided(runs: Sequence[Log]) -> list[Doubt]:
    """Doubt what a pass and an item cost where runs hold totals: shards and passes look alike."""
    if len(runs) < 2 or all(log.items_used for log in runs):
        return []
    says = (
        f"{' and '.join(log.source for log in runs)} are runs with totals alone: whether they are"
        " parts of one pass or passes is not known; say --items and --passes."
    )
    return [Doubt(UNDIVIDED, says, 0.0)]


def _without_copies(logs: Sequence[Log]) -> list[Log]:
    """Leave out of a log the responses that one before it has, as a resumed session's has."""
    if len(logs) < 2:
        return list(logs)
    seen: dict[Any, Usage] = {}
    kept = []
    for log in logs:
        rest = {key: call for key, call in log.responses.items() if not _same(seen.get(key), call)}
        both = len(log.responses) - len(rest)
        seen |= log.responses
        if both:
            told = f"{log.source}: {both:,} responses are in a log before it, too: counted once."
            settled = tuple(one for one in log.doubts if one.code != COPIED)
            log = replace(log, usage=added(rest.values()), reported_cost=None, doubts=settled,
                          notes=(*log.notes, told))  # fmt: skip
        kept.append(log)
    return kept


def _same(one: Usage | None, other: Usage) -> bool:
    return one is not None and (one.model, one.tokens) == (other.model, other.tokens)


def _counted_twice(logs: Sequence[Log]) -> list[Doubt]:
    """Doubt logs that hold the same response with other counts in each."""
    found = []
    told = all(log.responses for log in logs)  # else their part of the total is not known
    responses = sum(len(log.responses) for log in logs)
    for one, other in combinations([log for log in logs if log.responses], 2):
        both = [key for key in one.responses.keys() & other.responses.keys()
                if not _same(one.responses[key], other.responses[key])]  # fmt: skip
        if both:
            says = (
                f"{len(both):,} responses are in {one.source} and, with other counts, in"
                f" {other.source}: both are in the price."
            )
            share = len(both) / responses if told else None
            found.append(Doubt("counted-twice", says, share=share))
    return found


def _exported(logs: Sequence[Log]) -> list[Doubt]:
    """Doubt a seller's count of a model's tokens beside a log that counts them itself."""
    found = []
    whole = summed([part.tokens for log in logs for part in log.usage]).total
    for one in (log for log in logs if log.exported):
        for other in (log for log in logs if log.usage and not log.exported):
            mine, theirs = _of_models(one), _of_models(other)
            both = sum(min(mine[model], theirs[model]) for model in mine.keys() & theirs.keys())
            if both:
                says = (
                    f"{one.source} is a seller's count of models of which {other.source} counts the"
                    " calls itself: both are in the price; give the one or the other."
                )
                found.append(Doubt("counted-twice", says, share=both / whole))
    return found


def _of_models(log: Log) -> dict[str, int]:
    spent = of_each((names.key(names.without_host(u.model)), u.tokens) for u in log.usage)
    return {model: tokens.total for model, tokens in spent.items()}


def _once(logs: Sequence[Log]) -> list[Log]:
    """Leave out a log whose file was given already, under whatever name."""
    kept: list[Log] = []
    for log in logs:
        same = [one for one in kept if log.sha256 and one.sha256 == log.sha256]
        if same:
            told = f"{log.source} is the same file as {same[0].source}: counted once."
            kept[0] = replace(kept[0], notes=(*kept[0].notes, told))
        else:
            kept.append(log)
    return kept


def _without_repeats(logs: Sequence[Log]) -> list[Log]:
    """Take what a retry's log rolled forward out of it: the log that it retries has it, too.

    An item rolled forward has the same name, pass and counts in two logs of one ``run_id``; one
    with other counts was made again, and only its last attempt stands.
    """
    if len(logs) < 2:
        return list(logs)
    if any(log.run_id for log in logs):
        logs = sorted(logs, key=lambda one: one.date)
    first: dict[tuple[str, str, int], dict[tuple[str, str], Tokens]] = {}
    last: dict[tuple[str, str, int], dict[tuple[str, str], Tokens]] = {}
    told = [(log, (log.run_id, item.item, item.passed), item)
            for log in logs if log.run_id for item in log.items_used]  # fmt: skip
    last |= {key: item.tokens for _, key, item in told}
    rolled: dict[int, list[ItemUsage]] = {}
    failed: dict[int, list[ItemUsage]] = {}
    for log, key, item in told:
        if first.get(key) == item.tokens:
            rolled.setdefault(id(log), []).append(item)
        elif last[key] != item.tokens:
            failed.setdefault(id(log), []).append(item)
        first[key] = item.tokens
    return [_less(log, rolled.get(id(log), []), failed.get(id(log), [])) for log in logs]


def _less(log: Log, rolled: Sequence[ItemUsage], failed: Sequence[ItemUsage]) -> Log:
    """Return a log without the items that another has; ``failed`` ones were billed all the same."""
    usage = []
    for part in log.usage:
        key = (part.model, part.role)
        again, lost = (_spent(items, key) for items in (rolled, failed))
        good = None if part.successful is None else part.successful - again - lost
        usage.append(replace(part, tokens=part.tokens - again, successful=good))
    gone = {id(item) for item in (*rolled, *failed)}
    told = f"{log.source}: {len(rolled)} items are in the log that it retries: counted once."
    return replace(
        log,
        usage=tuple(usage),
        attempts=None if log.attempts is None else log.attempts - len(rolled),
        failed=log.failed if not failed else (log.failed or 0) + len(failed),
        items_used=tuple(item for item in log.items_used if id(item) not in gone),
        notes=(*log.notes, told) if rolled else log.notes,
    )


def _spent(items: Sequence[ItemUsage], key: tuple[str, str]) -> Tokens:
    return sum((item.tokens.get(key, Tokens()) for item in items), Tokens())


def _of_shards(logs: Sequence[Log], runs: Sequence[Log]) -> dict[str, Any]:
    """Return what several logs of one run say together: counts of what ran, and the score of it."""
    values: dict[str, Any] = {}
    for name in _ADDED:
        known = [v for log in logs if (v := getattr(log, name)) is not None]
        add = math.fsum if name == "reported_cost" else sum
        values[name] = add(known) if known else None
    if len(runs) > 1 and not all(log.items_used for log in runs):
        return values | dict.fromkeys(("items", "passes", "score", "score_se"))
    if len(runs) < 2:
        return values
    times: dict[str, int] = {}
    items = []
    for item in (item for log in logs for item in log.items_used):
        times[item.item] = times.get(item.item, 0) + 1
        items.append(replace(item, passed=times[item.item]))
    solved = [item.solved for item in items if item.solved is not None]
    score = {"score": mean(solved), "score_se": None} if solved else {}
    return values | {"items_used": tuple(items), "items": len(times),
                     "passes": max(times.values())} | score  # fmt: skip


def _dated(log: Log) -> list[Usage]:
    """Return a log's usage, each entry with the log's day where it has none of its own.

    No call's prompt was longer than all that the item took which took most.
    """
    most: dict[tuple[str, str], int] = {}
    for item in log.items_used:
        for key, tokens in item.tokens.items():
            most[key] = max(most.get(key, 0), prompt(tokens))
    bounds = (most.get((u.model, u.role)) for u in log.usage)
    return [
        replace(u, date=u.date or log.date, longest=bound)
        for u, bound in zip(log.usage, bounds, strict=True)
    ]
