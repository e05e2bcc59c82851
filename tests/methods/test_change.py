"""Planted rates, a planted break, and falls told apart by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.methods import change, falls, trends


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


def test_rolling_finds_a_planted_rate_in_every_window() -> None:
    rows = falling(6.0, 6.0)
    table = change.rolling({"a": rows}, "planted")
    assert len(table) > 20
    # exact data on one plane; the slope of the score is the whole record's
    assert table["factor"].to_numpy() == pytest.approx(6.0, rel=1e-6)
    assert (table["low"] <= table["factor"] + 1e-9).all()


def test_pooled_benchmarks_share_the_rate_not_the_level() -> None:
    one, two = falling(6.0, 6.0), falling(6.0, 6.0)
    two["price"] *= 1000
    pooled = change.rolling({"a": one, "b": two}, "pooled")
    assert pooled["factor"].to_numpy() == pytest.approx(6.0, rel=1e-6)
    assert pooled["n"].max() > change.rolling({"a": one})["n"].max()


def test_windows_that_span_too_little_are_not_fitted() -> None:
    rows = falling(6.0, 6.0)
    short = rows[rows["date"] < rows["date"].min() + pd.DateOffset(months=5)]
    assert change.rolling({"a": short}).empty


def test_a_planted_break_is_found_dated_and_significant() -> None:
    found = change.broken(falling(3.0, 30.0, noise=0.1), "break")
    assert abs((found["date"] - pd.Timestamp("2024-07-01")).days) < 60
    # noise of 0.1 log over 90 points leaves the rates within a tenth
    assert found["before"] == pytest.approx(3.0, rel=0.15)
    assert found["after"] == pytest.approx(30.0, rel=0.3)
    assert found["p_value"] < 0.01


def test_no_break_is_not_significant_most_of_the_time() -> None:
    found = change.broken(falling(5.0, 5.0, noise=0.5), "none")
    assert found["p_value"] > 0.05
    assert change.broken(falling(5.0, 5.0, n=15), "few") is None


def test_sup_gain_is_the_f_statistic_of_the_best_design() -> None:
    rows = falling(3.0, 9.0, noise=0.3)
    plain = np.column_stack([np.ones(len(rows)), np.arange(len(rows)) / 30])
    hinge = np.maximum(plain[:, 1] - 1.0, 0)
    y = np.log(rows["price"].to_numpy())[:, None]
    gain, best = change._sup_gain(plain, [np.column_stack([plain, hinge])], y)
    import statsmodels.api as sm

    small, large = (sm.OLS(y[:, 0], x).fit() for x in (plain, np.column_stack([plain, hinge])))
    assert gain[0] == pytest.approx(large.compare_f_test(small)[0]) and best[0] == 0


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


def test_the_score_slope_of_a_window_is_that_of_the_record() -> None:
    rows = falling(4.0, 4.0, noise=0.4)
    slope = trends.fit(change.frontier_rows(rows)).score_slope
    ready = change._at_equal_score(rows)
    expected = np.log(ready["price"]) - slope * trends.logit(ready["score"])
    assert ready["adjusted"].tolist() == pytest.approx(expected.tolist())
