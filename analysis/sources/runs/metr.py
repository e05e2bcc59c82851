"""METR's time horizons 1.1: mean task score of each model; no tokens, no cost."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import yaml

from analysis.sources.intake import Facts
from analysis.sources.rows import Names, existing, model_rows, read_on, run_rows, source_row

SOURCE = "metr-2026-08"
FILE = "metr/benchmark_results_1_1_2026-08-01.yaml"
FILES = (FILE,)
READ = "2026-08-01"


def read(folder: Path, names: Names) -> Facts:
    """Read the published results; ``line`` is a model's place in the file's list."""
    results = yaml.safe_load(existing(folder / FILE).read_text(encoding="utf-8"))["results"]
    rows = pd.DataFrame(
        {
            "name": [name.removesuffix("_inspect").replace("_", "-") for name in results],
            "score": [r["metrics"]["average_score"]["estimate"] for r in results.values()],
            "release_date": [str(r["release_date"]) for r in results.values()],
        }
    )
    rows = rows.assign(
        line=range(1, len(rows) + 1),
        benchmark_id="metr-horizon-1.1",
        passes=1.0,
        evaluator="METR",
    )
    rows = names.identified(read_on(rows, READ), SOURCE)
    runs, rejects = run_rows(rows, SOURCE, FILE)
    source = source_row(
        SOURCE,
        folder,
        FILES,
        title="Time horizon 1.1: results, 2026-08-01",
        publisher="METR",
        url="https://metr.org/time-horizons",
        licence="MIT",
        retrieved=READ,
        citation_key="metr2026",
    )
    tables = {"models": model_rows(rows, SOURCE), "runs": runs, "sources": source}
    return Facts(tables, rejects, len(rows))
