"""Token counts of Epoch AI's runs, which its hub does not state, brought to the hub's runs.

Two sources: Epoch's price-trend data of 2025-03 (first hand), and the data of *The Price of
Progress*. A row is the hub's run when the model and the score agree. Traps in the latter, each
refused or corrected here: a score or counts copied from another row's run; passes of 8 stated
for counts of one; a cache count in the output cell; FrontierMath counts are of the ten public
problems, not of the benchmark.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from analysis.sources.intake import Facts
from analysis.sources.rows import Names, fraction, read_csv, refused
from analysis.sources.vintages import price_of_progress

PROGRESS = price_of_progress.SOURCE
TRENDS = "epoch-prices-2025-03"
PROGRESS_FILE = price_of_progress.FILES[0]
TRENDS_FILE = "epoch/price-trends-2025-03/epoch_ai_eval_data.csv"
EVALUATOR = "Epoch AI"
EARLIER = "Epoch AI, scaffold of 2025"
EARLIER_SCAFFOLD = "Epoch AI's of 2025"
SAME_SCORE = 0.001  # scores are printed to 0.1 %, some cut off instead of rounded
NEAR_SCORE = {"swe-bench-verified": 0.005}  # the same run read with another of its scorers
NEAR_ELSEWHERE = 0.05
TASKS = {
    "GPQA Diamond": ("gpqa-diamond", 198),
    "MATH level 5": ("math-level-5", 1324),
    "OTIS Mock AIME 2024-2025": ("aime", 45),
}
PROMPT_TOKENS = {"gpqa-diamond": 198 * 270, "aime": 45 * 183}  # median of a pass, by tokenizers
COPIED = "counts copied from another row"
UNSEEN = "thinking tokens not counted"
NO_SUCH_SCORE = "no run of that model has this score"


def trends(folder: Path, names: Names, hub: pd.DataFrame) -> pd.DataFrame:
    """Return the price-trend data's runs with the hub's score, error and date, by model."""
    tasks = pd.DataFrame.from_dict(TASKS, orient="index", columns=["benchmark_id", "items"])
    rows = read_csv(folder / TRENDS_FILE).join(tasks, on="Task")
    rows = rows.assign(name=rows["Model"].str.strip(), passes=rows["total_samples"] / rows["items"])
    wanted = ["line", "name", "benchmark_id", "passes", "input_tokens", "output_tokens"]
    counts = names.identified(rows[wanted], TRENDS)
    scores = hub[["benchmark_id", "model_id", "date", "score", "score_se"]]
    runs = counts.merge(scores.drop_duplicates(["benchmark_id", "model_id"]), how="left")
    runs = runs.assign(source_id=TRENDS, evaluator=EVALUATOR, reasoning_tokens=None)
    return runs.drop(index=runs.index[_thinking_unseen(runs)])


def progress(folder: Path, names: Names, hub: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return *The Price of Progress*'s counted runs as the hub's runs, and the rejects."""
    facts = price_of_progress.read(folder / "price-of-progress")
    rows = names.identified(_counted(facts), PROGRESS)
    found = matched(rows, hub)
    found = found.assign(reason=found["reason"].fillna(_implausible(found)))
    passes = found["passes"].mask(_one_pass(found), 1.0)
    good = found[found["reason"].isna()].assign(passes=passes, source_id=PROGRESS)
    bad = found[found["reason"].notna()]
    rejects = [
        refused(group, PROGRESS, PROGRESS_FILE, "name", str(reason))
        for reason, group in bad.groupby("reason")
    ]
    public, odd = _frontiermath(folder, names)
    return pd.concat([good, public]), pd.concat([facts.rejects, *rejects, odd])


def _counted(facts: Facts) -> pd.DataFrame:
    models, runs = facts.tables["models"], facts.tables["runs"]
    known = runs["evaluator"].eq(EVALUATOR) & runs[["score", "output_tokens"]].notna().all(axis=1)
    runs = runs[known]
    labels = models.set_index("model_id")["name"]
    rows = runs.assign(name=runs["model_id"].map(labels), line=None)
    return rows.drop(columns=["model_id", "run_id", "date", "score_se", "source_id"])


def matched(rows: pd.DataFrame, hub: pd.DataFrame) -> pd.DataFrame:
    """Return ``rows`` with the date, score and standard error of the hub's run each one is.

    Same run: the same model and score; else the only other configuration of the model at that
    score; else the same model at a near score (the hub's score holds). A model the hub lacks
    keeps its own score. SWE-bench Verified was run anew in 2026, so there another score is an
    earlier run. ``reason`` says why a row belongs to no run.
    """
    rows = rows.reset_index(drop=True).assign(row=range(len(rows)))
    pairs = rows.merge(
        hub[["benchmark_id", "base_model_id", "model_id", "score", "score_se", "date"]],
        on=["benchmark_id", "base_model_id"],
        suffixes=("", "_hub"),
    )
    gap = (pairs["score"] - pairs["score_hub"]).abs()
    near = gap <= pairs["benchmark_id"].map(NEAR_SCORE).fillna(NEAR_ELSEWHERE)
    same = pairs["model_id"] == pairs["model_id_hub"]
    others = pairs[~same & (gap <= SAME_SCORE)]
    ranked = pd.concat(
        [
            pairs[same & (gap <= SAME_SCORE)].assign(kind="same"),
            others[~others.duplicated("row", keep=False)].assign(kind="same"),
            pairs[same & near].assign(kind="near"),
            pairs[same].assign(kind="other"),
        ]
    ).drop_duplicates("row")
    taken = ["row", "kind", "model_id_hub", "score_hub", "score_se", "date"]
    return _as_hub(rows.merge(ranked[taken], on="row", how="left").drop(columns="row"))


def _as_hub(found: pd.DataFrame) -> pd.DataFrame:
    swe = found["benchmark_id"] == "swe-bench-verified"
    is_hubs = found["kind"].isin(["same", "near"])
    earlier = swe & ~is_hubs
    counts = pd.MultiIndex.from_frame(found[["benchmark_id", "input_tokens", "output_tokens"]])
    sure = found["kind"] == "same"
    copied = ~sure & pd.Series(counts.isin(counts[sure]), index=found.index)
    reason = pd.Series(pd.NA, index=found.index, dtype="string")
    reason = reason.mask((found["kind"] == "other") & ~earlier, NO_SUCH_SCORE)
    return found.assign(
        model_id=found["model_id_hub"].where(is_hubs, found["model_id"]),
        score=found["score_hub"].where(is_hubs, found["score"]),
        score_se=found["score_se"].where(is_hubs),
        date=found["date"].where(is_hubs),
        ran=found["evaluator"].mask(earlier, EARLIER),
        scaffold=earlier.map({True: EARLIER_SCAFFOLD, False: None}),
        reason=reason.mask(copied, COPIED),
    )


def _implied_passes(runs: pd.DataFrame) -> pd.Series[Any]:
    """Return how many passes the input counts stand for: the prompts are the same for all."""
    return runs["input_tokens"] / runs["benchmark_id"].map(PROMPT_TOKENS)


def _one_pass(runs: pd.DataFrame) -> pd.Series[Any]:
    """Say whose counts are of one pass although more are stated (Claude 4, o1 and GPT-4.5 on
    AIME; Epoch's own data says one for those it has).
    """
    return (runs["passes"] >= 4) & _implied_passes(runs).between(0.7, 1.3)


def _implausible(runs: pd.DataFrame) -> pd.Series[Any]:
    """Say why counts cannot be right: fewer output than reasoning tokens, or half-read inputs."""
    inside = runs["reasoning_in_output"].eq(True).fillna(False)
    short = inside & (runs["reasoning_tokens"] > runs["output_tokens"])
    fewer = _implied_passes(runs) < 0.5 * runs["passes"]
    reason = pd.Series(pd.NA, index=runs.index, dtype="string")
    reason = reason.mask(_thinking_unseen(runs), UNSEEN)
    reason = reason.mask(fewer & ~_one_pass(runs), "input counts fit neither one pass nor all")
    return reason.mask(short, "fewer output tokens than the reasoning inside them")


def _thinking_unseen(runs: pd.DataFrame) -> pd.Series[Any]:
    """Say whose thinking went uncounted: Gemini's, before the logs gave it a column of its own.

    On GPQA Diamond Artificial Analysis counts eight times the output of Gemini 2.5 Pro (May).
    """
    thinker = runs["model_id"].str.contains(r"^gemini-2\.5|^gemini-2\.0-flash-thinking")
    return thinker & runs["reasoning_tokens"].isna()


def _frontiermath(folder: Path, names: Names) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the runs of FrontierMath's ten public problems: scores in steps of 10 %."""
    rows = read_csv(folder / PROGRESS_FILE)
    rows = rows[rows["frontier accuracy"].notna() & rows["output tokens frontier"].notna()]
    runs = rows[["line"]].assign(
        name=rows["Model"].str.strip(),
        benchmark_id="frontiermath-public",
        score=fraction(rows["frontier accuracy"]),
        passes=1.0,
        input_tokens=rows["input tokens frontier"],
        output_tokens=rows["output tokens frontier"],
        reasoning_tokens=None,
        evaluator=EVALUATOR,
        source_id=PROGRESS,
    )
    runs = names.identified(runs, PROGRESS)
    tenths = (runs["score"] * 10).round(6)
    whole, unseen = tenths == tenths.round(), _thinking_unseen(runs)
    rejects = [
        refused(runs[~whole], PROGRESS, PROGRESS_FILE, "score", "score of another problem set"),
        refused(runs[whole & unseen], PROGRESS, PROGRESS_FILE, "name", UNSEEN),
    ]
    return runs[whole & ~unseen], pd.concat(rejects)
