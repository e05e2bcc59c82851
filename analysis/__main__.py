"""The command line: ``python -m analysis numbers``, and the commands of ``benchprice``.

``check`` without a statement checks the tables (``facts.audit``).
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from analysis.benchprice.errors import UserError
from analysis.number import Register
from analysis.register import chapters

OF_TABLES = ("--data", "--accept")  # options of the check of tables, not of a statement
GUIDE = ("price", "check", "plan", "rate", "reprice")


def main(arguments: list[str] | None = None) -> int:
    """Run one command; return its exit code. A UserError is told on stderr without a traceback."""
    arguments = sys.argv[1:] if arguments is None else arguments
    if arguments[:1] == ["check"] and all(a.startswith(OF_TABLES) for a in arguments[1:2]):
        from analysis.facts import audit  # of the tables; of a statement it is benchprice's
        from analysis.findings.price_of_a_score import alone

        return audit.main(arguments[1:], alone.doubts)
    if arguments and arguments[0] in GUIDE:
        from analysis.benchprice import cli  # the other commands need none of it

        return cli.main(arguments)
    ask = argparse.ArgumentParser(prog="python -m analysis", description="Benchmark Prices")
    commands = ask.add_subparsers(dest="command", required=True)
    listing = commands.add_parser("numbers", help="print every cited number")
    form = listing.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="as one JSON object, key to fields")
    form.add_argument("--against", type=Path, help="only what moved from such a JSON file")
    options = ask.parse_args(arguments)
    try:
        register = chapters.register()
        moved = _moved(options.against, register) if options.against else None
    except UserError as error:
        print(error, file=sys.stderr)
        return 1
    whole = json.dumps(chapters.as_json(register), indent=1) if options.json else _table(register)
    print(whole if moved is None else moved)
    return 0


def _moved(file: Path, register: Register) -> str:
    """Say what moved since ``numbers --json`` was kept in a file."""
    from analysis.facts import tables
    from analysis.update import report

    try:
        then = json.loads(file.read_text(encoding="utf-8"))
        if not (isinstance(then, dict) and all(isinstance(row, dict) for row in then.values())):
            raise ValueError("an object of numbers belongs there")
    except (OSError, ValueError) as error:
        raise UserError(
            f"{file}: {error}; write it by `python -m analysis numbers --json`"
        ) from None
    told = report.moved(then, chapters.as_json(register), tables.one("benchmarks"))
    return "\n".join(told)


def _table(register: Register) -> str:
    width = max(map(len, register))
    lines = [f"{'key':{width}}  {'value':>12}  {'interval':>24}  {'n':>6}  unit"]
    for key, number in sorted(register.items()):
        value = "none" if number.value is None else f"{number.value:,.4g}"
        interval = "" if number.low is None else f"[{number.low:,.4g}, {number.high:,.4g}]"
        n = "" if number.n is None else f"{number.n:,}"
        row = f"{key:{width}}  {value:>12}  {interval:>24}  {n:>6}  {number.unit}"
        lines.append(f"{row}  ({number.note})" if number.note else row)
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
