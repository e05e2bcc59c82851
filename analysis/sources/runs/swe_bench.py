"""SWE-bench's bash-only board: issues resolved and cost of an instance, mini-SWE-agent 1.

The board is CC BY-NC 4.0, so its rows are used for figures and left out of the data package. A
cost of 0 was not recorded. The other boards there are of systems, not models, or repeat this one.
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from analysis.sources.intake import Facts
from analysis.sources.rows import (
    Names,
    fraction,
    model_rows,
    read_csv,
    refused,
    run_rows,
    source_row,
)

SOURCE = "swe-bench-2025-12"
FILE = "swe-bench/leaderboards_2025-12-10_flat.csv"
FILES = (FILE,)


def read(folder: Path, names: Names) -> Facts:
    """Read the bash-only board. Rejected: every other board's rows."""
    rows = read_csv(folder / FILE)
    other = rows["leaderboard"] != "bash-only"
    bash = rows[~other]
    cost = bash["instance_cost"].where(bash["instance_cost"] > 0)
    bash = bash.assign(
        name=bash["name"].map(spelled),
        benchmark_id="swe-bench-bash-only",
        score=fraction(bash["resolved"]),
        date=pd.to_datetime(bash["date"]),
        reported_cost=cost,
        reported_cost_basis=cost.notna().map({True: "item"}),
        evaluator="SWE-bench",
        passes=1.0,
    )
    bash = names.identified(bash, SOURCE)
    runs, repeats = run_rows(bash, SOURCE, FILE)
    rejects = refused(rows[other], SOURCE, FILE, "leaderboard", "a board of systems, not models")
    source = source_row(
        SOURCE,
        folder,
        FILES,
        title="SWE-bench leaderboards, 2025-12-10",
        publisher="SWE-bench",
        url="https://www.swebench.com",
        licence="CC BY-NC 4.0",
        retrieved="2025-12-10",
        citation_key="swebench2025",
    ).assign(redistributable=False)
    tables = {
        "models": model_rows(bash[["name", "model_id", "base_model_id"]], SOURCE),
        "runs": runs,
        "sources": source,
    }
    return Facts(tables, pd.concat([rejects, repeats], ignore_index=True), len(rows))


def spelled(name: str) -> str:
    """Return the name with its date as a suffix, as API ids have it, and its effort in brackets.

    A date of eight digits repeats what the name of a Claude model says already.
    """
    text = re.sub(r"\s*\((?:\d{8}|T=1)\)", "", name.replace("/", "-"))
    text = re.sub(r"\s*\((\d{4}-\d\d-\d\d)\)", r"-\1", text)
    text = re.sub(r"\((\w+) reasoning\)", r"(\1)", text)
    return re.sub(r"(Opus) (medium)$", r"\1 (\2)", text).strip()
