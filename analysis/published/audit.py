"""What the published analysis' own data get wrong, and what its results become without that."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from typing import Any

import pandas as pd

from analysis.explained import explained
from analysis.facts.tables import Dataset
from analysis.methods import trends
from analysis.methods.frontier import SAMPLES, sample
from analysis.number import Number, number, of_trend
from analysis.published import matches, observed
from analysis.published import price_of_progress as pop

# Scores that belong to a later model of the same name (checked against Epoch AI's own records).
ANOTHERS_SCORE = {
    "mistral-medium": "GPQA 59.5 % and AIME 32.2 % are those of mistral-medium-2505 (May 2025); "
    "date and price are those of the Mistral Medium of December 2023",
}


@explained("sec-audit")
def priced_before_release(data: Dataset, observations: pd.DataFrame) -> pd.DataFrame:
    """Return the observations dated before the month their model was released.

    A model cannot have had a price before it existed: the price belongs to an earlier model
    of the same name, or the score does.
    """
    released = observations["model_id"].map(data.models.set_index("model_id")["release_date"])
    month = released.dt.to_period("M").dt.to_timestamp()
    early: pd.DataFrame = observations.assign(release_date=released)[observations["date"] < month]
    return early


@explained("sec-audit")
def rightly_scored(observations: pd.DataFrame) -> pd.DataFrame:
    """Leave out the observations whose score is a later model's (``ANOTHERS_SCORE``)."""
    return observations[~observations["model_id"].isin(ANOTHERS_SCORE)]


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
        yield number(
            f"{key}.count",
            len(early),
            "count",
            n=len(rows),
            models=early["model_id"].nunique(),
            method="Observations dated before the month of their model's release",
            of=priced_before_release,
        )
        what = "; observations dated before their model's release left out"
        for name in SAMPLES if len(early) else ():
            fitted = trends.fit(sample(rows.drop(early.index), name))
            if fitted:
                told = _told(what, priced_before_release)
                yield of_trend(f"{key}.without.{name}.factor", fitted, **told)


def _anothers_score(data: Dataset) -> Iterator[Number]:
    note = "; ".join(ANOTHERS_SCORE.values())
    for benchmark in pop.BENCHMARKS[:2]:
        right = rightly_scored(pop.observations(data, benchmark))
        told = _told("; observations with another model's score left out", rightly_scored)
        yield from _fits(f"audit.{benchmark}.without-anothers-score", right, **told, note=note)


# Input tokens an AIME item takes at least, prompt and all; the median run reports 180.
SHORTEST_ITEM = 50


@explained("sec-audit")
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
    items = data.benchmarks.set_index("benchmark_id")["items"].to_dict()
    for benchmark in pop.BENCHMARKS[:2]:
        own = data.runs[data.runs["benchmark_id"] == benchmark]
        impossible, single = miscounted(own, items[benchmark])
        runs = data.runs.drop(own.index[impossible])
        runs["passes"] = runs["passes"].mask(runs.index.isin(own.index[single]), 1.0)
        rows = pop.observations(dataclasses.replace(data, runs=runs), benchmark)
        key = f"audit.{benchmark}.miscounted"
        names = own.loc[impossible | single, "model_id"].sort_values()
        yield number(
            f"{key}.count",
            len(names),
            "count",
            n=len(own),
            models=len(names),
            method="Runs whose token counts contradict themselves or are of one pass of several",
            of=miscounted,
            reads=("runs",),
            note=", ".join(names),
        )
        if len(names):
            told = _told("; counts dropped or corrected", miscounted)
            yield from _fits(f"{key}.corrected", rows, **told)
        right = rightly_scored(rows.drop(priced_before_release(data, rows).index))
        what = "; prices before release, others' scores and wrong counts out or corrected"
        yield from _fits(f"audit.{benchmark}.corrected", right, **_told(what, miscounted))


def _mismatched(data: Dataset) -> Iterator[Number]:
    """Leave out observations whose ARC Prize record is another model's, or somebody's twin."""
    benchmark = "arc-agi-1"
    rows = matches.judged(data, pop.observations(data, benchmark))
    again = rows["wrong"] == "the same record again"
    wrong = (rows["wrong"] != "") & ~again
    for name, count, what in (
        ("mismatched.count", wrong.sum(), "whose record on the board is another model's"),
        ("repeated.count", again.sum(), "that repeat another observation's record"),
    ):
        yield number(
            f"audit.{benchmark}.{name}",
            count,
            "count",
            n=len(rows),
            models=rows["model_id"].nunique(),
            method=f"Observations {what}, by a rule on names alone",
            of=matches.judged,
            reads=("runs", "models", "aliases"),
        )
    told = _told("; wrong and repeated matches out", matches.judged)
    yield from _fits(f"audit.{benchmark}.without-mismatches", rows[rows["wrong"] == ""], **told)


def _cache_aware(data: Dataset) -> Iterator[Number]:
    """Bill cached tokens at the price of cached tokens where the published prices do not."""
    benchmark = "swe-bench-verified"
    facts = observed.of(data)
    published, aware = facts.tables[benchmark], facts.variants[benchmark]["cache-aware"]
    both = published.merge(aware, on=["model_id", "date"], suffixes=("", "_aware"))
    dear = both[both["price"] > both["price_aware"] * 1.01]
    pairs = zip(dear["model"], dear["price"], dear["price_aware"], strict=True)
    yield number(
        f"audit.{benchmark}.cache-blind.count",
        len(dear),
        "count",
        n=len(both),
        models=dear["model_id"].nunique(),
        method="Observations whose cached input was billed at the full input price",
        of=observed.of,
        reads=("runs", "prices"),
        note="; ".join(f"{name}: {was:,.0f} -> {now:,.0f} USD" for name, was, now in pairs),
    )
    told = _told("; cached tokens priced", observed.of)
    yield from _fits(f"audit.{benchmark}.cache-aware", aware, **told)


def _told(what: str, of: Callable[..., Any]) -> dict[str, Any]:
    return {"method": trends.METHOD + what, "of": of}


def _fits(key: str, rows: pd.DataFrame, **told: Any) -> Iterator[Number]:
    """Register the published fit of each sample; the first, frontier-all, without its name too."""
    for name in SAMPLES:
        fitted = trends.fit(sample(rows, name))
        if fitted:
            yield of_trend(f"{key}.{name}.factor", fitted, **told)
            if name == SAMPLES[0]:
                yield of_trend(f"{key}.factor", fitted, **told)
