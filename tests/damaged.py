"""Damaged logs, damaged tables and false cells, as many as are asked for: ``nox -s fuzz``.

One in fifty is a folder of tables, which takes as much longer to check than a log to price. Prints
a row for each kind of input; ends with 1 where one ended in anything but an answer or a message.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
EACH = {"tests.benchprice.damaged_logs": 5_000, "tests.facts.damaged_tables": 100}  # in a process
TABLES_IN = 50

Part = tuple[str, int, int]


def parts(count: int, first: int) -> list[Part]:
    """Return what each process does: its module, its first seed and how many."""
    shares = dict(zip(EACH, (count - count // TABLES_IN, count // TABLES_IN), strict=True))
    return [
        (module, first + start, min(each, shares[module] - start))
        for module, each in EACH.items()
        for start in range(0, shares[module], each)
    ]


def tried(part: Part) -> tuple[Part, dict[str, Any]]:
    """Let one process try its inputs."""
    module, first, count = part
    told = [sys.executable, "-m", module, str(first), str(count)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(told, capture_output=True, text=True, cwd=ROOT, env=environment)
    if done.returncode:
        wrong = {"seed": first, "damage": "all", "complaint": done.stderr[-1500:]}
        return part, {"codes": {}, "peak_mb": 0, "wrong": [wrong]}
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return part, found


def summed(found: Sequence[tuple[Part, dict[str, Any]]], module: str) -> str:
    """Return the row of one kind of input."""
    mine = [told for (name, _, _), told in found if name == module]
    codes = sum((Counter(told["codes"]) for told in mine), Counter[str]())
    wrong, peak = sum(len(told["wrong"]) for told in mine), max(told["peak_mb"] for told in mine)
    ended = ", ".join(f"{count:,} with {code}" for code, count in sorted(codes.items()))
    name = module.rpartition("damaged_")[2]
    return f"{name:8} {codes.total():>9,} tried; {wrong} wrong; ended {ended}; peak {peak} MB"


def main() -> int:
    """Try them on all cores, tell what is wrong as it comes, and sum up."""
    ask = argparse.ArgumentParser(prog="nox -s fuzz --", description=__doc__)
    ask.add_argument("count", nargs="?", type=int, default=10_000, help="damaged inputs")
    ask.add_argument("--first", type=int, default=1, help="the first seed")
    options = ask.parse_args()
    started, found = time.monotonic(), []
    with multiprocessing.get_context("spawn").Pool() as pool:
        for part, told in pool.imap_unordered(tried, parts(options.count, options.first)):
            found.append((part, told))
            for each in told["wrong"]:
                print(json.dumps({"of": part[0]} | each, indent=1), flush=True)
            done = sum(count for (_, _, count), _ in found)
            print(f"{done:,} of {options.count:,}", flush=True)
    for module in EACH:
        print(summed(found, module))
    print(f"{time.monotonic() - started:,.0f} s on {os.cpu_count()} cores")
    return int(any(told["wrong"] for _, told in found))


if __name__ == "__main__":
    sys.exit(main())
