"""Damaged logs, damaged tables and false cells, as many as are asked for: ``nox -s fuzz``.

Of a hundred, eighty logs are read, nineteen priced, and one folder of tables is checked, which
takes so much longer each. Prints a row for each kind; ends with 1 where an input ended in anything
but an answer or a message.
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
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
LOGS = "tests.benchprice.damaged_logs"


@dataclass(frozen=True)
class Kind:
    """What is done with an input: the module that does it, how many in a process, its share."""

    module: str
    of_a_process: int
    share: float
    words: tuple[str, ...] = ()


KINDS = {
    "read": Kind(LOGS, 20_000, 0.8, ("read",)),
    "priced": Kind(LOGS, 5_000, 0.19),
    "checked": Kind("tests.facts.damaged_tables", 100, 0.01),
}

Part = tuple[str, int, int]


def parts(count: int, first: int) -> list[Part]:
    """Return what each process does: its kind, its first seed and how many."""
    found = []
    for name, kind in KINDS.items():
        mine = round(count * kind.share)
        for start in range(0, mine, kind.of_a_process):
            found.append((name, first + start, min(kind.of_a_process, mine - start)))
    return found


def tried(part: Part) -> tuple[Part, dict[str, Any]]:
    """Let one process try its inputs."""
    name, first, count = part
    kind = KINDS[name]
    told = [sys.executable, "-m", kind.module, str(first), str(count), *kind.words]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(told, capture_output=True, text=True, cwd=ROOT, env=environment)
    if done.returncode:
        wrong = {"seed": first, "damage": "all", "complaint": done.stderr[-1500:]}
        return part, {"codes": {}, "peak_mb": 0, "wrong": [wrong]}
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return part, found


def summed(found: Sequence[tuple[Part, dict[str, Any]]], name: str) -> str:
    """Return the row of one kind of input."""
    mine = [told for (kind, _, _), told in found if kind == name]
    codes = sum((Counter(told["codes"]) for told in mine), Counter[str]())
    wrong = sum(len(told["wrong"]) for told in mine)
    peak = max((told["peak_mb"] for told in mine), default=0)
    ended = ", ".join(f"{count:,} with {code}" for code, count in sorted(codes.items()))
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
    for name in KINDS:
        print(summed(found, name))
    print(f"{time.monotonic() - started:,.0f} s on {os.cpu_count()} cores")
    return int(any(told["wrong"] for _, told in found))


if __name__ == "__main__":
    sys.exit(main())
