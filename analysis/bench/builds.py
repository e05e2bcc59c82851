"""How long one waits for the site: from a fresh clone, unchanged, after a word or a price changed.

In a clone of the last commit: what is not committed is not measured.
"""

from __future__ import annotations

import csv
import io
import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from analysis.bench.computing import BUILD, timed
from analysis.facts.tables import ROOT

PAGE, PRICES = "report/findings/is-it-slowing.qmd", "data/prices.csv"
CHEAPER = 0.99


def waits(root: Path) -> Iterator[tuple[str, float]]:
    """Yield what is built and the seconds that it takes, in a clone of the project at ``root``."""
    with tempfile.TemporaryDirectory() as folder:
        clone = Path(folder, "clone")
        subprocess.run(["git", "clone", "--quiet", str(root), str(clone)], check=True)

        def built() -> None:
            command = [*BUILD, "--renderer", "embedded"]
            told = os.environ | {"PYTHONPATH": str(clone), "PYTHONDONTWRITEBYTECODE": ""}
            subprocess.run(command, cwd=clone, env=told, check=True, stdout=subprocess.DEVNULL)

        yield "a fresh clone", timed(built)[0]
        yield "unchanged", timed(built)[0]
        for what, name, change in (
            ("a page's words", PAGE, wordier),
            ("one price, 1 % lower", PRICES, cheaper),
        ):
            path = clone / name
            before = path.read_text(encoding="utf-8")
            path.write_text(change(before), encoding="utf-8")
            yield what, timed(built)[0]
            path.write_text(before, encoding="utf-8")
            yield f"{what}: back", timed(built)[0]


def wordier(page: str) -> str:
    """Return a page with a sentence more at its end."""
    return f"{page}\nA sentence more.\n"


def cheaper(table: str) -> str:
    """Return a table of prices in which the input of its middle row costs 1 % less."""
    rows = [*csv.reader(io.StringIO(table))]
    at = rows[0].index("input")
    priced = [row for row in rows[1:] if float(row[at] or 0) > 0]
    row = priced[len(priced) // 2]
    row[at] = f"{float(row[at]) * CHEAPER:.6g}"
    told = io.StringIO()
    csv.writer(told, lineterminator="\n").writerows(rows)
    return told.getvalue()


def show() -> None:
    """Print the table, each row when it is measured."""
    for what, seconds in waits(ROOT):
        print(f"{what + ', s':40} {seconds:8.2f}", flush=True)
