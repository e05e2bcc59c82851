"""Planted rates, and falls told apart by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.methods import common_rate, falls, trends


def falling(before: float, after: float, noise: float = 0.0, n: int = 90) -> pd.DataFrame:
    """Make a frontier whose rate changes half-way through three years."""
    random = np.random.default_rng(3)
    day = np.sort(random.integers(0, 1095, n))
    year = day / 365
    logit = 1.2 * year + random.normal(size=n)
    fall = np.log(before) * np.minimum(year, 1.5) + np.log(after) * np.maximum(year - 1.5, 0)
    return pd.DataFrame(
        {
            "date": pd.Timestamp("2023-01-01") + pd.to_timedelta(day, unit="D"),
            "score": 1 / (1 + np.exp(-logit)),
            "price": np.exp(logit - fall + noise * random.normal(size=n)),
            "model_id": [f"m{i}" for i in range(n)],
            "base": [f"m{i}" for i in range(n)],
            "model": [f"M{i}" for i in range(n)],
            "creator": "c",
        }
    )


def test_pooled_benchmarks_share_the_rate_not_the_level() -> None:
    one, two = falling(6.0, 6.0), falling(6.0, 6.0)
    two["price"] *= 1000
    pooled = common_rate.common_rate({"a": one, "b": two}, "pooled")
    # exact data on one plane
    assert pooled["factor"] == pytest.approx(6.0, rel=1e-6)
    assert pooled["n"] > common_rate.common_rate({"a": one})["n"]


def test_falls_are_told_apart() -> None:
    rows = pd.DataFrame(
        [
            ("2024-01-01", 100.0, 0.50, "a1", "A"),
            ("2024-02-01", 50.0, 0.50, "a1", "A"),  # the same model, cut
            ("2024-03-01", 25.0, 0.50, "a2", "A"),  # the holder's creator, new model
            ("2024-04-01", 5.0, 0.50, "b1", "B"),  # somebody else
            ("2024-05-01", 4.0, 0.50, "a1", "A"),  # an old model, cut below a newcomer
        ],
        columns=["date", "price", "score", "base", "creator"],
    ).assign(date=lambda f: pd.to_datetime(f["date"]), model=lambda f: f["base"])
    rows["model_id"] = rows["base"]
    found = falls.steps(rows)
    assert found["cause"].tolist() == [
        "price cut", "holder's new model", "rival's new model", "price cut",
    ]  # fmt: skip
    shares = falls.shares(found).set_index("cause")
    assert shares["share"].sum() == pytest.approx(1)
    assert shares.loc["price cut", "share"] == pytest.approx(np.log(2 * 5 / 4) / np.log(25))
    assert shares.loc["price cut", "steps"] == 2


def test_prices_are_brought_to_one_score_by_the_slope_of_the_frontier() -> None:
    rows = falling(4.0, 4.0, noise=0.4)
    slope = trends.fit(common_rate.frontier_rows(rows)).score_slope
    ready = common_rate._at_equal_score(rows)
    expected = np.log(ready["price"]) - slope * trends.logit(ready["score"])
    assert ready["adjusted"].tolist() == pytest.approx(expected.tolist())


def test_one_rate_of_two_levels_is_that_of_least_squares_with_a_level_each() -> None:
    random = np.random.default_rng(4)
    rows = pd.DataFrame(
        {"date": pd.Timestamp("2023-01-01") + pd.to_timedelta(random.integers(0, 900, 24), unit="D"),
         "adjusted": random.normal(size=24) + 3, "benchmark": ["a"] * 10 + ["b"] * 14}
    )  # fmt: skip
    times = random.integers(0, 3, (5, 24))
    years = trends.days(rows["date"]).to_numpy() / trends.DAYS_PER_YEAR
    levels = pd.get_dummies(rows["benchmark"]).to_numpy(float)
    theirs = []
    for n in times:
        design = np.repeat(np.column_stack([years, levels]), n, axis=0)
        fitted = np.linalg.lstsq(design, np.repeat(rows["adjusted"], n), rcond=None)
        theirs.append(-fitted[0][0])
    assert common_rate._rates(rows, times.astype(float)).tolist() == pytest.approx(theirs, rel=1e-9)
    assert np.isnan(common_rate._rates(rows, np.zeros((1, 24)))[0])
    day = random.integers(0, 30, 24)
    month, years = (rows.assign(date=pd.Timestamp("2023-01-01") + pd.to_timedelta(n * day, unit="D"))
                    for n in (1, 30))  # fmt: skip
    weights = times.astype(float)
    fast = 30 * common_rate._rates(years, weights)
    assert common_rate._rates(month, weights).tolist() == pytest.approx(fast.tolist())
    one_day = rows.assign(date=rows["date"].iloc[0])
    assert np.isnan(common_rate._rates(one_day, np.ones((1, 24)))[0])


@pytest.mark.parametrize(("models", "known"), [(5, True), (4, False)])
def test_a_common_rate_of_few_models_has_no_interval(models: int, known: bool) -> None:
    rows = falling(4.0, 4.0, noise=0.3, n=60)
    rows["base"] = [f"m{i % models}" for i in range(60)]
    found = common_rate.common_rate({"a": rows}, "few")
    assert np.isfinite([found["low"], found["high"]]).all() == known
    assert found["models"] == models
    if known:
        assert 1 < found["low"] < found["factor"] < found["high"]
        assert found == common_rate.common_rate({"a": rows}, "few")
