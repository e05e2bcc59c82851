"""Tokens of one pass over a benchmark, by kinds that do not overlap, and how they vary."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from analysis.benchprice.errors import UserError

SAME = ("model_id", "benchmark_id", "scaffold")  # what two runs share that repeat each other


def tokens_per_pass(runs: pd.DataFrame) -> pd.DataFrame:
    """Return input, cached and output tokens of one pass for each run that has counts.

    ``runs`` are rows of the table of that name. Kinds are made disjoint as in ``pricing``; rows
    that do not say where cached tokens are counted are left out. Columns: run_id, model_id,
    benchmark_id, scaffold, date, input, cache_read, cache_write, output (tokens).
    """
    rows = runs.dropna(subset=["input_tokens", "output_tokens", "passes"])
    reads, writes = rows["cache_read_tokens"].fillna(0.0), rows["cache_write_tokens"].fillna(0.0)
    inside = rows["cache_in_input"].fillna(False).astype(bool)
    on_top = rows["reasoning_in_output"].eq(False).fillna(False).astype(bool)
    found = rows[["run_id", "model_id", "benchmark_id", "scaffold", "date"]].assign(
        input=(rows["input_tokens"] - (reads + writes).where(inside, 0.0)) / rows["passes"],
        cache_read=reads / rows["passes"],
        cache_write=writes / rows["passes"],
        output=(rows["output_tokens"] + rows["reasoning_tokens"].fillna(0.0).where(on_top, 0.0))
        / rows["passes"],
    )
    said = (reads + writes == 0) | rows["cache_in_input"].notna()
    return found[said & (found["input"] >= 0) & (found["output"] > 0)]


def repeat_sd(spent: pd.DataFrame) -> float:
    """Return the pooled standard deviation of log output tokens between runs of one model.

    Runs of the same model, configuration (scaffold) and benchmark by different evaluators or on
    different days; raises UserError if the record has none.
    """
    logs = np.log(spent["output"])
    groups = logs.groupby([spent[key] for key in SAME], dropna=False)
    squares = (logs - groups.transform("mean")).pow(2).sum()
    freedom = len(logs) - groups.ngroups
    if freedom <= 0:
        raise UserError("runs.csv: no model was run twice on one benchmark; no spread to plan with")
    return math.sqrt(float(squares) / freedom)
