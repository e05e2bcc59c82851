"""Means over benchmarks that share makers, and intervals of one benchmark, counted by hand."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

import numpy as np
import pytest
from scipy import stats

from analysis.methods import pooled, reach_interval
from analysis.methods.reach_interval import Estimate

NAMES = ("annual", "last", "later")


def estimate(seed: int, value: float = 1.0, makers: int = 9, **changed: Any) -> Estimate:
    """Make an estimate whose halves and redraws are drawn, and that a few makers move."""
    random = np.random.default_rng(seed)
    size = np.array([4, 1, 1, 1, 1, 1])
    moved = {
        n: dict(zip("abcdef", np.abs(random.normal(1, 0.5, 6)) * size, strict=True)) for n in NAMES
    }
    told = {
        "values": {n: value + i for i, n in enumerate(NAMES)},
        "halves": {n: random.normal(value, 0.3, 40) for n in NAMES},
        "redraws": {n: random.normal(value + 0.1, 0.2, 50) for n in NAMES},
        "windows": {}, "makers": makers, "bases": 20, "creators": {"a": value - 0.5, "b": value + seed},
        "models": {}, "moved": moved, "reason": "",
    }  # fmt: skip
    return Estimate(**(told | changed))


FOUND = {f"b{n}": estimate(n, 1.0 + n / 4, 7 + n) for n in range(4)}


def sd(values: Any) -> float:
    return float(np.std([v for v in values if np.isfinite(v)], ddof=1))


def error_of(halves: list[Any], redraws: list[Any], shifts: list[float]) -> float:
    away = [h - np.nanmean(h) for h in halves]
    common = sd(np.nanmean(away, axis=0))
    scores = math.sqrt(sum(sd(r) ** 2 for r in redraws)) / len(halves)
    return math.sqrt(common**2 + scores**2 + np.mean(shifts) ** 2)


@pytest.mark.parametrize("statistic", NAMES)
def test_a_mean_over_benchmarks_has_the_errors_of_makers_and_scores(statistic: str) -> None:
    found = pooled.pooled(FOUND, statistic)
    each = list(FOUND.values())
    values = [e.values[statistic] for e in each]
    shifts = [e.redraws[statistic].mean() - v for e, v in zip(each, values, strict=True)]
    error = error_of(
        [e.halves[statistic] for e in each], [e.redraws[statistic] for e in each], shifts
    )
    makers = 10.0
    if statistic == "last":
        mean = [np.mean([e.moved["last"][n] for e in each]) for n in "abcdef"]
        makers = 1 + min(3 * sum(m**2 for m in mean) ** 2 / sum(m**4 for m in mean), 9)
        assert makers < 10
    assert found is not None and found.benchmarks == tuple(FOUND)
    told = (found.value, found.error, found.makers, found.between)
    assert told == pytest.approx((np.mean(values), error, makers, sd(values)))


def test_a_mean_takes_three_benchmarks_that_carry_one() -> None:
    of = dict(list(FOUND.items())[:3])
    assert pooled.pooled(of) is not None
    bad = dataclasses.replace(of["b0"], reason="few")
    assert pooled.pooled(of | {"b0": bad}) is None
    more = pooled.pooled(of | {"bad": bad})  # others may add to it
    assert more is not None and more.benchmarks == ("b0", "b1", "b2", "bad")
    none = dataclasses.replace(of["b0"], values={"annual": np.nan})
    left = pooled.pooled(of | {"none": none})
    assert left is not None and left.benchmarks == ("b0", "b1", "b2")
    assert pooled.pooled(of | {"b0": none}) is None


def test_a_ratio_pairs_replicates_of_the_same_benchmarks() -> None:
    other = {f"b{n}": estimate(n + 50, 0.5, 12 - n) for n in range(5)}
    found = pooled.ratio(FOUND, other)
    pairs = [(FOUND[b], other[b]) for b in FOUND]
    annual = [[e.values["annual"] for e in pair] for pair in pairs]
    shifts = [(a.redraws["annual"].mean() - x) - (b.redraws["annual"].mean() - y)
              for (a, b), (x, y) in zip(pairs, annual, strict=True)]  # fmt: skip
    by_score = math.sqrt(sum(sd(e.redraws["annual"]) ** 2 for p in pairs for e in p)) / 4
    common = sd(np.mean([(a.halves["annual"] - b.halves["annual"])
                         - np.mean(a.halves["annual"] - b.halves["annual"]) for a, b in pairs], axis=0))  # fmt: skip
    assert found is not None
    assert found.value == pytest.approx(np.mean([x - y for x, y in annual]))
    assert found.error == pytest.approx(math.sqrt(common**2 + by_score**2 + np.mean(shifts) ** 2))
    assert (found.makers, found.benchmarks) == (9, tuple(FOUND))
    assert pooled.ratio(FOUND, {b: other[b] for b in ("b0", "b1")}) is None
    assert pooled.ratio(FOUND, {b: other[b] for b in ("b0", "b1", "b2")}) is not None


def test_means_without_a_maker_and_without_a_benchmark() -> None:
    odd = dataclasses.replace(FOUND["b0"], creators={"z": 9.0})
    found = pooled.left_out({"b0": odd, "b1": FOUND["b1"]}, lambda each: each.creators)
    assert found == {"a": (1.0 + 0.75) / 2, "b": (1.0 + 2.25) / 2, "z": (9.0 + 1.25) / 2}
    left = pooled.benchmarks_left_out(FOUND)
    assert left == pytest.approx({"b0": 1.5, "b1": 4.25 / 3, "b2": 4 / 3, "b3": 1.25})


@pytest.mark.parametrize("statistic", NAMES)
def test_intervals_of_one_benchmark_are_of_t_by_who_carries_it(statistic: str) -> None:
    one = FOUND["b2"]
    shift = one.redraws[statistic].mean() - one.values[statistic]
    scores = math.hypot(sd(one.redraws[statistic]), shift)
    assert reach_interval.shift(one, statistic) == pytest.approx(shift)
    assert reach_interval.of_scores(one, statistic) == pytest.approx(scores)
    moves = [*one.moved[statistic].values()]
    carried = min(3 * sum(m**2 for m in moves) ** 2 / sum(m**4 for m in moves), one.makers - 1)
    freedom = carried if statistic in ("last", "later") else one.makers - 1
    half = math.hypot(sd(one.halves[statistic]), scores) * stats.t.ppf(0.95, freedom)
    value = one.values[statistic]
    assert np.log(reach_interval.outer(one, statistic)) == pytest.approx(
        (value - half, value + half)
    )
    inner = scores * stats.t.ppf(0.95, carried)
    assert np.log(reach_interval.inner(one, statistic)) == pytest.approx(
        (value - inner, value + inner)
    )


def test_a_statistic_is_refused_with_its_reason() -> None:
    one = FOUND["b0"]
    assert reach_interval.refused(one, "annual") == ""
    assert reach_interval.refused(dataclasses.replace(one, reason="few"), "annual") == "few"
    gone = dataclasses.replace(one, values={"annual": np.nan})
    assert reach_interval.refused(gone, "annual") == "no window of that kind is on record"
    for lost, said in ((4, ""), (5, "half of the makers give none in 12% of the draws")):
        halves = {"annual": np.where(np.arange(40) < lost, np.nan, 1.0)}
        assert reach_interval.refused(dataclasses.replace(one, halves=halves), "annual") == said
