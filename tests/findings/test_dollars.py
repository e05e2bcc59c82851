"""What a score cost first and costs now, against plain loops over the rows of the record."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.facts import ways
from analysis.findings.price_of_a_score import dollars


@pytest.mark.parametrize(("benchmark", "level"), [("hle", 0.2), ("gpqa-diamond", 0.75)])
def test_first_and_present_price_by_a_loop_over_rows(living, benchmark, level):
    day = ways.newest_day(living)
    first, cheapest, lowest = None, float("inf"), float("inf")
    for row in ways.ways(living).itertuples():
        if row.benchmark_id != benchmark or row.score < level or row.basis != "tokens":
            continue
        if first is None or (row.date, row.price) < first:
            first = (row.date, row.price)
        lowest = min(lowest, row.price)
        if row.date <= day < row.ended:
            cheapest = min(cheapest, row.price)
    found = dollars.paid(ways.ways(living), benchmark, level)
    assert (found.first["date"], found.first["price"]) == first
    assert found.now["price"] == cheapest
    assert found.low == lowest


def test_a_score_that_nobody_sells_is_said_by_no_number(living):
    assert dollars.paid(ways.ways(living), "hle", 1.01) is None


def test_the_three_numbers_say_who_when_and_that_a_lower_price_is_gone():
    first = pd.Series(
        {"date": pd.Timestamp("2025-01-01"), "price": 90.0, "model": "A", "provider": "a"}
    )
    now = pd.Series(
        {"date": pd.Timestamp("2025-05-01"), "price": 3.0, "model": "B", "provider": "openai"}
    )
    found = dollars.Paid("hle", 0.2, first, now, 7, 2.0)
    one, today, fold = dollars._prices(found, pd.Timestamp("2026-01-01"))
    assert [n.key for n in (one, today, fold)] == [
        "score.hle.20.first", "score.hle.20.today", "score.hle.20.fold",
    ]  # fmt: skip
    assert (one.value, today.value, fold.value) == (90.0, 3.0, 30.0)
    assert (
        today.note
        == "B at OpenAI, at this price since 2025-05-01; the lowest ever on offer was 2 USD"
    )
    assert (one.start, today.end, fold.n) == ("2025-01-01", "2026-01-01", 7)
