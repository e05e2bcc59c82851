"""Scores of Epoch AI's hub as of 2026-08-09, as distributed in the package ``benchprobe``.

Newer than the hub's own download, without errors, tokens or costs. Boards whose scores are no
fraction, that other modules read with a cost, or that Artificial Analysis ran, are left out.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from analysis.sources.intake import Facts
from analysis.sources.rows import (
    Names,
    existing,
    model_rows,
    read_on,
    refused,
    run_rows,
    source_row,
)
from analysis.sources.runs.epoch import epoch_hub

SOURCE = "benchprobe-0.1.1"
FILE = "benchprobe/epoch_benchmark_scores.parquet"
FILES = (FILE, *epoch_hub.HUB_FILES)
READ = "2026-08-09"
BOARDS = {
    "apex_agents_external": "apex-agents",
    "arc_ai2_external": "arc-challenge",
    "balrog_external": "balrog",
    "bbh_external": "bbh",
    "chess_puzzles": "chess-puzzles",
    "cybench_external": "cybench",
    "frontiermath": "frontiermath",
    "frontiermath_tier_4": "frontiermath-tier-4",
    "gpqa_diamond": "gpqa-diamond",
    "gsm8k_external": "gsm8k",
    "gso_external": "gso",
    "hella_swag_external": "hellaswag",
    "hle_external": "hle-scale",
    "math_level_5": "math-level-5",
    "mmlu_external": "mmlu",
    "otis_mock_aime_2024_2025": "aime",
    "simplebench_external": "simplebench",
    "simpleqa_verified": "simpleqa-verified",
    "swe_bench_verified": "swe-bench-verified",
    "terminalbench_external": "terminal-bench-2",
    "trivia_qa_external": "triviaqa",
    "wino_grande_external": "winogrande",
}
EVALUATORS = {"epoch": "Epoch AI", "lab_reported": "its maker"}


def read(folder: Path, names: Names) -> Facts:
    """Read the cells. Rejected: other boards' cells, and what the hub's own download has.

    Of a repeated cell the best stays.
    """
    cells = pd.read_parquet(existing(folder / FILE))
    cells = cells.assign(line=range(1, len(cells) + 1), name=cells["model_id"].str.strip())
    benchmark_id = cells["benchmark_id"].map(BOARDS)
    left_out = benchmark_id.isna()
    rows = cells[~left_out].drop(columns="model_id")
    rows = rows.assign(
        benchmark_id=benchmark_id,
        evaluator=rows["evaluated_by"].map(EVALUATORS).fillna("the board"),
        release_date=rows["model_release_date"],
        passes=1.0,
    )
    rows = read_on(rows, READ)
    rows = names.identified(rows.sort_values("score", ascending=False, kind="stable"), SOURCE)
    older = names.identified(epoch_hub.own_runs(folder), epoch_hub.SOURCE)
    keys = ["benchmark_id", "model_id"]
    known = pd.MultiIndex.from_frame(rows[keys]).isin(pd.MultiIndex.from_frame(older[keys]))
    again = refused(rows[known], SOURCE, FILE, "name", "the same run is counted in another source")
    runs, repeats = run_rows(rows[~known], SOURCE, FILE)
    source = source_row(
        SOURCE,
        folder,
        FILES,
        title="benchprobe 0.1.1: scores of Epoch AI's hub, 2026-08-09",
        authors="L. Y. Zhu",
        publisher="PyPI; underlying data by Epoch AI",
        url="pkg:pypi/benchprobe",
        licence="CC BY 4.0",
        retrieved=READ,
        citation_key="zhu2026price",
    )
    other = refused(cells[left_out], SOURCE, FILE, "benchmark_id", "a board not taken from here")
    tables = {"models": model_rows(rows, SOURCE), "runs": runs, "sources": source}
    return Facts(tables, pd.concat([other, again, repeats], ignore_index=True), len(cells))
