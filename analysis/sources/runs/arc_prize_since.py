"""ARC Prize since June 2026: the verified board's newer rows, semi-private and public sets.

Costs are as of the run and never restated: a model run again after a price cut has two rows. The
third version has two harnesses, of which the provider's own keeps reasoning between calls and
scores far higher: another benchmark. Its costs count every input token at list price.
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from analysis.sources.intake import Facts
from analysis.sources.rows import Names, fraction, read_csv
from analysis.sources.runs import board

SOURCE = "arc-prize-2026-10"
FILE = "arc-prize/arc_new_2026-06_to_2026-10-03.csv"
PUBLIC_FILE = "arc-prize/arc_new_public_eval_2026-09-23.csv"
FILES = (FILE, PUBLIC_FILE)
BENCHMARKS = {
    "ARC-AGI-1": "arc-agi-1",
    "ARC-AGI-1 public eval": "arc-agi-1-public",
    "ARC-AGI-2": "arc-agi-2",
    "ARC-AGI-2 public eval": "arc-agi-2-public",
    "ARC-AGI-3": "arc-agi-3",
}
ADAPTER = "provider adapter"
BRACKETS = re.compile(r" \((?:None|Minimal|Low|Medium|High|XHigh|Max)\)$")
DAY = re.compile(r" (\d{4}-\d\d-\d\d)$")
RUN_KEYS = ("benchmark_id", "model_id", "harness", "of")


def read(folder: Path, names: Names) -> Facts:
    """Read both files; the day in a model's name is that of its second run."""
    return board.joined([_read(folder, names, file) for file in FILES])


def _read(folder: Path, names: Names, file: str) -> Facts:
    rows = read_csv(folder / file, dtype={"effort": "string", "harness": "string"})
    plain = rows["model"].str.replace(BRACKETS, "", regex=True)
    again = plain.str.extract(DAY, expand=False)
    whole = rows["cost_basis"].str.contains("whole run")
    amounts = pd.concat(
        [
            board.costs(rows["cost_usd"].where(whole), "run").dropna(),
            board.costs(rows["cost_usd"].where(~whole), "item").dropna(),
        ]
    )
    day = pd.to_datetime(again)
    benchmarks = rows["benchmark"].map(BENCHMARKS)
    adapted = rows["harness"].eq(ADAPTER).fillna(False)
    rows = rows.join(amounts).assign(
        name=board.at_effort(plain.str.replace(DAY, "", regex=True), rows["effort"]),
        benchmark_id=benchmarks.mask(adapted, benchmarks + "-adapter"),
        score=fraction(rows["score_percent"]),
        passes=1.0,
        date=day.fillna(pd.to_datetime(rows["board_read_on"])),
        dated=day.notna().map({True: "on", False: "by"}),
        evaluator="ARC Prize",
        scaffold=rows["harness"].where(adapted),
        of=again,
        creator=rows["provider"],
        refusal=benchmarks.isna().map({True: "an unknown benchmark"}),
    )
    return board.facts(
        rows,
        names,
        folder,
        (file,),
        RUN_KEYS,
        source_id=SOURCE if file == FILE else f"{SOURCE}-public",
        title="ARC Prize leaderboard, 2026-06 to 2026-10-03"
        + ("" if file == FILE else ", public evaluation sets, transcribed"),
        publisher="ARC Prize Foundation",
        url="https://arcprize.org/leaderboard",
        licence="none stated; facts, transcribed",
        retrieved="2026-10-03" if file == FILE else "2026-09-23",
        citation_key="arcprize2026",
    )
