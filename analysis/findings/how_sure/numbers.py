"""What the page *How sure* cites: intervals, estimators, influence, specifications."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from analysis.facts.observations import Samples
from analysis.facts.tables import Dataset
from analysis.findings.how_sure.specifications import bases, shown
from analysis.methods import estimators, specification, uncertainty
from analysis.methods import influence as of_one
from analysis.methods.frontier import FRONTIERS, SAMPLES, restrict
from analysis.methods.uncertainty import SEED, slug
from analysis.number import Number, number
from analysis.published import observed


def _samples(facts: Samples) -> tuple[str, ...]:
    """The published facts are few enough to fit everything too."""
    return SAMPLES if facts.prefix == observed.VINTAGE else FRONTIERS


def intervals(data: Dataset) -> Iterator[Number]:
    """Register every interval of every sample of every headline."""
    facts = observed.of(data)
    for benchmark in facts.headlines:
        rows = facts.tables[benchmark]
        for name in _samples(facts):
            key = f"{facts.prefix}.{benchmark}.{name}"
            drawn, _ = restrict(rows, name)
            for interval in uncertainty.intervals(rows, name, key):
                yield _interval(f"{key}.{slug(interval.method)}.factor", interval, drawn)


def _interval(key: str, found: uncertainty.Interval, rows: pd.DataFrame) -> Number:
    return number(
        key,
        found.factor,
        ends=(found.low, found.high),
        n=found.n,
        models=found.clusters,
        start=rows["date"].min(),
        end=rows["date"].max(),
        method=f"Interval: {found.method}; {uncertainty.REPLICATES} resamples, seed {SEED}",
        of=uncertainty.intervals,
        note=found.note,
    )


def estimates(data: Dataset) -> Iterator[Number]:
    """Register every estimator of every headline's decline, all and open models."""
    facts = observed.of(data)
    for benchmark in facts.headlines:
        for weights in ("all", "open"):
            drawn, _ = restrict(facts.tables[benchmark], weights)
            key = f"{facts.prefix}.{benchmark}.{weights}.estimator"
            if len(drawn) > estimators.STEPS:
                table = estimators.agreement(drawn.reset_index(drop=True), key)
                yield from (_estimate(key, row) for row in table.to_dict("records"))


def _estimate(key: str, row: dict[Any, Any]) -> Number:
    known = pd.notna(row["factor"])
    told = f"bootstrap of models, {estimators.REPLICATES}, seed {SEED}"
    return number(
        f"{key}.{slug(row['estimator'])}.factor",
        row["factor"] if known else None,
        ends=(row["low"], row["high"]) if known else None,
        n=row["n"],
        models=row["models"],
        method=f"{row['estimator']}; {told}",
        of=estimators.agreement,
        note=row["note"] if known else "no fit",
    )


def influence(data: Dataset) -> Iterator[Number]:
    """Register each fit without the model, and without the creator, that moves it most."""
    facts = observed.of(data)
    for benchmark in facts.headlines:
        rows = facts.tables[benchmark]
        for name in _samples(facts):
            for by in uncertainty.BY:
                table = of_one.influence(rows, name, by)
                if len(table) and pd.notna(table["whole"].iloc[0]):
                    yield _without(f"{facts.prefix}.{benchmark}.{name}", table, by)


def _without(key: str, table: pd.DataFrame, by: str) -> Number:
    first = table.iloc[0]
    gone = pd.isna(first["factor"])
    told = "leaves nothing to fit" if gone else f"instead of {first['whole']:.3g}"
    return number(
        f"{key}.without-one-{by}.factor",
        None if gone else first["factor"],
        n=table["rows"].sum() - first["rows"],
        method=f"The published fit without the {by} that moves it most, frontier found anew",
        of=of_one.influence,
        note=f"without {first['left_out']}: {told}",
    )


def specifications(data: Dataset) -> Iterator[Number]:
    """Register how many specifications each headline has and where they fall."""
    facts = observed.of(data)
    for benchmark in shown(facts):
        table = specification.curve(bases(facts, benchmark))
        for weights, fits in table.groupby("weights"):
            yield from _summary(f"{facts.prefix}.{benchmark}.{weights}.specifications", fits)


def _summary(key: str, fits: pd.DataFrame) -> Iterator[Number]:
    factor = fits["factor"]
    low, middle, high = factor.quantile([0.05, 0.5, 0.95])
    shared: dict[str, Any] = {"n": len(fits), "of": specification.curve}
    method = "Median of the specifications; the interval holds the middle 90 % of them"
    yield number(f"{key}.median", middle, ends=(low, high), level=None, method=method, **shared)
    method = "Specifications that could be fitted"
    yield number(f"{key}.count", len(fits), "count", method=method, **shared)
    method = "Share of the specifications in which the price falls"
    yield number(f"{key}.share-falling", (factor > 1).mean(), "share", method=method, **shared)
    published = fits.loc[fits["published"], "factor"]
    if len(published):
        as_published = published.iloc[0]
        yield number(
            f"{key}.share-below-published",
            (factor < as_published).mean(),
            "share",
            note=f"published specification: {as_published:.3g}",
            method="Share of the specifications that find a smaller factor",
            **shared,
        )
