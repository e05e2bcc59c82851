"""Token-price methods on the living facts: quotes by hand, planted declines, real data in bounds."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.facts import tables
from analysis.findings.token_prices import numbers


def quotes(falls: int, days: int) -> pd.DataFrame:
    """One old best model, and newcomers as good that halve the price every ``days`` days."""
    dates = pd.date_range("2024-01-01", periods=falls, freq=f"{days}D")
    return pd.DataFrame(
        {
            "benchmark_id": "x",
            "model_id": [f"m{i}" for i in range(falls)],
            "model": "M",
            "weights": "open",
            "release_date": dates,
            "date": dates,
            "score": [0.5] + [0.5] * (falls - 1),
            "price": [2.0**-i for i in range(falls)],
        }
    )


def test_a_planted_halving_comes_back_at_the_first_models_level() -> None:
    found = numbers.milestones(quotes(falls=5, days=73))
    assert list(found) == ["m0"]
    assert found["m0"].factor == pytest.approx(32.0)  # 365 / 73 = 5 halvings a year


@pytest.mark.parametrize(("days", "kept"), [(59, 0), (60, 1)])
def test_a_milestone_must_span_half_a_year(days: int, kept: int) -> None:
    assert len(numbers.milestones(quotes(falls=4, days=days))) == kept


def test_latest_keeps_one_row_a_model_at_its_release() -> None:
    rows = quotes(2, 30).assign(model_id="same", release_date=pd.Timestamp("2023-06-01"))
    last = numbers.latest(rows)
    assert last[["price", "date"]].to_numpy().tolist() == [[0.5, pd.Timestamp("2023-06-01")]]


@pytest.fixture(scope="module")
def real(living: tables.Dataset) -> pd.DataFrame:
    return numbers.quotes(living, "gpqa-diamond")


def test_no_quote_stands_before_its_models_release(real: pd.DataFrame) -> None:
    known = real.dropna(subset=["release_date"])
    assert (known["date"] >= known["release_date"]).all()
    assert (real["price"] > 0).all() and real["score"].between(0, 1).all()


def test_quotes_hold_enough_models_to_fit(real: pd.DataFrame) -> None:
    assert real["model_id"].nunique() > 300
    assert set(real["weights"].dropna()) == {"open", "closed"}
