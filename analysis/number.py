"""One cited number, how a result becomes one, and which rates have no ground.

A yearly factor says something only where the record behind it is a year long or longer, has more
rows than its line has parameters, and where the interval leaves it within tenfold. Else the number
has no value, and its note says why: that is a result, too.
"""

from __future__ import annotations

import dataclasses
import datetime
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analysis import explained
from analysis.benchprice.errors import UserError
from analysis.format import shortened
from analysis.methods.trends import LEVEL, Trend

Register = Mapping[str, "Number"]
Ends = tuple[float | None, float | None] | None
YEARLY = "factor per year"
LOG_YEARLY = "log points per year"  # its logarithm
# The tables that numbers of a kind rest on.
RUNS = ("runs", "prices", "models")
TOKENS = ("prices", "runs", "models")
BLENDED = ("runs", "blended_prices", "models")
TRAINING = ("training_runs", "parameters")
WIDEST = 10.0  # ratio of the ends of a 90 % interval
SHORTEST = 365  # days between the first and the last price of a rate a year
FEWEST = 3  # rows: a line through date and score has as many parameters
DIGITS = 10  # of the sixteen that a float has: the last ones differ from processor to processor
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


def unlogged(number: Number) -> Number:
    """Return what is a difference of logs as the factor that it is; any other as it stands."""
    if not number.unit.startswith("log "):
        return number
    of = number.value, number.low, number.high
    value, low, high = (None if end is None else math.exp(end) for end in of)
    unit = YEARLY if number.unit == LOG_YEARLY else "factor"
    return dataclasses.replace(number, value=value, low=low, high=high, unit=unit)


def number(
    key: str,
    value: float | None,
    unit: str = YEARLY,
    *,
    of: Callable[..., Any],
    ends: Ends = None,
    level: float | None = LEVEL,
    reads: Sequence[str] = RUNS,
    **told: Any,
) -> Number:
    """Return a result as a Number; ``of`` is the function that computes it.

    ``ends``: the interval; where it is None or an end is unknown there is none, and no level.
    ``level``: None where the ends are a range that promises no share of anything.
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
        "value": None if value is None else shortened(value, DIGITS),
        "low": low,
        "high": high,
        "level": None if low is None else level,
        "function": explained.dotted(of),
        "tables": tuple(reads),
        **told,
    }
    if fields.get("r2") is not None:
        fields["r2"] = shortened(fields["r2"], DIGITS)
    fields |= {name: _plain(fields[name]) for name in _PLAIN if name in fields}
    return Number(key=key, unit=unit, **fields)


def _bounds(ends: Ends) -> tuple[float, float] | tuple[None, None]:
    low, high = ends or (None, None)
    if low is None or high is None or math.isnan(low) or math.isnan(high):
        return None, None
    return shortened(low, DIGITS), shortened(high, DIGITS)


def _plain(value: Any) -> Any:
    """Return a count as int and a date as ISO text; None and text stay."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, datetime.datetime):
        value = value.date()
    return value.isoformat() if isinstance(value, datetime.date) else int(value)


def untold(why: str) -> dict[str, Any]:
    """Return what takes a number's value away and says ``why``; nothing where there is no why."""
    gone: dict[str, Any] = {"value": None, "ends": None, "r2": None}
    return gone | {"note": f"not estimated, because {why}"} if why else {}


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


def ungrounded(number: Number) -> str:
    """Return why a number is no estimate of a yearly factor or its log, or ""; others are left.

    A number without ``level`` is a range by another rule than chance, and may be wide.
    """
    if number.unit not in (YEARLY, LOG_YEARLY) or number.value is None:
        return ""
    if number.start and number.end and _days(number.start, number.end) < SHORTEST:
        return f"less than a year lies between {number.start} and {number.end}"
    if number.low is None or number.high is None:
        few = number.n is not None and number.n <= FEWEST
        return f"{number.n} rows are too few for a rate and its interval" if few else ""
    low, high = number.low, number.high
    if number.unit == LOG_YEARLY:
        low, high = math.exp(low), math.exp(high)
    if number.level is not None and high > WIDEST * low:
        told = f"{low:.3g} to {high:.3g}"
        return f"its {100 * number.level:.0f} % interval, {told}, is wider than tenfold"
    return ""


def _days(start: str, end: str) -> int:
    """Return the days between two ISO dates."""
    return (datetime.date.fromisoformat(end) - datetime.date.fromisoformat(start)).days


def held(number: Number) -> Number:
    """Return the number as it is, or without its value where it is ``ungrounded``."""
    why = ungrounded(number)
    if not why:
        return number
    gone: dict[str, Any] = dict.fromkeys(("value", "low", "high", "level", "r2"))
    return dataclasses.replace(number, **gone, note=f"not estimated, because {why}")
