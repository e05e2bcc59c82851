"""Agentic coding harness benchmarks: judged tasks of one repository, with tokens of every kind.

Three kinds of cost stand side by side. Taken are the metered ones (list prices with caching).
The rent of the chips that a model ran on is no price a token, and credits are no dollars.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from analysis.sources.intake import Facts
from analysis.sources.rows import Names, fraction, read_csv
from analysis.sources.runs import board

SOURCE = "coding-harness-2026-10"
FILE = "agentic-coding-harness/harness_runs_2026-10.csv"
FILES = (FILE,)
READ = "2026-10-31"  # the end of the month in which the pages were read
PREFIX = "agentic-coding-harness: mcp-gateway-registry"
BENCHMARKS = {
    f"{PREFIX}-v2, /swe3": "coding-harness-2",
    f"{PREFIX} (v1), /swe3": "coding-harness-1",
    f"{PREFIX} (v1), /swe2 (several agents)": "coding-harness-1-several-agents",
}
COUNTS = ("input_tokens", "output_tokens", "cache_read_tokens", "cache_write_tokens")
SEVERAL = "tokens miss those of the agents below"
RENTED = "a cost of rented chips, not a price"
CELLS = (SEVERAL, RENTED)


def read(folder: Path, names: Names) -> Facts:
    """Read every row; refused: credits, replaced runs, and counts that cannot be priced.

    Metered kinds of tokens are disjoint; a self-hosted model's input holds the cached ones.
    """
    rows = read_csv(folder / FILE)
    metered = rows["cost_basis"].str.startswith("metered")
    several = rows["benchmark"].str.contains("/swe2", regex=False)
    counts = rows[list(COUNTS)].astype("float64")
    counts = counts.where(~several)
    cost = rows["run_cost_usd"].where(metered)
    shown = pd.to_datetime(rows["date"], format="%Y-%m-%d", errors="coerce")
    told = rows.drop(columns=[*COUNTS, "date"])
    told = pd.concat([told, counts, board.costs(cost, "run")], axis=1).assign(
        name=rows["model"].str.removesuffix("-v1"),
        benchmark_id=rows["benchmark"].map(BENCHMARKS),
        score=fraction(rows["mean_score_0_to_100"]),
        passes=1.0,
        cache_in_input=~metered,
        date=shown.fillna(pd.Timestamp(READ)),
        dated=shown.notna().map({True: "on", False: "by"}),
        evaluator="Agentic coding harness",
        scaffold=rows["agent"],
        refusal=_refusal(rows, metered),
        doubt=several.map({True: SEVERAL}).astype("string").mask(~metered, RENTED),
    )
    told["doubt"] = told["doubt"].where(told["refusal"].isna())
    return board.facts(
        told,
        names,
        folder,
        FILES,
        board.IN_A_SCAFFOLD,
        source_id=SOURCE,
        title="Agentic coding harness benchmarks, 2026-10, transcribed",
        publisher="aarora79",
        url="https://github.com/aarora79/agentic-coding-harness-benchmarks",
        licence="facts; transcribed",
        retrieved=READ,
    )


def _refusal(rows: pd.DataFrame, metered: pd.Series[Any]) -> pd.Series[Any]:
    cached = rows["cache_read_tokens"].fillna(0) + rows["cache_write_tokens"].fillna(0)
    hosted = rows["cost_basis"].str.startswith("hardware")
    why = pd.Series(pd.NA, rows.index, dtype="string")
    why = why.mask(hosted & (cached == 0), "cached tokens are not reported")
    why = why.mask(hosted & (cached > rows["input_tokens"]), "more cached tokens than input")
    why = why.mask(~hosted & ~metered, "paid in credits")
    return why.mask(rows["benchmark"].map(BENCHMARKS).isna(), "replaced by a later run")
