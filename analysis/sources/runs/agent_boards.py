"""Small boards of agents, each one file of one day: where a score and a cost stand, and of what.

What each cost covers is in ``BOARDS``: a whole run, an item, or a task whose number is unknown.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.sources.intake import Facts
from analysis.sources.rows import Names, fraction, read_csv, read_on
from analysis.sources.runs import board


@dataclass(frozen=True)
class Board:
    """One board: its file, and the columns that hold the model's score, cost and scaffold.

    ``benchmarks``: id by the text in ``benchmark_column``. Scores are percentages. ``basis``:
    what the cost is of. ``made``: the board as a row of ``sources``.
    """

    file: str
    benchmarks: dict[str, str]
    score: str
    cost: str
    basis: str
    read_on: str
    evaluator: str
    made: dict[str, str]
    benchmark_column: str = "benchmark"
    scaffold: str = ""
    restated: bool = False  # costs are at the prices of the day the board was read


BOARDS = (
    Board(
        "swe-marathon/swe_marathon_v1.0_board_2026-06-12.csv",
        {"SWE-Marathon v1.0": "swe-marathon-1.0"},
        score="pass_at_1_percent",
        cost="mean_cost_usd_per_trial",
        basis="item",
        read_on="2026-06-12",
        evaluator="SWE-Marathon",
        scaffold="scaffold",
        made={
            "source_id": "swe-marathon-2026-06",
            "title": "SWE-Marathon v1.0, 2026-06-12",
            "publisher": "Abundant AI",
            "url": "https://github.com/abundant-ai/swe-marathon-site",
        },
    ),
    Board(
        "toolathlon/toolathlon_board_2025-10-30.csv",
        {"Toolathlon (108 tasks)": "toolathlon"},
        score="pass_at_1",
        cost="cost_usd",
        basis="run",
        read_on="2025-10-30",
        evaluator="Toolathlon",
        made={
            "source_id": "toolathlon-2025-10",
            "title": "Toolathlon, board of 2025-10-30",
            "publisher": "Toolathlon",
            "url": "https://toolathlon.xyz",
        },
    ),
    Board(
        "bird-interact/bird_interact_livesqlbench_2025-10-08.csv",
        {
            "c-Interact": "bird-interact-conversational",
            "a-Interact": "bird-interact-agentic",
            "single turn": "livesqlbench-base-lite",
        },
        score="score",
        cost="cost_usd",
        basis="item",
        read_on="2025-10-08",
        evaluator="BIRD",
        benchmark_column="mode",
        made={
            "source_id": "bird-interact-2025-10",
            "title": "BIRD-Interact and LiveSQLBench, tables of the readmes, 2025-10-08",
            "publisher": "BIRD",
            "url": "https://github.com/bird-bench/BIRD-Interact",
        },
    ),
    Board(
        "harbor-index/harbor_index_1.0_2026-07.csv",
        {"Harbor-Index 1.0": "harbor-index-1.0"},
        score="pass_rate_percent",
        cost="cost_usd_per_run",
        basis="run",
        read_on="2026-07-08",
        evaluator="Harbor-Index",
        scaffold="agent",
        made={
            "source_id": "harbor-index-2026-07",
            "title": "Harbor-Index 1.0, 2026-07-08, transcribed",
            "publisher": "Harbor",
            "url": "https://www.tbench.ai",
        },
    ),
    Board(
        "aa-coding-agent-index/coding_agent_index_1.5_2026-10-04_transcribed.csv",
        {"AA Coding Agent Index": "aa-coding-agent-index-1.5"},
        score="index_score",
        cost="cost_usd_per_task",
        basis="task",
        read_on="2026-10-04",
        evaluator="Artificial Analysis",
        scaffold="agent",
        restated=True,
        made={
            "source_id": "aa-coding-agent-index-2026-10",
            "title": "Coding Agent Index 1.5, 2026-10-04, transcribed",
            "publisher": "Artificial Analysis",
            "url": "https://artificialanalysis.ai/agents/coding-agents",
            "licence": "attribution required; facts, transcribed",
        },
    ),
    Board(
        "vals/vals_index_2.1_2026-10-02_transcribed.csv",
        {"Vals Index": "vals-index-2.1"},
        score="score_pct",
        cost="cost_usd_per_run",
        basis="task",  # of what it is, the board does not say: too small for all of the index
        read_on="2026-10-02",
        evaluator="Vals AI",
        made={
            "source_id": "vals-index-2026-10",
            "title": "Vals Index 2.1, 2026-10-02, transcribed",
            "publisher": "Vals AI",
            "url": "https://www.vals.ai/benchmarks/vals_index",
            "licence": "none stated; facts, transcribed",
        },
    ),
)
FILES = tuple(b.file for b in BOARDS)


def read(folder: Path, names: Names) -> Facts:
    """Read every board of ``BOARDS``."""
    return board.joined([read_one(b, folder, names) for b in BOARDS])


def read_one(one: Board, folder: Path, names: Names) -> Facts:
    """Read one board; runs are dated by the day on which it was read."""
    rows = read_csv(folder / one.file, dtype={one.cost: "float64"})
    rows = pd.concat([rows, board.costs(rows[one.cost], one.basis)], axis=1)
    efforts = rows.get("effort", pd.Series(pd.NA, index=rows.index, dtype="string"))
    benchmark_id = rows[one.benchmark_column].map(one.benchmarks)
    told: dict[str, Any] = {"cost_date": pd.Timestamp(one.read_on)} if one.restated else {}
    rows = rows.drop(columns=["date", "weights"], errors="ignore").assign(
        name=board.at_effort(rows["model"], efforts),
        benchmark_id=benchmark_id,
        score=fraction(rows[one.score]),
        passes=1.0,
        evaluator=one.evaluator,
        scaffold=rows[one.scaffold] if one.scaffold else None,
        refusal=benchmark_id.isna().map({True: "an unknown benchmark"}),
        **told,
    )
    made = {"licence": "none stated; facts", "retrieved": one.read_on} | one.made
    return board.facts(
        read_on(rows, one.read_on), names, folder, (one.file,), board.IN_A_SCAFFOLD, **made
    )
