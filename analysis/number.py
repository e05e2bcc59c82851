"""One cited number, and how a result becomes one."""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analysis import explained
from analysis.benchprice.errors import UserError
from analysis.methods.trends import LEVEL, Trend

Register = Mapping[str, "Number"]
Ends = tuple[float | None, float | None] | None
YEARLY = "factor per year"
# The tables that numbers of a kind rest on.
RUNS = ("runs", "prices", "models")
TOKENS = ("prices", "runs", "models")
BLENDED = ("runs", "blended_prices", "models")
TRAINING = ("training_runs", "parameters")
_PLAIN = ("n", "models", "start", "end")


@dataclass(frozen=True, kw_only=True)
class Number:
    """One cited number with what a reader needs to judge it.

    ``low`` and ``high`` bound it at ``level``; None where it has no interval, and then ``note``
    may say why. ``n`` counts rows, ``models`` distinct models, ``start`` and ``end`` the window
    (ISO dates). ``method`` is one sentence; ``function`` is the dotted name that computes it;
    ``tables`` the tables it read; ``tier`` is recomputed, reproduced (statistically) or quoted.
    ``data`` and ``digest`` are filled in by ``compute``: the facts' name and digest.
    """

    key: str
    value: float | None
    unit: str
    method: str
    function: str
    low: float | None = None
    high: float | None = None
    level: float | None = None
    n: int | None = None
    models: int | None = None
    r2: float | None = None
    start: str | None = None
    end: str | None = None
    tables: tuple[str, ...] = ()
    tier: str = "recomputed"
    note: str = ""
    data: str = ""
    digest: str = ""


def number(
    key: str,
    value: float | None,
    unit: str = YEARLY,
    *,
    of: Callable[..., Any],
    ends: Ends = None,
    level: float = LEVEL,
    reads: Sequence[str] = RUNS,
    **told: Any,
) -> Number:
    """Return a result as a Number; ``of`` is the function that computes it.

    ``ends``: the interval; where it is None or an end is unknown there is none, and no level.
    ``reads``: the tables behind it. ``told``: any other field of Number; dates may be dates.
    Raises UserError where the methods page does not explain ``of``.
    """
    if explained.section(of) is None:
        raise UserError(
            f"{of.__module__.replace('.', '/')}.py: {of.__qualname__}: {key} comes from it and no "
            'section of the methods page explains it; write @explained("sec-...") above it'
        )
    low, high = _bounds(ends)
    fields: dict[str, Any] = {
        "value": None if value is None else float(value),
        "low": low,
        "high": high,
        "level": None if low is None else level,
        "function": explained.dotted(of),
        "tables": tuple(reads),
        **told,
    }
    fields |= {name: _plain(fields[name]) for name in _PLAIN if name in fields}
    return Number(key=key, unit=unit, **fields)


def _bounds(ends: Ends) -> tuple[float, float] | tuple[None, None]:
    low, high = ends or (None, None)
    if low is None or high is None or math.isnan(low) or math.isnan(high):
        return None, None
    return float(low), float(high)


def _plain(value: Any) -> Any:
    """Return a count as int and a date as ISO text; None and text stay."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, datetime.datetime):
        value = value.date()
    return value.isoformat() if isinstance(value, datetime.date) else int(value)


def of_trend(
    key: str,
    fitted: Trend,
    *,
    of: Callable[..., Any],
    reads: Sequence[str] = RUNS,
    **told: Any,
) -> Number:
    """Return the factor of a fit as a Number; ``told``: its method, and what differs from it."""
    fields: dict[str, Any] = {
        "value": fitted.factor,
        "ends": (fitted.low, fitted.high),
        "level": fitted.level,
        "n": fitted.n,
        "models": fitted.models,
        "r2": fitted.r2,
        "start": fitted.start,
        "end": fitted.end,
        "note": fitted.note,
    }
    return number(key, of=of, reads=reads, **fields | told)
