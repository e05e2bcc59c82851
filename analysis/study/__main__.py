"""Run the study on planted worlds and put its tables into ``data/study`` (some ten minutes)."""

from __future__ import annotations

import argparse
import datetime
import os
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis.facts import tables
from analysis.facts.observations import Samples
from analysis.findings.price_of_a_score import reach as found
from analysis.methods.reach import Flags, Observed
from analysis.published import observed
from analysis.study import single, slowing, tally, together
from analysis.study.planted import FOLDER, SEED, planted

QUICK = 20  # samples of each design with --quick


def main(argv: list[str] | None = None) -> int:
    """Run every design and write the tables."""
    parser = argparse.ArgumentParser(prog="python -m analysis.study", description=__doc__)
    parser.add_argument("--quick", action="store_true", help=f"{QUICK} samples of each, a look")
    parser.add_argument("--to", type=Path, default=FOLDER, help="the folder to write into")
    given = parser.parse_args(argv)
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    covered, sizes = run(QUICK if given.quick else None)
    write(pd.DataFrame(covered, columns=tally.COLUMNS), given.to / "coverage.csv")
    write(pd.DataFrame(sizes, columns=slowing.COLUMNS), given.to / "slowing.csv")
    return 0


def run(samples: int | None) -> tuple[list[Any], list[Any]]:
    """Return the rows of both tables, designs side by side on all cores, in a fixed order."""
    facts = observed.of(tables.load())
    records = recorded(facts)
    seen = {benchmark: record.seen for benchmark, record in records.items()}
    sized = {} if samples is None else {"samples": samples}
    designs = list(planted(facts))
    with ProcessPoolExecutor() as pool:

        def asked(function: Callable[..., Any], *given: Any) -> Future[Any]:
            return pool.submit(function, *given, **sized)

        pooled = asked(together.study, records)
        sizes = [asked(slowing.together, seen, drop) for drop in slowing.DROPS]
        each = [asked(single.study, design) for design in designs]
        sizes += [asked(slowing.single, design) for design in designs]
        covered = [row for one in (pooled, *each) for row in _told(one)]
        return covered, [_told(one) for one in sizes]


def recorded(facts: Samples) -> dict[str, together.Record]:
    """Return the records of the benchmarks that carry the headline, and their parts by licence."""
    counted = found.counted(facts, found.estimates(facts)["all"])
    each: dict[str, dict[str, Observed]] = {benchmark: {} for benchmark in counted}
    for licence, benchmark, seen in found.observations(facts):
        if benchmark in counted:
            each[benchmark][licence] = seen
    about = facts.benchmarks["domain"].to_dict()
    return {b: together.Record(about[b], p["all"], _parts(facts, b, p)) for b, p in each.items()}


def _parts(
    facts: Samples, benchmark: str, of: dict[str, Observed]
) -> dict[str, tuple[Flags, Observed]]:
    rows = facts.tables[benchmark].sort_values(["date", "price"], kind="stable")  # as they are seen
    weights = rows["weights"]
    every = {"all": np.ones(len(rows), dtype=bool)}
    every |= {w: weights.eq(w).fillna(False).to_numpy(bool) for w in ("open", "closed")}
    return {licence: (every[licence], seen) for licence, seen in of.items()}


def _told(one: Future[Any]) -> Any:
    """Wait for a design's rows and say on the terminal that they are done."""
    rows = one.result()
    first = rows if isinstance(rows, dict) else rows[0]
    print(f"study: {first['benchmark_id']}, {first['design']}", file=sys.stderr, flush=True)
    return rows


def write(table: pd.DataFrame, path: Path) -> None:
    """Write a table, with seed and date, beside its place and move it there."""
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    table = table.assign(seed=SEED, date=today)
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=path.parent, suffix=".part", delete=False) as part:
        table.to_csv(part, index=False, float_format="%.4g", lineterminator="\n")
    Path(part.name).replace(path)
    path.chmod(0o644)


if __name__ == "__main__":
    sys.exit(main())
