"""Artificial Analysis' index of 2026-09-30: a subset of scores and costs, typed by hand.

Trap: slugs get reused for newer models. The tokens of the whole index, read three days later, are
left out as those of its other versions are: no pass over a set of items, cached input untold.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from analysis.sources.rows import Names, read_csv, refused, run_rows, source_row

SOURCE = "artificial-analysis-2026-09"
SUBSET = "artificial-analysis/aa_free_api_2026-09-30_subset_transcribed.psv"
DAY = pd.Timestamp("2026-09-30")
EVALUATOR = "Artificial Analysis"
CLOSED = r"^(?:gpt-[56]|claude-|gemini-|grok-[4-9])"  # families of which no weights are out


def typed(
    folder: Path, names: Names, snapshots: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return the typed subset of 2026-09-30: its rows, runs and rejects."""
    rows = _named(read_csv(folder / SUBSET, sep="|"), snapshots)
    rows = names.identified(rows, SOURCE)
    closed = rows["model_id"].str.contains(CLOSED)
    rows["weights"] = closed.map({True: "closed"})
    cost = rows["index_total_cost_usd"]
    runs, rejects = run_rows(
        rows.assign(
            benchmark_id="aa-index-2026-09-30",
            date=DAY,
            dated="by",
            cost_date=DAY,
            score=rows["intelligence_index"] / 100,
            passes=1.0,
            reported_cost=cost.where(cost > 0),
            reported_cost_basis=pd.Series("run", index=rows.index).where(cost > 0),
            evaluator=EVALUATOR,
        ),
        SOURCE,
        SUBSET,
    )
    free = refused(rows[cost == 0], SOURCE, SUBSET, "index_total_cost_usd", "zero means missing")
    return rows, runs, pd.concat([rejects, free])


def _named(rows: pd.DataFrame, snapshots: pd.DataFrame) -> pd.DataFrame:
    """Return the subset with names; it tells models by slug.

    A slug means the model of the flat snapshots only where the release dates agree, else by its
    own name: ``qwen3-8-max`` is another model than in August.
    """
    rows = rows.assign(release_date=pd.to_datetime(rows["release_date"]))
    settled = snapshots.drop_duplicates(["slug", "release_date"])
    known = rows[["slug", "release_date"]].merge(
        settled[["slug", "release_date", "name"]], how="left"
    )
    reused = known["name"].isna() & rows["slug"].isin(settled["slug"]).to_numpy()
    dated = rows["slug"] + "-" + rows["release_date"].dt.strftime("%m%d")
    return rows.assign(name=known["name"].fillna(dated.where(reused, rows["slug"])).to_numpy())


def source(folder: Path) -> pd.DataFrame:
    """Return the ``sources`` row of the subset."""
    return source_row(
        SOURCE,
        folder,
        (SUBSET,),
        title="Artificial Analysis: index scores and costs of 2026-09-30, typed by hand",
        publisher="Artificial Analysis",
        url="https://artificialanalysis.ai",
        licence="attribution required",
        retrieved="2026-09-30",
        citation_key="artificialanalysis2026",
    )
