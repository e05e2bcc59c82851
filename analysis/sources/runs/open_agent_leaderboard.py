"""Open Agent Leaderboard: five agents by five models on six benchmarks, cost of the agent a task.

At most a hundred tasks of each benchmark: subsets, never pooled with the full boards. Left out:
what the simulated user or judge cost beside the agent.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from analysis.sources.intake import Facts
from analysis.sources.rows import Names, read_csv, read_on
from analysis.sources.runs import board

SOURCE = "open-agent-leaderboard-2026-05"
FILE = "open-agent-leaderboard/results_2026-05-13.csv"
FILES = (FILE,)
READ = "2026-05-13"
BENCHMARKS = {
    "appworld_test_normal": "oal-appworld",
    "browsecompplus": "oal-browsecomp-plus",
    "swebench": "oal-swe-bench",
    "tau2_airline": "oal-tau2-airline",
    "tau2_retail": "oal-tau2-retail",
    "tau2_telecom": "oal-tau2-telecom",
}


def read(folder: Path, names: Names) -> Facts:
    """Read every cell; one without a cost was not run, whatever score stands there."""
    rows = read_csv(folder / FILE)
    rows = pd.concat([rows, board.costs(rows["average_agent_cost"], "item")], axis=1)
    rows = rows.assign(
        name=rows["model_name"].str.rsplit("/", n=1).str[-1],
        benchmark_id=rows["benchmark"].map(BENCHMARKS),
        score=rows["benchmark_score"],
        passes=1.0,
        evaluator="Open Agent Leaderboard",
        scaffold=rows["agent_name"],
        cost_date=pd.Timestamp(READ),
        refusal=rows["reported_cost"].isna().map({True: "no session was completed"}),
    )
    return board.facts(
        read_on(rows, READ),
        names,
        folder,
        FILES,
        board.IN_A_SCAFFOLD,
        source_id=SOURCE,
        title="Open Agent Leaderboard, 2026-05-13",
        authors="Exgentic; IBM Research",
        publisher="Exgentic",
        url="https://exgentic.github.io",
        licence="CDLA-Permissive-2.0",
        retrieved=READ,
    )
