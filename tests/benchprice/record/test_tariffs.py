"""Rates beside the standard price and fees a call, on a record of our own."""

from __future__ import annotations

import dataclasses
import sqlite3

import pytest

from analysis.benchprice.record import tariffs
from analysis.benchprice.record.carried import Offer, Record
from analysis.facts.downloads.export import TABLES

OFFER = Offer("m", "maker", "2025-01-01", "2027-01-01", 3.0, 15.0, 0.3, None, 0, 0, True, "s", "")
PLAIN = tariffs.Tariff("m", "maker", "standard", 200_000, "2025-10-10", 6.0, 22.5, None, None, None,
                       None, None, 3.0, 15.0, "", "list-a")  # fmt: skip


def known(*rows, fees=()):
    connection = sqlite3.connect(":memory:")
    for name in ("meta", "tiers", "fees"):
        connection.execute(f"CREATE TABLE {name} ({TABLES[name]})")
    for row in rows:
        values = [*dataclasses.astuple(row), {"list-a": 0, "list-b": 1}[row.source]]
        connection.execute(f"INSERT INTO tiers VALUES ({', '.join('?' * len(values))})", values)
    for row in fees:
        connection.execute("INSERT INTO fees VALUES (?, ?, ?, ?, ?, ?, ?)", row)
    return Record(connection)


def test_a_long_prompt_pays_its_rates_and_one_at_the_threshold_does_not():
    record = known(PLAIN)
    assert tariffs.tariff(record, OFFER, "2025-11-20", prompt=200_000) is None
    assert tariffs.tariff(record, OFFER, "2025-11-20", prompt=200_001).output == 22.5


def test_the_highest_threshold_that_the_prompt_passes_counts():
    longer = dataclasses.replace(PLAIN, above=500_000, input=9.0)
    record = known(PLAIN, longer)
    assert tariffs.tariff(record, OFFER, "2025-11-20", prompt=400_000).input == 6.0
    assert tariffs.tariff(record, OFFER, "2025-11-20", prompt=600_000).input == 9.0


@pytest.mark.parametrize(("standard", "found"), [(3.0, 6.0), (2.0, None)])
def test_rates_hold_while_the_standard_price_is_the_one_they_stood_beside(standard, found):
    offer = dataclasses.replace(OFFER, input=standard)
    long = tariffs.tariff(known(PLAIN), offer, "2025-06-01", prompt=300_000)
    assert (long and long.input) == found


def test_rates_beside_no_standard_price_hold_from_their_day_on():
    record = known(dataclasses.replace(PLAIN, tier="peak", above=0, beside_input=None))
    assert tariffs.tariff(record, OFFER, "2025-10-09", tier="peak") is None
    assert tariffs.tariff(record, OFFER, "2025-10-10", tier="peak").input == 6.0


def test_a_tier_that_the_seller_does_not_have_is_unknown():
    assert tariffs.tariff(known(PLAIN), OFFER, "2025-11-20", tier="batch") is None


def test_the_better_list_decides_and_the_next_tells_the_cache_prices_of_the_same_rates():
    cached = dataclasses.replace(PLAIN, source="list-b", cache_read=0.6)
    other = dataclasses.replace(
        PLAIN, source="list-b", input=7.0, cache_read=0.7, since="2025-10-11"
    )
    long = tariffs.tariff(known(PLAIN, cached, other), OFFER, "2025-11-20", prompt=300_000)
    assert (long.source, long.input, long.cache_read) == ("list-a", 6.0, 0.6)


def test_a_fee_counts_from_its_day_and_the_models_own_before_the_common_one():
    common = ("maker", "web-search", "", "2025-05-07", 0.01, "", "s")
    own = ("maker", "web-search", "m", "2025-05-07", 0.025, "", "s")
    record = known(fees=[common, own])
    assert tariffs.fee(record, "maker", "web-search", "2025-05-06") is None
    assert tariffs.fee(record, "maker", "web-search", "2025-05-07").usd == 0.01
    assert tariffs.fee(record, "maker", "web-search", "2025-06-01", "m").usd == 0.025
    assert tariffs.fee(record, "other", "web-search", "2025-06-01") is None


def test_an_answer_with_reasoning_pays_the_price_of_thinking_where_the_seller_has_one():
    thinking = dataclasses.replace(PLAIN, tier="thinking", above=0, input=3.0, output=60.0)
    record = known(thinking)
    assert tariffs.answered(record, OFFER, 1, "2025-11-20").output == 60.0
    assert tariffs.answered(record, OFFER, 0, "2025-11-20").output == 15.0
    assert tariffs.answered(record, OFFER, None, "2025-11-20").output == 15.0
    assert tariffs.answered(known(PLAIN), OFFER, 1, "2025-11-20").output == 15.0
