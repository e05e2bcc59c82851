"""Artificial Analysis: scores, token counts of one pass, and what its index cost to run.

Daily snapshots of its model list, flattened (2026-04-10 to 2026-08-22); of 2026-09-30 there is a
subset typed by hand (``artificial_analysis_typed``). Traps: the index was rescored on 2026-06-16,
2026-08-07 and before 2026-09-30 and every rescoring is a benchmark of its own here; its stated
cost is not tokens times list price and stays a cost; token counts are of one pass, although scores
average several, and are zero or of a part of the pass for some models; slugs get reused for newer
models, so models are told apart by name.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.sources.intake import Facts
from analysis.sources.rows import Names, model_rows, read_csv, refused, run_rows, source_row
from analysis.sources.runs import artificial_analysis_typed as by_hand
from analysis.sources.runs.artificial_analysis_typed import EVALUATOR

SOURCE = "artificial-analysis-2026-08"
LATEST = "artificial-analysis/aa_llms_flat_2026-08-22.csv"
EARLIER = "artificial-analysis/aa_llms_flat_selected_snapshots.csv.gz"
FILES = (LATEST, EARLIER, by_hand.SUBSET)
RESCORED = ("2026-06-16", "2026-08-07")
COUNTED = ("input", "output", "reasoning")
# Of the median input: all models are asked the same, and no two tokenizers differ that much.
PARTIAL = 0.25


@dataclass(frozen=True)
class Evaluation:
    """One evaluation: its benchmark, its columns, and the snapshots [since, before) that count.

    ``agents``: the model decides how much it reads, so that input may differ by any factor.
    """

    benchmark_id: str
    score: str
    tokens: str
    since: str = "2026-04-10"
    before: str = "9999"
    agents: bool = False


EVALUATIONS = (
    Evaluation("gpqa-diamond", "ev_gpqa", "gpqa"),
    Evaluation("hle", "ev_hle", "hle", since=RESCORED[1]),
    Evaluation("aa-lcr", "ev_aa_lcr", "lcr", since=RESCORED[1]),
    Evaluation("tau2-bench-telecom", "ev_tau2_bench", "tau2", agents=True),
    Evaluation(
        "tau3-bench-banking", "ev_tau3_banking", "tauBanking", since=RESCORED[1], agents=True
    ),
    Evaluation("critpt", "ev_critpt", "critpt"),
    Evaluation(
        "gdpval-aa-2026-04", "ev_gdpval_aa_normalized", "gdpval", before=RESCORED[0], agents=True
    ),
    Evaluation("gdpval-aa", "ev_gdpval_aa_normalized", "gdpval", since=RESCORED[0], agents=True),
    Evaluation("ifbench", "ev_ifbench", "ifbench"),
    Evaluation("scicode", "ev_scicode", "scicode"),
    Evaluation("mmmu-pro", "ev_mmmu_pro", "mmmuPro"),
    Evaluation("aa-omniscience", "ev_aa_omniscience_accuracy", "omniscience", since=RESCORED[1]),
    Evaluation("terminal-bench-hard", "ev_terminal_bench_hard", "terminalbenchHard", agents=True),
    Evaluation("terminal-bench-2.1", "ev_terminal_bench_v21", "terminalbenchV21", agents=True),
)
# 183 output tokens a question and twice the score of its successor: not the run it is taken for
DOUBTED = {("hle", "KAT-Coder-Pro V1"): "score out of line with the model's other runs"}
INDEX_SCORE = "ev_artificial_analysis_intelligence_index"
INDEX_COST = "p_intelligence_index_cost_total"
INDICES = (
    Evaluation("aa-index-2026-04", INDEX_SCORE, "index", before=RESCORED[0]),
    Evaluation(f"aa-index-{RESCORED[0]}", INDEX_SCORE, "index", *RESCORED),
    Evaluation(f"aa-index-{RESCORED[1]}", INDEX_SCORE, "index", since=RESCORED[1]),
)
MODEL_COLUMNS = {
    "creator": "creator",
    "release_date": "release_date",
    "license": "licence",
    "total_params_b": "total_params_b",
    "active_params_b": "active_params_b",
}


def read(folder: Path, names: Names) -> Facts:
    """Read the snapshots and the typed subset in ``folder/artificial-analysis``.

    ``read`` counts the cells with a score or an index cost in every snapshot; the latest snapshot
    of each benchmark's version counts, the earlier ones of the same version are merged into it.
    """
    snapshots = _snapshots(folder, names)
    parts = [_runs(snapshots, evaluation) for evaluation in EVALUATIONS]
    parts += [_index_runs(snapshots, index) for index in INDICES]
    found = pd.concat(parts, ignore_index=True)
    pairs = pd.MultiIndex.from_frame(found[["benchmark_id", "name"]])
    doubt = pd.Series(pairs.map(DOUBTED.get), index=found.index)
    runs, rejects = run_rows(found[doubt.isna()], SOURCE, LATEST)
    doubted = [
        refused(found[doubt == reason], SOURCE, LATEST, "name", reason)
        for reason in DOUBTED.values()
    ]
    typed, typed_runs, typed_rejects = by_hand.typed(folder, names, snapshots)
    tables = {
        "models": pd.concat([_models(snapshots), model_rows(typed, by_hand.SOURCE)]),
        "runs": pd.concat([runs, typed_runs]),
        "sources": pd.concat([_source(folder), by_hand.source(folder)]),
    }
    looked_at = int(snapshots[[e.score for e in EVALUATIONS] + [INDEX_COST]].notna().sum().sum())
    return Facts(tables, pd.concat([rejects, *doubted, typed_rejects]), looked_at + len(typed))


def _snapshots(folder: Path, names: Names) -> pd.DataFrame:
    """Return every snapshot's rows, the newest snapshot first."""
    frames = [read_csv(folder / LATEST), read_csv(folder / EARLIER)]
    rows = pd.concat(frames).drop_duplicates(["snapshot", "slug"])
    rows = rows.assign(
        name=rows["name"].str.strip(), release_date=pd.to_datetime(rows["release_date"])
    )
    rows = names.identified(rows, SOURCE)
    return rows.sort_values("snapshot", ascending=False, kind="stable").reset_index(drop=True)


def _version(snapshots: pd.DataFrame, evaluation: Evaluation) -> pd.DataFrame:
    """Return the snapshots of one version of a benchmark, one row a model: the newest."""
    when = snapshots["snapshot"]
    mine = snapshots[(when >= evaluation.since) & (when < evaluation.before)]
    known = mine[mine[evaluation.score].notna()]
    counted = _counted(known, evaluation)
    order = known.assign(counted=counted).sort_values(
        ["counted", "snapshot"], ascending=False, kind="stable"
    )
    return order.drop_duplicates("name")


def _runs(snapshots: pd.DataFrame, evaluation: Evaluation) -> pd.DataFrame:
    rows = _version(snapshots, evaluation)
    runs = rows[["line", "name", "model_id"]].assign(
        benchmark_id=evaluation.benchmark_id,
        date=_first_shown(snapshots, rows, evaluation, f"tok_{evaluation.tokens}_outputTokens"),
        dated="by",
        score=rows[evaluation.score],
        evaluator=EVALUATOR,
    )
    return pd.concat([runs, _tokens(rows, evaluation)], axis=1)


def _first_shown(
    snapshots: pd.DataFrame, rows: pd.DataFrame, evaluation: Evaluation, result: str
) -> pd.Series[Any]:
    """Return the day of the first snapshot that shows each run: its score and its ``result``."""
    when = snapshots["snapshot"]
    mine = snapshots[(when >= evaluation.since) & (when < evaluation.before)]
    by = ["name", evaluation.score, result]
    first = mine.groupby(by, dropna=False)["snapshot"].min().reset_index()
    found = rows[by].merge(first, on=by, how="left")["snapshot"]  # a missing count is one, too
    return pd.to_datetime(found.set_axis(rows.index))


def _counted(rows: pd.DataFrame, evaluation: Evaluation) -> pd.Series[bool]:
    """Say whether a run's tokens were counted: none at all, or ``PARTIAL``, means they were not."""
    taken, given = (rows[f"tok_{evaluation.tokens}_{kind}Tokens"] for kind in ("input", "output"))
    some = (taken > 0) & (given > 0)
    return some & (evaluation.agents | (taken >= PARTIAL * taken[some].median()))


def _tokens(rows: pd.DataFrame, evaluation: Evaluation) -> pd.DataFrame:
    """Return token columns; the counts are of one pass, output is answer plus reasoning."""
    columns = {f"tok_{evaluation.tokens}_{kind}Tokens": f"{kind}_tokens" for kind in COUNTED}
    known = _counted(rows, evaluation).astype("boolean")
    counts = rows[list(columns)].rename(columns=columns).where(known)
    return counts.assign(passes=1.0, reasoning_in_output=known.where(known))


def _index_runs(snapshots: pd.DataFrame, index: Evaluation) -> pd.DataFrame:
    """Return one version of the index: its score, and its stated cost of the whole run.

    Its token totals are left out: weighting and repeats make them no pass over a set of items.
    """
    measured = snapshots[~snapshots[f"{INDEX_SCORE}_is_estimated"].astype("boolean")]
    rows = _version(measured, index)
    cost = rows[INDEX_COST]
    shown = _first_shown(snapshots, rows, index, INDEX_COST)
    return rows[["line", "name", "model_id"]].assign(
        benchmark_id=index.benchmark_id,
        date=shown,
        dated="by",
        cost_date=shown.where(cost > 0),  # restated from day to day
        score=rows[index.score] / 100,
        passes=1.0,
        reported_cost=cost.where(cost > 0),
        reported_cost_basis=pd.Series("run", index=rows.index).where(cost > 0),
        evaluator=EVALUATOR,
    )


def _models(snapshots: pd.DataFrame) -> pd.DataFrame:
    rows = snapshots.drop_duplicates("name").rename(columns=MODEL_COLUMNS)
    weights = rows["open_weights"].map({True: "open", False: "closed"})
    return model_rows(rows.assign(weights=weights, reasoning=_reasoning(rows)), SOURCE)


def _reasoning(rows: pd.DataFrame) -> pd.Series[Any]:
    """Say whether a configuration reasons: by its name, or by reasoning tokens it spent."""
    plain = rows["name"].str.contains("non-reasoning", case=False)
    spent = rows["tok_gpqa_reasoningTokens"] > 0
    named = rows["name"].str.contains(r"\((?:adaptive |extended )?reasoning", case=False)
    return (spent | named).where(spent | named | plain).mask(plain, False).astype("boolean")


def _source(folder: Path) -> pd.DataFrame:
    return source_row(
        SOURCE,
        folder,
        (LATEST, EARLIER),
        title="Artificial Analysis: language models, daily snapshots 2026-04-10 to 2026-08-22",
        publisher="Artificial Analysis",
        url="https://artificialanalysis.ai",
        licence="attribution required",
        retrieved="2026-08-22",
        citation_key="artificialanalysis2026",
    )
