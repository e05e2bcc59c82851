"""Refresh ``data/`` from its upstreams: ``python -m analysis.update [--from FOLDER] [--check]``.

Builds the new tables aside, checks them, says what changed and which cited numbers move, and only
then puts them in place. A source that fails, or answers with an older file than was read already,
keeps its last good facts and is named.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pandas as pd

from analysis.benchprice.errors import UserError
from analysis.facts import evidence, identity, tables
from analysis.facts.prices import corroboration
from analysis.site.place import locked
from analysis.sources import hardware
from analysis.sources.intake import Facts
from analysis.sources.prices import announcements, apis, live
from analysis.sources.prices.observations import sources
from analysis.sources.rows import Names
from analysis.sources.runs.epoch import epoch_download
from analysis.update import merge, older, place, report, upstreams, vintages

# facts of priced models: rows of others are left out
OF_MODELS = {"tiers", "fees", "retirements", "scheduled"}
OWN = sources(
    {
        "source_id": identity.EVERY_SOURCE,
        "title": "Benchmark Prices: what is kept by hand (names, benchmarks)",
        "publisher": "Benchmark Prices",
        "licence": "CC BY 4.0",
    }
)
BY_HAND = frozenset({identity.EVERY_SOURCE, evidence.ANNOUNCED})  # a correction may go back
FAILURES = (UserError, OSError, ValueError, KeyError, TypeError)


@dataclass
class Gathered:
    """The facts of the sources that could be read, and why the others could not."""

    facts: list[Facts]
    failed: dict[str, str]
    only: frozenset[str] = frozenset()
    known: list[str] = field(default_factory=list)
    stored: Mapping[str, pd.DataFrame] = field(default_factory=dict)

    def add(self, name: str, read: Callable[[], Facts]) -> None:
        """Read one source; whatever goes wrong there must not stop the others.

        Where ``only`` names some, the others are left as they are stored, as is what is older than
        the tables in ``stored``.
        """
        self.known.append(name)
        if self.only and name not in self.only:
            return
        print(f"reading {name}", flush=True)
        try:
            facts, gone = older.refused(read(), self.stored, BY_HAND)
            self.facts.append(facts)
            if gone:
                self.failed[name] = "; ".join(f"{source}: {why}" for source, why in gone.items())
        except FAILURES as error:
            lacks = ", which its importer reads, is not there" if type(error) is KeyError else ""
            self.failed[name] = f"{type(error).__name__}: {error}{lacks}"


def main(arguments: list[str] | None = None) -> int:
    """Run one update; return 0, or 1 with a message where nothing could be put in place."""
    ask = argparse.ArgumentParser(prog="python -m analysis.update", description=__doc__)
    ask.add_argument(
        "--from",
        dest="folder",
        type=Path,
        help="rebuild from the source files in this folder and every weekly release",
    )
    ask.add_argument("--check", action="store_true", help="only report; leave data/ as it is")
    ask.add_argument("--open", action="store_true", help="ask the interfaces of today, too")
    ask.add_argument(
        "--only", action="append", default=[], metavar="NAME", help="read this source, no other"
    )
    ask.add_argument("--offline", action="store_true", help="use no network")
    ask.add_argument(
        "--vintages",
        action="store_true",
        help="rebuild the published analyses' tables from the folder, and nothing else",
    )
    options = ask.parse_args(arguments)
    only = frozenset(options.only)
    try:
        with locked([tables.DATA.parent], partial(print, file=sys.stderr)):
            place.recover(tables.DATA)
            if options.vintages:
                vintages.rebuild(tables.DATA, options.folder, check=options.check, only=only)
                return 0
            today = pd.Timestamp.today().normalize() if options.open else None
            update(
                tables.DATA,
                options.folder,
                check=options.check,
                offline=options.offline,
                today=today,
                only=only,
            )
    except UserError as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        if error.filename is None:  # no file's fault
            raise
        print(f"{error.filename}: {error.strerror}; {tables.DATA} is as it was", file=sys.stderr)
        return 1
    return 0


def update(
    data: Path,
    folder: Path | None,
    *,
    check: bool = False,
    offline: bool = False,
    today: pd.Timestamp | None = None,
    only: frozenset[str] = frozenset(),
) -> bool:
    """Refresh the tables in ``data``; return whether anything changed.

    ``today``: the day to date the answers of open interfaces with; None asks none of them.
    ``only``: the sources to read, by the names printed; none named means all. Raises UserError
    for one that is not among them.
    """
    stored = place.stored(data)
    found = gather(data, stored, folder, offline, only)
    if today is not None:
        for name, client in apis.CLIENTS.items():
            found.add(name, partial(client, today))
        found.add("Epoch AI today", partial(epoch_download.read, stored))
    if strange := ", ".join(sorted(only - set(found.known))):
        raise UserError(f"--only {strange}: no such source; here are {', '.join(found.known)}")
    new = build(found, stored, follow=folder is None)
    with place.beside(data) as aside:
        place.write(new, aside, data)
        facts = tables.load(aside)
        corroboration.check_standing(facts.prices)  # before minutes of computing
        day = today or pd.Timestamp.today().normalize()
        changed = report.report(data, aside, facts, found.failed, day)
        if changed and not check:
            place.swap(data, aside)
    return changed


def gather(
    data: Path,
    stored: Mapping[str, pd.DataFrame],
    folder: Path | None,
    offline: bool,
    only: frozenset[str] = frozenset(),
) -> Gathered:
    """Read every source: prices first, because the others' names are settled by priced models."""
    found = Gathered([Facts({"sources": OWN})], {}, only, stored=stored)
    found.add("announcements", partial(announcements.read, data))
    if folder:
        for module in upstreams.PRICES:
            found.add(upstreams.called(module), partial(module.read, folder))
        found.add("hardware", partial(hardware.read, folder))
    if not offline:
        follow(found, stored, folder)
    if folder:
        before = stored["prices"] if only else stored["prices"].iloc[:0]
        prices = merge.priced(found.facts, before, stored["aliases"])
        names = Names(stored["aliases"], frozenset(prices["model_id"]))
        for module in upstreams.RUNS:
            found.add(upstreams.called(module), partial(module.read, folder, names))
    return found


def follow(found: Gathered, stored: Mapping[str, pd.DataFrame], folder: Path | None) -> None:
    """Read the packages: what came after the stored rows, or all of it in a rebuild from files.

    A rebuild takes the registries from the files, whose one state they are.
    """
    known = live.SOURCES["source_id"].isin(stored["sources"]["source_id"])
    found.facts.append(Facts({"sources": live.SOURCES[~known]}))
    clients = live.HISTORIES if folder else live.HISTORIES | live.REGISTRIES
    since = stored["prices"].iloc[:0] if folder else stored["prices"]
    for name, client in clients.items():
        found.add(f"releases of {name}", partial(client, since))


def build(
    found: Gathered, stored: Mapping[str, pd.DataFrame], *, follow: bool
) -> dict[str, pd.DataFrame]:
    """Return the tables that importers write; those kept by hand are not among them.

    A table holds the facts found, and what is stored of the sources that they do not bring.
    ``follow``: upstreams hand on only what is new since the stored rows (live clients do).
    """
    facts, aliases = found.facts, stored["aliases"]
    written = {"runs"} | {name for f in facts for name in f.tables} - {"prices", "models"}
    new = {name: merge.stacked(name, facts, stored[name]) for name in sorted(written)}
    brought = {s for f in facts if "prices" in f.tables for s in f.tables["prices"]["source_id"]}
    whole = brought - live.SNAPSHOTS if follow else brought
    old = stored["prices"]
    new["prices"] = merge.priced(facts, old[~old["source_id"].isin(whole)], aliases)
    # those who evaluate models know more of them than price lists do
    first = sorted(facts, key=lambda f: "runs" not in f.tables)
    # a name, once given, stays, and with it the source that stands for the row
    first = [Facts({"models": stored["models"]}), *first]
    new["models"], new["runs"] = merge.models(first, stored["models"], new, aliases)
    for name in OF_MODELS & set(new):
        sold = new[name]["provider"].isin(stored["providers"]["provider"])
        new[name] = merge.known(new[name][sold], new["models"], aliases)
    growing = live.SNAPSHOTS if follow else frozenset()
    new["intake"] = merge.intake(facts, new, stored["intake"], growing)
    return new
