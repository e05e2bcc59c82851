"""Holistic Agent Leaderboard: CORE-Bench Hard (typed by hand) and GAIA, cost of the whole run.

The scaffold is part of who ran it: a model has a run for each.
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from analysis.sources.intake import Facts
from analysis.sources.records import Names, fraction, model_rows, read_csv, run_rows, source_row

CORE = "hal-core-bench-2026"
GAIA = "hal-gaia-2025"
CORE_FILE = "hal/hal_corebench_hard_transcribed.psv"
GAIA_FILE = "price-of-progress/hal_gaia_data.csv"
FILES = (CORE_FILE, GAIA_FILE)
NEEDS_NAMES = True


def read(folder: Path, names: Names) -> Facts:
    """Read both boards; accuracies become fractions, costs are of a run over all tasks."""
    core = read_csv(folder / CORE_FILE, sep="|").rename(
        columns={"accuracy_pct": "accuracy", "cost_usd": "cost"}
    )
    gaia = read_csv(folder / GAIA_FILE).rename(
        columns={"Scaffold": "scaffold", "primary model": "model", "cost (USD)": "cost"}
    )
    models, runs, rejects = [], [], []
    for rows, source_id, file, benchmark_id in (
        (core, CORE, CORE_FILE, "hal-core-bench-hard"),
        (gaia, GAIA, GAIA_FILE, "hal-gaia"),
    ):
        cost = pd.to_numeric(rows["cost"].astype("string").str.replace(r"[$,\s]", "", regex=True))
        scaffold = rows["scaffold"].str.replace("\xa0", " ").str.removesuffix(" Pareto optimal")
        rows = rows.assign(
            name=rows["model"].map(spelled),
            benchmark_id=benchmark_id,
            score=fraction(rows["accuracy"]),
            passes=1.0,
            reported_cost=cost.where(cost > 0),
            reported_cost_basis=(cost > 0).map({True: "run"}),
            evaluator="HAL",
            scaffold=scaffold,
            ran="HAL (" + scaffold + ")",
        )
        rows = names.identified(rows, source_id)
        taken, repeats = run_rows(rows, source_id, file, ("benchmark_id", "model_id", "ran"))
        models.append(model_rows(rows[["name", "model_id", "base_model_id"]], source_id))
        runs.append(taken)
        rejects.append(repeats)
    tables = {"models": pd.concat(models), "runs": pd.concat(runs), "sources": _sources(folder)}
    return Facts(tables, pd.concat(rejects, ignore_index=True), len(core) + len(gaia))


def spelled(model: str) -> str:
    """Return the name with its effort in brackets.

    The month stays only where it tells versions apart: ``DeepSeek V3 (March 2025)``.
    """
    match = re.fullmatch(r"(.+?)(?: (Low|Medium|High))? \((\w+ \d{4})\)", model.strip())
    if match is None:
        return model.strip()
    name = match[1].replace("Claude-3.7", "Claude 3.7")
    dated = f"{name} ({match[3]})" if "DeepSeek" in name or "Preview" in name else name
    return f"{dated} ({match[2].lower()})" if match[2] else dated


def _sources(folder: Path) -> pd.DataFrame:
    shared = {"publisher": "HAL, Princeton University", "licence": "none stated"}
    core = source_row(
        CORE,
        folder,
        (CORE_FILE,),
        title="HAL: CORE-Bench Hard, typed by hand",
        url="https://hal.cs.princeton.edu/corebench_hard",
        citation_key="hal2025",
        **shared,
    )
    gaia = source_row(
        GAIA,
        folder,
        (GAIA_FILE,),
        title="HAL: GAIA, as collected for The Price of Progress",
        url="https://hal.cs.princeton.edu/gaia",
        citation_key="hal2025",
        **shared,
    )
    return pd.concat([core, gaia])
