"""What runs will cost before they are made: ``benchprice plan``, one or many at a time."""

from __future__ import annotations

import argparse
import itertools
import math
from dataclasses import dataclass
from typing import Any

from .. import days, doubts, readers
from ..doubts import Doubt
from ..errors import UserError
from ..record import finding, rates
from ..record.carried import Record
from ..record.sellers import Unpriced
from ..statements import forms
from ..usage import Tokens, Usage
from . import common, output, overrides, planning


@dataclass(frozen=True)
class Line:
    """One model on one benchmark: its plan and doubts, or why there is none."""

    benchmark: str
    model: str
    made: planning.Plan | None
    doubted: tuple[Doubt, ...] = ()
    why: str = ""


def plan(options: argparse.Namespace) -> int:
    """Print what ``options.passes`` passes over benchmarks will cost, with an interval.

    One plan is told whole; several are a table, in which a model that cannot be priced is a line
    that says why, and the exit code that of a model without a price.
    """
    if not 1 <= options.passes <= 10_000:
        raise UserError(f"--passes {options.passes}: from 1 to 10,000")
    if options.cache_share is not None and not 0 <= options.cache_share <= 1:
        raise UserError(f"--cache-share {options.cache_share}: a fraction from 0 to 1")
    record = common.prices(options, required=True)
    assert record is not None
    asked = list(itertools.product(options.benchmark, options.model))
    if len(asked) == 1:
        made, doubted = _plan(record, *asked[0], options)
        _say(made, doubted, options)
        return 0
    lines = [_line(record, *pair, options) for pair in asked]
    _table(lines, options)
    return 3 if any(line.made is None for line in lines) else 0


def _line(record: Record, benchmark: str, model: str, options: argparse.Namespace) -> Line:
    try:
        made, doubted = _plan(record, benchmark, model, options)
    except (UserError, Unpriced) as error:
        return Line(benchmark, model, None, why=str(error).splitlines()[0])
    return Line(benchmark, model, made, tuple(doubted))


def _plan(
    record: Record, benchmark: str, model: str, options: argparse.Namespace
) -> tuple[planning.Plan, list[Doubt]]:
    date = days.day(options.date or days.today())
    (rate,), doubted = finding.find(
        [Usage(model, Tokens(), tier=options.tier or "standard")],
        overrides.given_rates(options),
        record,
        date,
        options.provider,
    )
    assert rate is not None  # only usage with a bill may have no rate
    spent = record.spent()
    if options.cache_share is not None:
        spent = planning.with_cache_share(spent, options.cache_share)
    ours, _ = record.model(model)
    base = {name: one.priced_id for name, one in record.models.items()}
    known = record.benchmark(benchmark) or benchmark
    made = planning.plan(spent, known, ours, base, rate, date, record.repeat_sd, options.passes)
    return made, doubted


def _record_of(made: planning.Plan, doubted: list[Doubt]) -> dict[str, Any]:
    said = {**vars(made), "rate": rates.as_record(made.rate)}
    said["doubts"] = doubts.as_records(doubted)
    return {k: v for k, v in said.items() if v is not None}


def _spread(made: planning.Plan) -> str:
    if made.low is None or made.high is None:
        return "no interval: too few runs"
    return f"90 % between {forms.usd(made.low)} and {forms.usd(made.high)}"


def _table(lines: list[Line], options: argparse.Namespace) -> None:
    """Print a line a plan and the sum of those that there are, as a bound where one lacks."""
    total = math.fsum(line.made.price for line in lines if line.made is not None)
    lacking = sum(line.made is None for line in lines)
    if options.json:
        plans = [
            {"benchmark": one.benchmark, "model": one.model}
            | ({"not_planned": one.why} if one.made is None
               else _record_of(one.made, list(one.doubted)))
            for one in lines
        ]  # fmt: skip
        print(readers.dumps({"plans": plans, "total": total, "not_planned": lacking}), end="")
        return
    wide = max(len(one.model) for one in lines), max(len(one.benchmark) for one in lines)
    for one in lines:
        told = f"not planned: {one.why}"
        if one.made is not None:
            told = f"{forms.usd(one.made.price):>12} USD  {_spread(one.made)}; {one.made.basis}"
        print(forms.plain(f"{one.benchmark}").ljust(wide[1]), one.model.ljust(wide[0]), told)
    least = "at least " if lacking else ""
    print(f"in all {least}{forms.usd(total)} USD for {len(lines) - lacking} of {len(lines)} plans")
    output.tell(
        doubts.as_records(doubts.distinct(d for one in lines for d in one.doubted)), options
    )


def _say(made: planning.Plan, doubted: list[Doubt], options: argparse.Namespace) -> None:
    if options.json:
        print(readers.dumps(_record_of(made, doubted)), end="")
        return
    print(f"{forms.usd(made.price)} USD expected ({_spread(made)})")
    if not options.quiet:
        where = f" at {made.rate.provider}" if made.rate.provider else ""
        passes = "1 pass" if made.passes == 1 else f"{made.passes} passes"
        print(
            f"  from {made.n} of {made.basis}: {made.input:,.0f} tokens in and"
            f" {made.output:,.0f} out a pass, {passes};\n  rates{where}:"
            f" {made.rate.input:g} / {made.rate.output:g} USD per million tokens,"
            f" {made.rate.tier}, {made.rate.source}"
        )
        output.tell(doubts.as_records(doubted), options)
