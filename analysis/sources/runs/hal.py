"""Holistic Agent Leaderboard: eleven benchmarks, every run with its day, cost and tokens.

The cost is that of the whole run at the prices that HAL paid: a maker's list price, or a host's
where the weights are open (DeepSeek V3 at about four times DeepSeek's own).
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.facts.neighbours import RATES
from analysis.sources.intake import Facts
from analysis.sources.rows import Names, read_csv
from analysis.sources.runs import board

SOURCE = "hal-2026-01"
FILE = "hal/hal_runs_2026-01-05.csv"
TOKENS_FILE = "hal/hal_token_usage_2026-01-05.csv"
FILES = (FILE, TOKENS_FILE)
BENCHMARKS = {
    "assistantbench": "hal-assistantbench",
    "colbench_backend_programming": "hal-colbench-backend",
    "colbench_frontend_design": "hal-colbench-frontend",
    "corebench_hard": "hal-core-bench-hard",
    "gaia": "hal-gaia",
    "online_mind2web": "hal-online-mind2web",
    "scicode": "hal-scicode",
    "scienceagentbench": "hal-scienceagentbench",
    "swebench_verified_mini": "hal-swe-bench-verified-mini",
    "taubench_airline": "hal-tau-bench-airline",
    "usaco": "hal-usaco",
}
RUN_KEYS = ("benchmark_id", "model_id", "scaffold", "again")
UNTOLD = "two models' tokens, and none says which is the agent's"
OTHERS = "the cost is of the second model's tokens alone"


def read(folder: Path, names: Names) -> Facts:
    """Read every run; one model's second run in a scaffold stays, as the board shows both.

    ``cache_in_input`` is not stated: a run with cached tokens has no price by tokens.
    """
    rows = read_csv(folder / FILE)
    counted = _counts(rows, read_csv(folder / TOKENS_FILE))
    tokens = rows[["prompt_tokens", "completion_tokens"]].sum(axis=1)
    partly = rows["total_cost_usd"] / tokens * 1e6 < RATES[0]
    doubts = counted["input_tokens"].isna().map({True: UNTOLD})
    told = rows[["line", "run_id"]].assign(
        name=rows["model_name"].map(spelled),
        benchmark_id=rows["benchmark"].map(BENCHMARKS),
        date=pd.to_datetime(rows["date"]),
        score=rows["accuracy"].fillna(rows["average_correctness"]),
        passes=1.0,
        evaluator="HAL",
        scaffold=rows["agent_name"].str.split(" (", regex=False).str[0],
        cache_read_tokens=_some(rows["input_tokens_cache_read"]),
        cache_write_tokens=_some(rows["input_tokens_cache_write"]),
        refusal=rows["benchmark"].map(BENCHMARKS).isna().map({True: "an unknown benchmark"}),
        doubt=doubts.mask(partly, OTHERS),
    )
    costs = board.costs(rows["total_cost_usd"].mask(partly), "run")
    told = pd.concat([told, counted, costs], axis=1)
    told = told.sort_values(["date", "run_id"], kind="stable")
    told["again"] = told.groupby(["benchmark_id", "name", "scaffold"]).cumcount() + 1
    return board.facts(
        told,
        names,
        folder,
        FILES,
        RUN_KEYS,
        source_id=SOURCE,
        title="Holistic Agent Leaderboard: eleven benchmarks, 2026-01-05",
        publisher="HAL, Princeton University",
        url="https://hal.cs.princeton.edu",
        licence="none stated",
        retrieved="2026-01-05",
        citation_key="hal2025",
    )


def _counts(rows: pd.DataFrame, usage: pd.DataFrame) -> pd.DataFrame:
    """Return the agent's own tokens of each run; empty where a second model's cannot be told.

    The counts name a model without its effort, or at one that is always the same.
    """
    usage = usage.rename(columns={"model_name": "counted_model"})
    pairs = rows[["run_id", "model_name", "models_used"]].merge(usage, on="run_id")
    agent, counted = (pairs[c].map(_plain) for c in ("model_name", "counted_model"))
    own = (pairs["models_used"] == 1) | (agent == counted)
    mine = pairs[own].drop_duplicates("run_id", keep=False).set_index("run_id")
    found = mine[["prompt_tokens", "completion_tokens"]].reindex(rows["run_id"])
    found.columns = pd.Index(["input_tokens", "output_tokens"])
    known = (found > 0).all(axis=1)
    return found.where(known).set_index(rows.index).astype("float64")


def _plain(model: str) -> str:
    return re.sub(r" (Low|Medium|High)(?= \(|$)", "", model)


def _some(counts: pd.Series[Any]) -> pd.Series[Any]:
    return counts.where(counts > 0).astype("float64")


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
