"""Rows for the chapter on how sure the results are, read off the register where it has them."""

from __future__ import annotations

import pandas as pd

from analysis.facts.observations import Samples
from analysis.findings.how_sure.specifications import bases, shown
from analysis.methods import coverage, influence, specification, uncertainty
from analysis.number import Number, Register

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
WIDEST = 1e3  # ends of an interval beyond this many times the estimate are cut off in charts
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


def _row(number: Number, **told: str) -> dict[str, object]:
    low, high = number.low, number.high
    wide = low is not None and high is not None and high / max(low, 1e-12) > WIDEST**2
    note = "pins nothing down" if wide else number.note.split(":")[0]
    return {
        **told,
        "key": number.key,
        "factor": number.value,
        "low": None if wide else low,
        "high": None if wide else high,
        "n": number.n,
        "models": number.models,
        "note": note if low is None or wide else "",
    }


def intervals(facts: Samples, register: Register) -> pd.DataFrame:
    """Return every interval of the headline frontiers, for ``charts.forest`` with a selector."""
    names = facts.benchmarks["name"].to_dict()
    rows = [
        _row(
            register[f"{facts.prefix}.{benchmark}.{name}.{method}.factor"],
            benchmark=names[benchmark],
            group=sample,
            label=label,
        )
        for benchmark in facts.headlines
        for name, sample in SAMPLES.items()
        for method, label in METHODS.items()
        if f"{facts.prefix}.{benchmark}.{name}.{method}.factor" in register
    ]
    return pd.DataFrame(rows).astype({"low": float, "high": float})


def agreement(facts: Samples, register: Register) -> pd.DataFrame:
    """Return the estimators against each other, for ``charts.forest`` with a selector."""
    names = facts.benchmarks["name"].to_dict()
    rows = []
    for benchmark in facts.headlines:
        for weights, group in (("all", "All models"), ("open", "Open weights")):
            for estimator, label in ESTIMATORS.items():
                key = f"{facts.prefix}.{benchmark}.{weights}.estimator.{estimator}.factor"
                number = register.get(key)
                if number and number.value is not None:
                    told = {"benchmark": names[benchmark], "group": group, "label": label}
                    rows.append(_row(number, **told))
    return pd.DataFrame(rows).astype({"low": float, "high": float})


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
    names = {
        "gpqa-diamond": "GPQA Diamond",
        "aime": "OTIS mock AIME",
        "arc-agi-1": "ARC-AGI-1",
        "swe-bench-verified": "SWE-bench Verified",
    }
    rows = [
        _row(register[key.format(benchmark)], group=name, label=label)
        for benchmark, name in names.items()
        for key, label in faults.items()
        if key.format(benchmark) in register
    ]
    return pd.DataFrame(rows).astype({"low": float, "high": float})
