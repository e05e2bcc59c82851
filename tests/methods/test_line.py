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


def test_the_error_of_an_ability_is_that_of_its_score_by_the_slope_of_the_scale() -> None:
    seen = dataclasses.replace(
        world(), score=np.array([0.3, 0.5, 0.9, 0.0, 1.0]), chance=0.2, items=50
    )
    found = line.error_variance(seen)
    for score, variance in zip([0.3, 0.5, 0.9], found[:3], strict=True):
        ends = reach.link(np.array([score - 1e-6, score + 1e-6]), 0.2)
        slope = (ends[1] - ends[0]) / 2e-6
        assert variance == pytest.approx(score * (1 - score) / 50 * slope**2, rel=1e-6)
    for score, variance in zip([0.2 + 0.8 * line.SAFE, 1 - line.SAFE], found[3:], strict=True):
        slope = 0.8 / ((score - 0.2) * (1 - score))
        assert variance == pytest.approx(score * (1 - score) / 50 * slope**2)


def test_reliability_is_the_share_of_variance_that_is_no_error_by_runs() -> None:
    seen = repeated(world(4, items=80), np.repeat(np.arange(200), 1 + np.arange(200) % 3))
    used = [i for i in range(len(seen.run)) if reach.floor(0.0, 80) < seen.score[i] < reach.MOST]
    runs = {seen.run[i]: (seen.ability[i], line.error_variance(seen)[i]) for i in used}
    ability, error = (np.array(each) for each in zip(*runs.values(), strict=True))
    assert line.reliability(seen) == pytest.approx(1 - error.mean() / ability.var())
    assert len(runs) < 200  # some lie at an end
    for count in (1, 2):
        few = dataclasses.replace(seen, run=np.arange(len(seen.run)) % count)
        assert math.isnan(line.reliability(few)) == (count == 1)


def test_a_line_is_least_squares_with_the_errors_variance_taken_off_its_square() -> None:
    seen = repeated(world(5, items=80), np.repeat(np.arange(200), 1 + np.arange(200) % 3))
    used = line.above(seen)
    weight = 1 / np.array([(seen.run[used] == r).sum() for r in seen.run[used]])
    x = np.column_stack([np.ones(used.sum()), seen.year[used], seen.ability[used]])
    x[:, 1:] -= np.average(x[:, 1:], axis=0, weights=weight)
    square = (x * weight[:, None]).T @ x
    for taken_out in (True, False):
        found = line.line(seen, taken_out=taken_out)
        assert found is not None and found.corrected == taken_out
        less = (line.error_variance(seen)[used] * weight).sum() if taken_out else 0.0
        whole = square - np.diag([0, 0, less])
        beta = np.linalg.solve(whole, (x * weight[:, None]).T @ seen.log_price[used])
        assert found.fall == pytest.approx(-beta[1])
    assert (found.runs, found.models) == (len(np.unique(seen.run[used])),) * 2
    assert (found.start, found.end) == (seen.year[used].min(), seen.year[used].max())
    assert found.reliability == line.reliability(seen)


@pytest.mark.parametrize(
    ("models", "makers", "known"), [(15, 5, True), (14, 5, False), (15, 4, False), (40, 9, True)]
)
def test_a_line_takes_fifteen_models_of_five_makers(models: int, makers: int, known: bool) -> None:
    random = np.random.default_rng(1)
    base = np.arange(60) % models
    seen = dataclasses.replace(
        world(6), score=random.uniform(0.2, 0.8, 60), base=base, creator=base % makers,
        run=np.arange(60), year=random.uniform(50, 53, 60), ability=random.normal(size=60),
        log_price=random.normal(size=60),
    )  # fmt: skip
    assert (line.line(seen) is not None) is known


def test_a_line_is_refused_below_a_year_and_below_enough_reliability() -> None:
    found = line.Line(1.0, {}, line.ENOUGH, True, 20, 20, 50.0, 51.0)
    assert line.refused(found) == ""
    assert line.refused(dataclasses.replace(found, end=50.99)).startswith("less than a year")
    less = dataclasses.replace(found, reliability=line.ENOUGH - 0.01)
    assert line.refused(less).startswith(f"{100 * (1.01 - line.ENOUGH):.1f} % of the spread")
    assert f"more than {100 * (1 - line.ENOUGH):.0f} % bends" in line.refused(less)


def test_lines_weigh_alike_and_one_without_a_maker_keeps_its_fall() -> None:
    one = line.Line(1.0, {"a": 0.5, "b": 2.0}, 1.0, True, 20, 20, 50.0, 53.0)
    fall, without = line.mean([one, dataclasses.replace(one, fall=3.0, without={"b": 5.0})])
    assert (fall, without) == (2.0, {"a": (0.5 + 3.0) / 2, "b": 3.5})
