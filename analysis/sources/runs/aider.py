"""Aider's polyglot and edit boards: pass rate and cost of the whole run, and some token counts.

Traps: a cost of 0 was not recorded; rows of two models together (architect and editor) are no
run of either; the cost is of the run, not of a case.
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import yaml

from analysis.sources.intake import Facts
from analysis.sources.rows import (
    Names,
    existing,
    fraction,
    model_rows,
    refused,
    run_rows,
    source_row,
)

SOURCE = "aider-2025-10"
BOARDS = {
    "aider/polyglot_leaderboard.yml": ("aider-polyglot", 225),
    "aider/edit_leaderboard.yml": ("aider-edit", 133),
}
FILES = tuple(BOARDS)


def read(folder: Path, names: Names) -> Facts:
    """Read both boards. Rejected: pairs of models, repeats (the best run of a model stays)."""
    rows = pd.concat([_board(folder, file) for file in BOARDS], ignore_index=True)
    pairs = rows["model"].str.contains(" + ", regex=False)
    rejects = [refused(rows[pairs], SOURCE, FILES[0], "model", "two models together")]
    rows = rows[~pairs].sort_values("score", ascending=False, kind="stable")
    rows = names.identified(rows.assign(name=rows["model"].map(spelled)), SOURCE)
    runs, repeats = run_rows(rows, SOURCE, FILES[0])
    source = source_row(
        SOURCE,
        folder,
        FILES,
        title="Aider LLM leaderboards, 2025-10",
        authors="Paul Gauthier",
        publisher="Aider",
        url="https://aider.chat/docs/leaderboards/",
        licence="Apache-2.0",
        retrieved="2025-10-03",
        citation_key="aider2025",
    )
    models = model_rows(rows[["name", "model_id", "base_model_id"]], SOURCE)
    tables = {"models": models, "runs": runs, "sources": source}
    return Facts(tables, pd.concat([*rejects, repeats], ignore_index=True), len(rows) + len(pairs))


def _board(folder: Path, file: str) -> pd.DataFrame:
    """Return one board; ``line`` is the line its entry starts on."""
    text = existing(folder / file).read_text(encoding="utf-8")
    rows = pd.DataFrame(yaml.safe_load(text))
    lines = [n for n, line in enumerate(text.splitlines(), 1) if line.startswith("- ")]
    benchmark_id, items = BOARDS[file]
    cost = pd.to_numeric(rows["total_cost"], errors="coerce")
    whole = rows["test_cases"] == items
    counts = rows.reindex(columns=["prompt_tokens", "completion_tokens"]).where(whole)
    return rows[["model"]].assign(
        line=lines,
        benchmark_id=benchmark_id,
        date=pd.to_datetime(rows["date"]),
        score=fraction(rows["pass_rate_2"]),
        passes=1.0,
        input_tokens=counts["prompt_tokens"],
        output_tokens=counts["completion_tokens"],
        reported_cost=cost.where(cost > 0),
        reported_cost_basis=(cost > 0).map({True: "run"}),
        evaluator="Aider",
    )


def spelled(model: str) -> str:
    """Return the model's name with its setting in brackets as others write it."""
    text = re.sub(
        r"\((?:no think(?:ing)?|diff|whole|udiff|bf16|default(?: think)?|prev)\)", "", model
    )
    text = re.sub(r"\((\d+k) think(?:ing(?: tokens)?)?\)", r"(\1)", text)
    return re.sub(
        r"\(Chat\)$", "(Non-reasoning)", text.replace("(Reasoner)", "(Reasoning)")
    ).strip()
