"""Epoch AI's benchmarking hub, download of 2026-04-17: scores with standard errors.

Epoch's own benchmarks, with token counts where another source has them (``epoch_counts``), and
the external boards that state what a task cost. Aider's costs there mix whole runs with single
cases, so Aider is read from its own files.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from analysis.sources.intake import Facts
from analysis.sources.rows import (
    Names,
    digested,
    model_rows,
    read_csv,
    read_on,
    refused,
    run_rows,
    source_row,
)
from analysis.sources.runs.epoch import epoch_counts
from analysis.sources.runs.epoch.epoch_counts import (
    EVALUATOR,
    PROGRESS,
    PROGRESS_FILE,
    TRENDS,
    TRENDS_FILE,
)
from analysis.sources.vintages import price_of_progress

SOURCE = "epoch-hub-2026-04"
HUB = "epoch/hub-2026-04"
BOARDS = {
    "gpqa_diamond": "gpqa-diamond",
    "otis_mock_aime_2024_2025": "aime",
    "swe_bench_verified": "swe-bench-verified",
    "math_level_5": "math-level-5",
    "frontiermath": "frontiermath",
    "frontiermath_tier_4": "frontiermath-tier-4",
    "simpleqa_verified": "simpleqa-verified",
    "chess_puzzles": "chess-puzzles",
}
COSTED = {  # file: benchmark, score column, column of the cost of one task, who ran it
    "weirdml_external": ("weirdml", "Accuracy", "Cost per run", "WeirdML"),
    "the_agent_company_external": (
        "the-agent-company",
        "% Score",
        "Average costs",
        "TheAgentCompany",
    ),
    "swe_bench_bash": ("swe-bench-bash-only-2", "% Resolved", "Avg. Cost ($)", "SWE-bench"),
}
INDEX = "epoch_capabilities_index"
HUB_FILES = tuple(f"{HUB}/{board}.csv" for board in (*BOARDS, *COSTED, INDEX))
FILES = (*HUB_FILES, TRENDS_FILE, *price_of_progress.FILES)
RUN_KEYS = ("benchmark_id", "model_id", "ran")
READ = {SOURCE: "2026-04-17", PROGRESS: "2026-04-27"}


def read(folder: Path, names: Names) -> Facts:
    """Read the hub and the token counts of its runs in ``folder``.

    Counted runs carry the ``source_id`` of their counts, first hand before second; the others
    the hub's. ``read`` counts the rows of all three sources.
    """
    hub = names.identified(own_runs(folder), SOURCE)
    first_hand = epoch_counts.trends(folder, names, hub)
    second_hand, rejects = epoch_counts.progress(folder, names, hub)
    taken: set[str] = set()
    parts, refusals = [], [rejects]
    for frame, source_id, file in (
        (first_hand, TRENDS, TRENDS_FILE),
        (second_hand, PROGRESS, PROGRESS_FILE),
        (hub, SOURCE, HUB),
    ):
        frame = _ran(frame, READ.get(source_id))
        again = _keys(frame).isin(taken)
        reason = "the same run is counted in another source"
        refusals.append(refused(frame[again], source_id, file, "name", reason))
        runs, repeats = run_rows(frame[~again], source_id, file, RUN_KEYS)
        taken |= set(_keys(frame))
        parts.append(runs)
        refusals.append(repeats)
    costed = _ran(_costed(folder, names), READ[SOURCE])
    runs, repeats = run_rows(costed, SOURCE, HUB, RUN_KEYS)
    tables = {
        "models": _models(folder, names, pd.concat([first_hand, second_hand])),
        "runs": pd.concat([*parts, runs], ignore_index=True),
        "sources": _sources(folder),
    }
    looked_at = sum(map(len, (hub, first_hand, second_hand, rejects, costed)))
    return Facts(tables, pd.concat([*refusals, repeats], ignore_index=True), looked_at)


def _ran(frame: pd.DataFrame, read: str | None) -> pd.DataFrame:
    """Date what has no date by the day the file was ``read``; say who ``ran`` it, in one way."""
    ran = frame.get("ran", pd.Series(pd.NA, index=frame.index, dtype="string"))
    dated = read_on(frame, read) if read else frame
    return dated.assign(ran=ran.fillna(frame["evaluator"]))


def hub_runs(folder: Path, names: Names) -> pd.DataFrame:
    """Return the hub's own runs and the boards that state costs, identified."""
    own = names.identified(own_runs(folder), SOURCE)
    return pd.concat([own, _costed(folder, names)], ignore_index=True)


def _keys(frame: pd.DataFrame) -> pd.Series[Any]:
    return frame[list(RUN_KEYS)].astype(str).agg("/".join, axis=1)


def own_runs(folder: Path) -> pd.DataFrame:
    """Return the hub's runs of Epoch's own benchmarks; scores and errors are fractions."""
    frames = [
        read_csv(folder / HUB / f"{board}.csv").assign(benchmark_id=benchmark_id)
        for board, benchmark_id in BOARDS.items()
    ]
    rows = pd.concat(frames, ignore_index=True)
    return rows[["line", "benchmark_id"]].assign(
        name=rows["Model version"].str.strip(),
        date=_days(rows["Started at"]),
        score=rows["mean_score"],
        score_se=rows["stderr"],
        evaluator=EVALUATOR,
    )


def _days(stamps: pd.Series[Any]) -> pd.Series[Any]:
    return pd.to_datetime(stamps.astype("string").str[:10], format="%Y-%m-%d", errors="coerce")


def _costed(folder: Path, names: Names) -> pd.DataFrame:
    """Return the boards that state what one task cost, a model's best run first.

    Of the bash-only board only the runs of mini-SWE-agent 2: the others are in its own file.
    """
    frames = []
    for board, (benchmark_id, score_column, cost_column, evaluator) in COSTED.items():
        rows = read_csv(folder / HUB / f"{board}.csv")
        rows = rows.assign(benchmark_id=benchmark_id, evaluator=evaluator)
        frames.append(rows.assign(score=rows[score_column], reported_cost=rows[cost_column]))
    rows = pd.concat(frames, ignore_index=True)
    bash = rows["benchmark_id"] == "swe-bench-bash-only-2"
    second = rows["SWE-Agent Release Version"].astype("string").str.startswith("2").fillna(False)
    rows = rows[rows["Model version"].notna() & (~bash | second)]
    cost = rows["reported_cost"].where(rows["reported_cost"] > 0)
    rows = rows.assign(
        name=rows["Model version"].str.strip(),
        date=_days(rows["Date run"]),
        reported_cost=cost,
        reported_cost_basis=cost.notna().map({True: "item"}),
        passes=1.0,
    )
    return names.identified(rows.sort_values("score", ascending=False, kind="stable"), SOURCE)


def _models(folder: Path, names: Names, counted: pd.DataFrame) -> pd.DataFrame:
    """Return the models of the capabilities index and of counted runs."""
    known = hub_models(folder, names)
    missing = counted[~counted["model_id"].isin(known["model_id"])]
    return pd.concat([known, model_rows(missing[["name", "model_id", "base_model_id"]], PROGRESS)])


def hub_models(folder: Path, names: Names) -> pd.DataFrame:
    """Return the models of the capabilities index: dates, makers, weights."""
    rows = read_csv(folder / HUB / f"{INDEX}.csv")
    access = rows["Model accessibility"].astype("string")
    weights = access.str.startswith("Open").map({True: "open", False: "closed"})
    rows = rows[["line"]].assign(
        name=rows["Model version"].str.strip(),
        release_date=rows["Release date"],
        creator=rows["Organization"],
        weights=weights.where(access.notna() & (access != "Unreleased")),
    )
    return model_rows(names.identified(rows, SOURCE), SOURCE)


def _sources(folder: Path) -> pd.DataFrame:
    hub = source_row(
        SOURCE,
        folder,
        HUB_FILES,
        title="AI Benchmarking Hub, download of 2026-04-17",
        publisher="Epoch AI",
        url="https://epoch.ai/benchmarks",
        licence="CC BY 4.0",
        retrieved=READ[SOURCE],
        citation_key="epoch2026hub",
    )
    trends = source_row(
        TRENDS,
        folder,
        (TRENDS_FILE,),
        title="LLM inference prices have fallen rapidly but unequally across tasks: data",
        publisher="Epoch AI",
        url="https://epoch.ai/data-insights/llm-inference-price-trends",
        licence="CC BY 4.0",
        retrieved="2025-03-12",
        citation_key="epoch2025prices",
    )
    files = {PROGRESS: price_of_progress.FILES}
    progress = digested(pd.DataFrame([price_of_progress.SOURCE_ROW]), folder, files)
    return pd.concat([hub, trends, progress])
