"""Algorithmic progress in training and in inference, in one unit: the factor a year.

Training: how many times less compute the same loss takes. Inference: how many times less money
the same score takes once hardware's part is out. None of the texts draws the two on one page.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis.explained import explained
from analysis.facts.tables import Dataset, vintage
from analysis.findings.training_and_inference import refits
from analysis.methods.trends import Trend
from analysis.published import lesswrong, origin, price_of_progress

# Ho et al. 2024 as quoted in arXiv 2511.21622, abstract: 22,000-fold between 2012 and 2023.
HO_TOTAL = 22_000.0


@explained("sec-training")
def training(data: Dataset) -> pd.DataFrame:
    """Return the training side: the published totals and those of our refits, per year.

    A refit keeps the published scale-invariant multipliers and replaces the gain of the
    Transformer over the LSTM; its interval is the gain's, by bootstrap over runs.
    """
    parts = origin.accounting(data)
    rows = [
        _row("ho-2024", "Ho et al. 2024, quoted", origin.yearly(HO_TOTAL)),
        _row("origin", "Published accounting", origin.yearly(parts.total)),
    ]
    for choice, gain in refits.gains(data).items():
        bounds = (origin.yearly(g * parts.scale_invariant) for g in (gain.value, *gain.bootstrap))
        rows.append(_row(f"refit.{choice.name}", choice.label, *bounds))
    window = {"start": origin.FIRST_YEAR, "end": origin.FRONTIER_YEAR}
    return pd.DataFrame(rows).assign(side="training", **window)


@explained("sec-training")
def inference(paper: Dataset, post: Dataset) -> pd.DataFrame:
    """Return the inference side: open models' declines with hardware's part taken out.

    ``paper``: the vintage of *The Price of Progress*, dated prices over the constant 30 % a year.
    ``post``: that of the July 2025 post, whose prices are all of one moment, so that hardware is
    the same for all.
    """
    rows = []
    names = paper.benchmarks.set_index("benchmark_id")["name"]
    for benchmark in price_of_progress.BENCHMARKS:
        parts = price_of_progress.decomposition(paper, benchmark)
        fitted = price_of_progress.trend(paper, benchmark, "frontier-open")
        if parts and fitted:
            row = _row(benchmark, names[benchmark], parts.algorithms, parts.low, parts.high)
            rows.append(row | _window(fitted))
    for price in lesswrong.PRICES:
        fitted = lesswrong.hedonic(post, price)
        if fitted:
            measure = f"MMLU-Pro, {price} tokens"
            row = _row(f"{price}-tokens", measure, fitted.factor, fitted.low, fitted.high)
            rows.append(row | _window(fitted))
    return pd.DataFrame(rows).assign(side="inference")


def _row(
    name: str, measure: str, factor: float, low: float | None = None, high: float | None = None
) -> dict[str, Any]:
    return {"name": name, "measure": measure, "factor": factor, "low": low, "high": high}


def _window(fitted: Trend) -> dict[str, int]:
    return {"start": fitted.start.year, "end": fitted.end.year}


def comparison(data: Dataset) -> pd.DataFrame:
    """Return both sides, a row a measure; ``data`` is the origin vintage.

    Columns: side, name, measure, factor (a year), low, high (90 %), start, end (years).
    """
    sides = [training(data), inference(vintage("price-of-progress"), vintage("lesswrong-2025"))]
    return pd.concat(sides, ignore_index=True)
