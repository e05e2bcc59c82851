"""The record itself: how much there is, where runs got no price, how far evaluators agree."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from analysis.explained import explained
from analysis.facts import runs as evaluated
from analysis.facts.tables import Dataset
from analysis.findings.record import agreement
from analysis.number import Number, number


@explained("sec-agreement")
def sizes(data: Dataset, priced: pd.DataFrame) -> dict[str, tuple[float, str]]:
    """Count what the record holds: name -> count and what is counted; ``priced``: priced runs."""
    prices = data.prices
    return {
        "price-observations": (prices["observations"].sum(), "dated price observations kept"),
        "prices": (len(prices), "change points of token prices"),
        "models": (prices["model_id"].nunique(), "models with a token price"),
        "model-names": (_named(data), "models that price lists tell of, each list by itself"),
        "providers": (prices["provider"].nunique(), "providers of priced models"),
        "runs": (len(data.runs), "evaluated runs"),
        "priced-runs": (len(priced), "pairs of a run and a price it had, one pass each"),
        "benchmarks": (priced["benchmark_id"].nunique(), "benchmarks with a priced run"),
        "priced-models": (priced["model_id"].nunique(), "models and efforts with a priced run"),
        "priced-configurations": (
            evaluated.configurations(priced).nunique(),
            "models, efforts and scaffolds with a priced run",
        ),
    }


def numbers(data: Dataset) -> Iterator[Number]:
    """Yield the size of the record and how far its sources agree: ``record.*``."""
    priced = evaluated.seen(evaluated.priced_runs(data))  # a price gone stale is the same
    window = {"start": priced["date"].min(), "end": priced["date"].max()}
    for name, (count, what) in sizes(data, priced).items():
        yield number(
            f"record.{name}",
            count,
            "count",
            method=f"Count of {what}.",
            of=sizes,
            reads=("prices", "runs", "models", "benchmarks"),
            **(window if name.startswith("priced") else {}),
        )
    yield _count_agreement(data)
    yield _price_agreement(data)
    yield _doubted(data)


def _named(data: Dataset) -> int:
    """Count the models that each list prices, once a list however often it was read."""
    return len(data.prices[["source_id", "model_id"]].drop_duplicates())


def _count_agreement(data: Dataset) -> Number:
    pairs = count_agreement(data)
    near = pairs["output_ratio"].between(1 / evaluated.AGREE, evaluated.AGREE)
    return number(
        "record.count-agreement",
        near.mean() if len(pairs) else None,
        "share",
        method=f"Share of runs of one model by two evaluators whose output token counts of one "
        f"pass differ by at most a factor of {evaluated.AGREE:g}.",
        of=count_agreement,
        n=len(pairs),
        models=pairs["model_id"].nunique(),
        reads=("runs",),
    )


def _price_agreement(data: Dataset) -> Number:
    pairs = agreement.price_agreement(data.prices)
    return number(
        "record.price-agreement",
        pairs["same"].mean() if len(pairs) else None,
        "share",
        method="Share of comparisons, on the first of each month, in which two independent price "
        "lists state the same input and output price of a model at a provider (within 1 %).",
        of=agreement.price_agreement,
        n=len(pairs),
        models=pairs["model_id"].nunique(),
        reads=("prices",),
    )


def _doubted(data: Dataset) -> Number:
    return number(
        "record.doubted-prices",
        agreement.doubted(data.prices)["change_points"].sum(),
        "count",
        method="Count of change points kept but not believed: flip-flops, errors of a power of "
        "ten, new lows seen once, prices far below every other host.",
        of=agreement.doubted,
        n=len(data.prices),
        reads=("prices",),
    )


@explained("sec-agreement")
def count_agreement(dataset: Dataset) -> pd.DataFrame:
    """Compare the token counts of one pass where two evaluators ran a model on a benchmark.

    In one scaffold. Columns: benchmark_id, model_id, scaffold, model, input_tokens and
    output_tokens of each side (suffixes _a, _b, evaluators in evaluator_a, evaluator_b), and the
    ratios input_ratio and output_ratio (a over b). Sorted by how far the output counts are
    apart, farthest first.
    """
    rows = evaluated.of_one_pass(evaluated.counted(evaluated.described(dataset)))
    same = ["benchmark_id", "model_id", "scaffold", "model"]
    side = [*same, "evaluator", "input_tokens", "output_tokens"]
    pairs = rows[side].merge(rows[side], on=same, suffixes=("_a", "_b"))
    pairs = pairs[pairs["evaluator_a"] < pairs["evaluator_b"]]
    for kind in ("input", "output"):
        pairs[f"{kind}_ratio"] = pairs[f"{kind}_tokens_a"] / pairs[f"{kind}_tokens_b"]
    far = pairs["output_ratio"].where(pairs["output_ratio"] > 1, 1 / pairs["output_ratio"])
    return pairs.loc[far.sort_values(ascending=False).index].reset_index(drop=True)


def coverage(priced: pd.DataFrame) -> pd.DataFrame:
    """Count priced runs: benchmark_id, basis, runs, models, priced_runs, first and last date."""
    grouped = priced.groupby(["benchmark_id", "basis"], as_index=False)
    return grouped.agg(
        runs=("run_id", "nunique"),
        models=("model_id", "nunique"),
        priced_runs=("run_id", "size"),
        first=("date", "min"),
        last=("date", "max"),
    )


def unpriced(dataset: Dataset, priced: pd.DataFrame) -> pd.DataFrame:
    """Say why each run has no price: run_id, model_id, benchmark_id, source_id, reason."""
    runs = evaluated.described(dataset)
    runs = runs[~runs["run_id"].isin(priced["run_id"])]
    listed = set(dataset.prices["model_id"])
    offered = runs["base_model_id"].isin(listed) | runs["model_id"].isin(listed)
    counted = runs[["input_tokens", "output_tokens"]].notna().all(axis=1)
    reason = pd.Series("no token counts and no stated cost", index=runs.index)
    reason = reason.mask(
        counted & offered, "prices of other times only, or that nothing corroborates"
    )
    reason = reason.mask(counted & ~offered, "no price known for the model")
    columns = ["run_id", "model_id", "benchmark_id", "source_id"]
    return runs[columns].assign(reason=reason.mask(runs["score"].isna(), "no score"))
