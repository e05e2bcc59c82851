"""The average model at a score: planted lines, error in scores, a second way to leave out."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pandas as pd
import pytest

from analysis.methods import line, reach
from analysis.methods.reach import Observed


def world(seed: int = 0, items: float = 1e6, models: int = 200) -> Observed:
    """Prices fall threefold a year at a score; scores rise and are measured over ``items``."""
    random = np.random.default_rng(seed)
    year = random.uniform(0, 3, models)
    ability = -1 + 0.8 * year + random.normal(0, 0.8, models)
    score = np.clip(1 / (1 + np.exp(-ability)), 0.03, 0.96)
    noisy = random.binomial(int(items), score) / items
    price = np.exp(-math.log(3) * year + 1.5 * reach.link(score, 0.0))
    date = pd.Timestamp("2023-01-01") + pd.to_timedelta((365.25 * year).round(), unit="D")
    names = [f"model {i}" for i in range(models)]
    table = pd.DataFrame(
        {
            "date": date, "release_date": date, "price": price, "score": noisy, "score_se": np.nan,
            "run_id": names, "base": names, "creator": [f"maker {i % 10}" for i in range(models)],
        }
    )  # fmt: skip
    return reach.observed(table, 0.0, items)


def repeated(seen: Observed, rows: np.ndarray) -> Observed:
    """The same runs, those in ``rows`` at several prices of one day."""
    each = dataclasses.asdict(seen)
    return Observed(
        **{
            name: value[rows] if isinstance(value, np.ndarray) and len(value) == 200 else value
            for name, value in each.items()
        }
    )


def test_a_run_at_several_prices_weighs_as_one() -> None:
    seen = world(3)
    late_and_good = (seen.year > 54.5) & (seen.ability > 0)
    often = line.line(repeated(seen, np.repeat(np.arange(200), 1 + 20 * late_and_good)))
    once = line.line(seen)
    assert once is not None and often is not None
    assert 20 < late_and_good.sum() < 100
    assert (often.fall, often.reliability) == pytest.approx((once.fall, once.reliability))


def test_a_planted_line_is_found() -> None:
    found = line.line(world())
    assert found is not None and found.corrected
    assert math.exp(found.fall) == pytest.approx(3, rel=0.01)


def test_error_in_scores_is_taken_out() -> None:
    """Left in, it would lend the rise of scores to time: the fall would look slower."""
    falls, plain = [], []
    for seed in range(30):
        seen = world(seed, items=60)
        found = line.line(seen)
        assert found is not None and found.corrected
        falls.append(found.fall)
        used = (seen.score > reach.floor(0.0, 60)) & (seen.score < reach.MOST)
        x = np.column_stack([np.ones(used.sum()), seen.year[used], seen.ability[used]])
        plain.append(-np.linalg.lstsq(x, seen.log_price[used], rcond=None)[0][1])
    assert abs(np.mean(falls) - math.log(3)) < 0.5 * abs(np.mean(plain) - math.log(3))


def test_without_a_creator_is_the_fit_of_the_others() -> None:
    seen = world(2)
    found = line.line(seen)
    assert found is not None
    used = (seen.score < reach.MOST) & (seen.creator != seen.creators.index("maker 3"))
    x = np.column_stack([np.ones(used.sum()), seen.year[used], seen.ability[used]])
    others = -np.linalg.lstsq(x, seen.log_price[used], rcond=None)[0][1]
    assert found.without["maker 3"] == pytest.approx(others, abs=1e-3)


def test_too_few_models_have_no_line() -> None:
    found = line.line(world(models=12))
    assert found is None and "15 models of 5 makers" in line.refused(found)


def test_coarse_scores_carry_no_line_of_their_own() -> None:
    fine, coarse = line.line(world()), line.line(world(items=20))
    assert fine is not None and coarse is not None and not line.refused(fine)
    assert coarse.reliability < line.ENOUGH < fine.reliability
    said = line.refused(coarse)
    assert said.startswith(f"{100 * (1 - coarse.reliability):.1f} % of the spread")


def test_an_interval_of_one_line_is_that_of_the_mean_of_it_alone() -> None:
    found = line.line(world(items=100))
    assert found is not None
    fall, without = line.mean([found])
    assert line.ends(fall, without) == line.ends(found.fall, found.without)
    low, high = line.ends(found.fall, found.without)
    assert low < math.exp(found.fall) < high


def test_the_interval_is_the_jackknifes_by_hand() -> None:
    """Falls of 1.0, 1.2 and 1.7 without each of three makers, t with two degrees of freedom."""
    low, high = line.ends(1.3, {"a": 1.0, "b": 1.2, "c": 1.7})
    error = math.sqrt(2 / 3 * (0.3**2 + 0.1**2 + 0.4**2))
    half = 2.919986 * error
    assert (low, high) == pytest.approx((math.exp(1.3 - half), math.exp(1.3 + half)))
