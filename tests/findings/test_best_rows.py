"""What the page of the best run says of its steps follows from them."""

from __future__ import annotations

import pandas as pd

from analysis.findings.price_of_the_best import rows


def steps(*prices: float) -> pd.DataFrame:
    days = pd.to_datetime([f"2025-0{n + 1}-01" for n in range(len(prices))])
    models = [f"M{n}" for n in range(len(prices))]
    return pd.DataFrame({"benchmark": "B", "date": days, "model": models, "price": prices})


def test_the_turn_of_the_record_is_told_and_none_where_the_newest_costs_most() -> None:
    told = rows.turning(steps(1.0, 80.0, 7.0), "B")
    assert told == (
        "the most expensive record run was M1's, $80.00 in February 2025; the newest, M2's, "
        "costs $7.00"
    )
    assert rows.turning(steps(1.0, 7.0), "B").endswith("$7.00 in February 2025, the newest record")


def test_a_rise_says_its_way() -> None:
    assert rows._rising(4.2) == "up 4.2× a year"
    assert rows._rising(0.5) == "down 2.0× a year"
