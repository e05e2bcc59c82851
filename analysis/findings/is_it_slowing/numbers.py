"""What the page *Is it slowing* cites: the test against steady worlds, and how forecasts did."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from analysis.facts.observations import Samples
from analysis.facts.tables import Dataset
from analysis.findings.is_it_slowing.milestones import counted
from analysis.findings.price_of_a_score import reach
from analysis.methods import forecasts, milestones, pooled, steady
from analysis.methods.reach import Observed
from analysis.methods.uncertainty import generator
from analysis.number import YEARLY, Number, number
from analysis.published import observed

FALL = (
    "Median fall of a score's price in the year after it was first reached; the interval holds the "
    "middle half"
)
STATISTICS = {
    "annual": "Times cheaper a year later, once two makers had reached a score",
    "last": "The same over the last twelve months",
    "trend": "Change a year of the yearly fall",
}
SCORES = {"error": "median error", "bias": "median of what came over it", "covered": "covered"}


def trend(data: Dataset) -> Iterator[Number]:
    """Register the trend of the buyer's falls, beside what steady worlds show, by licence."""
    for licence, found in steadily(observed.of(data)).items():
        yield from _tested(f"slowing.all-benchmarks.{licence}", found)


def steadily(facts: Samples) -> Mapping[str, steady.Slowing]:
    """Run the steady-world test on the benchmarks that carry the headline, by licence."""
    counted = {w: reach.counted(facts, found) for w, found in reach.estimates(facts).items()}
    records: dict[str, dict[str, Observed]] = {licence: {} for licence in counted}
    for licence, benchmark, seen in reach.observations(facts):
        if benchmark in counted[licence]:
            records[licence][benchmark] = seen
    return {
        licence: steady.slowing(each, generator("slowing", licence))
        for licence, each in records.items()
        if len(each) >= pooled.FEWEST_BENCHMARKS
    }


def _tested(key: str, found: steady.Slowing) -> Iterator[Number]:
    told: dict[str, Any] = {
        "of": steady.slowing,
        "n": len(found.benchmarks),
        "note": f"{len(found.benchmarks)} benchmarks: {', '.join(found.benchmarks)}",
    }
    method = f"{steady.WORLDS} worlds with one steady fall, fitted to the record"
    for name, what in STATISTICS.items():
        value, drawn = found.seen[name], found.steady[name]
        ends = np.nanquantile(drawn, [0.05, 0.95])
        mean, unit = float(np.nanmean(drawn)), YEARLY
        if name == "trend":
            unit = "log units a year"
        else:
            value, ends, mean = np.exp(value), np.exp(ends), np.exp(mean)
        yield number(f"{key}.{name}", value, unit, method=f"{what}, as on record", **told)
        yield number(
            f"{key}.steady.{name}",
            mean,
            unit,
            ends=(float(ends[0]), float(ends[1])),
            method=f"{what}, in {method}; the interval holds nine tenths of them",
            **told,
        )
    yield number(
        f"{key}.p-value",
        found.p,
        "probability",
        method=f"Share of {method}, in which the falls shrink as fast as on record",
        **told,
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
    scored = forecasts.scores(made, generator(facts.prefix, "forecasts"))
    yield from (_scored(facts.prefix, row) for row in scored.to_dict("records"))
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


def _scored(prefix: str, row: dict[Any, Any]) -> Number:
    group = str(row["group"]).replace(" ", "-")
    return number(
        f"{prefix}.forecast.{group}.{row['horizon']}-months.score",
        row["ratio"],
        "ratio",
        ends=(row["low"], row["high"]),
        n=row["n"],
        method=f"Forecasts {row['horizon']} months ahead, {row['group']}: continuous ranked "
        "probability score of falls by age, over that of no change; whole benchmarks resampled",
        note=f"{row['benchmarks']} benchmarks",
        of=forecasts.scores,
    )


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
