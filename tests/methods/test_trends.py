"""Planted slopes come back; a second implementation and certified values agree."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis.methods import trends


def planted(factor: float, score_slope: float, n: int = 40, noise: float = 0.0) -> pd.DataFrame:
    random = np.random.default_rng(7)
    date = pd.Timestamp("2024-01-01") + pd.to_timedelta(random.integers(0, 900, n), unit="D")
    score = pd.Series(random.uniform(0.05, 0.95, n))
    frame = pd.DataFrame(
        {"date": date, "score": score, "model_id": [f"m{i % 30}" for i in range(n)]}
    )
    log_price = (
        1
        - np.log(factor) * trends.days(frame["date"]) / 365
        + score_slope * np.log(score / (1 - score))
        + noise * random.normal(size=n)
    )
    return frame.assign(price=np.exp(log_price))


@pytest.mark.parametrize("factor", [0.5, 1.0, 3.0, 900.0])
def test_a_planted_factor_comes_back(factor: float) -> None:
    fitted = trends.fit(planted(factor, score_slope=1.5))
    assert fitted is not None
    # exact data: what is left is rounding in an ill-conditioned day column
    assert fitted.factor == pytest.approx(factor, rel=1e-7)
    assert fitted.score_slope == pytest.approx(1.5, rel=1e-7)
    assert fitted.n == 40 and fitted.models == 30


def test_fit_agrees_with_the_normal_equations() -> None:
    rows = planted(4.0, 1.0, noise=0.8)
    fitted = trends.fit(rows)
    x = np.column_stack([trends.days(rows["date"]), trends.logit(rows["score"])])
    y = np.log(rows["price"].to_numpy())
    centred = x - x.mean(axis=0)
    inverse = np.linalg.inv(centred.T @ centred)
    beta = inverse @ centred.T @ (y - y.mean())
    residual = y - y.mean() - centred @ beta
    variance = residual @ residual / (len(y) - 3)
    half = stats.t.ppf(0.95, len(y) - 3) * np.sqrt(variance * inverse[0, 0])
    # two orders of arithmetic on the same doubles: 1e-8 leaves four digits to spare
    expected = np.exp(-365 * np.array([beta[0], beta[0] + half, beta[0] - half]))
    assert [fitted.factor, fitted.low, fitted.high] == pytest.approx(expected.tolist(), rel=1e-8)
    assert fitted.r2 == pytest.approx(1 - residual @ residual / ((y - y.mean()) ** 2).sum())


def test_least_squares_on_certified_data() -> None:
    """NIST StRD Norris: certified slope, intercept and R squared, 15 digits."""
    y = np.array([0.1, 338.8, 118.1, 888.0, 9.2, 228.1, 668.5, 998.5, 449.1, 778.9, 559.2, 0.3,
                  0.1, 778.1, 668.8, 339.3, 448.9, 10.8, 557.7, 228.3, 998.0, 888.8, 119.6, 0.3,
                  0.6, 557.6, 339.3, 888.0, 998.5, 778.9, 10.2, 117.6, 228.9, 668.4, 449.2, 0.2])  # fmt: skip
    x = np.array([0.2, 337.4, 118.2, 884.6, 10.1, 226.5, 666.3, 996.3, 448.6, 777.0, 558.2, 0.4,
                  0.6, 775.5, 666.9, 338.0, 447.5, 11.6, 556.0, 228.1, 995.8, 887.6, 120.2, 0.3,
                  0.3, 556.8, 339.1, 887.2, 999.0, 779.0, 11.1, 118.3, 229.2, 669.1, 448.9, 0.5])  # fmt: skip
    result = trends._ols(y, np.column_stack([np.ones_like(x), x]))
    # certified to 15 digits; double arithmetic keeps at least 11 of them here
    assert result.params.tolist() == pytest.approx(
        [-0.262323073774029, 1.00211681802045], rel=1e-11
    )
    assert result.rsquared == pytest.approx(0.999993745883712, rel=1e-12)


def test_least_squares_on_certified_data_that_are_nearly_collinear() -> None:
    """NIST StRD Longley: six regressors, certified coefficients, errors and R squared."""
    employed = [60323, 61122, 60171, 61187, 63221, 63639, 64989, 63761,
                66019, 67857, 68169, 66513, 68655, 69564, 69331, 70551]  # fmt: skip
    deflator = [83, 88.5, 88.2, 89.5, 96.2, 98.1, 99, 100,
                101.2, 104.6, 108.4, 110.8, 112.6, 114.2, 115.7, 116.9]  # fmt: skip
    product = [234289, 259426, 258054, 284599, 328975, 346999, 365385, 363112,
               397469, 419180, 442769, 444546, 482704, 502601, 518173, 554894]  # fmt: skip
    unemployed = [2356, 2325, 3682, 3351, 2099, 1932, 1870, 3578,
                  2904, 2822, 2936, 4681, 3813, 3931, 4806, 4007]  # fmt: skip
    armed = [1590, 1456, 1616, 1650, 3099, 3594, 3547, 3350,
             3048, 2857, 2798, 2637, 2552, 2514, 2572, 2827]  # fmt: skip
    population = [107608, 108632, 109773, 110929, 112075, 113270, 115094, 116219,
                  117388, 118734, 120445, 121950, 123366, 125368, 127852, 130081]  # fmt: skip
    year = np.arange(1947, 1963)
    ones = np.ones(len(year))
    columns = [ones, deflator, product, unemployed, armed, population, year]
    result = trends._ols(np.array(employed, float), np.column_stack(columns).astype(float))
    # certified to 15 digits; a condition number near 5e9 costs nine of the 16 digits of a double
    assert result.params.tolist() == pytest.approx(
        [-3482258.63459582, 15.0618722713733, -0.358191792925910e-01, -2.02022980381683,
         -1.03322686717359, -0.511041056535807e-01, 1829.15146461355], rel=1e-7
    )  # fmt: skip
    assert result.bse.tolist() == pytest.approx(
        [890420.383607373, 84.9149257747669, 0.334910077722432e-01, 0.488399681651699,
         0.214274163161675, 0.226073200069370, 455.478499142212], rel=1e-7
    )  # fmt: skip
    assert result.rsquared == pytest.approx(0.995479004577296, rel=1e-10)
    assert np.sqrt(result.mse_resid) == pytest.approx(304.854073561965, rel=1e-9)


def test_degenerate_fits_say_so_instead_of_an_interval() -> None:
    three = trends.fit(planted(2.0, 1.0, n=3, noise=1.0))
    assert three is not None and three.low is None and three.high is None
    assert "3 rows, 3 parameters" in three.note
    four = trends.fit(planted(2.0, 1.0, n=4, noise=1.0))
    assert four is not None and four.low is not None and four.note == ""
    assert trends.fit(planted(2.0, 1.0, n=2)) is None
    same_day = planted(2.0, 1.0).assign(date=pd.Timestamp("2025-01-01"))
    assert trends.fit(same_day) is None


@pytest.mark.slow
def test_the_interval_covers_the_truth_as_often_as_it_says() -> None:
    """Of 400 planted samples, 90 % intervals must cover 90 %: within 3.5 binomial errors."""
    random = np.random.default_rng(11)
    rows = planted(3.0, 1.0, n=20)
    covered = 0
    for _ in range(400):
        noisy = rows.assign(price=rows["price"] * np.exp(random.normal(size=len(rows))))
        fitted = trends.fit(noisy)
        covered += fitted.low <= 3.0 <= fitted.high
    assert abs(covered / 400 - 0.9) < 3.5 * np.sqrt(0.9 * 0.1 / 400)


def test_logit_is_clipped_as_published() -> None:
    score = pd.Series([0.0, 0.004, 0.005, 0.5, 0.995, 1.0])
    edge = np.log(0.995 / 0.005)
    assert trends.logit(score).tolist() == pytest.approx([-edge, -edge, -edge, 0, edge, edge])


def test_inverting_turns_factor_and_interval_over() -> None:
    fitted = trends.fit(planted(4.0, 1.0, noise=0.5))
    turned = fitted.inverted()
    assert turned.factor == pytest.approx(1 / fitted.factor)
    assert (turned.low, turned.high) == pytest.approx((1 / fitted.high, 1 / fitted.low))


def test_prediction_is_the_fitted_line() -> None:
    rows = planted(4.0, 1.0)
    fitted = trends.fit(rows)
    at_half = fitted.predict(rows["date"], score=0.5)
    expected = np.exp(1 - np.log(4) * trends.days(rows["date"]) / 365)
    assert at_half.tolist() == pytest.approx(expected.tolist(), rel=1e-6)
    at = fitted.predict(rows["date"], score=0.9) / fitted.predict(rows["date"])
    assert at.tolist() == pytest.approx([9.0**fitted.score_slope] * len(rows))  # 9 to 1
    straight = dataclasses.replace(fitted, score_scale="linear", score_slope=2.0)
    at = straight.predict(rows["date"], score=0.9) / straight.predict(rows["date"])
    assert at.tolist() == pytest.approx([np.exp(1.8)] * len(rows))
    plain = dataclasses.replace(fitted, score_slope=None)
    assert plain.predict(rows["date"], 0.9).tolist() == plain.predict(rows["date"]).tolist()
