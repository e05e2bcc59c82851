"""``benchprice``: price a run from its log, check a statement, plan a run, price one again.

Nothing is sent anywhere, and nothing is written unless everything succeeded.
"""

from __future__ import annotations

import argparse
import functools
import sys
from collections.abc import Callable, Sequence
from typing import Any

from .commands import asked, budget, buying, common, comparing, joining, price
from .doubts import Doubted
from .errors import UserError
from .record import carried
from .record.sellers import Unpriced
from .statements.forms import plain
from .usage import ROLES

OK, BAD, USAGE, UNPRICED, BELOW = 0, 1, 2, 3, 4
INTERRUPTED = 130
CODES = f"""exit codes:
  {OK}  done; for check: the statement reaches the level asked for (default: full)
  {BAD}  a file or value is not usable; the message says which, and what to do
  {USAGE}  the command line is not understood
  {UNPRICED}  a model or cached tokens have no known price (never counted as free), or --strict
     and the price is in doubt
  {BELOW}  check: valid, but below the level asked for
  {INTERRUPTED} interrupted"""
_EXAMPLES = {
    "price": """examples:
  benchprice price logs/2026-03-14_gpqa.eval
  benchprice price results.json usage.json --benchmark gpqa-diamond   (lm-eval + a usage export)
  benchprice price run.csv --rate my-model=0.25,1.5 --date 2026-03-14 --form markdown
  benchprice price run.eval --form json --form latex --output statements/gpqa""",
    "check": """examples:
  benchprice check statement.json
  benchprice check statement.json --level standard --json""",
    "plan": """examples:
  benchprice plan gpqa-diamond --model gpt-5-2025-08-07-high
  benchprice plan hle gpqa-diamond --model gpt-5 --model "Claude Opus 4.6"
  benchprice plan aime --model my-model --rate my-model=0.25,1.5 --passes 8 --tier batch""",
    "rate": """examples:
  benchprice rate gpt-5-2025-08-07
  benchprice rate "Claude Opus 4.6" --date 2026-03-01 --provider amazon-bedrock --json""",
    "cheapest": """examples:
  benchprice cheapest hle --score 0.3
  benchprice cheapest gpqa-diamond --score 0.85 --date 2026-01-01 --json""",
    "best": """examples:
  benchprice best hle --budget 100""",
    "compare": """examples:
  benchprice compare before.json after.json""",
    "merge": """examples:
  benchprice merge shard-1.json shard-2.json --output run.json""",
    "reprice": """examples:
  benchprice reprice statement.json --date 2026-11-01 --output statement.json""",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code (``CODES``); errors are one message on stderr."""
    parser = _parser()
    try:
        options = parser.parse_args(arguments)
    except SystemExit as done:  # argparse has printed its help or its complaint
        return int(done.code or 0)
    return ended(lambda: options.run(options))


def ended(work: Callable[[], int]) -> int:
    """Do the work of a command; return its exit code, with one message where it fails."""
    try:
        return int(work())
    except (Unpriced, Doubted) as error:
        return _fail(error, UNPRICED)
    except UserError as error:
        return _fail(error, BAD)
    except (RecursionError, MemoryError):
        return _fail(UserError("the file is too deep or too large to be read"), BAD)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # the reader of our output went away, as `head` does
        sys.stderr.close()
        return OK


def _fail(error: UserError, code: int) -> int:
    """Print a message with every control character of hostile names taken out."""
    lines = [plain(line) for line in str(error).splitlines()]
    print("benchprice: " + "\n  ".join(lines), file=sys.stderr)
    return code


@functools.cache
def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="benchprice",
        description="What an AI evaluation cost: from its log to a statement others can check.",
        epilog=CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action=_Version, help="program and record, with their dates")
    parser.add_argument(
        "--print-completion",
        action=_Completion,
        choices=["bash", "zsh", "tcsh"],
        help="print a shell completion script",
    )
    added = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _price_options(_command(added, "price", "price a run from its logs", price.price))
    _check_options(_command(added, "check", "say what a statement lacks", price.check))
    _plan_options(_command(added, "plan", "say what a run will cost", budget.plan))
    _rate_command(_command(added, "rate", "say what a model costs on a day", asked.rate))
    for name, what, options, run in (
        ("cheapest", "say what reaching a score costs", buying.cheapest_options, buying.cheapest),
        ("best", "say which score a budget buys", buying.best_options, buying.best),
        ("compare", "compare two statements", comparing.options, comparing.compare),
        ("merge", "put statements of shards together", joining.options, joining.merge),
    ):
        options(_command(added, name, what, run))
    _reprice_options(_command(added, "reprice", "price a statement at another date", price.reprice))
    return parser


class _Version(argparse.Action):
    """Print the program's version and the record's last day."""

    def __init__(self, **said: Any) -> None:
        super().__init__(**said, nargs=0)

    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> None:
        found = carried.known()
        prices = f"record of {found.date}" if found else "no record"
        print(f"{common.made_by()}, {prices}")
        parser.exit()


class _Completion(argparse.Action):
    """Print a script that completes this command in a shell."""

    def __call__(self, parser: argparse.ArgumentParser, _: Any, shell: Any, *__: Any) -> None:
        import shtab  # an extra of the package: nothing else needs it

        print(shtab.complete(parser, shell))
        parser.exit()


def _command(
    added: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    what: str,
    run: Callable[[argparse.Namespace], int],
) -> argparse.ArgumentParser:
    one = added.add_parser(
        name,
        help=what,
        description=what.capitalize() + ".",
        epilog=f"{_EXAMPLES[name]}\n\n{CODES}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    one.set_defaults(run=run)
    one.add_argument("--quiet", "-q", action="store_true", help="no progress, no summary")
    one.add_argument("--json", action="store_true", help="machine-readable output on stdout")
    return one


def _price_options(one: argparse.ArgumentParser) -> None:
    logs = one.add_argument("logs", nargs="+", metavar="LOG", help="logs of one run")
    logs.complete = common.FILE  # type: ignore[attr-defined]
    common.rate_options(one)
    common.output_options(one)
    said = one.add_argument_group("what the log does not say")
    for name in ("benchmark", "benchmark-version", "model", "effort", "scaffold", "evaluator"):
        said.add_argument(f"--{name}", help=f"the {name.replace('-', ' ')}")
    said.add_argument("--run-date", help="the day of the run (YYYY-MM-DD)")
    said.add_argument("--caching", help="the caching policy, in words")
    said.add_argument("--items", type=int, help="items in one pass")
    said.add_argument("--passes", type=int, help="passes over the items")
    said.add_argument("--failed-attempts", type=int, help="attempts discarded and made again")
    said.add_argument("--score", type=float, help="fraction of items solved")
    said.add_argument("--score-se", type=float, help="its standard error")
    said.add_argument("--judge", choices=["none", "priced", "not priced"], help="the judge's part")
    said.add_argument("--cap", action="append", metavar="KIND=VALUE", help="a limit, or none")
    said.add_argument(
        "--role",
        action="append",
        default=[],
        metavar="MODEL=ROLE",
        help=f"the role of a model: {', '.join(ROLES)}",
    )
    said.add_argument("--no-standing", action="store_true", help="do not compare with other runs")


def _check_options(one: argparse.ArgumentParser) -> None:
    one.add_argument("statement", metavar="STATEMENT", help="a statement in JSON")
    one.add_argument(
        "--level", choices=["minimal", "standard", "full"], default="full", help="level asked for"
    )


def _plan_options(one: argparse.ArgumentParser) -> None:
    one.add_argument("benchmark", nargs="+", metavar="BENCHMARK", help="ids or names of benchmarks")
    one.add_argument("--model", required=True, action="append",
                     help="model, with its effort or budget (repeatable)")  # fmt: skip
    one.add_argument("--passes", type=int, default=1, help="passes over the items (default: 1)")
    one.add_argument("--cache-share", type=float, help="part of all input read from a cache (0-1)")
    common.rate_options(one)


def _rate_command(one: argparse.ArgumentParser) -> None:
    one.add_argument("model", metavar="MODEL", help="a model, by id or name")
    one.add_argument("--date", help="the day (default: the record's last)")
    one.add_argument("--provider", default="", help="the seller (default: the maker)")
    one.add_argument("--strict", action="store_true", help="any doubt is an error")
    common.record_options(one)


def _reprice_options(one: argparse.ArgumentParser) -> None:
    one.add_argument("statement", metavar="STATEMENT", help="a statement in JSON")
    common.rate_options(one)
    common.output_options(one)


if __name__ == "__main__":
    sys.exit(main())
