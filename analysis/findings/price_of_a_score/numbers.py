"""*The Price of Progress* on the living facts: its estimators, every benchmark, data to today."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from analysis.facts import observations
from analysis.facts.tables import Dataset
from analysis.methods import trends
from analysis.methods.decomposition import Decomposition, decompose
from analysis.methods.trends import Trend
from analysis.number import Number, of_trend
from analysis.published import price_of_progress as pop

TABLES = ("runs", "prices", "models")
Fits = Mapping[str, Trend | None]


def trend(rows: pd.DataFrame, name: str) -> Trend | None:
    """Fit the published regression to one of the published samples of living observations."""
    return trends.fit(pop.sample(rows, name))


def decomposition(fits: Fits) -> Decomposition | None:
    """Decompose the frontier decline as published; None where a frontier could not be fitted."""
    everyone, open_only = fits["frontier-all"], fits["frontier-open"]
    return decompose(everyone, open_only) if everyone and open_only else None


def numbers(data: Dataset) -> Iterator[Number]:
    """Register every fit, decomposition and rise on every benchmark with enough priced models."""
    facts = observations.of(data)
    fits = {
        benchmark: {name: trend(rows, name) for name in pop.SAMPLES}
        for benchmark, rows in facts.tables.items()
    }
    for benchmark, rows in facts.tables.items():
        key = f"living.{benchmark}"
        for name, fitted in fits[benchmark].items():
            if fitted:
                told = {"method": pop.FIT, "function": f"{__name__}.trend", "tables": TABLES}
                yield of_trend(f"{key}.{name}.factor", fitted, **told)
        yield from _decomposition(f"{key}.decomposition", fits[benchmark])
        if rise := pop.rise(rows):
            told = {"method": pop.RISE, "function": f"{__name__}.numbers", "tables": TABLES}
            yield of_trend(f"{key}.best-run.rise", rise, **told)
    yield from _spread(facts, fits)


def _spread(facts: observations.Samples, fits: Mapping[str, Fits]) -> Iterator[Number]:
    """Register how the benchmarks' rates spread, and the size of what they rest on."""
    for name in pop.SAMPLES:
        found = [of_benchmark[name] for of_benchmark in fits.values()]
        factors = [f.factor for f in found if f and f.low is not None]
        low, middle, high = np.quantile(factors, [0.1, 0.5, 0.9])
        yield Number(
            key=f"living.benchmarks.{name}.median", value=float(middle), low=float(low),
            high=float(high), level=0.8, n=len(factors), unit="factor per year",
            method="Median of the benchmarks' factors; the interval holds eight in ten of them",
            function=f"{__name__}.trend", tables=TABLES,
        )  # fmt: skip
    bases = pd.concat([rows["base"] for rows in facts.tables.values()])
    counts = {
        "benchmarks": len(facts.tables),
        "observations": len(bases),
        "models": bases.nunique(),
    }
    for what, count in counts.items():
        yield Number(
            key=f"living.{what}.count", value=count, unit="count", tables=TABLES,
            function="analysis.facts.observations.of",
            method=f"Benchmarks with {observations.FEWEST_MODELS} priced models or more, their new "
            "lows and the models (settings aside) behind them",
        )  # fmt: skip


def _decomposition(key: str, fits: Fits) -> Iterator[Number]:
    parts, open_only = decomposition(fits), fits["frontier-open"]
    if parts is None or open_only is None:
        return
    told = {"method": pop.SPLIT, "function": f"{__name__}.decomposition", "tables": TABLES}
    bare = {"low": None, "high": None, "level": None, "r2": None}
    yield of_trend(f"{key}.competition", open_only, **told, **bare, value=parts.competition)
    yield of_trend(
        f"{key}.algorithms",
        open_only,
        **told,
        value=parts.algorithms,
        low=parts.low,
        high=parts.high,
        r2=None,
    )
