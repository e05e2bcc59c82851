"""What a score costs and what a budget buys, at the record's offers: ``cheapest`` and ``best``."""

from __future__ import annotations

import argparse
from typing import Any

from .. import days, readers
from ..errors import UserError
from ..record import known
from ..record.carried import Record
from ..record.known import Priced
from ..statements import forms
from . import common

SHOWN = 10  # ways, unless JSON is asked for


def cheapest_options(one: argparse.ArgumentParser) -> None:
    """Add what ``cheapest`` is asked."""
    _options(one)
    one.add_argument("--score", type=float, required=True, help="fraction to reach (0 to 1)")


def best_options(one: argparse.ArgumentParser) -> None:
    """Add what ``best`` is asked."""
    _options(one)
    one.add_argument("--budget", type=float, required=True, help="USD for one pass")


def _options(one: argparse.ArgumentParser) -> None:
    one.add_argument("benchmark", metavar="BENCHMARK", help="id or name of a benchmark")
    one.add_argument("--date", help="at the offers of this day (default: the record's last)")
    one.add_argument("--record", metavar="FILE", help="a newer record of prices than ours")


def cheapest(options: argparse.Namespace) -> int:
    """Print the cheapest ways to a score, a line a model. Raises UserError where there is none."""
    if not 0 <= options.score <= 1:  # NaN fails it too
        raise UserError(f"--score {options.score:g}: a fraction from 0 to 1, as 0.85")
    rows, gone, date = _open(options)
    enough = [one for one in rows if _score(one) >= options.score]
    if not enough:
        top = max(rows, key=_score)
        raise UserError(
            f"no run in the record reaches {options.score:g} at an offer of {date}; the best is"
            f" {top.model_id} with {_score(top):.3g}, for {forms.usd(top.price)} USD a pass"
        )
    return _say(sorted(enough, key=lambda one: (one.price, -_score(one))), gone, date, options)


def best(options: argparse.Namespace) -> int:
    """Print the best scores that a budget buys. Raises UserError where it buys none."""
    if not options.budget > 0:
        raise UserError(f"--budget {options.budget:g}: an amount above 0 USD")
    rows, gone, date = _open(options)
    within = [one for one in rows if one.price <= options.budget]
    if not within:
        low = min(rows, key=lambda one: one.price)
        raise UserError(
            f"nothing in the record costs {forms.usd(options.budget)} USD a pass or less at an"
            f" offer of {date}; the cheapest is {low.model_id}, for {forms.usd(low.price)} USD"
        )
    return _say(sorted(within, key=lambda one: (-_score(one), one.price)), gone, date, options)


def _score(one: Priced) -> float:
    return -1.0 if one.score is None else one.score


def _open(options: argparse.Namespace) -> tuple[list[Priced], list[str], str]:
    """Return the benchmark's scored runs at the day's offers, models without one, and that day."""
    record = common.prices(options, required=True)
    assert record is not None
    date = days.day(options.date or record.date)
    benchmark = record.benchmark(options.benchmark)
    rows = [one for one in known.priced_on(record, date, benchmark) if one.score is not None]
    if not benchmark or not rows:
        raise UserError(
            f"{options.benchmark}: no run of it has token counts and a price on {date}; known are:"
            f" {', '.join(_benchmarks(record))}"
        )
    return rows, known.left_out(record, benchmark, rows), date


def _benchmarks(record: Record) -> list[str]:
    return sorted({run.benchmark_id for run in record.spent()})


def _say(rows: list[Priced], gone: list[str], date: str, options: argparse.Namespace) -> int:
    first: dict[str, Priced] = {}
    for one in rows:
        first.setdefault(one.model_id, one)
    if options.json:
        found: dict[str, Any] = {"benchmark": rows[0].benchmark_id, "date": date}
        found["ways"] = [
            {"model": one.model_id, "score": one.score, "usd_a_pass": one.price,
             "seller": one.provider, "since": one.date, "run": one.run_id, "doubt": one.doubt}
            for one in first.values()
        ]  # fmt: skip
        found["left_out"] = gone
        print(readers.dumps(found), end="")
        return 0
    shown = list(first.values())[:SHOWN]
    wide = max(len(one.model_id) for one in shown)
    for one in shown:
        cost = f"{forms.usd(one.price)} USD a pass, {one.provider}"
        cost += f" ({one.doubt})" if one.doubt else ""
        print(f"{one.model_id:{wide}}  {one.score:.3f}  {cost}")
    if not options.quiet:
        left = len(first) - len(shown)
        more = f"; {left} more with --json" if left else ""
        print(f"  {rows[0].benchmark_id} at the offers of {date}: one run a model{more}")
        if gone:
            print(f"  {len(gone)} models left out: not out, not sold or without a price (--json)")
    return 0
