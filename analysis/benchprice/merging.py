"""Several logs of one run put together: scores and a usage export, or the shards of a run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any

from .doubts import distinct
from .errors import UserError
from .usage import Log, Usage, added, prompt


def merged(logs: Sequence[Log]) -> Log:
    """Return one record of several logs of the same run.

    Usage adds up, each log's at its own date; of everything else the first log that says something
    wins. The same file given again counts once. Raises UserError if two logs name different
    benchmarks.
    """
    logs = _once(logs)
    benchmarks = {log.benchmark for log in logs if log.benchmark}
    if len(benchmarks) > 1:
        named = ", ".join(sorted(benchmarks))
        raise UserError(f"the logs are of different benchmarks ({named}); price them one by one")
    values: dict[str, Any] = {}
    for name in (f.name for f in fields(Log)):
        said = [getattr(log, name) for log in logs]
        values[name] = next((v for v in said if v not in ("", None, ())), said[0])
    values["usage"] = added(part for log in logs for part in _dated(log))
    values["date"] = min((log.date for log in logs if log.date), default="")
    values["notes"] = tuple(note for log in logs for note in log.notes)
    values["doubts"] = distinct(doubt for log in logs for doubt in log.doubts)
    values["source"] = " + ".join(log.source for log in logs)
    values["format"] = " + ".join(dict.fromkeys(log.format for log in logs))
    return Log(**values)


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
