"""What the page *The price of the best* cites: successes, rises, reversals, indices."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from analysis.facts.tables import Dataset
from analysis.findings.price_of_the_best import indices, success
from analysis.methods import rises
from analysis.methods.uncertainty import SEED
from analysis.number import LOG_YEARLY, RUNS, Number, number, of_trend, untold
from analysis.published import observed


def successes(data: Dataset) -> Iterator[Number]:
    """Register halving times, rises and reversals of every benchmark."""
    facts = observed.of(data)
    for benchmark, rows in facts.tables.items():
        key = f"{facts.prefix}.{benchmark}"
        yield from _halving(key, rows)
        for name, fitted in success.rises(rows).items():
            method = f"Least squares of log {name} on the date over the record scores"
            told = untold(rises.too_few(fitted.n))
            rise = f"{key}.best-run.{name}.rise"
            yield of_trend(rise, fitted, method=method, of=success.rises, **told)
        yield from _steps(f"{key}.best-run", rows)
        if "input" in rows:
            yield from _reversals(key, success.pairs(rows))


def _steps(key: str, rows: pd.DataFrame) -> Iterator[Number]:
    """Register what the first and the last record holder's run cost: the story without a rate."""
    steps = success.best_steps(rows)
    for which, step in (("first", steps.iloc[0]), ("last", steps.iloc[-1])):
        yield number(
            f"{key}.{which}.price",
            step["price"],
            "USD",
            n=len(steps),
            start=steps["date"].iloc[0],
            end=step["date"],
            method=f"Price of the {which} run that set a record score",
            note=f"{step['model']}, {step['score']:.1%}; {len(steps)} records",
            of=success.rises,
        )


def _halving(key: str, rows: pd.DataFrame) -> Iterator[Number]:
    found = success.halving_time(rows, key)
    if found:
        why = rises.too_few(found.n)
        shown: dict[str, Any] = {
            "value": found.months,
            "ends": (found.low, found.high),
            "note": "" if found.low else "resamples that do not fall: no interval",
        }
        shown |= {name: told for name, told in untold(why).items() if name in shown}
        yield number(
            f"{key}.success.halving-time",
            unit="months",
            n=found.n,
            models=found.models,
            method="Least squares of log price of a success on the date over its record lows, "
            f"models at half the best score or more; bootstrap of models, seed {SEED}",
            of=success.halving_time,
            reads=(*RUNS, "benchmarks"),
            **shown,
        )


def _reversals(key: str, table: pd.DataFrame) -> Iterator[Number]:
    if table.empty:
        return
    models = pd.concat([table["cheaper_list"], table["dearer_list"]]).nunique()
    shared: dict[str, Any] = {"n": len(table), "models": models, "of": success.pairs}
    yield number(
        f"{key}.reversals.share",
        table["reversed"].mean(),
        "share",
        ends=success.reversal_interval(table),
        method="Pairs of runs in which the lower blended price belongs to the more expensive run; "
        "90 % interval by half-samples of makers",
        **shared,
    )
    worst = table.sort_values("run_ratio").iloc[-1]
    yield number(
        f"{key}.reversals.largest",
        worst["run_ratio"],
        "factor",
        method="Largest ratio of run prices in which the cheaper list price makes the costlier run",
        note=f"{worst['cheaper_list']} against {worst['dearer_list']}",
        **shared,
    )


def falls(data: Dataset) -> Iterator[Number]:
    """Register the log points a year that each index falls, for benchmarks with token prices."""
    facts = observed.of(data)
    released = data.models.set_index("model_id")["release_date"]
    for benchmark in facts.headlines:
        known = facts.every.get(benchmark)
        if known is None or known["model_id"].nunique() < indices.FEWEST_MODELS:
            continue
        key = f"{facts.prefix}.{benchmark}.index"
        monthly, declines = indices.indices(known, released)
        for row in declines.to_dict("records"):
            yield number(
                f"{key}.{row['method']}.decline",
                row["decline"],
                LOG_YEARLY,
                ends=(row["low"], row["high"]),
                n=len(known),
                models=known["model_id"].nunique(),
                start=monthly["date"].min(),
                end=monthly["date"].max(),
                method=f"{indices.METHODS[row['method']]}; 90 % interval by half-samples of makers",
                of=indices.indices,
            )
