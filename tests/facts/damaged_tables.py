"""Damaged tables by the thousand, each given to ``python -m analysis check``; prints what came of them.

    python -m tests.facts.damaged_tables FIRST COUNT

Every seed damages one file of a small folder of tables, in one of the ways of ``damaged_logs`` or
by a cell that none expects. A check must end with 0 or 1 and with lines that each name the file;
no traceback, nothing written, within ten seconds of the processor. The last line is a JSON object.
"""

from __future__ import annotations

import contextlib
import functools
import io
import json
import random
import signal
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from analysis.facts import announced, audit, sightings, tables
from tests.benchprice import damaged_logs as logs

CELLS = [
    *(str(v) for v in logs.VALUES[:-1]),
    "2026-02-30",
    "1e999",
    "9999-12-31",
    "0001-01-01",
    '"',
    ",",
    "\n",
]
DAMAGES = (logs.truncated, logs.flipped, logs.cut_out, logs.doubled, logs.encoded, logs.noise)
SEEN = f"{sightings.NAME}.csv"
Read = Callable[[Path, str], pd.DataFrame]
MODELS = 12
ROWS = 15  # of a table


def small(folder: Path) -> None:
    """Write a small folder of tables: a dozen models, and what the others have of them."""
    runs = pd.read_csv(tables.DATA / "runs.csv", dtype="string", keep_default_na=False)
    models = pd.read_csv(tables.DATA / "models.csv", dtype="string", keep_default_na=False)
    priced = pd.read_csv(tables.DATA / "prices.csv", usecols=["model_id"])["model_id"]
    both = models["model_id"].isin(priced) & models["model_id"].isin(runs["model_id"])
    ids = set(models.loc[both & (models["base_model_id"] == ""), "model_id"].head(MODELS))
    for path in tables.DATA.glob("*.csv"):
        rows = pd.read_csv(path, dtype="string", keep_default_na=False)
        if "model_id" in rows:
            rows = rows[rows["model_id"].isin(ids)]
        if path.stem == "intake":
            rows = rows.head(0)  # it counts rows that are not taken along
        elif path.stem not in ("sources", "providers", "benchmarks"):
            rows = rows.head(ROWS)
        rows.to_csv(folder / path.name, index=False, lineterminator="\n")
    seen = pd.read_csv(tables.DATA / "sightings.csv", dtype="string", keep_default_na=False)
    of = pd.read_csv(folder / "prices.csv", dtype="string", keep_default_na=False)
    of = of[["model_id", "provider", "date", "source_id"]].assign(table="prices")
    rows = seen.merge(of)[list(seen.columns)]
    rows.to_csv(folder / "sightings.csv", index=False, lineterminator="\n")


def hurt(raw: bytes, dice: random.Random) -> tuple[str, bytes]:
    """Return how a file was damaged, and what it holds then."""
    if dice.random() < 0.5:
        how = dice.choice(DAMAGES)
        return how.__name__, how(raw, dice)
    lines = raw.decode("utf-8").splitlines()
    for _ in range(dice.choice([1, 1, 3, 20])):
        at = dice.randrange(len(lines))
        cells = lines[at].split(",")
        cells[dice.randrange(len(cells))] = dice.choice(CELLS)
        lines[at] = ",".join(cells)
    return "cells", "\n".join([*lines, ""]).encode("utf-8", "surrogatepass")


def verdict(code: int, said: str, folder: Path, files: set[str]) -> str:
    """Return what is wrong with how a check ended; empty if nothing is."""
    if code not in (0, 1):
        return f"exit code {code}"
    lines = [line for line in said.splitlines() if line]
    if not lines or (code == 1 and not any(str(folder) in line for line in lines)):
        return f"no file is named: {said[:200]!r}"
    if any(ord(c) < 32 for line in lines for c in line):
        return "control characters in the message"
    return "" if {p.name for p in folder.iterdir()} == files else "something was written"


def one(folder: Path, files: set[str]) -> tuple[int, str]:
    """Check a folder, and return the exit code and what is wrong with how it ended."""
    said = io.StringIO()
    signal.setitimer(signal.ITIMER_PROF, logs.SECONDS)
    try:
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            code = audit.main(["--data", str(folder)])
    except BaseException:
        return -1, traceback.format_exc()[-1500:]
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return code, verdict(code, said.getvalue(), folder, files)


def _read(whole: Read, kept: Read, new: set[str], path: Path, table: str) -> pd.DataFrame:
    return (whole if path.name in new else kept)(path, table)


def main(first: int, count: int) -> None:
    """Check ``count`` damaged folders and print a JSON object of what came of them."""
    signal.signal(signal.SIGPROF, logs._stop)
    codes: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    wrong = []
    whole, read = tables.read_table, functools.cache(tables.read_table)
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        small(folder)
        files = {path.name for path in folder.iterdir()}
        written = {f"{name}.csv" for name in (*tables.TABLES, sightings.NAME)} | {
            announced.FILE,
            audit.DOUBTED,
        }
        sound = {name: (folder / name).read_bytes() for name in sorted(files & written)}
        for seed in range(first, first + count):
            dice = random.Random(seed)
            name = dice.choice(list(sound))
            kind, raw = hurt(sound[name], dice)
            (folder / name).write_bytes(raw)
            # what is sound is read once
            new = {name, *(f"{table}.csv" for table in sightings.TOLD if name == SEEN)}
            tables.read_table = functools.partial(_read, whole, read, new)
            code, complaint = one(folder, files)
            (folder / name).write_bytes(sound[name])
            codes[str(code)] += 1
            kinds[kind] += 1
            if complaint:
                wrong.append({"seed": seed, "file": name, "damage": kind, "complaint": complaint})
    tables.read_table = whole
    print(
        json.dumps({"codes": codes, "kinds": kinds, "peak_mb": logs.peak_mb(), "wrong": wrong[:10]})
    )


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
