"""How long the computing takes: frontier and record lows by size, the numbers cold and cached.

``python -m analysis.bench`` prints the table; so does ``nox -s bench``.
"""

from __future__ import annotations

import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from analysis import kept
from analysis.facts import tables
from analysis.methods import frontier
from analysis.register import chapters

SIZES = (10_000, 100_000, 1_000_000)
PLAIN_UP_TO = 10_000  # the quadratic way would take hours beyond
SEED = 1


def runs(n: int) -> pd.DataFrame:
    """Make n random runs over five years, prices and scores that rise together."""
    random = np.random.default_rng(SEED)
    logit = random.normal(size=n)
    day = random.integers(0, 1826, n)
    return pd.DataFrame(
        {
            "date": pd.Timestamp("2021-01-01") + pd.to_timedelta(day, unit="D"),
            "price": np.exp(logit - day / 365 + random.normal(size=n)),
            "score": 1 / (1 + np.exp(-logit)),
        }
    )


def plain(frame: pd.DataFrame) -> int:
    """Count the frontier by its definition: each run against every other. O(n squared)."""
    date, price, score = (frame[c].to_numpy() for c in ("date", "price", "score"))
    count = 0
    for d, p, s in zip(date, price, score, strict=True):
        no_worse = (date <= d) & (price <= p) & (score >= s)
        count += not (no_worse & ((price < p) | (score > s))).any()
    return count


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Return seconds and result."""
    started = time.perf_counter()
    result = work()
    return time.perf_counter() - started, result


def scaling() -> pd.DataFrame:
    """Time frontier and record lows at each size, the plain way where it ends in time."""
    rows = []
    for n in SIZES:
        frame = runs(n)
        seconds, kept = timed(lambda f=frame: frontier.on_frontier(f))  # type: ignore[misc]
        lows, _ = timed(lambda f=frame: frontier.record_lows(f))  # type: ignore[misc]
        slow, count = None, int(kept.sum())
        if n <= PLAIN_UP_TO:
            slow, by_definition = timed(lambda f=frame: plain(f))  # type: ignore[misc]
            if by_definition != count:
                raise AssertionError(
                    f"{n} runs: {count} on the frontier, {by_definition} by definition"
                )
        rows.append((n, count, seconds, lows, slow))
    columns = ["runs", "frontier", "frontier_s", "record_lows_s", "plain_s"]
    return pd.DataFrame(rows, columns=columns)


def _forget() -> None:
    if kept.FOLDER:
        shutil.rmtree(kept.FOLDER, ignore_errors=True)


def everything() -> dict[str, float]:
    """Time loading the facts and computing every number: cold, and from the cache."""
    _forget()
    load, _ = timed(tables.load)
    _forget()
    cold, _ = timed(chapters.compute)
    chapters.register()
    command = [sys.executable, "-c", "from analysis.register import chapters; chapters.register()"]
    cached, _ = timed(lambda: subprocess.run(command, check=True))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024  # kB on Linux
    return {
        "load the facts, s": load,
        "every number, cold, s": cold,
        "every number, cached (new process), s": cached,
        "peak memory, MB": peak,
    }


def main() -> int:
    """Print the tables."""
    shown = scaling().map(lambda v: "" if pd.isna(v) else f"{v:,.3g}" if v < 1000 else f"{v:,.0f}")
    print(shown.to_string(index=False))
    for name, value in everything().items():
        print(f"{name:40} {value:8.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
