"""Every defensible way to ask the buyer's question, and apart from it the average price's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from analysis.facts.observations import Samples
from analysis.facts.tables import Dataset
from analysis.facts.titles import short
from analysis.findings.price_of_a_score import reach
from analysis.methods import choices
from analysis.number import Number, number
from analysis.published import observed

NAMES = {
    "prices": "Prices",
    "evaluator": "Evaluators",
    "scaffold": "Scaffolds",
    "reasoning": "Reasoning models",
    "floor": "Lowest score",
    "makers": "Makers that reached it",
    "window": "Window",
    "error": "Error of scores",
}


def curves(facts: Samples) -> pd.DataFrame:
    """Return both families' specifications on every benchmark that carries the headline.

    Columns of ``choices.curve``, and ``benchmark`` (its id).
    """
    told = facts.benchmarks[["chance", "items"]].astype(float)
    parts = []
    for benchmark in reach.counted(facts, reach.estimates(facts)["all"]):
        of = told.loc[benchmark].fillna(0.0).to_dict()
        table = choices.curve(facts.tables[benchmark], of["chance"], of["items"])
        parts.append(table.assign(benchmark=benchmark))
    return pd.concat(parts, ignore_index=True)


def shown(facts: Samples) -> dict[str, pd.DataFrame]:
    """Return each family's specifications for ``charts.specification_curve``, GPQA Diamond first.

    Adds ``benchmark`` (a name), low and high (none: a specification is no sample) and ``published``
    (whether it is the main one).
    """
    table = curves(facts)
    names = short(facts.benchmarks["name"]).to_dict()
    table = table.assign(low=np.nan, high=np.nan, published=choices.main(table))
    first = table["benchmark"] != "gpqa-diamond"
    table = table.assign(benchmark=table["benchmark"].map(names), first=first)
    table = table.sort_values("first", kind="stable").drop(columns="first")
    return {
        family: table[table["family"] == family].reset_index(drop=True)
        for family in choices.FAMILIES
    }


def named(family: str) -> dict[str, str]:
    """Return the choices of a family and what they are called."""
    return {name: NAMES[name] for name in (*choices.ROWS, *choices.OWN[family])}


def ranked(facts: Samples) -> pd.DataFrame:
    """Return what moves each answer most, as keys of numbers: family, what, key, benchmarks."""
    table = choices.effects(curves(facts))
    return pd.DataFrame(
        {
            "family": table["family"].map(choices.FAMILIES),
            "choice": table["choice"].map(NAMES),
            "option": table["option"],
            "key": [_key(row) for row in table.to_dict("records")],
            "benchmarks": table["benchmarks"],
        }
    )


def _key(row: dict[Any, Any]) -> str:
    option = str(row["option"]).replace(" ", "-")
    return f"choices.{row['family']}.{row['choice']}.{option}.effect"


def numbers(data: Dataset) -> Iterator[Number]:
    """Register where each family's specifications lie, and what each choice does to the answer."""
    facts = observed.of(data)
    table = curves(facts)
    for named_so, rows in table.groupby(["family", "benchmark"], sort=False):
        family, benchmark = map(str, named_so)
        yield from _summary(f"choices.{family}.{benchmark}", rows)
    for family in choices.FAMILIES:
        rows = table[table["family"] == family]
        yield from _mean(f"choices.{family}.all-benchmarks", rows)
    for row in choices.effects(table).to_dict("records"):
        yield number(
            _key(row),
            row["factor"],
            "factor",
            n=row["pairs"],
            method=f"{choices.FAMILIES[row['family']]}: the answer with {row['option']} over that "
            f"with {choices.MAIN[row['choice']]} ({NAMES[row['choice']].lower()}), all else alike; "
            "median of pairs, geometric mean over benchmarks",
            note=f"{row['benchmarks']} benchmarks",
            of=choices.effects,
        )


def _summary(key: str, rows: pd.DataFrame) -> Iterator[Number]:
    low, middle, high = rows["factor"].quantile([0.05, 0.5, 0.95])
    yield number(
        f"{key}.median",
        middle,
        ends=(low, high),
        level=None,
        n=len(rows),
        models=rows["models"].max(),
        method="Median of the specifications; the ends hold the middle 90 % of them",
        of=choices.curve,
    )


def _mean(key: str, rows: pd.DataFrame) -> Iterator[Number]:
    """Register the geometric mean of the benchmarks' medians, and how many specifications."""
    medians = np.log(rows.groupby("benchmark")["factor"].median())
    told: dict[str, Any] = {"of": choices.curve, "note": f"{len(medians)} benchmarks"}
    yield number(
        f"{key}.median",
        float(np.exp(medians.mean())),
        ends=(float(np.exp(medians.min())), float(np.exp(medians.max()))),
        level=None,
        n=len(rows),
        method="Geometric mean over benchmarks of the median specification; lowest and highest",
        **told,
    )
    method = "Specifications that could be computed, all benchmarks"
    yield number(f"{key}.count", len(rows), "count", method=method, **told)
