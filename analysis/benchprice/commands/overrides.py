"""What the command line says over what the log says."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from .. import days
from ..doubts import UNDIVIDED, Doubt
from ..errors import UserError
from ..record.carried import Record
from ..record.rates import Rate
from ..usage import MOST, ROLES, Cap, Log, Usage
from . import given

_BOUNDS = (
    ("items", 1, MOST),
    ("passes", 1, MOST),
    ("failed_attempts", 0, MOST),
    ("score", 0, 1),
    ("score_se", 0, 1),
)


def applied(log: Log, options: argparse.Namespace) -> Log:
    """Return the log with what the command line says about it."""
    for name, least, most in _BOUNDS:
        value = getattr(options, name)
        if value is not None and not least <= value <= most:  # NaN fails it too
            raise UserError(f"--{name.replace('_', '-')} {value}: from {least} to {most:g}")
    said = {
        "benchmark": options.benchmark,
        "model": options.model,
        "effort": options.effort,
        "scaffold": options.scaffold,
        "evaluator": options.evaluator,
        "cache_policy": options.caching,
        "date": days.day(options.run_date) if options.run_date else None,
        "items": options.items,
        "passes": options.passes,
        "failed": options.failed_attempts,
        "score": options.score,
        "score_se": options.score_se,
        "caps": _caps(options.cap) if options.cap else None,
    }
    log = replace(log, **{k: v for k, v in said.items() if v is not None})
    if options.items and options.passes:
        log = replace(log, doubts=tuple(one for one in log.doubts if one.code != UNDIVIDED))
    usage = _usage(log, options)
    if options.date or options.run_date:  # one day for all of it
        usage = tuple(replace(u, date="", last="") for u in usage)
    if options.provider or (options.date and log.date and options.date != log.date):
        usage = tuple(replace(u, billed=None) for u in usage)  # what somebody else, or then, asks
    return replace(log, usage=usage)


def of_another(log: Log, named: str | None, record: Record | None) -> list[Doubt]:
    """Doubt a --model that the record knows as another than those whose calls the log has."""
    if not named or record is None:
        return []
    ours = record.model(named)[1]
    theirs = {u.model: record.model(u.model)[1] for u in log.usage if u.role == "model"}
    if not ours or not all(theirs.values()) or ours in theirs.values():
        return []
    says = f"--model says {named}, and the log's calls are of {', '.join(theirs)}: priced as these."
    return [Doubt("other-model", says)]


def _usage(log: Log, options: argparse.Namespace) -> tuple[Usage, ...]:
    """Apply --role, --tier and, to usage without a model, --model."""
    roles = {}
    for text in options.role:
        model, _, role = text.rpartition("=")
        if not model or role not in ROLES:
            raise UserError(f"--role {text!r}: write MODEL=ROLE, ROLE one of {', '.join(ROLES)}")
        roles[model] = role
    changed = []
    for usage in log.usage:
        model = usage.model or options.model
        if not model:
            raise UserError(f"{log.source}: the log names no model; say which with --model")
        changed.append(
            replace(
                usage,
                model=model,
                role=roles.get(model, usage.role),
                tier=options.tier or usage.tier,
            )
        )
    return tuple(changed)


def _caps(texts: Iterable[str]) -> tuple[Cap, ...]:
    found = []
    for text in texts:
        if text == "none":
            continue
        kind, _, value = text.partition("=")
        if not kind or not value.replace(".", "", 1).isdigit():
            raise UserError(f"--cap {text!r}: write KIND=VALUE, such as token_limit=50000, or none")
        found.append(Cap(kind, float(value)))
    return tuple(found)


def given_rates(options: argparse.Namespace) -> list[Rate]:
    """Return the rates of --rate and --rates."""
    named = [given.parse(text) for text in options.rate]
    return named + (given.read(Path(options.rates)) if options.rates else [])
