"""Two statements side by side: ``benchprice compare A.json B.json``."""

from __future__ import annotations

import argparse
from typing import Any

from .. import readers
from ..doubts import AT_LEAST
from ..statements import forms
from . import common

_PRICES = ("total", "pass", "item", "success")


def options(one: argparse.ArgumentParser) -> None:
    """Add what ``compare`` is asked."""
    one.add_argument("first", metavar="A", help="a statement in JSON")
    one.add_argument("second", metavar="B", help="another")


def compare(options: argparse.Namespace) -> int:
    """Print both prices, their ratio, and what keeps them from being comparable."""
    one, other = common.statement_of(options.first), common.statement_of(options.second)
    rows = [_row(name, one["price"].get(name), other["price"].get(name)) for name in _PRICES]
    rows += [_row("score", one["run"].get("score"), other["run"].get("score"))]
    apart = differences(one, other)
    if options.json:
        print(readers.dumps({"prices": rows, "differences": apart}), end="")
        return 0
    print(f"{'':8}{'A':>14}{'B':>14}{'B / A':>10}")
    for row in rows:
        times = "unknown" if row["ratio"] is None else f"{row['ratio']:.3g}"
        print(f"{row['of']:8}{forms.usd(row['a']):>14}{forms.usd(row['b']):>14}{times:>10}")
    if not options.quiet:
        for said in apart:
            print(f"  {forms.plain(said)}")
    return 0


def _row(name: str, a: float | None, b: float | None) -> dict[str, Any]:
    ratio = b / a if a and b is not None else None
    return {"of": name, "a": a, "b": b, "ratio": ratio}


def differences(one: dict[str, Any], other: dict[str, Any]) -> list[str]:
    """Return in sentences what else differs, or is not known of both."""
    found = []
    for what, place, name in (
        ("benchmark", "benchmark", "name"),
        ("benchmark version", "benchmark", "version"),
        ("items", "benchmark", "items"),
        ("model", "model", "name"),
        ("effort", "model", "effort"),
        ("scaffold", "run", "scaffold"),
        ("passes", "run", "passes"),
        ("price date", "price", "date"),
        ("basis", "price", "basis"),
    ):
        a, b = one[place].get(name), other[place].get(name)
        if a != b:
            told = ["not stated" if v is None else str(v) for v in (a, b)]
            found.append(f"{what}: {told[0]} in A, {told[1]} in B")
    for letter, made in (("A", one), ("B", other)):
        if made["price"].get("bound") == AT_LEAST:
            found.append(f"{letter}'s total is a lower bound")
        found += [f"{letter} is in doubt: {forms.doubt(d)}" for d in made.get("doubts", [])]
    return found
