"""ARC Prize leaderboard: scores and the cost of a task on ARC-AGI-1, -2 and -3.

Traps: version 3 states the cost of the whole run, not of a task; people are on the board; one row
stands twice. Rows that the board keeps but does not show (o3-preview) are results all the same.
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from analysis.sources.intake import Facts
from analysis.sources.rows import (
    Names,
    model_rows,
    read_csv,
    read_on,
    refused,
    run_rows,
    source_row,
)

SOURCE = "arc-prize-2026-06"
FILE = "arc-prize/arc_flat.csv"
FILES = (FILE,)
READ = "2026-06-04"
BENCHMARKS = {
    "v1_Semi_Private": "arc-agi-1",
    "v1_Public_Eval": "arc-agi-1-public",
    "v2_Semi_Private": "arc-agi-2",
    "v2_Public_Eval": "arc-agi-2-public",
    "v3_Semi_Private": "arc-agi-3",
}
SETTING = re.compile(
    r"[-_](?:thinking[-_])?(none|minimal|low|medium|high|xhigh|max|\d+k)(?:[-_]effort)?$", re.I
)


def read(folder: Path, names: Names) -> Facts:
    """Read the flattened board. Rejected: people, private sets, repeats."""
    rows = read_csv(folder / FILE)
    rows = rows.assign(name=rows["modelId"].map(spelled), creator=rows["providerId"])
    people = rows["providerId"] == "Human"
    benchmark_id = rows["datasetId"].map(BENCHMARKS)
    private = ~people & benchmark_id.isna()
    kept = rows[~people & ~private].assign(benchmark_id=benchmark_id, passes=1.0)
    total = kept["costPerTask"].isna()
    kept = kept.assign(
        reported_cost=kept["costPerTask"].fillna(kept["cost"]),
        reported_cost_basis=total.map({True: "run", False: "item"}),
        release_date=pd.to_datetime(kept["modelReleaseDate"]),
        evaluator="ARC Prize",
    )
    kept = names.identified(read_on(kept, READ), SOURCE)
    runs, repeats = run_rows(kept, SOURCE, FILE)
    rejects = [
        refused(rows[people], SOURCE, FILE, "modelId", "people, not a model"),
        refused(rows[private], SOURCE, FILE, "datasetId", "private set of a contest"),
        repeats,
    ]
    models = model_rows(kept, SOURCE)
    tables = {"models": models, "runs": runs, "sources": _source(folder)}
    return Facts(tables, pd.concat(rejects, ignore_index=True), len(rows))


def spelled(model_id: str) -> str:
    """Return the board's id with its setting set off by an underscore and the host gone.

    The rest after ``thinking`` is a setting only with a level or a budget: ``-thinking-16k``.
    """
    text = re.sub(r"[-_ ](?:bedrock|openrouter|together)$", "", model_id.replace(" ", "-"))
    text = re.sub(r"^(?:openai|anthropic|google|xai)-(?=gpt|opus|gemini|grok)", "", text)
    text = re.sub(r"-thinking-\d+k-(?=(?:low|medium|high|max)$)", "-", text, flags=re.I)
    return SETTING.sub(lambda match: f"_{match[1].lower()}", text)


def _source(folder: Path) -> pd.DataFrame:
    return source_row(
        SOURCE,
        folder,
        FILES,
        title="ARC Prize leaderboard, 2026-06-04",
        publisher="ARC Prize Foundation",
        url="https://arcprize.org/leaderboard",
        licence="none stated",
        retrieved=READ,
        citation_key="arcprize2026",
    )
