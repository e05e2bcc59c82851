"""The cheapest token at a level of MMLU: planted staircases, and the claims' own windows."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from analysis.facts import tables
from analysis.published import llmflation


def quotes(*rows: tuple[str, float, float]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["date", "price", "score"])
    ids = [f"m{i}" for i in range(len(frame))]
    return frame.assign(date=pd.to_datetime(frame["date"]), model_id=ids)


PLANTED = quotes(
    ("2022-01-01", 64.0, 0.45),
    ("2022-03-10", 8.0, 0.419),  # just below the level
    ("2023-01-01", 16.0, 0.42),  # just at it
    ("2023-06-01", 20.0, 0.90),  # dearer than the record
    ("2024-01-01", 1.0, 0.50),
)


def test_a_planted_fall_comes_back() -> None:
    fell = llmflation.fall(PLANTED, 0.42, pd.Timestamp("2022-01-01"), pd.Timestamp("2024-01-01"))
    assert (fell.first_price, fell.last_price, fell.fold) == (64.0, 1.0, 64.0)
    assert fell.factor == pytest.approx(8.0)  # two years of 365 days each
    assert fell.months == pytest.approx(24.0)
    assert fell.model == "m4"


@pytest.mark.parametrize(("end", "price"), [("2023-12-31", 16.0), ("2024-01-01", 1.0)])
def test_a_price_counts_from_its_date_on(end: str, price: float) -> None:
    fell = llmflation.fall(PLANTED, 0.42, pd.Timestamp("2022-01-01"), pd.Timestamp(end))
    assert fell.last_price == price


def test_a_record_that_starts_too_late_has_no_fall() -> None:
    early = pd.Timestamp("2021-12-31")
    assert llmflation.fall(PLANTED, 0.42, early, pd.Timestamp("2024-01-01")) is None


def test_the_staircase_holds_a_price_until_a_lower_one() -> None:
    levels = (llmflation.Level("l", 0.42, "", ""),)
    months = llmflation.staircase(PLANTED, levels).set_index("date")["price"]
    assert months["2022-12-31"] == 64.0
    assert months["2023-01-31"] == months["2023-12-31"] == 16.0
    assert months.index[-1] <= pd.Timestamp("2024-01-31")


def test_the_claims_in_their_own_windows() -> None:
    """What dated prices say of 1,000 times, 280 times in 18 months, 62 times, 10 a year."""
    found = {n.key: n.value for n in llmflation.numbers(tables.vintage("epoch-2025"))}
    # prices as Epoch AI lists them: 60 to 0.07, 20 to 0.07, 37.5 to 0.72, by hand
    assert found["llmflation.mmlu-42.fold"] == pytest.approx(60 / 0.07)
    assert found["llmflation.gpt-3-5.fold"] == pytest.approx(20 / 0.07)
    assert found["llmflation.gpt-3-5.fold-18-months"] == pytest.approx(20 / 0.13)
    assert found["llmflation.mmlu-83.fold"] == pytest.approx(37.5 / 0.72)
    assert round(found["llmflation.mmlu-42.factor"], -1) == 10
    assert found["llmflation.gpt-3-5.months"] > 22  # the 286-fold fall did not take 18 months


def test_token_prices_are_blended_and_scores_of_a_model_taken_at_their_median() -> None:
    vintage = tables.vintage("epoch-2025")
    columns = {"model_id": ["a", "a", "a"], "benchmark_id": "mmlu", "score": [0.4, 0.5, 0.9]}
    prices = pd.DataFrame(
        {"model_id": ["a", "b"], "date": pd.Timestamp("2024-01-01"), "input": 1.0, "output": 5.0}
    )
    data = replace(
        vintage,
        runs=pd.DataFrame(columns),
        prices=prices,
        blended_prices=vintage.blended_prices.iloc[:0],
    )
    rows = llmflation.quotes(data)
    assert rows[["model_id", "price", "score"]].to_numpy().tolist() == [["a", 2.0, 0.5]]
