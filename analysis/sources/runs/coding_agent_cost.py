"""Coding-agent cost bench: 33 tasks of DeepSWE, four attempts each, in the makers' own agents.

Two kinds of cost stand side by side. Taken are those at list prices; the bill of chips that
several attempts shared is no price a token. Input holds cached tokens that are not told apart:
counts are left out. The tasks are a part of DeepSWE's, in other agents: another benchmark.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from analysis.sources.intake import Facts
from analysis.sources.rows import Names, fraction, read_csv
from analysis.sources.runs import board
from analysis.sources.runs.coding_harness import RENTED

SOURCE = "coding-agent-cost-2026-08"
FILE = "coding-agent-cost-bench/deepswe33_2026-08-18.csv"
FILES = (FILE,)
READ = "2026-08-18"
TASKS = 33


def read(folder: Path, names: Names) -> Facts:
    """Read the eight runs; a cost is that of an attempt at one task."""
    rows = read_csv(folder / FILE)
    listed = rows["cost_basis"].str.contains("list price")
    costs = board.costs(rows["cost_usd_per_attempt"].where(listed), "item")
    models = rows["model"].str.removesuffix(" (FP8)")
    efforts = rows["effort"].astype("string").where(rows["effort"] != "default")
    counts = ["input_tokens", "output_tokens"]
    rows = pd.concat([rows.drop(columns=counts), costs], axis=1).assign(
        name=board.at_effort(models, efforts),
        benchmark_id="deepswe-33",
        score=fraction(rows["attempt_pass_rate_percent"]),
        passes=rows["attempts"] / TASKS,
        date=pd.to_datetime(rows["last_run"]),
        evaluator="AE Studio",
        scaffold=rows["agent"],
        doubt=(~listed).map({True: RENTED}),
    )
    return board.facts(
        rows,
        names,
        folder,
        FILES,
        board.IN_A_SCAFFOLD,
        source_id=SOURCE,
        title="Coding-agent cost bench, 33 tasks of DeepSWE, 2026-08-18",
        publisher="AE Studio",
        url="https://github.com/agencyenterprise/coding-agent-cost-bench",
        licence="none stated; facts",
        retrieved=READ,
    )
