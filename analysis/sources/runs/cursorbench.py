"""CursorBench 4.0: cost a task by model and effort, on a private set of tasks of unknown number.

Run by a vendor that sells one of the models on it. Costs are list prices of the day the board is
read; tokens are one number of a kind that is not stated, and are left out.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from analysis.sources.intake import Facts
from analysis.sources.rows import Names, fraction, read_csv, read_on
from analysis.sources.runs import board

SOURCE = "cursorbench-2026-10"
FILE = "cursorbench/cursorbench_4.0_2026-10-03_transcribed.csv"
FILES = (FILE,)
READ = "2026-10-03"
CLAUDE = r"^(?=(?:Opus|Sonnet|Fable|Haiku) )"
OWN = "sold by its maker in its own product only"


def read(folder: Path, names: Names) -> Facts:
    """Read the board; a cost is that of one task, and no price of a pass can be made of it."""
    rows = read_csv(folder / FILE)
    rows = pd.concat([rows, board.costs(rows["cost_usd_per_task"], "task")], axis=1)
    models = rows["model"].str.replace(CLAUDE, "Claude ", regex=True)
    rows = rows.assign(
        name=board.at_effort(models, rows["effort"]),
        benchmark_id="cursorbench-4.0",
        score=fraction(rows["score_percent"]),
        passes=1.0,
        evaluator="Cursor",
        cost_date=pd.Timestamp(READ),
        refusal=models.str.startswith("Composer").map({True: OWN}),
    )
    return board.facts(
        read_on(rows, READ),
        names,
        folder,
        FILES,
        source_id=SOURCE,
        title="CursorBench 4.0, 2026-10-03, transcribed",
        publisher="Anysphere",
        url="https://cursor.com/evals",
        licence="none stated; facts, transcribed",
        retrieved=READ,
    )
