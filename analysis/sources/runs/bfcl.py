"""Berkeley Function Calling Leaderboard, version 4: cost of the whole benchmark at list prices.

Earlier versions state dollars for a thousand calls, which is no price of a pass, and other tasks.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from analysis.sources.intake import Facts
from analysis.sources.rows import Names, fraction, read_csv
from analysis.sources.runs import board

SOURCE = "bfcl-2025-12"
FILE = "bfcl/bfcl_board_2024-04-01_to_2025-12-16.csv"
FILES = (FILE,)
VERSION = "BFCL v4"
AT_LIST = "tokens at list price"
MODE = r"\s*\((FC|Prompt)\)$"


def read(folder: Path, names: Names) -> Facts:
    """Read the newest edition that shows each run; a mode of calling is a scaffold.

    Refused: costs that are an estimate from GPU time, which nobody paid.
    """
    rows = read_csv(folder / FILE)
    rows = pd.concat([rows, board.costs(rows["cost_as_printed"], "run")], axis=1)
    rows = rows.sort_values("date", ascending=False, kind="stable")
    mode = rows["model"].str.extract(MODE, expand=False)
    day = pd.to_datetime(rows["date"])
    rows = rows.assign(
        name=rows["model"].str.replace(MODE, "", regex=True),
        benchmark_id="bfcl-4",
        score=fraction(rows["overall_accuracy"]),
        passes=1.0,
        date=day,
        dated="by",
        evaluator="BFCL",
        scaffold=mode.map({"FC": "native function calls", "Prompt": "prompted"}),
        refusal=_refusal(rows),
    )
    return board.facts(
        rows,
        names,
        folder,
        FILES,
        board.IN_A_SCAFFOLD,
        source_id=SOURCE,
        title="Berkeley Function Calling Leaderboard, editions to 2025-12-16",
        publisher="UC Berkeley",
        url="https://gorilla.cs.berkeley.edu/leaderboard.html",
        licence="Apache-2.0",
        retrieved="2025-12-16",
    )


def _refusal(rows: pd.DataFrame) -> pd.Series[Any]:
    at_list = rows["cost_basis"].str.startswith(AT_LIST).fillna(False).astype(bool)
    why = rows["reported_cost"].isna().map({True: "no cost stated"}).astype("string")
    why = why.mask(~at_list & why.isna(), "an estimate from GPU time, not a price")
    why = why.mask(rows.duplicated(["benchmark", "model"]), "restated by a later edition")
    return why.mask(rows["benchmark"] != VERSION, "costs of a thousand calls, other tasks")
