"""The whole register as a table of a page."""

from __future__ import annotations

import pandas as pd

from analysis import format as fmt
from analysis.number import Number, Register
from analysis.page.sections import Explained


def register_table(register: Register) -> pd.DataFrame:
    """Return the whole register, one row a number, in words and digits for a page."""
    rows = [
        {
            "key": n.key,
            "value": _said(n),
            "interval": ""
            if n.low is None or n.high is None
            else fmt.interval(n.low, n.high, n.unit),
            "n": n.n,
            "models": n.models,
            "unit": n.unit,
            "window": f"{n.start} to {n.end}" if n.start else "",
            "method": n.method + (f" ({n.note})" if n.note else ""),
            "tier": n.tier,
            "function": Explained(n.function),
            "data": f"{n.data} {n.digest}",
        }
        for n in register.values()
    ]
    return pd.DataFrame(rows).astype({"n": "Int64", "models": "Int64"})


def _said(number: Number) -> str:
    if number.value is None:
        return fmt.MISSING
    return fmt.quantity(number.value, number.unit, number.low, number.high)
