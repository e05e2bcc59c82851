"""DeepSWE 1.1: 113 tasks in one agent, cost a task; the board, its launch, and labs' own runs.

The board restates costs at the list prices of the day on which it is read: a restated cost holds
from then on, whenever the run was published. Input tokens hold cached ones that are not told
apart, so that list prices would overstate the cost several times: counts are left out.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from analysis.sources.intake import Facts
from analysis.sources.rows import Names, fraction, read_csv
from analysis.sources.runs import board

SOURCE = "deepswe-2026-10"
FILE = "deepswe/deepswe_1.1_2026-10-09_transcribed.csv"
FILES = (FILE,)
READ = "2026-10-09"
EVALUATORS = {
    "official_board": "DeepSWE (Datacurve)",
    "official_board_launch": "DeepSWE (Datacurve)",
    "lab_reported": "DeepSWE, as reported by the lab",
}
HALF_WIDTH = 1.96 * 100  # of a 95 % interval in points, in standard errors as a fraction
HOST = " (run by Fireworks AI)"


def read(folder: Path, names: Names) -> Facts:
    """Read the board of October, the rows of June that it dropped, and what labs report.

    A model's run that left the board when it was run again is of the same configuration: it is
    told apart by the evaluator's ``kind``.
    """
    rows = read_csv(folder / FILE)
    restated = rows["cost_in_leaderboard_live_json_2026_09_22"].notna()
    published = pd.to_datetime(rows["published"])
    hosted = rows["model"].str.removesuffix(HOST)
    rows = pd.concat([rows, board.costs(rows["mean_cost_usd_per_task"], "item")], axis=1)
    rows = rows.assign(
        name=board.at_effort(hosted, rows["effort"]),
        benchmark_id="deepswe-1.1",
        score=fraction(rows["pass_at_1_percent"]),
        score_se=rows["ci95_half_width_points"] / HALF_WIDTH,
        passes=rows["n_runs"],
        date=published,
        dated="by",
        cost_date=published.mask(restated, pd.Timestamp(READ)),
        evaluator=rows["kind"].map(EVALUATORS),
        scaffold=rows["harness"].where(rows["harness"] != "mini-swe-agent"),
        host=(hosted != rows["model"]).map({True: "fireworks", False: "own"}),
    )
    return board.facts(
        rows,
        names,
        folder,
        FILES,
        ("benchmark_id", "model_id", "kind", "host"),
        source_id=SOURCE,
        title="DeepSWE 1.1, 2026-10-09, transcribed",
        publisher="Datacurve",
        url="https://deepswe.datacurve.ai",
        licence="none stated; facts, transcribed",
        retrieved=READ,
    )
