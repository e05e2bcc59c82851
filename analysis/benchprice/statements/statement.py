"""The price statement: what a run cost, from which counts, at which rates, on which date.

Its shape is ``price-statement-1.1.schema.json`` (JSON Schema 2020-12). Prices are full-precision
USD; a reader rounds. All functions are pure: dictionaries and records in, dictionaries out.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from typing import Any

from .. import doubts
from ..errors import UserError
from ..record import rates
from ..record.rates import Rate
from ..record.sellers import Unpriced
from ..usage import Log, Tokens, Usage
from . import interval, items, money

VERSION = "price-statement/1.1"


def build(log: Log, used: Sequence[Rate | None], date: str, made_by: str) -> dict[str, Any]:
    """Return the statement of one run priced at the rates ``used``, one a usage, on ``date``.

    A usage whose bill is known costs that; its rate, None if unknown, says what was to be expected.

    Raises UserError if nothing was used, Unpriced where cached tokens have no price.
    """
    if not log.usage:
        raise UserError(
            f"{log.source}: no token counts in it ({log.format}); give the provider's usage export"
            " beside it: benchprice price RESULTS USAGE"
        )
    spread, distinct = _spread(log), _distinct(used)
    statement = {
        "schema": VERSION,
        "benchmark": _said(name=log.benchmark or "unknown", items=log.items),
        "model": _said(
            name=log.model or log.usage[0].model,
            id=next((r.model_id for r in used if r is not None), ""),
            effort=log.effort,
            thinking_budget=log.thinking_budget,
        ),
        "run": _run(log),
        "usage": [_usage(u, distinct, r) for u, r in zip(log.usage, used, strict=True)],
        "rates": [rates.as_record(one) for one in distinct],
        "price": _price(log, used, date, spread),
        "spread": None if spread is None else spread.as_record(),
        "judge": "priced" if any(u.role == "judge" for u in log.usage) else "",
        "caching": _said(policy=log.cache_policy, share=_cached_share(log.usage)),
        "caps": [_said(**asdict(cap)) for cap in log.caps],
        "reported_cost": log.reported_cost,
        "repriced": [],
        "record": [_said(file=log.source, format=log.format, sha256=log.sha256)],
        "notes": list(log.notes),
        "doubts": doubts.as_records(log.doubts),
        "made_by": made_by,
    }
    return _said(**statement)


def _said(**values: Any) -> dict[str, Any]:
    """Leave out what is not known: a gap stays a gap. An empty list says "none"."""
    return {key: value for key, value in values.items() if value is not None and value != ""}


def _run(log: Log) -> dict[str, Any]:
    return _said(
        date=log.date,
        passes=log.passes,
        attempts=log.attempts,
        failed_attempts=log.failed,
        score=log.score,
        score_se=log.score_se,
        evaluator=log.evaluator,
        scaffold=log.scaffold,
    )


def _usage(usage: Usage, known: Sequence[Rate], rate: Rate | None) -> dict[str, Any]:
    return _said(
        model=usage.model,
        role=usage.role,
        provider=usage.provider,
        tier=usage.tier,
        date=usage.date,
        last=usage.last if usage.last != usage.date else "",
        window=usage.window or None,
        region=usage.region,
        rate=None if rate is None else known.index(rate),
        counted_by="client" if usage.estimated else "provider",
        cache_recorded=usage.cache_recorded,
        tokens=_counts(usage.tokens),
        successful=None if usage.successful is None else _counts(usage.successful),
        extras=dict(usage.extras) or None,
        billed=usage.billed,
    )


def _counts(tokens: Tokens) -> dict[str, int]:
    return {key: value for key, value in asdict(tokens).items() if value is not None}


def _distinct(used: Iterable[Rate | None]) -> list[Rate]:
    return list(dict.fromkeys(rate for rate in used if rate is not None))


def _cached_share(used: Iterable[Usage]) -> float | None:
    """Return the part of all input that was read from a cache; None where it is not recorded."""
    known = [u for u in used if u.cache_recorded]
    read = sum(u.tokens.cache_read for u in known)
    sent = sum(u.tokens.total - u.tokens.output for u in known)
    return read / sent if sent else None


def _price(
    log: Log, used: Sequence[Rate | None], date: str, spread: interval.Spread | None
) -> dict[str, Any]:
    """Return every price that the counts and bills support: in all, a pass, an item, a success."""
    parts = money.parts(log.usage, used)
    total, by_role = math.fsum(parts), dict[str, float]()
    for usage, part in zip(log.usage, parts, strict=True):
        by_role[usage.role] = by_role.get(usage.role, 0.0) + part
    a_pass = total / log.passes if log.passes else None
    item = a_pass / log.items if a_pass is not None and log.items else None
    return _said(
        currency="USD",
        date=date,
        basis="paid" if all(r is not None and r.paid for r in used) else "list",
        total=total,
        billed=money.billed(log.usage),
        counted=money.counted(log.usage, used),
        bound=doubts.bound(log.doubts),
        successful_attempts=money.successful(log.usage, used),
        **{"pass": a_pass},
        item=item,
        item_costs=items.costs(log.items_used, log.usage, used),
        success=item / log.score if item is not None and log.score else None,
        by_role=by_role,
        by_kind=money.by_kind(log.usage, used),
        interval=_interval(spread, log, used, total),
    )


def _spread(log: Log) -> interval.Spread | None:
    """Return how the counts vary; None where an item used what the log's totals do not name."""
    known = {(u.model, u.role) for u in log.usage}
    if not log.items_used or any(key not in known for one in log.items_used for key in one.tokens):
        return None
    by_pass: dict[int, list[interval.Unit]] = {}
    for one in log.items_used:
        by_pass.setdefault(one.passed, []).append(one.tokens)
    return interval.spread(list(by_pass.values()))


def _interval(
    found: interval.Spread | None, log: Log, used: Sequence[Rate | None], total: float
) -> dict[str, Any] | None:
    """Price the spread, at each model's and role's rate; None where some of it has no price."""
    rate_of = items.rate_of(log.usage, used)
    if found is None or any((model, role) not in rate_of for model, role, _ in found.counts):
        return None
    million = [Tokens(**{kind: 1_000_000}) for _, _, kind in found.counts]
    paid = [rate_of[model, role] for model, role, _ in found.counts]
    try:
        priced = rates.price(million, paid) if million else []
    except Unpriced:
        return None
    return asdict(interval.of_pass(found, [p / 1e6 for p in priced], total))


def recomputed(statement: dict[str, Any]) -> float | None:
    """Return the price of a statement's bills and counts, USD; None if a rate is missing."""
    log = usage_of(statement)
    try:
        return math.fsum(money.parts(log.usage, rates.matched(statement)))
    except Unpriced:
        return None


def usage_of(statement: dict[str, Any]) -> Log:
    """Return the usage and denominators of a valid statement, as a log to be priced again."""
    used = []
    for part in statement["usage"]:
        successful = part.get("successful")
        used.append(
            Usage(
                model=part["model"],
                tokens=Tokens(**part["tokens"]),
                successful=None if successful is None else Tokens(**successful),
                role=part["role"],
                provider=part.get("provider", ""),
                tier=part["tier"],
                estimated=part["counted_by"] == "client",
                cache_recorded=part["cache_recorded"],
                date=part.get("date", ""),
                last=part.get("last", ""),
                window=part.get("window"),
                region=part.get("region", ""),
                extras=tuple(part.get("extras", {}).items()),
                billed=part.get("billed"),
            )
        )
    run = statement["run"]
    return Log(
        source="statement",
        format=VERSION,
        usage=tuple(used),
        benchmark=statement["benchmark"]["name"],
        model=statement["model"]["name"],
        date=run.get("date", ""),
        score=run.get("score"),
        items=statement["benchmark"].get("items"),
        passes=run.get("passes"),
        doubts=doubts.of_records(statement.get("doubts", [])),
    )


def reprice(
    statement: dict[str, Any],
    used: Sequence[Rate | None],
    date: str,
    doubted: Sequence[doubts.Doubt] = (),
) -> dict[str, Any]:
    """Return the statement with the price of its counts on ``date`` beside the one it has.

    The counts, the first price and its rates stay. A price of that date from the same sellers is
    replaced; ``doubted`` is what is doubted of the new rates. A statement of an older version
    becomes one of this version.
    """
    log = usage_of(statement)
    log = replace(log, usage=tuple(replace(u, billed=None) for u in log.usage))
    spread = interval.Spread.of_record(statement["spread"]) if "spread" in statement else None
    price = _price(log, used, date, spread)
    new = {"price": price, "rates": [rates.as_record(one) for one in _distinct(used)]}
    if doubted:
        new["doubts"] = doubts.as_records(doubted)
    others = [r for r in statement.get("repriced", []) if _seller(r) != _seller(new)]
    statement = {**statement, "schema": VERSION}
    return {**statement, "repriced": sorted([*others, new], key=_seller)}


def _seller(repriced: dict[str, Any]) -> tuple[str, list[str]]:
    """Return what tells one added price from another: its day, and whose rates they are."""
    return str(repriced["price"]["date"]), sorted(r.get("provider", "") for r in repriced["rates"])
