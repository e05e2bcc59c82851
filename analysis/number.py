"""One cited number, and how a result becomes one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from analysis.methods.trends import Trend

Register = Mapping[str, "Number"]


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


def of_trend(key: str, fitted: Trend, **told: Any) -> Number:
    """Return the factor of a fit as a Number; ``told``: method, function, tables and the like."""
    fields: dict[str, Any] = {
        "value": fitted.factor,
        "low": fitted.low,
        "high": fitted.high,
        "level": fitted.level if fitted.low is not None else None,
        "n": fitted.n,
        "models": fitted.models,
        "r2": fitted.r2,
        "unit": "factor per year",
        "start": fitted.start.isoformat(),
        "end": fitted.end.isoformat(),
        "note": fitted.note,
    }
    return Number(key=key, **fields | told)
