"""Rates beside the standard price and fees a call, on a record of our own."""

from __future__ import annotations

import dataclasses

import pytest

from analysis.benchprice.record import tariffs
from analysis.benchprice.record.carried import Offer
from tests.benchprice.record.small import known

OFFER = Offer("m", "maker", "2025-01-01", "2027-01-01", 3.0, 15.0, 0.3, None, 0, 0, True, "s", "")
PLAIN = tariffs.Tariff("m", "maker", "standard", 200_000, "2025-10-10", 6.0, 22.5, None, None, None,
                       None, None, 3.0, 15.0, "", "list-a")  # fmt: skip


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


AUDIO = dataclasses.replace(PLAIN, audio_input=32.0, audio_output=64.0)
FEES = [
    ("maker", "web-search", "", "2025-05-07", 0.01, "", "s"),
    ("maker", "web-search-preview", "m", "2027-05-07", 0.025, "", "s"),
    ("other", "web-search", "", "2025-05-07", 0.5, "", "s"),
    ("other", "request-low", "n", "2025-05-07", 0.005, "", "s"),
]


@pytest.mark.parametrize(
    ("kind", "seller", "model", "usd"),
    [
        ("web-search", "maker", "m", 0.025),  # of any kind, model and day
        ("web-search", "other", "m", 0.5),
        ("web-search", "nobody", "m", 0.5),
        ("request", "maker", "m", 0.005),
        ("code-execution", "maker", "m", None),
        ("audio_input", "nobody", "m", 32e-6),
        ("audio_output", "nobody", "m", 64e-6),
        ("audio", "nobody", "m", 32e-6),
        ("audio_input", "maker", "n", None),
    ],
)
def test_the_dearest_is_the_sellers_own_where_it_asks_anything(kind, seller, model, usd):
    cheaper = dataclasses.replace(AUDIO, provider="cheap", audio_input=1.0, audio_output=2.0)
    assert tariffs.dearest(known(AUDIO, cheaper, fees=FEES), kind, seller, model) == usd


def test_of_days_the_last_one_by_then_counts_else_the_first_to_come():
    rows = [dataclasses.replace(PLAIN, since=f"2025-{m}-01", input=m) for m in (10, 11, 12)]
    found = {day: tariffs.tariff(known(*rows), OFFER, day, prompt=10**6).input
             for day in ("2025-09-01", "2025-10-01", "2025-11-30", "2025-12-01", "2026-01-01")}  # fmt: skip
    assert list(found.values()) == [10, 10, 11, 12, 12]


@pytest.mark.parametrize(
    ("beside", "same"),
    [((3.03, 15.0), True), ((2.97, 15.0), True), ((3.04, 15.0), False), ((3.0, 15.2), False),
     ((3.0, 14.0), False), ((None, 99.0), True), ((99.0, None), True)],
)  # fmt: skip
def test_a_standard_price_is_the_same_within_a_hundredth(beside, same):
    row = dataclasses.replace(PLAIN, beside_input=beside[0], beside_output=beside[1])
    assert bool(tariffs.tariff(known(row), OFFER, "2026-01-01", prompt=10**6)) is same


def test_cache_prices_come_from_the_next_list_with_the_same_rates_alone():
    first = dataclasses.replace(PLAIN, cache_write=7.0)
    rates = {"source": "list-b", "cache_read": 0.6, "cache_write": 8.0, "cache_write_long": 9.0}
    found = tariffs.tariff(known(first, dataclasses.replace(PLAIN, **rates)), OFFER, "2026-01-01",
                           prompt=10**6)  # fmt: skip
    assert (found.cache_read, found.cache_write, found.cache_write_long) == (0.6, 7.0, 9.0)
    for other in ({"input": 5.0}, {"output": 20.0}, {"above": 100_000}):
        row = dataclasses.replace(PLAIN, **rates, **other)
        found = tariffs.tariff(known(first, row), OFFER, "2026-01-01", prompt=10**6)
        assert (found.cache_read, found.cache_write_long) == (None, None)


@pytest.mark.parametrize(
    ("told", "output"),
    [({}, 60.0), ({"input": None}, 15.0), ({"output": None}, 15.0), ({"above": 200_000}, 15.0)],
)
def test_a_price_of_thinking_is_one_of_input_and_output_of_any_prompt(told, output):
    thinking = dataclasses.replace(PLAIN, tier="thinking", above=0, input=3.0, output=60.0)
    record = known(dataclasses.replace(thinking, **told))
    assert tariffs.answered(record, OFFER, 1, "2025-11-20").output == output
    assert tariffs.answered(record, OFFER, 0, "2025-11-20").output == 15.0


def test_of_one_threshold_the_row_of_the_day_counts_and_of_another_list_only_its_cache():
    later = dataclasses.replace(PLAIN, since="2026-01-01", output=30.0)
    higher = dataclasses.replace(PLAIN, above=500_000, since="2026-06-01", output=50.0)
    better = dataclasses.replace(PLAIN, source="list-b", above=300_000, output=1.0)
    lower = dataclasses.replace(PLAIN, source="list-b", input=5.0, cache_read=9.0)
    record = known(PLAIN, later, higher, better, lower)
    for date, output in (("2025-12-31", 22.5), ("2026-01-01", 30.0), ("2027-01-01", 30.0),
                         ("2025-01-01", 22.5)):  # fmt: skip
        found = tariffs.tariff(record, OFFER, date, prompt=400_000)
        assert (found.output, found.cache_read) == (output, None)
    assert tariffs.tariff(record, OFFER, "2027-01-01", prompt=500_001).output == 50.0


def test_the_most_that_one_of_a_kind_costs_is_its_sellers_else_anybodys():
    heard = [dataclasses.replace(PLAIN, provider=p, audio_input=i, audio_output=o)
             for p, i, o in (("maker", 40.0, 80.0), ("other", 50.0, 60.0))]  # fmt: skip
    fees = [("maker", "search", "", "2025-01-01", 0.01, "", "s"), ("maker", "search-big", "", "2025-01-01", 0.02, "", "s"),
            ("maker", "searches", "", "2025-01-01", 9.0, "", "s"), ("other", "search", "m", "2025-01-01", 0.5, "", "s")]  # fmt: skip
    record = known(*heard, fees=fees)
    for kind, seller, model, most in (
        ("audio_input", "x", "m", 5e-5), ("audio_cached", "x", "m", 5e-5), ("audio_output", "x", "m", 8e-5),
        ("audio_output", "x", "n", None), ("search", "maker", "m", 0.02), ("search", "nobody", "m", 0.5),
        ("page", "maker", "m", None),
    ):  # fmt: skip
        assert tariffs.dearest(record, kind, seller, model) == pytest.approx(most)
