"""What the page *Is it slowing* cites: rates over time, breaks, and how forecasts did."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from analysis.facts.observations import Samples
from analysis.facts.tables import Dataset
from analysis.findings.is_it_slowing.milestones import counted
from analysis.methods import change, forecasts, milestones
from analysis.methods.uncertainty import SEED
from analysis.number import YEARLY, Number, number
from analysis.published import observed

FALL = (
    "Median fall of a score's price in the year after it was first reached; the interval holds the "
    "middle half"
)
SCORES = {"error": "median error", "bias": "median of what came over it", "covered": "covered"}


def rates(data: Dataset) -> Iterator[Number]:
    """Register each benchmark's and domain's rate, first and latest; and breaks."""
    facts = observed.of(data)
    for benchmark in facts.headlines:
        rows, key = facts.tables[benchmark], f"{facts.prefix}.{benchmark}"
        yield from _rolling(key, change.rolling({benchmark: rows}, key))
        yield from _breaks(key, change.broken(rows, key))
    together = {
        f"domain.{domain.replace(' ', '-')}": tables for domain, tables in by_domain(facts).items()
    }
    for name, tables in (together | {"all-benchmarks": dict(facts.tables)}).items():
        key = f"{facts.prefix}.{name}"
        yield from _rolling(key, change.rolling(tables, key))
        yield _common(f"{key}.frontier-all.factor", change.common_rate(tables, key))


def by_domain(facts: Samples) -> dict[str, dict[str, pd.DataFrame]]:
    """Return the observation tables by domain and benchmark."""
    domains = facts.benchmarks["domain"].to_dict()
    found: dict[str, dict[str, pd.DataFrame]] = {}
    for benchmark, rows in facts.tables.items():
        found.setdefault(domains[benchmark], {})[benchmark] = rows
    return found


def _common(key: str, found: dict[str, Any]) -> Number:
    return number(
        key,
        found["factor"],
        ends=(found["low"], found["high"]),
        n=found["n"],
        models=found["models"],
        method="One rate for several frontiers, own level and score slope a benchmark; "
        f"bootstrap of models, {change.REPLICATES}, seed {SEED}",
        of=change.common_rate,
    )


def _rolling(key: str, table: pd.DataFrame) -> Iterator[Number]:
    if table.empty:
        return
    for name, row in (("first", table.iloc[0]), ("latest", table.iloc[-1])):
        yield number(
            f"{key}.rolling.{name}.factor",
            row["factor"],
            ends=(row["low"], row["high"]),
            n=row["n"],
            models=row["models"],
            start=row["date"] - pd.DateOffset(months=change.MONTHS),
            end=row["date"],
            method="Frontier of twelve months at the score slope of the whole record; "
            f"bootstrap of models, seed {SEED}",
            of=change.rolling,
        )


def _breaks(key: str, found: dict[str, Any] | None) -> Iterator[Number]:
    if not found:
        return
    for name, unit in (("before", YEARLY), ("after", YEARLY), ("p-value", "probability")):
        yield number(
            f"{key}.break.{name}",
            found[name.replace("-", "_")],
            unit,
            n=found["n"],
            models=found["models"],
            note=f"best date of a break: {found['date']:%Y-%m}",
            method="Frontier with one change of rate at its best date; sup-F by wild bootstrap",
            of=change.broken,
        )


def predictions(data: Dataset) -> Iterator[Number]:
    """Register how each method of forecasting did, and each headline's forecast a year on."""
    facts = observed.of(data)
    tables = counted(facts)
    if not tables:
        return
    history = milestones.record(tables)
    made = forecasts.past(history)
    for row in forecasts.summary(made).to_dict("records"):
        yield from _kept_promises(facts.prefix, row, made["benchmark"].nunique())
    for row in milestones.first_year(history).to_dict("records"):
        yield number(
            f"{facts.prefix}.first-year-fall.{row['half'].lower()}",
            row["factor"],
            "factor",
            ends=(row["low"], row["high"]),
            level=0.5,
            n=row["n"],
            method=FALL,
            note=f"{row['benchmarks']} benchmarks",
            of=milestones.first_year,
        )
    carried = forecasts.ahead(history, made)
    end = carried[(carried["kind"] == "forecast") & carried["benchmark"].isin(facts.headlines)]
    end = end.sort_values("date").groupby(["benchmark", "level"], as_index=False).tail(1)
    yield from (_ahead(facts.prefix, row, len(made)) for row in end.to_dict("records"))


def _kept_promises(prefix: str, row: dict[Any, Any], benchmarks: int) -> Iterator[Number]:
    group, months = str(row["group"]).replace(" ", "-"), row["horizon"]
    meant = forecasts.METHODS[row["method"]]
    for name, what in SCORES.items():
        if pd.notna(row[name]):
            yield number(
                f"{prefix}.forecast.{group}.{row['method']}.{months}-months.{name}",
                row[name],
                "share" if name == "covered" else "factor",
                n=row["n"],
                method=f"Forecasts {months} months ahead, {row['group']}: {meant}; {what}",
                of=forecasts.past,
                note=f"{benchmarks} benchmarks; forecasts overlap",
            )


def _ahead(prefix: str, row: dict[Any, Any], made: int) -> Number:
    return number(
        f"{prefix}.{row['benchmark']}.forecast.score-{1000 * row['level']:.0f}.price",
        row["price"],
        "USD",
        ends=(row["low"], row["high"]),
        level=forecasts.COVER,
        n=made,
        note=f"for {row['date']:%Y-%m}",
        method=f"Price of a pass at a score of {row['level']:.1%} a year on: median fall of "
        "scores that had been reached for as long",
        of=forecasts.ahead,
    )
