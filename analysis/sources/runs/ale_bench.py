"""ALE-Bench (Sakana AI): contests of optimisation; performance, cost and tokens a problem.

Performance is on the scale of the contests' ratings, and is kept as a share of ``SCALE``. Cost and
tokens are of the one program that was kept of fifteen, not of the others: a price of the answer,
not the bill. The cached input of the short contests is what their costs imply.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from analysis.benchprice.record.names import as_served
from analysis.sources.intake import Facts
from analysis.sources.rows import Names, read_csv, read_on
from analysis.sources.runs import board

SHORT = "ale-bench/ale_bench_short_2026-09-08.csv"
ALL = "ale-bench/ale_bench_gpt6_astra_2026-09-07.csv"
FILES = (SHORT, ALL)
READ = "2026-09-08"
SCALE = 5000.0  # above every performance of a contest so far
COUNTS = {
    "input_tokens": "mean_input_tokens_per_problem",
    "output_tokens": "mean_output_tokens_per_problem",
    "cache_read_tokens": "cached_input_tokens_implied_by_cost",
}
AGAIN = r"-(?:no-thinking|thinking|low|medium|high|xhigh|max|none)$"
BUDGETS = {
    "thinking 16000": "16k",
    "thinking 24576": "24k",
    "thinking 32000": "32k",
    "thinking 32768": "32k",
}
PLAIN = ("gpt-4.1", "llama-4-maverick")  # an effort of none is all they have
UNTOLD = "cached tokens are not told"


def read(folder: Path, names: Names) -> Facts:
    """Read the short contests, and the full set at one, two and eight rounds of refinement.

    Rounds are cumulative, and part of the configuration. Counts without the cached part are left
    out.
    """
    short = read_csv(folder / SHORT)
    short = short.assign(
        name=_names(short["configuration"], short["effort"].astype("string")),
        benchmark_id="ale-bench-short",
        scaffold=None,
    )
    full = read_csv(folder / ALL)
    full = full.assign(
        name=board.at_effort(full["model"], full["effort"]),
        benchmark_id="ale-bench",
        scaffold="rounds: " + full["self_refine_rounds"].astype("string"),
        cached_input_tokens_implied_by_cost=float("nan"),
    )
    made = (
        ("ale-bench-short-2026-09", SHORT, short, "23 short contests"),
        ("ale-bench-2026-09", ALL, full, "40 contests, GPT-6 Astra"),
    )
    return board.joined([_one(folder, names, *one) for one in made])


def _names(configurations: pd.Series[Any], efforts: pd.Series[Any]) -> pd.Series[Any]:
    """Return the models at their efforts, of which a configuration's name tells a part again."""
    plain = configurations.str.replace(AGAIN, "", regex=True)
    models = plain.where(efforts.notna(), configurations).map(as_served)
    told = efforts.str.replace(" (sent as xhigh)", "", regex=False).replace(BUDGETS)
    return board.at_effort(models, told.mask(models.isin(PLAIN)))


def _one(
    folder: Path, names: Names, source_id: str, file: str, rows: pd.DataFrame, what: str
) -> Facts:
    counts = rows[list(COUNTS.values())].astype("float64").mul(rows["problems"], axis=0)
    told = counts["cached_input_tokens_implied_by_cost"].notna()
    counts = counts.where(told).set_axis(list(COUNTS), axis=1)
    costs = board.costs(rows["mean_cost_usd_per_problem"], "item")
    rows = pd.concat([rows.drop(columns="date"), counts, costs], axis=1).assign(
        score=rows["mean_performance"] / SCALE,
        passes=1.0,
        cache_in_input=True,
        evaluator="ALE-Bench",
        doubt=(~told).map({True: UNTOLD}),
    )
    return board.facts(
        read_on(rows, READ),
        names,
        folder,
        (file,),
        board.IN_A_SCAFFOLD,
        source_id=source_id,
        title=f"ALE-Bench, {what}, {READ}, transcribed",
        publisher="Sakana AI",
        url="https://sakanaai.github.io/ALE-Bench-Leaderboard/",
        licence="none stated; facts, transcribed",
        retrieved=READ,
    )
