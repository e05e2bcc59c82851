"""LiveBench, release of 2026-01-08: task scores, and what the tasks cost (typed by hand).

The cost table leaves out the three agentic coding tasks, so the score here leaves them out too:
the mean over the other six categories of the mean over their tasks, as the board computes it.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pandas as pd

from analysis.sources.intake import Facts
from analysis.sources.rows import (
    Names,
    existing,
    model_rows,
    read_csv,
    refused,
    run_rows,
    source_row,
)

SOURCE = "livebench-2026-01"
SCORES = "livebench/table_2026_01_08.csv"
COSTS = "livebench/cost_2026_01_08_transcribed.csv"
CATEGORIES = "livebench/categories_2026_01_08.json"
FILES = (SCORES, COSTS, CATEGORIES)
WITHOUT = "Agentic Coding"


def read(folder: Path, names: Names) -> Facts:
    """Read scores and costs. Rejected: models with a task that has no score."""
    categories = json.loads(existing(folder / CATEGORIES).read_text(encoding="utf-8"))
    counted = {name: tasks for name, tasks in categories.items() if name != WITHOUT}
    rows = read_csv(folder / SCORES)
    tasks = [task for group in counted.values() for task in group]
    whole = rows[tasks].notna().all(axis=1)
    score = sum(rows[group].mean(axis=1) for group in counted.values()) / len(counted) / 100
    cost = read_csv(folder / COSTS).set_index("model")[tasks].sum(axis=1, skipna=False)
    kept = rows.assign(
        name=rows["model"].map(spelled),
        benchmark_id="livebench-2026-01-08",
        score=score,
        passes=1.0,
        reported_cost=rows["model"].map(cost),
        evaluator="LiveBench",
    )[whole]
    kept["reported_cost_basis"] = kept["reported_cost"].notna().map({True: "run"})
    kept = names.identified(kept, SOURCE)
    runs, repeats = run_rows(kept, SOURCE, SCORES)
    part = refused(rows[~whole], SOURCE, SCORES, "model", "a task without a score")
    source = source_row(
        SOURCE,
        folder,
        FILES,
        title="LiveBench, release of 2026-01-08; cost table typed by hand",
        publisher="LiveBench",
        url="https://livebench.ai",
        licence="none stated",
        citation_key="livebench2026",
    )
    models = model_rows(kept[["name", "model_id", "base_model_id"]], SOURCE)
    tables = {"models": models, "runs": runs, "sources": source}
    return Facts(tables, pd.concat([part, repeats], ignore_index=True), len(rows))


def spelled(model: str) -> str:
    """Return the board's name with its setting set off by an underscore.

    ``-thinking`` is a setting after a point version (v3.2), a model after none (kimi-k2-thinking).
    """
    text = re.sub(r"-base$", "", model)
    text = (
        re.sub(r"-effort$", "", text).replace("-thinking-auto", "").replace("-nothinking", "_none")
    )
    text = re.sub(r"-thinking-(\d+k)$", r"_\1", text)
    text = re.sub(r"-thinking-\d+k-(low|medium|high)$", r"_\1", text)
    text = re.sub(r"-highthinking$|(?<=\.\d)-thinking$|(?<=exp)-thinking$", "_thinking", text)
    return re.sub(r"-(minimal|low|medium|high|xhigh)$", r"_\1", text)
