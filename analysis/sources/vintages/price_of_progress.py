"""*The Price of Progress* (arXiv 2511.23455): the authors' data -> ``data/vintages``.

``inference_data_new_large.csv`` has one row a model: scores, token counts summed over passes, and
two price columns a month. ``merged.csv`` adds the ARC-AGI-1 score and cost a task that the
authors matched to each model by name. Traps: header cells hold line breaks; scores are text with
%, prices text with $; rows without a model name; 0 for a missing price; half a price pair.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from analysis.sources.intake import SHOWN_NOWHERE, Facts, rejected, shaped
from analysis.sources.vintages.progress import cells
from analysis.sources.vintages.progress.cells import (
    MAIN,
    MERGED,
    dates,
    read_csv,
    refuse_missing,
    reject,
)
from analysis.sources.vintages.progress.prices import prices
from analysis.sources.vintages.progress.runs import (
    ARC_COLUMNS,
    RUN_COLUMNS,
    arc_runs,
    counted_runs,
)

SOURCE = cells.SOURCE
VINTAGE = "price-of-progress"
FOLDER = "price-of-progress"
FILES = tuple(f"{FOLDER}/{name}" for name in (MAIN, MERGED))
BENCHMARKS = [
    ("gpqa-diamond", "GPQA Diamond", "knowledge", 198, 0.25, "accuracy"),
    ("aime", "OTIS mock AIME", "mathematics", 45, 0.001, "accuracy"),
    ("swe-bench-verified", "SWE-bench Verified", "software", 484, 0.0, "issues resolved"),
    ("arc-agi-1", "ARC-AGI-1", "reasoning", 100, 0.0, "tasks solved"),
]


def read(folder: Path) -> Facts:
    """Read the authors' files in ``folder`` into the vintage's tables.

    Raises UserError naming a file or column that is not there. Rejected: rows without a name,
    price cells that are zero or lack their pair, cells that are not numbers, and runs whose
    passes are unknown (their tokens cannot be brought to one pass).
    """
    main, merged = read_csv(folder / MAIN), read_csv(folder / MERGED)
    refuse_missing(merged, ARC_COLUMNS, MERGED)
    rejects: list[dict[str, object]] = []
    models = _models(main, rejects)
    named = main[main["model_id"].notna()]
    priced = prices(named, rejects)
    runs = pd.concat(
        [counted_runs(named, b, columns, rejects) for b, columns in RUN_COLUMNS.items()]
        + [arc_runs(merged, rejects)],
        ignore_index=True,
    )
    benchmarks = pd.DataFrame(
        BENCHMARKS, columns=["benchmark_id", "name", "domain", "items", "chance", "metric"]
    ).assign(**SHOWN_NOWHERE | {"headline": True}, source_id=SOURCE)
    tables = {
        "models": models,
        "prices": priced,
        "runs": runs,
        "benchmarks": benchmarks,
        "sources": pd.DataFrame([SOURCE_ROW]),
        "aliases": _matches(merged),
    }
    return Facts({t: shaped(f, t) for t, f in tables.items()}, rejected(rejects), len(main))


SOURCE_ROW = {
    "source_id": SOURCE,
    "title": "The Price of Progress: data",
    "authors": "Hans Gundlach; Jayson Lynch; Matthias Mertens; Neil Thompson",
    "publisher": "arXiv 2511.23455; underlying data by Epoch AI and Artificial Analysis",
    "url": "https://arxiv.org/abs/2511.23455",
    "licence": "none stated; underlying data Epoch AI CC BY 4.0 and Artificial Analysis",
    "retrieved": pd.Timestamp("2026-04-27"),
    "citation_key": "gundlach2025price",
    "redistributable": True,
}


def _models(main: pd.DataFrame, rejects: list[dict[str, object]]) -> pd.DataFrame:
    for line in main.loc[main["model_id"].isna(), "line"]:
        rejects.append(reject(MAIN, line, "Model", "", "no model name"))
    rows = main[main["model_id"].notna()]
    reasoning = rows["Model"].str.contains(
        r"reasoning\)|thinking|^o[134]|R1|_\d+K|_x?high", case=False
    )
    return pd.DataFrame(
        {
            "model_id": rows["model_id"],
            "name": rows["Model"].str.strip(),
            "creator": rows["Creator"].str.strip(),
            "release_date": dates(rows["Release Date"]),
            "weights": rows["License"].map(_weights),
            "licence": rows["License"].str.strip(),
            "reasoning": reasoning & ~rows["Model"].str.contains("non-reasoning", case=False),
            "source_id": SOURCE,
        }
    )


def _weights(licence: str) -> str:
    """Open means that the licence says so, as published; an empty licence is unknown."""
    if not licence.strip():
        return ""
    return "open" if "open" in licence.lower() else "closed"


def _matches(merged: pd.DataFrame) -> pd.DataFrame:
    """Return which name on ARC Prize's board the authors took for which model."""
    rows = merged[merged["model_id"].notna() & (merged["arc_ARC-AGI-1"].str.strip() != "")]
    names = rows["arc_matched_ai_system"].str.strip()
    matched = pd.DataFrame({"source_id": SOURCE, "alias": names, "model_id": rows["model_id"]})
    return matched.drop_duplicates()
