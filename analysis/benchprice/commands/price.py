"""Price, check, price again: read, compute, then write all or nothing."""

from __future__ import annotations

import argparse
import gc
import math
import sys
from dataclasses import replace
from typing import Any

from .. import days, doubts, readers
from ..doubts import Doubt
from ..errors import UserError
from ..merging import merged
from ..record import finding, known, rates, standing
from ..record.carried import Record
from ..statements import bills, forms, levels, money, statement, validity
from ..usage import Log
from . import common, output, overrides

PROGRESS_FROM = 20 << 20  # bytes; smaller logs are read before a bar could be seen


def price(options: argparse.Namespace) -> int:
    """Price the run that ``options.logs`` record; write or print its statement."""
    logs = [_read(name, options.quiet) for name in options.logs]
    log = overrides.applied(merged(logs), options)
    today = days.today()
    date = days.day(options.date or log.date or today)
    given = overrides.given_rates(options)
    needed = not given and any(one.billed is None for one in log.usage)
    known_prices = common.prices(options, required=needed)
    used, doubted = finding.find(log.usage, given, known_prices, date, options.provider)
    usage, used = money.gathered(log.usage, used)
    doubted += bills.nothing(usage) + bills.differing(usage, used)
    total = math.fsum(money.parts(usage, used))
    if not (options.date or log.date):
        doubted += finding.undated(usage, used, known_prices, today)
    doubted += bills.reported(log.reported_cost, total, doubted)
    doubted += overrides.of_another(log, options.model, known_prices)
    told = [one.of(total) for one in [*log.doubts, *doubted]]
    log = replace(log, usage=usage, doubts=doubts.distinct(told))
    made = statement.build(log, used, date, common.made_by())
    made["record"] = [
        {"file": one.source, "format": one.format, "sha256": one.sha256}
        if one.sha256
        else {"file": one.source, "format": one.format}
        for one in logs
    ]
    made = _with_said(made, log, options)
    if known_prices is not None and not options.no_standing:
        made = _with_standing(made, known_prices, date, today)
    validity.validate(made)
    output.deliver(made, options)
    return 0


def check(options: argparse.Namespace) -> int:
    """Say what a statement lacks for each level; 4 if it is below the level asked for."""
    made = common.statement_of(options.statement)
    reached, lacking = levels.reached(made), levels.missing(made)
    enough = bool(reached) and levels.LEVELS.index(reached) >= levels.LEVELS.index(options.level)
    if options.json:
        found = [{"item": m.key, "level": m.level, "remedy": m.remedy} for m in lacking]
        print(readers.dumps({"level": reached, "asked": options.level, "missing": found}), end="")
    elif not options.quiet:
        print(f"level reached: {reached or 'none'}; asked for: {options.level}")
        for one in lacking:
            print(f"  {one.level}: {one.label} is missing. {one.reason} To add it: {one.remedy}.")
    return 0 if enough else 4


def reprice(options: argparse.Namespace) -> int:
    """Add the price of a statement's counts on another date."""
    made = common.statement_of(options.statement)
    log = statement.usage_of(made)
    if options.tier:
        raise UserError("--tier: a statement's tiers are what was used; they cannot be changed")
    date = days.day(options.date or days.today())
    given = overrides.given_rates(options)
    if date == made["price"]["date"] and not given and not options.provider:
        used = rates.matched(made)
        doubted: list[Doubt] = []
    else:
        record = common.prices(options, required=not given)
        asked = [replace(u, date="", last="", billed=None) for u in log.usage]  # all on that day
        used, doubted = finding.find(asked, given, record, date, options.provider)
    before = made.get("repriced", [])
    made = statement.reprice(made, used, date, doubted)
    validity.validate(made)
    new = [one for one in made["repriced"] if one not in before and one["price"]["date"] == date]
    output.deliver(made, options, next(iter(new), None))
    return 0


def _read(name: str, quiet: bool) -> Log:
    with common.file_of(name) as path:
        big = path.is_file() and path.stat().st_size > PROGRESS_FROM
        show = Meter(path.name) if big and not quiet else None
        collecting = gc.isenabled()
        gc.disable()  # a log makes no circles; to look for them took up to a quarter of the time
        try:
            log = readers.read(path, show)
        finally:
            if collecting:
                gc.enable()
    if show and show.terminal:
        print(file=sys.stderr)
    return log


class Meter:
    """Tells on stderr how far reading is: in place on a terminal, else a line every 32 MB."""

    def __init__(self, name: str) -> None:
        self.name, self.read, self.told = forms.plain(name)[:60], 0, 0
        self.terminal = sys.stderr.isatty()

    def __call__(self, more: int) -> None:
        """Note that ``more`` bytes have been read."""
        self.read += more
        if self.read - self.told >= (1 << 20 if self.terminal else 32 << 20):
            self.told = self.read
            start, end = ("\r", "") if self.terminal else ("", "\n")
            print(f"{start}{self.name}: {self.read >> 20} MB", end=end, file=sys.stderr)


def _with_said(made: dict[str, Any], log: Log, options: argparse.Namespace) -> dict[str, Any]:
    """Add what only the statement has a place for."""
    if options.benchmark_version:
        made["benchmark"] = {**made["benchmark"], "version": options.benchmark_version}
    if options.judge:
        made["judge"] = options.judge
    if log.failed == 0 and "successful_attempts" not in made["price"]:
        made["price"]["successful_attempts"] = made["price"]["total"]
    return made


def _with_standing(made: dict[str, Any], record: Record, then: str, now: str) -> dict[str, Any]:
    """Add where the run stands, if the record has its benchmark and it has a price and a score."""
    name = made["benchmark"]["name"]
    benchmark = record.benchmark(name)
    score, a_pass = made["run"].get("score"), made["price"].get("pass")
    if not benchmark or score is None or a_pass is None:
        return made
    before = known.priced_on(record, then, benchmark)
    later = known.priced_on(record, now, benchmark)
    found = standing.standing(before, later, a_pass, score)
    if not found:
        return made
    said = {"benchmark_id": benchmark, "date": then, "today": now, "data": record.digest}
    return {**made, "standing": {**said, **found}}
