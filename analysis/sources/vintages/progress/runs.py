"""The runs of *The Price of Progress*: three benchmarks by tokens, ARC-AGI-1 by stated costs."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis.sources.vintages.progress.cells import (
    MAIN,
    MERGED,
    SOURCE,
    dates,
    numbers,
    refuse_missing,
    reject,
)

RUN_COLUMNS: dict[str, dict[str, str]] = {
    "gpqa-diamond": {
        "score": "epoch_gpqa",
        "passes": "gpqa_epochs",
        "input_tokens": "input_tokens_epoch_gpqa",
        "output_tokens": "output_tokens_epoch_gpqa",
        "reasoning_tokens": "gpqa_reasoning_tokens",
        "reasoning_in_output": "gpqa_reasoning_in_output",
    },
    "aime": {
        "score": "oneshot_AIME",
        "passes": "AIME_epochs",
        "input_tokens": "input tokens AIME",
        "output_tokens": "output tokens AIME",
        "reasoning_tokens": "AIME_reasoning",
        "reasoning_in_output": "reasoning_in_output",
    },
    "swe-bench-verified": {
        "score": "epoch_swe",
        "input_tokens": "input tokens swe",
        "output_tokens": "output tokens swe",
        "cache_read_tokens": "cache reads swe",
        "cache_write_tokens": "cache write swe",
        "cache_in_input": "cache_in_input",
    },
}
ARC_COLUMNS = ("arc_ARC-AGI-1", "arc_Cost/Task", "arc_matched_ai_system", "Release Date")


def counted_runs(
    rows: pd.DataFrame, benchmark: str, columns: dict[str, str], rejects: list[dict[str, object]]
) -> pd.DataFrame:
    """Return the runs of one benchmark: rows with a score or tokens, passes known."""
    refuse_missing(rows, columns.values(), MAIN)
    runs = pd.DataFrame(
        {ours: _cells(rows, ours, theirs, rejects) for ours, theirs in columns.items()}
    )
    runs = runs.assign(line=rows["line"], model_id=rows["model_id"], release=rows["Release Date"])
    counted = runs[["input_tokens", "output_tokens"]].notna().all(axis=1)
    runs = runs[counted | runs["score"].notna()]
    if "passes" not in runs:
        runs["passes"] = 1.0
    uncounted = counted & runs["passes"].isna()
    for line in runs.loc[uncounted.reindex(runs.index), "line"]:
        rejects.append(reject(MAIN, line, columns["passes"], "", "passes unknown"))
    tokens = [c for c in runs.columns if c.endswith("_tokens")]
    runs.loc[uncounted.reindex(runs.index), tokens] = float("nan")
    return runs.assign(
        run_id=f"{benchmark}-" + runs["model_id"],
        benchmark_id=benchmark,
        date=dates(runs["release"]),
        evaluator="Epoch AI",
        source_id=SOURCE,
    )


def arc_runs(merged: pd.DataFrame, rejects: list[dict[str, object]]) -> pd.DataFrame:
    """Return the ARC-AGI-1 runs: score and cost a task as matched by the authors."""
    rows = merged[merged["model_id"].notna() & (merged["arc_ARC-AGI-1"].str.strip() != "")]
    runs = pd.DataFrame(
        {
            "model_id": rows["model_id"],
            "score": numbers(rows["arc_ARC-AGI-1"]) / 100,
            "reported_cost": numbers(rows["arc_Cost/Task"]),
            "date": dates(rows["Release Date"]),
        }
    )
    for line in rows.loc[~(runs["reported_cost"] > 0), "line"]:
        rejects.append(reject(MERGED, line, "arc_Cost/Task", "0", "zero means missing"))
    twin = runs.groupby("model_id").cumcount()
    suffix = ("-" + (twin + 1).astype("string")).where(twin > 0, "")
    return runs.assign(
        run_id="arc-agi-1-" + runs["model_id"] + suffix,
        benchmark_id="arc-agi-1",
        passes=1.0,
        reported_cost=runs["reported_cost"].where(runs["reported_cost"] > 0),
        reported_cost_basis="item",
        evaluator="ARC Prize",
        source_id=SOURCE,
    )


def _cells(
    rows: pd.DataFrame, ours: str, theirs: str, rejects: list[dict[str, object]]
) -> pd.Series[Any]:
    text = rows[theirs].str.strip()
    if ours in ("reasoning_in_output", "cache_in_input"):
        return text.str.lower().map({"true": True, "false": False}).astype("boolean")
    values = numbers(text)
    bad = values.isna() & (text != "")
    for line, value in zip(rows["line"][bad], text[bad], strict=True):
        rejects.append(reject(MAIN, line, theirs, value, "not a number"))
    return (values / 100).round(6) if ours == "score" else values
