from __future__ import annotations

import pandas as pd
import pytest

from analysis.findings.record import agreement


def row(date, last_seen, price, source, observations=10.0, model="m"):
    return {
        "model_id": model, "provider": "p", "source_id": source, "basis": "snapshot",
        "date": pd.Timestamp(date), "seen": pd.Timestamp(date), "last_seen": pd.Timestamp(last_seen),
        "observations": observations, "input": price, "output": 2 * price,
        "cache_read": float("nan"), "cache_write": float("nan"),
    }  # fmt: skip


def test_two_lists_are_compared_on_the_first_of_each_month_they_share():
    prices = pd.DataFrame(
        [
            row("2025-01-15", "2025-02-20", 1.0, "litellm-history"),
            row("2025-03-15", "2025-04-20", 2.0, "litellm-history"),
            row("2025-01-20", "2025-04-20", 1.0, "models-dev"),
        ]
    )
    found = agreement.price_agreement(prices)
    assert found.set_index("month")["same"].to_dict() == {
        pd.Timestamp("2025-02-01"): True,
        pd.Timestamp("2025-03-01"): True,
        pd.Timestamp("2025-04-01"): False,
    }
    told = agreement.by_pair(found).iloc[0]
    assert (told["one"], told["other"], told["comparisons"]) == ("litellm", "models.dev", 3)
    assert told["share"] == pytest.approx(2 / 3)


def test_copies_of_one_list_are_not_compared():
    prices = pd.DataFrame(
        [
            row("2025-01-15", "2025-06-01", 1.0, "litellm-history"),
            row("2025-01-15", "2025-06-01", 1.0, "tokencost-history"),
        ]
    )
    assert agreement.price_agreement(prices).empty


@pytest.mark.parametrize(("other", "same"), [(1.009, True), (1.011, False)])
def test_within_one_in_a_hundred_is_the_same(other, same):
    prices = pd.DataFrame(
        [
            row("2025-01-15", "2025-02-10", 1.0, "litellm-history"),
            row("2025-01-15", "2025-02-10", other, "models-dev"),
        ]
    )
    assert agreement.price_agreement(prices)["same"].tolist() == [same]


def test_observations_are_spread_over_the_years_they_span():
    prices = pd.DataFrame(
        [
            row("2024-07-02", "2025-06-30", 1.0, "a", observations=364.0),
            row("2025-05-01", "2025-05-01", 1.0, "b", observations=1.0),
        ]
    )
    found = agreement.observations_by_year(prices).set_index("source_id")
    assert found.loc["a", [2024, 2025, "total"]].tolist() == [183, 181, 364]
    assert found.loc["b", [2024, 2025, "total"]].tolist() == [0, 1, 1]


def test_refusals_add_up_over_sources():
    intake = pd.DataFrame(
        {
            "source_id": ["a", "b", "a"],
            "outcome": ["rejected", "rejected", "kept"],
            "reason": ["no price", "no price", "prices"],
            "rows": [2.0, 3.0, 9.0],
            "example": ["x", "y", ""],
        }
    )
    found = agreement.refusals(intake)
    assert found[["reason", "rows", "sources"]].to_numpy().tolist() == [["no price", 5, 2]]


def test_doubted_rows_stay_in_the_table_and_are_counted():
    prices = pd.DataFrame(
        [
            row("2025-01-01", "2025-01-01", 1.0, "models-dev"),
            row("2025-02-01", "2025-02-01", 0.5, "models-dev", observations=1.0),
        ]
    )
    assert agreement.doubted(prices).to_numpy().tolist() == [["new low seen once", 1]]
