"""SWE-rebench, one window of fresh problems: resolved rate and cost a problem, second-hand.

The window is part of the benchmark's id: another window has other problems. Tokens are input and
output together, most of them cached, and are left out.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from analysis.sources.intake import Facts
from analysis.sources.rows import Names, fraction, read_csv
from analysis.sources.runs import board

SOURCE = "swe-rebench-2026-07"
FILE = "swe-rebench/swe_rebench_2026-05-15_07-01_transcribed.csv"
FILES = (FILE,)


def read(folder: Path, names: Names) -> Facts:
    """Read the ten runs of the window; nobody ran its last problems before it closed."""
    rows = read_csv(folder / FILE)
    rows = pd.concat([rows, board.costs(rows["cost_usd_per_problem"], "item")], axis=1)
    closed = pd.to_datetime(rows["window_end"])
    rows = rows.assign(
        name=rows["model"],
        benchmark_id="swe-rebench-" + rows["window_start"],
        score=fraction(rows["resolved_rate_percent"]),
        passes=1.0,
        date=closed,
        dated="by",
        cost_date=closed,
        evaluator="SWE-rebench (Nebius)",
    )
    return board.facts(
        rows,
        names,
        folder,
        FILES,
        source_id=SOURCE,
        title="SWE-rebench, window 2026-05-15 to 2026-07-01, transcribed",
        publisher="Nebius",
        url="https://swe-rebench.com",
        licence="facts; transcribed",
        retrieved="2026-07-01",
    )
