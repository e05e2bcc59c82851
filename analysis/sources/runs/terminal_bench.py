"""Terminal-Bench by its authors: 2.0 with tokens, 3.0, 4.0 and Science with the cost of all trials.

Tokens of 3.0, 4.0 and Science are all kinds together, cached input mostly: list prices would
overstate the cost several times, and they are left out. Those of 2.0 hold cached input, too, and
are priced without a discount, as its authors do.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from analysis.sources.intake import Facts
from analysis.sources.rows import Names, fraction, read_csv, read_on
from analysis.sources.runs import board

SECOND = "terminal-bench-2-2025-11"
THIRD = "terminal-bench-3-2026-07"
FOURTH = "terminal-bench-4-2026-09"
SCIENCE = "terminal-bench-science-2026-08"
SECOND_FILE = "terminal-bench/tb2_hero_table_2025-11-04.csv"
THIRD_FILE = "terminal-bench/tb3_board_2026-07-23.csv"
FOURTH_FILE = "terminal-bench/tb4_board_2026-09-10_transcribed.csv"
SCIENCE_FILE = "terminal-bench/tb_science_0.1_2026-08.csv"
FILES = (SECOND_FILE, THIRD_FILE, FOURTH_FILE, SCIENCE_FILE)
PUBLISHER = "Laude Institute"
MILLION = 1e6
COARSE = 0.5  # millions printed to one decimal: below, rounding alone is 10 % and more
UNCOUNTED = {  # agent and model whose counts are missing on 10 of 89 tasks and more
    "OpenHands": ("GPT-5", "GPT-5-Mini", "GPT-5-Nano"),
    "Mini-SWE-Agent": ("Grok 4",),
}
HALF_WIDTH = 1.96 * 100
CLAUDE = r"^(?=(?:Opus|Sonnet|Fable|Haiku) )"


def read(folder: Path, names: Names) -> Facts:
    """Read the four boards, each a benchmark of its own."""
    return board.joined([r(folder, names) for r in (_second, _third, _fourth, _science)])


def _second(folder: Path, names: Names) -> Facts:
    """Read 2.0: tokens are sums over tasks of the mean over trials, exact where printed so."""
    rows = read_csv(folder / SECOND_FILE, dtype={"model_id": "string"})
    sent = rows["input_tokens_exact"].fillna(rows["input_tokens_millions"] * MILLION)
    given = rows["output_tokens_exact"].fillna(rows["output_tokens_millions"] * MILLION)
    doubt = _doubt(rows)
    rows = pd.concat([rows, board.costs(rows["cost_usd_exact"], "run")], axis=1)
    rows = rows.assign(
        name=rows["model_id"].str.rsplit("/", n=1).str[-1].fillna(rows["model_name"]),
        benchmark_id="terminal-bench-2",
        score=rows["accuracy_exact"].fillna(fraction(rows["resolution_rate_percent"])),
        score_se=rows["ci95_half_width_percent"] / HALF_WIDTH,
        passes=1.0,
        input_tokens=sent.where(doubt.isna()),
        output_tokens=given.where(doubt.isna()),
        evaluator="Terminal-Bench",
        scaffold=rows["agent_name"],
        doubt=doubt,
    )
    return board.facts(
        read_on(rows, "2025-11-04"),
        names,
        folder,
        (SECOND_FILE,),
        board.IN_A_SCAFFOLD,
        source_id=SECOND,
        title="Terminal-Bench 2.0: the authors' runs",
        publisher=PUBLISHER,
        url="https://github.com/laude-institute/terminal-bench-experiments",
        licence="Apache-2.0",
        retrieved="2025-11-04",
    )


def _doubt(rows: pd.DataFrame) -> pd.Series[Any]:
    pairs = zip(rows["agent_name"], rows["model_name"], strict=True)
    missing = [model in UNCOUNTED.get(agent, ()) for agent, model in pairs]
    coarse = rows["output_tokens_exact"].isna() & (rows["output_tokens_millions"] <= COARSE)
    why = coarse.map({True: "tokens printed too coarsely"}).astype("string")
    return why.mask(pd.Series(missing, rows.index), "token counts missing on many tasks")


def _of_all_trials(rows: pd.DataFrame, percent: str, **told: Any) -> pd.DataFrame:
    """Return rows of a board whose cost is that of every trial: ``passes`` over the tasks."""
    rows = pd.concat([rows, board.costs(rows["total_cost_usd"], "run")], axis=1)
    models = rows["model"].str.replace(CLAUDE, "Claude ", regex=True)
    return rows.assign(
        name=board.at_effort(models, rows["effort"]),
        score=fraction(rows[percent]),
        evaluator="Terminal-Bench",
        scaffold=rows["agent"],
        **told,
    )


def _third(folder: Path, names: Names) -> Facts:
    rows = read_csv(folder / THIRD_FILE)
    unreliable = rows["cost_flagged_unreliable_by_board"].eq("yes")
    rows["total_cost_usd"] = rows["total_cost_usd"].mask(unreliable)
    rows = _of_all_trials(
        rows,
        "accuracy_percent",
        benchmark_id="terminal-bench-3",
        passes=5.0,
        score_se=rows["accuracy_stderr"] / 100,
        refusal=rows["board_status"].eq("hide").map({True: "hidden by the board"}),
        doubt=unreliable.map({True: "a cost that the board calls unreliable"}),
    )
    return board.facts(
        read_on(rows, "2026-07-23"),
        names,
        folder,
        (THIRD_FILE,),
        board.IN_A_SCAFFOLD,
        source_id=THIRD,
        title="Terminal-Bench 3.0 as announced, 2026-07-23",
        publisher=PUBLISHER,
        url="https://www.tbench.ai",
        licence="none stated; facts",
        retrieved="2026-07-23",
    )


def _fourth(folder: Path, names: Names) -> Facts:
    """Read 4.0: the run's day of the board is mostly its model's release, and is not taken."""
    rows = read_csv(folder / FOURTH_FILE)
    rows = _of_all_trials(
        rows,
        "accuracy_percent",
        benchmark_id="terminal-bench-4",
        passes=5.0,
        score_se=(rows["ci95_hi"] - rows["ci95_lo"]) / (2 * HALF_WIDTH),
    )
    return board.facts(
        read_on(rows, "2026-09-10"),
        names,
        folder,
        (FOURTH_FILE,),
        board.IN_A_SCAFFOLD,
        source_id=FOURTH,
        title="Terminal-Bench 4.0, 2026-09-10, transcribed",
        publisher=PUBLISHER,
        url="https://www.tbench.ai",
        licence="none stated; facts, transcribed",
        retrieved="2026-09-10",
    )


def _science(folder: Path, names: Names) -> Facts:
    """Read Science: where two editions state a cost, the one that its announcement repeats."""
    rows = _of_all_trials(
        read_csv(folder / SCIENCE_FILE),
        "resolution_rate_percent",
        benchmark_id="terminal-bench-science-0.1",
        passes=3.0,
    )
    rows = rows.drop(columns="date")
    return board.facts(
        read_on(rows, "2026-08-31"),
        names,
        folder,
        (SCIENCE_FILE,),
        board.IN_A_SCAFFOLD,
        source_id=SCIENCE,
        title="Terminal-Bench-Science 0.1, 2026-08, transcribed",
        publisher=PUBLISHER,
        url="https://www.tbench.ai",
        licence="Apache-2.0; facts, transcribed",
        retrieved="2026-08-31",
    )
