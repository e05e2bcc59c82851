"""Run the study on planted worlds and put its tables into ``data/study``.

Some fifteen minutes in all; a trial alone: ``--only``.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Collection
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis.facts import tables
from analysis.facts.observations import Samples
from analysis.findings.price_of_a_score import reach as found
from analysis.methods.reach import Flags, Observed
from analysis.published import observed
from analysis.study import (
    lines,
    others,
    redrawn,
    reversals,
    single,
    slowing,
    tally,
    together,
    written,
)
from analysis.study.planted import FOLDER, planted

QUICK = 20  # samples of each design with --quick
CONSTANT = "constant"  # the design whose planted fall others' estimators are held against


@dataclass(frozen=True)
class Trial:
    """What can be tried alone: ``together`` on all records at once, ``each`` on a design."""

    together: tuple[Callable[..., list[Any]], ...] = ()
    each: Callable[..., list[Any]] | None = None
    designs: str | None = None  # the name of those that ``each`` takes; None: all


TRIALS = {
    "pooled": Trial(together=(together.study,)),
    "reach": Trial(each=single.study),
    "lines": Trial(together=(lines.pooled,), each=lines.single),
    "others": Trial(each=others.study, designs=CONSTANT),
}
REVERSALS, REDRAWN, SLOWING = "reversals", "redrawn", "slowing"
COVERAGE = [*TRIALS, REVERSALS, REDRAWN]


def main(argv: list[str] | None = None) -> int:
    """Run what is asked for and write the tables."""
    parser = argparse.ArgumentParser(prog="python -m analysis.study", description=__doc__)
    parser.add_argument("--quick", action="store_true", help=f"{QUICK} samples of each, a look")
    parser.add_argument("--to", type=Path, default=FOLDER, help="the folder to write into")
    parser.add_argument(
        "--only",
        nargs="+",
        choices=[*COVERAGE, SLOWING],
        default=[*COVERAGE, SLOWING],
        help="run these alone and keep the other rows of the tables",
    )
    given = parser.parse_args(argv)
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    covered, sizes = run(given.only, QUICK if given.quick else None)
    trials = [name for name in COVERAGE if name in given.only]
    if trials:
        path = given.to / "coverage.csv"
        made = pd.DataFrame(covered, columns=["trial", *tally.COLUMNS])
        written.write(written.beside(made, path, trials, COVERAGE), path)
    if sizes:
        sized = pd.DataFrame(sizes, columns=slowing.COLUMNS)
        written.write(written.stamped(sized), given.to / "slowing.csv")
    return 0


def run(only: Collection[str], samples: int | None) -> tuple[list[Any], list[Any]]:
    """Return the rows of both tables, designs side by side on all cores, in a fixed order."""
    data = tables.load()
    facts = observed.of(data)
    records = recorded(facts)
    seen = {benchmark: record.seen for benchmark, record in records.items()}
    sized = {} if samples is None else {"samples": samples}
    designs = list(planted(facts))
    with ProcessPoolExecutor() as pool:

        def asked(function: Callable[..., Any], *given: Any) -> Future[Any]:
            return pool.submit(function, *given, **sized)

        coverage, sizes = [], []
        for name, trial in TRIALS.items():
            if name not in only:
                continue
            coverage += [(name, asked(function, records)) for function in trial.together]
            if trial.each:
                used = [d for d in designs if trial.designs in (None, d.name)]
                coverage += [(name, asked(trial.each, design)) for design in used]
        if REVERSALS in only:
            tried = {b: facts.tables[b] for b in reversals.BENCHMARKS}
            coverage += [(REVERSALS, asked(reversals.study, b, rows)) for b, rows in tried.items()]
        if REDRAWN in only:
            coverage += [(REDRAWN, asked(redrawn.study, o)) for o in redrawn.asked(data, facts)]
        if SLOWING in only:
            sizes = [asked(slowing.together, seen, drop) for drop in slowing.DROPS]
            sizes += [asked(slowing.single, design) for design in designs]
        covered = [{**row, "trial": name} for name, one in coverage for row in _told(one)]
        return covered, [_told(one) for one in sizes]


def recorded(facts: Samples) -> dict[str, together.Record]:
    """Return the records of the benchmarks that carry the headline, and their parts by licence."""
    counted = {w: found.counted(facts, each) for w, each in found.estimates(facts).items()}
    each: dict[str, dict[str, Observed]] = {benchmark: {} for benchmark in counted["all"]}
    for licence, benchmark, seen in found.observations(facts):
        if benchmark in counted["all"]:
            each[benchmark][licence] = seen
    about = facts.benchmarks["domain"].to_dict()
    return {
        b: together.Record(
            about[b],
            parts["all"],
            _parts(facts, b, parts),
            frozenset(licence for licence, of in counted.items() if b in of),
        )
        for b, parts in each.items()
    }


def _parts(
    facts: Samples, benchmark: str, of: dict[str, Observed]
) -> dict[str, tuple[Flags, Observed]]:
    rows = facts.tables[benchmark].sort_values(["date", "price"], kind="stable")  # as they are seen
    weights = rows["weights"]
    every = {"all": np.ones(len(rows), dtype=bool)}
    every |= {w: weights.eq(w).fillna(False).to_numpy(bool) for w in ("open", "closed")}
    return {licence: (every[licence], seen) for licence, seen in of.items()}


def _told(one: Future[Any]) -> Any:
    """Wait for a design's rows and say on the terminal that they are done, where it has any."""
    rows = one.result()
    for first in [rows] if isinstance(rows, dict) else rows[:1]:
        print(f"study: {first['benchmark_id']}, {first['design']}", file=sys.stderr, flush=True)
    return rows


if __name__ == "__main__":
    sys.exit(main())
