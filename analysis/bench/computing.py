"""How long the computing takes: by size, as the record grows, the numbers cold and cached.

The record grows by copies of its models with all their prices and runs: as many more benchmarks
would be as much work.
"""

from __future__ import annotations

import dataclasses
import json
import math
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis import kept
from analysis.facts import runs as priced
from analysis.facts import tables
from analysis.facts.prices import histories, offers
from analysis.facts.tables import Dataset
from analysis.findings.price_of_a_score import reach
from analysis.methods import frontier
from analysis.published import observed
from analysis.register import chapters
from analysis.site import quarto, rests

SIZES = (10_000, 100_000, 1_000_000)
PLAIN_UP_TO = 10_000  # the quadratic way would take hours beyond
SEED = 1
TIMES = (1, 4, 16)  # as large as today's record
BUILD = [sys.executable, "-m", "analysis.site", "--preload", "analysis.page.preload", "build"]
NAMES = {  # columns that name a model, in tables that grow with the models
    "models": ("model_id", "base_model_id"),
    "aliases": ("alias", "model_id"),
    "prices": ("model_id",),
    "tiers": ("model_id",),
    "retirements": ("model_id",),
    "scheduled": ("model_id",),
    "blended_prices": ("model_id",),
    "runs": ("run_id", "model_id"),
}


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


def grown(data: Dataset, times: int) -> Dataset:
    """Return the facts with every model, its names, prices and runs so many times over."""
    whole = {
        table: pd.concat(
            [_copy(getattr(data, table), columns, number) for number in range(times)],
            ignore_index=True,
        )
        for table, columns in NAMES.items()
    }
    return dataclasses.replace(data, **whole, digest=f"{data.digest} x {times}")


def _copy(frame: pd.DataFrame, columns: tuple[str, ...], number: int) -> pd.DataFrame:
    if not number:
        return frame
    named = frame.assign(**{column: frame[column] + f"-copy-{number}" for column in columns})
    if "score" in named:  # or its runs are known for copies and left out
        named["score"] *= 1 - number / 10_000
    return named


def steps(data: Dataset, folder: Path) -> Iterator[tuple[str, Callable[[], Any]]]:
    """Name what is timed on a record, in the order in which one rests on the other."""
    for table in NAMES:
        tables.write_table(getattr(data, table), folder / f"{table}.csv", table)
    yield "load", lambda: [tables.read_table(folder / f"{name}.csv", name) for name in NAMES]
    yield "history", lambda: histories.history(data.prices)
    yield "offers", lambda: offers.offers(data)
    yield "priced runs", lambda: priced.priced_runs(data)
    facts = observed.of(data)
    yield "frontier", lambda: [frontier.on_frontier(rows) for rows in facts.tables.values()]
    yield "headline", lambda: reach.estimates(facts)


def at(times: int) -> dict[str, float]:
    """Return the CPU seconds of each step at a size, and the most memory, MB."""
    kept.FOLDER, found = None, dict[str, float]()
    with tempfile.TemporaryDirectory() as folder:
        for name, work in steps(grown(tables.load(check=False), times), Path(folder)):
            begun = time.process_time()
            work()
            found[name] = time.process_time() - begun
    found["memory, MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return found


def growth(sizes: tuple[int, ...] = TIMES) -> pd.DataFrame:
    """Time each step at each size, in a process of its own; the exponent is that of the ends."""
    told = {}
    for times in sizes:
        command = [sys.executable, "-m", __name__, "--at", str(times)]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
        told[f"x {times}"] = json.loads(done.stdout)
    table = pd.DataFrame(told)
    ratio = table[f"x {sizes[-1]}"] / table[f"x {sizes[0]}"]
    return table.assign(exponent=np.log(ratio) / math.log(sizes[-1] / sizes[0]))


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


def beside_quarto() -> dict[str, float]:
    """Time both renderers on all pages, every number and picture kept; nothing without Quarto."""
    if quarto.find() is None:
        return {}
    with tempfile.TemporaryDirectory() as folder:

        def built(renderer: str) -> None:
            for rendered in ("site", "copies", "search"):
                shutil.rmtree(tables.ROOT / rests.CACHE / rendered, ignore_errors=True)
            output = tempfile.mkdtemp(dir=folder)  # another each time, or it would stand
            command = [*BUILD, "--renderer", renderer, "--output", f"{output}/_site"]
            subprocess.run(command, check=True, stderr=subprocess.DEVNULL)

        built("embedded")  # it makes the numbers
        ours, _ = timed(lambda: built("embedded"))
        theirs, _ = timed(lambda: built("quarto"))
    return {
        "all pages, embedded, s": ours,
        "all pages, Quarto, s": theirs,
        "ratio": ours / theirs,
    }


def show() -> None:
    """Print the tables."""
    print(growth().to_string(float_format="{:,.3g}".format))
    shown = scaling().map(lambda v: "" if pd.isna(v) else f"{v:,.3g}" if v < 1000 else f"{v:,.0f}")
    print(shown.to_string(index=False))
    for name, value in (everything() | beside_quarto()).items():
        print(f"{name:40} {value:8.2f}")


if __name__ == "__main__":  # --at N: the seconds at one size as JSON
    print(json.dumps(at(int(sys.argv[2]))))
