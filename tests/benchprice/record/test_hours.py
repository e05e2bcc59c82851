"""Prices that went by the hour: doubted in the months, at the seller and as deep as they were."""

from __future__ import annotations

import pytest

from analysis.benchprice.record import hours
from analysis.benchprice.usage import Tokens, Usage
from tests.benchprice.record.small import offer

SPENT = Usage("m", Tokens(2 * 10**6, output=10**6))  # 2 * 2 + 1 * 8 = 12 USD


@pytest.mark.parametrize(
    ("model", "seller", "day", "usd"),
    [
        ("deepseek-v3", "deepseek", "2025-02-25", None),
        ("deepseek-v3", "deepseek", "2025-02-26", 6.0),
        ("deepseek-v3", "deepseek", "2025-09-05", 6.0),
        ("deepseek-v3", "deepseek", "2025-09-06", None),
        ("deepseek-v3", "deepseek", "2026-05-01", None),
        ("deepseek-reasoner", "deepseek", "2025-05-01", 9.0),
        ("deepseek-r1", "deepseek", "2025-05-01", 9.0),
        ("deepseek-r1-0528", "deepseek", "2025-05-01", 9.0),
        ("deepseek-r1", "azure", "2025-05-01", None),
        ("deepseek-r1", "together", "2025-05-01", None),
    ],
)
def test_the_dear_hours_are_doubted_by_what_the_cheap_ones_took_off(model, seller, day, usd):
    found = hours.doubts(SPENT, offer(model, seller), day)
    assert [(d.code, d.usd) for d in found] == ([("cheap-hours", usd)] if usd else [])


def test_tokens_without_a_price_are_of_no_known_amount():
    used = Usage("m", Tokens(1, cache_read=1))
    (found,) = hours.doubts(used, offer(provider="deepseek"), "2025-05-01")
    assert found.usd is None
