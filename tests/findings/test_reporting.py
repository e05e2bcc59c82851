"""What omissions hide: planted spreads come back."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.findings import reporting


def runs(*rows: tuple[str, str, str, float]) -> pd.DataFrame:
    columns = ["model_id", "benchmark_id", "evaluator", "output"]
    return pd.DataFrame(rows, columns=columns).assign(scaffold=None)


def test_a_model_in_another_scaffold_is_no_repeat() -> None:
    twice = runs(("a", "x", "us", 2), ("a", "x", "them", 6))
    assert reporting.repeats(twice).tolist() == [3]
    assert reporting.repeats(twice.assign(scaffold=["one", "other"])).empty


def test_repeats_are_most_over_least_of_one_configuration() -> None:
    found = reporting.repeats(
        runs(("a", "x", "us", 2), ("a", "x", "them", 6), ("a", "y", "us", 1), ("b", "x", "us", 9))
    )
    assert found.tolist() == [3]  # the others were run once


def test_a_plan_holds_a_near_run_and_not_a_far_one() -> None:
    alike = [(f"m{i}", "x", e, v) for i in range(20) for e, v in (("us", 10.0), ("them", 10.1))]
    far = [("far", "x", "us", 1.0), ("far", "x", "them", 100.0)]
    spent = runs(*alike, *far).assign(run_id=range(42))
    held = reporting.plans(spent)
    assert held[:40].all() and not held[40:].any()


def test_efforts_are_compared_within_an_evaluator_and_a_model() -> None:
    base = pd.Series({"a-high": "a", "a-low": "a", "b": "b"})
    found = reporting.efforts(
        runs(
            ("a-high", "x", "us", 10), ("a-high", "x", "us", 30), ("a-low", "x", "us", 5),
            ("a-low", "x", "them", 1), ("b", "x", "us", 99),
        ),
        base,
    )  # fmt: skip
    assert found.tolist() == [4]  # the mean of 10 and 30, over 5


def test_a_spread_needs_two() -> None:
    assert reporting.repeats(runs(("a", "x", "us", 2))).empty


def test_the_number_is_the_median_inside_its_interval() -> None:
    names = list("abcdefg")
    makers = pd.Series([f"by {name}" for name in names], index=names)
    told = {"of": reporting.repeats, "reads": ("runs",)}
    ratios = pd.Series([1.0, 2.0, 3.0, 4.0, 100.0, 1.5, 5.0], index=names)
    number = reporting._median("guide.x", ratios, makers, "Method", **told)
    assert (number.value, number.n) == (3, 7) and number.low < 3 < number.high
    alike = pd.Series([2.0] * 7, index=names)
    number = reporting._median("guide.x", alike, makers, "Method", **told)
    assert (number.low, number.high) == (pytest.approx(2), pytest.approx(2))
    one = reporting._median("guide.x", ratios, makers.map(lambda _: "one maker"), "Method", **told)
    assert one.low is None and one.value == 3
