"""*The Price of Progress* on the living facts: its estimators, every benchmark, data to today."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from analysis.explained import explained
from analysis.facts import observations
from analysis.facts.tables import Dataset
from analysis.methods import rises, trends
from analysis.methods.frontier import SAMPLES, sample
from analysis.methods.trends import Trend
from analysis.number import Number, number, of_trend, untold
from analysis.published import observed

Fits = Mapping[str, Trend | None]


@explained("sec-trend")
def trend(rows: pd.DataFrame, name: str) -> Trend | None:
    """Fit the published regression to one of the published samples of living observations."""
    return trends.fit(sample(rows, name))


def numbers(data: Dataset) -> Iterator[Number]:
    """Register every fit and rise on every benchmark with enough priced models."""
    facts = observed.of(data)
    fits = {
        benchmark: {name: trend(rows, name) for name in SAMPLES}
        for benchmark, rows in facts.tables.items()
    }
    for benchmark, rows in facts.tables.items():
        key = f"living.{benchmark}"
        for name, fitted in fits[benchmark].items():
            if fitted:
                yield of_trend(f"{key}.{name}.factor", fitted, method=trends.METHOD, of=trend)
        if rise := rises.rise(rows):
            told = untold(rises.too_few(rise.n))
            yield of_trend(f"{key}.best-run.rise", rise, method=rises.METHOD, of=rises.rise, **told)
    yield from _spread(fits)
    yield from _sizes(facts)


def _spread(fits: Mapping[str, Fits]) -> Iterator[Number]:
    """Register how the benchmarks' rates spread."""
    for name in SAMPLES:
        found = [of_benchmark[name] for of_benchmark in fits.values()]
        factors = [f.factor for f in found if f and f.low is not None]
        low, middle, high = np.quantile(factors, [0.1, 0.5, 0.9])
        yield number(
            f"living.benchmarks.{name}.median",
            middle,
            ends=(low, high),
            level=0.8,
            n=len(factors),
            method="Median of the benchmarks' factors; the interval holds eight in ten of them",
            of=trend,
        )


def _sizes(facts: observations.Samples) -> Iterator[Number]:
    """Register the size of what the rates rest on."""
    bases = pd.concat([rows["base"] for rows in facts.tables.values()])
    counts = {
        "benchmarks": len(facts.tables),
        "observations": len(bases),
        "models": bases.nunique(),
    }
    method = (
        f"Benchmarks with {observations.FEWEST_MODELS} priced models or more, their new lows and "
        "the models (settings aside) behind them"
    )
    for what, count in counts.items():
        yield number(f"living.{what}.count", count, "count", method=method, of=observed.of)
