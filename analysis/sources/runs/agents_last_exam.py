"""Agents' Last Exam V1: 152 tasks, cost of what was run of them; the harness is a scaffold.

Input tokens hold cached ones that are not told apart, and are left out.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from analysis.sources.intake import Facts
from analysis.sources.rows import Names, read_csv, read_on
from analysis.sources.runs import board

SOURCE = "agents-last-exam-2026-09"
FILE = "agents-last-exam/ale_v1_full_2026-09-25.csv"
FILES = (FILE,)
READ = "2026-09-25"
MADE = "the board worked the cost out from other runs"
PREFIX = r"^(?:anthropic-(?=claude)|qwen-(?=qwen))"
VENDORS_OWN = "sold by its maker in its own product only"


def read(folder: Path, names: Names) -> Facts:
    """Read the full split; a cost is of the ``tasks`` that were run, and is taken a task.

    Not taken: costs that the board scaled or adjusted (``task-ratio``, ``adj``) itself.
    """
    rows = read_csv(folder / FILE)
    made = rows["cost_source"].str.contains("ratio|adj").fillna(False)
    a_task = (rows["total_cost_usd"] / rows["tasks"]).mask(made)
    rows = pd.concat([rows, board.costs(a_task, "item")], axis=1)
    models = rows["model"].str.replace(PREFIX, "", regex=True)
    rows = rows.assign(
        name=board.at_effort(models, rows["effort"]),
        benchmark_id="agents-last-exam-1",
        score=rows["pass_rate"],
        passes=1.0,
        evaluator="Agents' Last Exam",
        scaffold=rows["harness"],
        refusal=models.str.startswith("composer").map({True: VENDORS_OWN}),
        doubt=made.map({True: MADE}),
    )
    return board.facts(
        read_on(rows, READ),
        names,
        folder,
        FILES,
        board.IN_A_SCAFFOLD,
        source_id=SOURCE,
        title="Agents' Last Exam V1, full split, 2026-09-25",
        publisher="UC Berkeley RDI",
        url="https://agentslastexam.org",
        licence="none stated; facts",
        retrieved=READ,
    )
