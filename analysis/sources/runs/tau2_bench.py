"""tau2-bench's own leaderboard: submissions that state what one conversation cost.

Whether the simulated user is in the cost is not stated. One benchmark a domain, apart from the
runs of other evaluators on the same tasks.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.sources.intake import Facts
from analysis.sources.rows import Names, fraction, read_csv
from analysis.sources.runs import board

SOURCE = "tau2-bench-2026-08"
FILE = "tau2-bench/submissions_2026-08-18_flat.csv"
FILES = (FILE,)
BENCHMARKS = {
    "airline": "tau2-official-airline",
    "retail": "tau2-official-retail",
    "telecom": "tau2-official-telecom",
    "banking_knowledge": "tau2-official-banking",
}
REGRADED = "1.0.1"  # the version from which the banking answers are graded as now
EFFORTS = {"enabled": "reasoning"}


def read(folder: Path, names: Names) -> Facts:
    """Read every domain's result; taken are those in text with a cost, graded as now."""
    rows = read_csv(folder / FILE, dtype={"tau2_bench_version": "string"})
    rows = pd.concat([rows, board.costs(rows["cost_usd_per_trajectory"], "item")], axis=1)
    rows = rows.assign(
        name=board.at_effort(rows["model_name"], rows["reasoning_effort"].replace(EFFORTS)),
        benchmark_id=rows["domain"].map(BENCHMARKS),
        score=fraction(rows["pass_1"]),
        passes=1.0,
        date=pd.to_datetime(rows["evaluation_date"]),
        evaluator="tau2-bench",
        refusal=_refusal(rows),
    )
    return board.facts(
        rows,
        names,
        folder,
        FILES,
        source_id=SOURCE,
        title="tau2-bench leaderboard: submissions of 2026-08-18",
        publisher="Sierra",
        url="https://github.com/sierra-research/tau2-bench",
        licence="MIT",
        retrieved="2026-08-18",
    )


def _refusal(rows: pd.DataFrame) -> pd.Series[Any]:
    earlier = [_numbers(version) < _numbers(REGRADED) for version in rows["tau2_bench_version"]]
    banking = rows["domain"].eq("banking_knowledge") & pd.Series(earlier, rows.index)
    why = rows["reported_cost"].isna().map({True: "no cost stated"}).astype("string")
    why = why.mask(banking, "graded otherwise before 1.0.1")
    return why.mask(rows["modality"].eq("voice"), "priced by audio")


def _numbers(version: object) -> tuple[int, ...]:
    """Return the parts of a version; none where it is no number, as of a run before there was one.

    >>> _numbers("1.0.1"), _numbers("original tau-bench")
    ((1, 0, 1), ())
    """
    text = str(version)
    parts = text.split(".") if re.fullmatch(r"\d+(\.\d+)*", text) else []
    return tuple(int(part) for part in parts)
