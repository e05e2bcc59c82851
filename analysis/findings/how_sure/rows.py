"""Rows for the chapter on how sure the results are, read off the register where it has them."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from analysis.facts import tables
from analysis.facts.observations import Samples
from analysis.findings.how_sure.specifications import bases, shown
from analysis.findings.rows import estimates
from analysis.methods import coverage, influence, specification, uncertainty
from analysis.number import Register
from analysis.published import observed, price_of_progress

METHODS = {
    "t-as-published": "t, as published",
    "bootstrap-by-model-percentile": "Models resampled, percentile",
    "bootstrap-by-model-bca": "Models resampled, BCa",
    "bootstrap-by-creator-percentile": "Creators resampled, percentile",
    "bootstrap-by-creator-bca": "Creators resampled, BCa",
    "wild-cluster-by-creator": "Wild bootstrap by creator",
    "scores-redrawn": "Scores redrawn with their error",
}
ESTIMATORS = {
    "frontier-as-published": "Frontier, as published",
    "frontier-score-slope-of-all-runs": "Frontier, score slope of all runs",
    "everything-least-squares": "Everything, least squares",
    "everything-cheap-edge": "Everything, cheapest tenth",
    "milestone-prices": "Milestone prices",
}
SAMPLES = {"frontier-all": "Frontier, all models", "frontier-open": "Frontier, open weights"}
CHOICES = {
    "sample": "Sample",
    "weights": "Weights",
    "estimator": "Estimator",
    "basis": "Price basis",
    "reasoning": "Reasoning models",
    "score": "Score",
    "window": "Window",
    "weighting": "Weighting",
}


def intervals(facts: Samples, register: Register) -> pd.DataFrame:
    """Return every interval of the headline frontiers, for ``charts.forest`` with a selector."""
    wanted = {
        (f"{facts.prefix}.{benchmark}.{name}.{method}.factor", sample, label): benchmark
        for benchmark in facts.headlines
        for name, sample in SAMPLES.items()
        for method, label in METHODS.items()
    }
    return _by_benchmark(facts, register, wanted)


def agreement(facts: Samples, register: Register) -> pd.DataFrame:
    """Return the estimators against each other, for ``charts.forest`` with a selector."""
    wanted = {
        (f"{facts.prefix}.{benchmark}.{weights}.estimator.{name}.factor", group, label): benchmark
        for benchmark in facts.headlines
        for weights, group in (("all", "All models"), ("open", "Open weights"))
        for name, label in ESTIMATORS.items()
    }
    return _by_benchmark(facts, register, wanted)


def _by_benchmark(
    facts: Samples, register: Register, wanted: Mapping[tuple[str, str, str], str]
) -> pd.DataFrame:
    names = facts.benchmarks["name"].to_dict()
    benchmark = {key: names[of] for (key, _, _), of in wanted.items()}
    return estimates(register, wanted, benchmark=benchmark)


def calibration(register: Register) -> pd.DataFrame:
    """Return the share of planted samples that each kind of interval held."""
    rows = []
    for design in coverage.DESIGNS:
        stem = f"coverage.{design.key}."
        for number in (n for k, n in register.items() if k.startswith(stem)):
            method = METHODS.get(number.key.removeprefix(stem), number.key.removeprefix(stem))
            share = float(number.value or 0.0)
            rows.append(
                {
                    "design": design.title,
                    "method": method,
                    "covered": share,
                    "se": (share * (1 - share) / (number.n or 1)) ** 0.5,
                    "nominal": 0.9,
                    "samples": number.n,
                }
            )
    return pd.DataFrame(rows)


def specifications(facts: Samples) -> pd.DataFrame:
    """Return the specification curves of the headlines that have one."""
    names = facts.benchmarks["name"].to_dict()
    parts = [
        specification.curve(bases(facts, benchmark)).assign(benchmark=names[benchmark])
        for benchmark in shown(facts)
    ]
    return pd.concat(parts, ignore_index=True)


def carriers(facts: Samples) -> pd.DataFrame:
    """Return the factor without each model or creator, for ``charts.influence``."""
    names = facts.benchmarks["name"].to_dict()
    parts = [
        influence.influence(facts.tables[benchmark], name, by)
        .head(12)
        .assign(benchmark=names[benchmark], sample=sample, by=by.capitalize())
        for benchmark in facts.headlines
        for name, sample in SAMPLES.items()
        for by in uncertainty.BY
    ]
    return pd.concat(parts, ignore_index=True).dropna(subset=["factor"])


def audits(register: Register) -> pd.DataFrame:
    """Return the published headline beside what it becomes without each fault of its data."""
    faults = {
        "price-of-progress.{}.frontier-all.factor": "As published",
        "audit.{}.priced-before-release.without.frontier-all.factor": "Prices before release out",
        "audit.{}.without-anothers-score.factor": "Another model's score out",
        "audit.{}.miscounted.corrected.factor": "Wrong token counts corrected",
        "audit.{}.corrected.factor": "All three",
        "audit.{}.without-mismatches.factor": "Wrong and repeated matches out",
        "audit.{}.cache-aware.factor": "Cached tokens at their own price",
    }
    published = tables.vintage(observed.VINTAGE).benchmarks
    names = published.set_index("benchmark_id")["name"]
    wanted = [
        (key.format(benchmark), names[benchmark], label)
        for benchmark in price_of_progress.BENCHMARKS
        for key, label in faults.items()
    ]
    return estimates(register, wanted)
