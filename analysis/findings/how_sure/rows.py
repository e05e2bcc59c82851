"""Rows for the chapter on how sure the results are, read off the register where it has them."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from analysis import format as fmt
from analysis.facts import tables
from analysis.facts.observations import Samples
from analysis.facts.titles import apart, bare, short
from analysis.findings.how_sure import study
from analysis.findings.how_sure.specifications import bases, shown
from analysis.findings.rows import estimates
from analysis.methods import influence, specification, uncertainty
from analysis.number import Register
from analysis.published import observed, price_of_progress

METHODS = {
    "t-as-published": "t, as published",
    "bootstrap-by-model-percentile": "Models, percentile",
    "bootstrap-by-model-bca": "Models, BCa",
    "bootstrap-by-creator-percentile": "Creators, percentile",
    "bootstrap-by-creator-bca": "Creators, BCa",
    "wild-cluster-by-creator": "Wild bootstrap by creator",
    "scores-redrawn": "Scores redrawn",
}
ESTIMATORS = {
    "frontier-as-published": "Frontier, as published",
    "frontier-score-slope-of-all-runs": "Frontier, slope of all runs",
    "everything-least-squares": "Everything, least squares",
    "everything-cheap-edge": "Everything, cheapest tenth",
    "milestone-prices": "Milestone prices",
}
SAMPLES = {"frontier-all": "Frontier, all models", "frontier-open": "Frontier, open weights"}
# kinds of interval drawn, and their heads; the table beside the chart has all of them
DRAWN = {
    ("outer, annual", study.REACH): "To reach a score, outer",
    ("inner, annual", study.REACH): "To reach a score, inner",
    ("line, one maker left out", study.LIKE): "Average price",
    ("frontier, t, as published", study.LIKE): "Frontier, at a score",
    ("frontier, t, as published", study.REACH): "Frontier, to reach a score",
}
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


def calibration(facts: Samples) -> pd.DataFrame:
    """Return the share of planted samples that each kind of interval held, a row a design."""
    table = study.coverage()
    names = short(facts.benchmarks["name"]).to_dict() | {"all-benchmarks": "All benchmarks"}
    names |= {"hardware": "Chips"}
    names |= {domain: str(domain).capitalize() for domain in facts.benchmarks["domain"].dropna()}
    told = (
        table["design"].str.replace("-", " ").str.replace("steady worlds of the record", "fitted")
    )
    kinds = list(zip(table["interval"], table["target"], strict=True))
    return table.assign(
        record=table["benchmark_id"].map(names) + ", " + told,
        method=table["interval"],
        design=[DRAWN.get(kind, ": ".join(kind)) for kind in kinds],
        se=table["covered_se"],
        nominal=study.PROMISED,
    )


def sizes(facts: Samples) -> pd.DataFrame:
    """Return how often the steady-world test called slowing, a row a planted design."""
    table = study.sizes()
    names = short(facts.benchmarks["name"]).to_dict() | {"all-benchmarks": "All benchmarks"}
    return table.assign(
        benchmark=table["benchmark_id"].map(names),
        design=table["design"].str.replace("-", " "),
        rejected=table["rejected"].map(fmt.percent),
        seed=table["seed"].astype("str"),  # a name, no quantity
    )


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
        .assign(left_out=lambda rows: apart(bare(rows["left_out"]), rows["left_out"]))
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
