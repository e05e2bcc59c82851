"""A decline split into what multiplies back to it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analysis.methods import decomposition
from analysis.methods.trends import Trend


def trend(factor: float, low: float | None, high: float | None) -> Trend:
    names = Trend.__dataclass_fields__
    return replace(Trend(*[None] * len(names)), factor=factor, low=low, high=high)  # type: ignore


def test_parts_multiply_back_to_the_decline_and_computing_falls_by_three_tenths() -> None:
    found = decomposition.decompose(trend(30.0, 1.0, 99.0), trend(6.0, 3.0, 9.0))
    assert found.hardware == decomposition.HARDWARE_FACTOR == pytest.approx(1 / (1 - 0.3))
    assert found.competition == 5.0
    assert found.competition * found.hardware * found.algorithms == pytest.approx(30.0)
    assert (found.low, found.high) == pytest.approx((3 * 0.7, 9 * 0.7))
    other = decomposition.decompose(trend(30.0, None, None), trend(6.0, None, 9.0), 2.0)
    assert (other.algorithms, other.low, other.high) == (3.0, None, 4.5)
    assert decomposition.decompose(trend(2, 1, 3), trend(2, 1, None), 2.0).high is None
