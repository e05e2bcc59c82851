"""``python -m analysis.audit``: runs the built site through every check; prints what holds."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from analysis.audit import browser, checks
from analysis.audit.built import Site
from analysis.facts.tables import ROOT
from analysis.register import chapters

SHOWN = 8  # faults of a check; the count of the rest follows


@dataclass(frozen=True)
class Check:
    """A question to the site, as its page says it, and who answers."""

    name: str
    says: str
    ask: Callable[[Site], Iterable[str]]


def _numbers(site: Site) -> Iterable[str]:
    return checks.numbers(site, chapters.register())


CHECKS = (
    Check("links", "every link, picture and script leads to a file and an id", checks.links),
    Check("HTML", "no page has an error of syntax or an id twice", checks.markup),
    Check("policy", "nothing is evaluated, inline or from another host", checks.security),
    Check("weights", "no page is heavier, compressed, than it may be", checks.weights),
    Check("prose", "no result is typed into a page", checks.sources),
    Check("numbers", "every number shown is the one computed", _numbers),
    Check("charts", "every chart draws the rows that it gives", checks.charts),
    Check("browser", "charts draw, nothing is reported, axe finds no fault", browser.seen),
)


def main(arguments: list[str] | None = None) -> int:
    """Print a line a check and its first faults; return 1 where one does not hold."""
    parser = argparse.ArgumentParser(prog="python -m analysis.audit", description=__doc__)
    parser.add_argument("site", nargs="?", type=Path, default=ROOT / "_site", help="the built site")
    named = [check.name for check in CHECKS]
    parser.add_argument("--only", choices=named, action="append", help="a check, again for more")
    asked = parser.parse_args(arguments)
    if not (asked.site / "index.html").is_file():
        print(f"{asked.site}: no built site; run `nox -s site` first", file=sys.stderr)
        return 2
    site, broken = Site(asked.site), 0
    print(f"{asked.site}: {len(site.names):,} pages, {len(site.files):,} files")
    for check in CHECKS:
        if not asked.only or check.name in asked.only:
            broken += _told(check, site)
    print("All of it holds." if not broken else f"{broken} do not hold.")
    return 1 if broken else 0


def _told(check: Check, site: Site) -> bool:
    begun = perf_counter()
    faults = list(check.ask(site))
    state = "holds" if not faults else f"{len(faults)} faults"
    print(f"{check.name:8} {state:12} {perf_counter() - begun:6.1f} s  {check.says}")
    for fault in faults[:SHOWN]:
        print(f"         {fault}")
    if len(faults) > SHOWN:
        print(f"         and {len(faults) - SHOWN} more")
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())
