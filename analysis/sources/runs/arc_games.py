"""ARC-AGI-3, the 25 public games: levels won and tokens of ARC Prize's own runs, second-hand.

Its author summed the session logs that ARC Prize publishes. The levels won are not the board's
score, which counts actions: another benchmark. Costs there are tokens at list prices, as ours are,
and are left out. The provider's adapter is another harness, and another benchmark.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from analysis.sources.intake import Facts
from analysis.sources.rows import Names, fraction, read_csv, read_on
from analysis.sources.runs import board
from analysis.sources.runs.arc_prize_since import ADAPTER

SOURCE = "arc-games-2026-09"
FILE = "arc-prize/arc3_public_games_tokens_2026-09-18.csv"
FILES = (FILE,)
READ = "2026-09-18"
GAMES = 25
GAMES_ID = "arc-agi-3-public-games"
COUNTS = {
    "input_tokens": "input_tokens",
    "output_tokens": "output_tokens",
    "reasoning_tokens": "reasoning_tokens",
    "cached_input_tokens": "cache_read_tokens",
}
UNLOGGED = "cached tokens are not logged"
LONG = "many requests are at the price of long prompts"
MANY = 0.05  # of the requests


def read(folder: Path, names: Names) -> Facts:
    """Read the runs of all games; counts that no one price holds for are left out.

    Reasoning is part of the output, but for Grok, whose reasoning exceeds it.
    """
    rows = read_csv(folder / FILE)
    counts = rows[list(COUNTS)].astype("float64").rename(columns=COUNTS)
    unlogged = counts["cache_read_tokens"] == 0
    long = rows["long_requests"] > MANY * rows["requests"]
    doubt = unlogged.map({True: UNLOGGED}).astype("string").mask(long, LONG)
    counts = counts.where(doubt.isna())
    adapted = rows["harness"] == ADAPTER
    rows = pd.concat([rows.drop(columns=[*COUNTS, "date"]), counts], axis=1).assign(
        name=board.at_effort(rows["model"], rows["effort"]),
        benchmark_id=adapted.map({True: f"{GAMES_ID}-adapter", False: GAMES_ID}),
        score=fraction(rows["levels_percent"]),
        passes=1.0,
        reasoning_in_output=rows["reasoning_tokens"] <= rows["output_tokens"],
        cache_in_input=True,
        evaluator="ARC Prize",
        scaffold=rows["harness"].where(adapted),
        refusal=(rows["games"] < GAMES).map({True: "a game is missing"}),
        doubt=doubt,
    )
    return board.facts(
        read_on(rows, READ),
        names,
        folder,
        FILES,
        board.IN_A_SCAFFOLD,
        source_id=SOURCE,
        title="ARC-AGI-3, public games: tokens of ARC Prize's runs, 2026-09-18",
        publisher="ARC Prize Foundation",
        url="https://github.com/82deutschmark/arc-explainer",
        licence="none stated; facts",
        retrieved=READ,
    )
