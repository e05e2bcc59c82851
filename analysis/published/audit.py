"""What the published analysis' own data get wrong, and what its results become without that."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import pandas as pd

from analysis.facts import observations as samples
from analysis.facts.tables import Dataset
from analysis.methods import trends
from analysis.number import Number
from analysis.published import matches
from analysis.published import price_of_progress as pop

# Scores that belong to a later model of the same name (checked against Epoch AI's own records).
ANOTHERS_SCORE = {
    "mistral-medium": "GPQA 59.5 % and AIME 32.2 % are those of mistral-medium-2505 (May 2025); "
    "date and price are those of the Mistral Medium of December 2023",
}


def priced_before_release(data: Dataset, observations: pd.DataFrame) -> pd.DataFrame:
    """Return the observations dated before the month their model was released.

    A model cannot have had a price before it existed: the price belongs to an earlier model
    of the same name, or the score does.
    """
    released = observations["model_id"].map(data.models.set_index("model_id")["release_date"])
    month = released.dt.to_period("M").dt.to_timestamp()
    early: pd.DataFrame = observations.assign(release_date=released)[observations["date"] < month]
    return early


def numbers(data: Dataset) -> Iterator[Number]:
    """Register what each fault touches, and the published fits without it."""
    yield from _early(data)
    yield from _anothers_score(data)
    yield from _miscounted(data)
    yield from _mismatched(data)
    yield from _cache_aware(data)


def _early(data: Dataset) -> Iterator[Number]:
    for benchmark in pop.BENCHMARKS:
        rows = pop.observations(data, benchmark)
        early = priced_before_release(data, rows)
        key = f"audit.{benchmark}.priced-before-release"
        function = "analysis.published.audit.priced_before_release"
        yield Number(
            key=f"{key}.count",
            value=len(early),
            unit="count",
            n=len(rows),
            models=early["model_id"].nunique(),
            method="Observations dated before the month of their model's release",
            function=function,
            tables=("runs", "prices", "models"),
        )
        for name in pop.SAMPLES if len(early) else ():
            fitted = trends.fit(pop.sample(rows.drop(early.index), name))
            if fitted:
                yield pop.trend_number(
                    f"{key}.without.{name}.factor",
                    fitted,
                    method=pop.FIT + "; observations dated before their model's release left out",
                    function=function,
                )


def _anothers_score(data: Dataset) -> Iterator[Number]:
    """Leave out observations whose score is a later model's."""
    function = "analysis.published.audit.ANOTHERS_SCORE"
    for benchmark in pop.BENCHMARKS[:2]:
        rows = pop.observations(data, benchmark)
        right = rows[~rows["model_id"].isin(ANOTHERS_SCORE)]
        what = "; observations with another model's score left out"
        yield from _fits(f"audit.{benchmark}.without-anothers-score", right, function, what)


# Input tokens an AIME item takes at least, prompt and all; the median run reports 180.
SHORTEST_ITEM = 50


def miscounted(runs: pd.DataFrame, items: float) -> tuple[pd.Series[Any], pd.Series[Any]]:
    """Say which runs' counts contradict themselves, and which count one pass of the several stated.

    The first: reasoning tokens inside an output that is smaller than they. The second: fewer
    input tokens an item and pass than an item has, unless the stated passes are one.
    """
    inside = runs["reasoning_in_output"].fillna(False).astype(bool)
    impossible = inside & (runs["reasoning_tokens"] > runs["output_tokens"])
    each = runs["input_tokens"] / runs["passes"] / items
    return impossible, each.lt(SHORTEST_ITEM) & runs["passes"].gt(1)


def _miscounted(data: Dataset) -> Iterator[Number]:
    """Leave out impossible counts, bring counts of one pass back to one; then all three faults."""
    function = "analysis.published.audit.miscounted"
    items = data.benchmarks.set_index("benchmark_id")["items"].to_dict()
    for benchmark in pop.BENCHMARKS[:2]:
        own = data.runs[data.runs["benchmark_id"] == benchmark]
        impossible, single = miscounted(own, items[benchmark])
        runs = data.runs.drop(own.index[impossible])
        runs["passes"] = runs["passes"].mask(runs.index.isin(own.index[single]), 1.0)
        rows = pop.observations(dataclasses.replace(data, runs=runs), benchmark)
        key = f"audit.{benchmark}.miscounted"
        names = own.loc[impossible | single, "model_id"].sort_values()
        yield Number(
            key=f"{key}.count",
            value=len(names),
            unit="count",
            n=len(own),
            models=len(names),
            method="Runs whose token counts contradict themselves or are of one pass of several",
            function=function,
            tables=("runs",),
            note=", ".join(names),
        )
        if len(names):
            yield from _fits(f"{key}.corrected", rows, function, "; counts dropped or corrected")
        early = priced_before_release(data, rows).index
        right = rows.drop(early)
        right = right[~right["model_id"].isin(ANOTHERS_SCORE)]
        what = "; prices before release, others' scores and wrong counts out or corrected"
        yield from _fits(f"audit.{benchmark}.corrected", right, function, what)


def _mismatched(data: Dataset) -> Iterator[Number]:
    """Leave out observations whose ARC Prize record is another model's, or somebody's twin."""
    benchmark, function = "arc-agi-1", "analysis.published.matches.judged"
    rows = matches.judged(data, pop.observations(data, benchmark))
    key = f"audit.{benchmark}.without-mismatches"
    again = rows["wrong"] == "the same record again"
    wrong = (rows["wrong"] != "") & ~again
    for name, count, what in (
        ("mismatched.count", wrong.sum(), "whose record on the board is another model's"),
        ("repeated.count", again.sum(), "that repeat another observation's record"),
    ):
        yield Number(
            key=f"audit.{benchmark}.{name}",
            value=int(count),
            unit="count",
            n=len(rows),
            models=rows["model_id"].nunique(),
            method=f"Observations {what}, by a rule on names alone",
            function=function,
            tables=("runs", "models", "aliases"),
        )
    yield from _fits(key, rows[rows["wrong"] == ""], function, "; wrong and repeated matches out")


def _cache_aware(data: Dataset) -> Iterator[Number]:
    """Bill cached tokens at the price of cached tokens where the published prices do not."""
    benchmark, function = "swe-bench-verified", "analysis.facts.observations.of"
    facts = samples.of(data)
    published, aware = facts.tables[benchmark], facts.variants[benchmark]["cache-aware"]
    both = published.merge(aware, on=["model_id", "date"], suffixes=("", "_aware"))
    dear = both[both["price"] > both["price_aware"] * 1.01]
    yield Number(
        key=f"audit.{benchmark}.cache-blind.count",
        value=len(dear),
        unit="count",
        n=len(both),
        models=dear["model_id"].nunique(),
        method="Observations whose cached input was billed at the full input price",
        function=function,
        tables=("runs", "prices"),
        note="; ".join(
            f"{name}: {before:,.0f} -> {after:,.0f} USD"
            for name, before, after in zip(
                dear["model"], dear["price"], dear["price_aware"], strict=True
            )
        ),
    )
    yield from _fits(f"audit.{benchmark}.cache-aware", aware, function, "; cached tokens priced")


def _fits(key: str, rows: pd.DataFrame, function: str, what: str) -> Iterator[Number]:
    """Register the published fit of each sample; the first, frontier-all, without its name too."""
    for name in pop.SAMPLES:
        fitted = trends.fit(pop.sample(rows, name))
        if fitted:
            note = "; ".join(ANOTHERS_SCORE.values()) if "ANOTHERS" in function else fitted.note
            told = {"method": pop.FIT + what, "function": function}
            number = pop.trend_number(f"{key}.{name}.factor", fitted, **told)
            yield dataclasses.replace(number, note=note)
            if name == pop.SAMPLES[0]:
                yield dataclasses.replace(number, key=f"{key}.factor", note=note)
