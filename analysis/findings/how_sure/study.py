"""What the study on planted worlds found: its tables, and the numbers that the pages cite of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from analysis.facts.tables import DATA, Dataset
from analysis.methods import steady, worlds
from analysis.methods.uncertainty import slug
from analysis.number import Number, number

FOLDER = DATA / "study"
PROMISED = 0.9
REACH, LIKE, OWN = "price to reach a score", "price at a score", "mean of what it finds"
TARGETS = {
    REACH: "reach",
    LIKE: "line",
    "ratio of two falls": "ratio",
    "price of the best run": "best-run",
    "parts of the published split": "split",
    "halving time": "success",
    "share of reversed pairs": "reversals",
    OWN: "own",
}
SPREAD = {"lowest": "min", "mean": "mean", "highest": "max"}


def coverage() -> pd.DataFrame:
    """Return a row a design, kind of interval and target: bias, coverage, width; see the study.

    Where every sample was refused (``lost``) these are missing.
    """
    return pd.read_csv(FOLDER / "coverage.csv")


def sizes() -> pd.DataFrame:
    """Return how often the steady-world test called slowing, a row a design."""
    return pd.read_csv(FOLDER / "slowing.csv")


def numbers(data: Dataset) -> Iterator[Number]:  # noqa: ARG001  planted data, not the facts
    """Register coverage and bias over the designs, pooled ones apart, and the test's size."""
    table = coverage()
    table = table[table["samples"] > 0]
    for named, rows in table.groupby(["part", "interval", "target"], sort=False):
        part, interval, target = map(str, named)
        key = f"coverage.{part}.{slug(interval)}.{TARGETS[target]}"
        told = f"{interval}: nominal 90 % intervals for the {target}"
        yield from _spread(key, "covered", rows, f"Share that held it; {told}", "share")
        yield from _spread(key, "bias", rows, f"Mean of the log error; {told}", "log units")
    for pooled, rows in sizes().groupby(sizes()["benchmark_id"] == "all-benchmarks"):
        yield from _called("pooled" if pooled else "single", rows)


def _spread(key: str, name: str, rows: pd.DataFrame, method: str, unit: str) -> Iterator[Number]:
    """Register the lowest, mean and highest of a column over the designs."""
    for which, of in SPREAD.items():
        yield number(
            f"{key}.{name}.{which}",
            rows[name].agg(of),
            unit,
            n=rows["samples"].sum(),
            method=f"{method}; {which} over the designs",
            of=worlds.population,
            reads=(),
            note=_note(rows),
        )


def _called(part: str, rows: pd.DataFrame) -> Iterator[Number]:
    """Register how often the test calls slowing, by what was planted."""
    for slowing, found in rows.groupby("slowing"):
        kind = "size" if slowing == 0 else f"power-{-100 * float(str(slowing)):.0f}"
        for which, of in SPREAD.items():
            yield number(
                f"slowing-test.{part}.{kind}.{which}",
                found["rejected"].agg(of),
                "share",
                n=found["samples"].sum(),
                method=f"Share of planted samples in which the steady-world test at "
                f"{steady.LEVEL:.0%} calls slowing, the yearly log rate changing by {slowing:g} a "
                f"year; {which} over the designs",
                of=steady.slowing,
                reads=(),
                note=_note(found),
            )


def _note(rows: pd.DataFrame) -> str:
    first: dict[Any, Any] = rows.iloc[0].to_dict()
    return f"{len(rows)} designs; seed {first['seed']}, study of {first['date']}"
