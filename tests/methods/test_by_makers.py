"""The interval by makers, against plain loops; none where makers are too few."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis.methods import by_makers

MAKERS = list("aabbbcdeffg")
VALUES = np.array([1.0, 2, 4, 3, 5, 9, 2, 7, 1, 1, 6])


def mean(weights: np.ndarray) -> np.ndarray:
    return weights @ VALUES / weights.sum(axis=1)


def test_the_interval_of_a_mean_by_plain_loops() -> None:
    drawn = by_makers.draws(pd.Series(MAKERS))
    names, rows = sorted(set(MAKERS)), list(zip(MAKERS, VALUES, strict=True))

    def mean_of(kept: set[str]) -> float:
        inside = [value for maker, value in rows if maker in kept]
        return sum(inside) / len(inside)

    halves = by_makers.halves(names)
    found = [mean_of({n for n in names if halves[n][r]}) for r in range(by_makers.REPLICATES)]
    whole = mean_of(set(names))
    squares = [(mean_of(set(names) - {n}) - whole) ** 2 for n in names]
    freedom = min(3 * sum(squares) ** 2 / sum(s * s for s in squares), len(names) - 1)
    half = stats.t.ppf(0.95, freedom) * np.std(found, ddof=1)
    low, high = by_makers.ends(mean(drawn.weights), drawn)
    assert (low, high) == pytest.approx((whole - half, whole + half))
    both = np.column_stack([mean(drawn.weights), 2 * mean(drawn.weights)])  # several at once
    assert by_makers.ends(both, drawn)[1] == pytest.approx([high, 2 * high])


def test_what_too_few_makers_or_halves_carry_has_no_interval() -> None:
    few = by_makers.draws(pd.Series(["a", "a", "b", "c", None, "d", "b", "b", "c", "d", "d"]))
    assert few.makers == 5 and np.isfinite(by_makers.ends(mean(few.weights), few)).all()
    fewer = by_makers.draws(pd.Series(["a", "a", "b", "c", "d", "d", "b", "b", "c", "d", "d"]))
    assert np.isnan(by_makers.ends(mean(fewer.weights), fewer)).all()
    drawn = by_makers.draws(pd.Series(MAKERS))
    found = mean(drawn.weights)
    found[1:30] = np.nan  # of 199 halves more than a tenth
    assert np.isnan(by_makers.ends(found, drawn)).all()
    found[1:30] = found[0]
    assert np.isfinite(by_makers.ends(found, drawn)).all()
