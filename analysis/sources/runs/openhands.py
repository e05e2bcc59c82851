"""OpenHands index: score and cost of one instance on five task families, by agent."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from analysis.sources.intake import Facts
from analysis.sources.rows import Names, fraction, model_rows, read_csv, run_rows, source_row

SOURCE = "openhands-2026-06"
FILE = "openhands/openhands_index_flat.csv"
FILES = (FILE,)


def read(folder: Path, names: Names) -> Facts:
    """Read the flattened index. A model that several agents ran has a run for each."""
    rows = read_csv(folder / FILE)
    openness = rows["openness"].astype("string")
    cost = rows["cost_per_instance"].where(rows["cost_per_instance"] > 0)
    rows = rows.assign(
        name=rows["model"],
        benchmark_id="openhands-" + rows["benchmark"],
        date=pd.to_datetime(rows["submission_time"].str[:10]),
        score=fraction(rows["score"]),
        reported_cost=cost,
        reported_cost_basis=cost.notna().map({True: "item"}),
        evaluator="OpenHands",
        scaffold=rows["agent_name"],
        ran="OpenHands (" + rows["agent_name"] + ")",
        passes=1.0,
        release_date=rows["model_release_date"],
        weights=openness.str.startswith("closed").map({True: "closed", False: "open"}),
        total_params_b=rows["parameter_count_b"],
        active_params_b=rows["active_parameter_count_b"],
    )
    rows = names.identified(rows, SOURCE)
    runs, rejects = run_rows(rows, SOURCE, FILE, ("benchmark_id", "model_id", "ran"))
    source = source_row(
        SOURCE,
        folder,
        FILES,
        title="OpenHands index, 2026-06-12",
        publisher="OpenHands",
        url="https://index.openhands.dev",
        licence="none stated",
        retrieved="2026-06-12",
        citation_key="openhands2026",
    )
    models = model_rows(rows, SOURCE)
    return Facts({"models": models, "runs": runs, "sources": source}, rejects, len(rows))
