"""What the page *Why* cites: deflators, splits, whose steps the fall is, dense against mixtures."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from analysis.facts.tables import Dataset
from analysis.findings.why import experts, hardware
from analysis.methods import common_rate, falls
from analysis.methods.uncertainty import SEED, percentile
from analysis.number import RUNS, Number, number, untold
from analysis.published import observed

DECLINE = "Frontier among open models of one kind, log price on time and logit score"
BY_MODEL = f"bootstrap of models, seed {SEED}"
BY_MAKERS = "90 % interval by half-samples of makers"
PER_PARAMETER = "USD per million tokens and billion parameters"


def splits(data: Dataset) -> Iterator[Number]:
    """Register the deflators, and of every split the parts that have no number of their own.

    The whole is the frontier's decline, and hardware's part the deflator: both are registered.
    """
    facts = observed.of(data)
    for deflator in hardware.deflators(data.hardware):
        told = f"hardware: {deflator.title.lower()}"
        if len(deflator.draws) > 1:  # the constant is registered with the published split
            yield _deflator(deflator, told)
        for benchmark in facts.headlines:
            key = f"{facts.prefix}.{benchmark}"
            rows = facts.tables[benchmark]
            found = hardware.split(rows, deflator, key)
            for row in found[found["part"].isin(hardware.SPLIT)].to_dict("records"):
                ends = (row["low"], row["high"])
                fields = {"value": row["factor"], "ends": ends} | untold(row["note"])
                yield number(
                    f"{key}.split.{deflator.key}.{row['part']}",
                    n=len(rows),
                    models=rows["model_id"].nunique(),
                    method="Frontier of all models and of open ones, refitted together on "
                    f"resampled models ({hardware.REPLICATES}, seed {SEED}); {told}",
                    of=hardware.split,
                    reads=(*RUNS, "hardware"),
                    **fields,
                )


def _deflator(found: hardware.Deflator, told: str) -> Number:
    return number(
        f"hardware.{found.key}.factor",
        found.factor,
        ends=percentile(found.draws),
        n=found.n,
        start=found.start,
        end=found.end,
        method=f"Least squares of log value on time; {told}; "
        f"bootstrap, {hardware.REPLICATES}, seed {SEED}",
        of=hardware.deflators,
        reads=("hardware",),
    )


def causes(data: Dataset) -> Iterator[Number]:
    """Register each cause's share of the fall, by benchmark and over all of them.

    Only of benchmarks priced by tokens: a cost that an evaluator states never follows a cut.
    """
    facts = observed.of(data)
    found = {b: falls.steps(rows) for b, rows in facts.tables.items() if b in facts.every}
    every = {
        b: falls.shares(steps) for b, steps in found.items() if len(steps) >= falls.FEWEST_STEPS
    }
    for benchmark, shares in every.items():
        yield from _shares(f"{facts.prefix}.{benchmark}", shares)
    together = pd.concat(every.values()).groupby("cause", as_index=False)
    mean = together.agg(share=("share", "mean"), steps=("steps", "sum"))
    yield from _shares(f"{facts.prefix}.all-benchmarks", mean, note=f"{len(every)} benchmarks")


def _shares(key: str, table: pd.DataFrame, note: str = "") -> Iterator[Number]:
    for row in table.to_dict("records"):
        name = str(row["cause"]).replace("'", "").replace(" ", "-")
        yield number(
            f"{key}.falls.{name}.share",
            row["share"],
            "share",
            n=row["steps"],
            method="Share of the log fall of milestone prices, levels weighing alike",
            note=note,
            of=falls.shares,
        )


def kinds(data: Dataset) -> Iterator[Number]:
    """Register both kinds' declines, alone and over all benchmarks, and a parameter's price."""
    facts = observed.of(data)
    sides = experts.by_kind(facts.tables, data.models)
    for kind in experts.KINDS:
        key = f"{facts.prefix}.all-benchmarks.{kind}.factor"
        found = common_rate.common_rate(sides[kind], key)
        method = f"{DECLINE}, one rate for several benchmarks; {BY_MODEL}"
        told = {"method": method, "n": found["n"], "note": f"{len(sides[kind])} benchmarks"}
        yield _kind(key, found["factor"], found, of=common_rate.common_rate, **told)
    for benchmark in [b for b in facts.headlines if b in sides["dense"]]:
        key = f"{facts.prefix}.{benchmark}.kind"
        table = experts.declines({kind: sides[kind][benchmark] for kind in experts.KINDS}, key)
        for row in table.to_dict("records"):
            told = {"method": f"{DECLINE}; {BY_MODEL}", "n": row["n"], "of": experts.declines}
            yield _kind(f"{key}.{row['what']}.factor", row["factor"], row, **told)
    yield from _parameters(f"{facts.prefix}.price-per-parameter", experts.on_sale(data))


def _parameters(key: str, offered: pd.DataFrame) -> Iterator[Number]:
    for row in experts.prices_of_a_parameter(offered).to_dict("records"):
        yield _kind(
            f"{key}.{row['size']}.{row['what']}",
            row["value"],
            row,
            "factor" if row["what"] == "ratio" else PER_PARAMETER,
            method=f"Geometric mean of blended price over {row['size']} parameters, open models on "
            f"sale, cheapest host; {BY_MAKERS}",
            of=experts.prices_of_a_parameter,
        )
    for row in experts.elasticities(offered).to_dict("records"):
        yield _kind(
            f"{key}.elasticity.{row['size']}",
            row["value"],
            {**row, "models": len(offered)},
            "percent per percent",
            method="Least squares of log blended price on log active and log total parameters, "
            f"open models on sale; {BY_MAKERS}",
            of=experts.elasticities,
        )


def _kind(
    key: str, value: float, row: dict[Any, Any], unit: str = "factor per year", **told: Any
) -> Number:
    bounded = pd.notna(row["low"])
    fields: dict[str, Any] = {
        "n": row["models"],
        "note": "" if bounded else "too few draws can be fitted: no interval",
        **told,
    }
    ends = (row["low"], row["high"])
    return number(key, value, unit, ends=ends, models=row["models"], **fields)
