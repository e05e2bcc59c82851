"""What an offer comes to for a usage: long prompts, tiers, regions, fees, on the record's facts and on our own."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analysis.benchprice.readers.platforms import providers
from analysis.benchprice.record import finding, rates, terms
from analysis.benchprice.record.tariffs import Tariff
from analysis.benchprice.usage import WINDOWS, Tokens, Usage
from tests.benchprice.record.small import known, offer

MILLION = Tokens(10**6, output=10**6)


@pytest.fixture(scope="module")
def record(record_of_living):
    return record_of_living


def cost(record, usage: Usage, date: str) -> tuple[float, list[str]]:
    ((rate,), doubts) = finding.find([usage], [], record, date)
    return rates.charge(usage, rate), [one.code for one in doubts]


@pytest.mark.parametrize(
    ("model", "usage", "date", "dollars"),
    [
        ("gemini-3.1-pro-preview", {"window": 200_000}, "2026-08-24", 4 + 18),
        ("gemini-3.1-pro-preview", {"window": 128_000}, "2026-08-24", 2 + 12),
        ("gemini-3.1-pro-preview", {"window": 0, "tier": "batch"}, "2026-08-24", 1 + 6),
        ("gemini-3.1-pro-preview", {"window": 200_000, "tier": "batch"}, "2026-08-24", 2 + 9),
        ("claude-opus-4-8", {"window": 0, "tier": "fast"}, "2026-09-01", 10 + 50),
        ("claude-opus-4-8", {"window": 0, "region": "us"}, "2026-09-01", 1.1 * (5 + 25)),
        ("claude-sonnet-4-6", {"window": 0, "extras": (("web-search", 3),)}, "2026-09-01", 18.03),
    ],
)
def test_rates_of_the_sellers_own_lists(record, model, usage, date, dollars):
    found, doubts = cost(record, Usage(model, MILLION, **usage), date)
    assert (found, doubts) == (pytest.approx(dollars), [])


def test_calls_that_are_not_told_apart_may_have_been_long(record):
    usage = Usage("gemini-3.1-pro-preview", MILLION)
    found, doubts = cost(record, usage, "2026-08-24")
    assert (found, doubts) == (14, ["long-prompts-unknown"])
    ((_,), (doubt,)) = finding.find([usage], [], record, "2026-08-24")
    assert doubt.usd == pytest.approx(22 - 14)
    assert cost(record, replace(usage, longest=150_000), "2026-08-24") == (14, [])


def test_a_fee_that_nobody_knows_makes_the_total_a_bound(record):
    usage = Usage("claude-sonnet-4-6", MILLION, window=0, extras=(("code-execution", 2),))
    assert cost(record, usage, "2026-09-01") == (18, ["missing-fees"])
    ((_,), (doubt,)) = finding.find([usage], [], record, "2026-09-01")
    assert doubt.usd == pytest.approx(2 * 0.005)  # what the one seller asks that says it


def test_a_rate_given_by_hand_does_not_give_away_the_sellers_fees(record):
    usage = Usage("mine", MILLION, provider="anthropic", extras=(("web-search", 100),))
    ((rate,), doubts) = finding.find([usage], [rates.Rate("mine", 1, 1)], record, "2026-09-01")
    assert (rates.charge(usage, rate), doubts) == (3, [])


def test_readers_tell_every_length_apart_at_which_a_list_changes_its_price(living):
    above = set(living.tiers["above_tokens"].unique()) - {0}
    assert above <= set(WINDOWS)


@pytest.mark.parametrize(("said", "window"), [("200k-1M", 200_000), ("0-200k", 0), (None, None)])
def test_an_export_says_which_window_its_calls_had(said, window):
    result = {"model": "m", "uncached_input_tokens": 1, "output_tokens": 1, "context_window": said}
    export_ = {"data": [{"starting_at": "2026-03-14T00:00:00Z", "results": [result]}]}
    assert providers.read_document("log", export_).usage[0].window == window


DAY = "2025-06-01"
PLAIN = offer(price=2.0, provider="openai", cache_read=0.5)
LIST = Tariff("m", "openai", "batch", 0, "2025-01-01", 0.5, 1.0, None, None, None, 32.0, 64.0,
              2.0, 8.0, "", "list-a")  # fmt: skip
LONG = replace(LIST, tier="standard", above=1000, input=4.0, output=12.0)


def rated(usage=None, offered=PLAIN, *rows, **more):
    return terms.rate(usage or Usage("m", MILLION), offered, known(*rows, **more), DAY)


@pytest.mark.parametrize(
    ("tier", "window", "rows", "prices", "factor", "above"),
    [
        ("standard", 0, [LIST], (2.0, 8.0, 0.5), 1.0, 0),
        ("standard", 1000, [LONG], (4.0, 12.0, 1.0), 1.0, 1000),
        ("standard", 999, [LONG], (2.0, 8.0, 0.5), 1.0, 0),
        ("standard", 999, [replace(LONG, above=999)], (4.0, 12.0, 1.0), 1.0, 999),
        ("standard", 1000, [replace(LONG, cache_read=0.75)], (4.0, 12.0, 0.75), 1.0, 1000),
        ("batch", 0, [], (1.0, 4.0, 0.25), 0.5, 0),
        ("batch", 0, [LIST], (0.5, 1.0, 0.125), 0.25, 0),
        ("turbo", 0, [replace(LIST, tier="turbo")], (0.5, 1.0, 0.125), 0.25, 0),
        ("batch", 0, [replace(LIST, cache_read=0.2)], (0.5, 1.0, 0.2), 0.25, 0),
        ("batch", 0, [replace(LIST, input=None)], (1.0, 4.0, 0.25), 0.5, 0),
        ("batch", 0, [replace(LIST, output=None)], (1.0, 4.0, 0.25), 0.5, 0),
        ("batch", 1000, [LIST, LONG], (1.0, 1.5, 0.25), 0.25, 0),
        ("batch", 1000, [LONG], (2.0, 6.0, 0.5), 0.5, 1000),
        ("batch", 999, [LONG], (1.0, 4.0, 0.25), 0.5, 0),
        ("batch", 1000, [LONG, LIST, replace(LIST, above=1000, input=3.0, output=9.0)],
         (3.0, 9.0, 0.75), 1.5, 1000),
    ],
)  # fmt: skip
def test_a_tier_is_at_its_list_and_its_caches_move_as_input_does(
    tier, window, rows, prices, factor, above
):
    said = "".join(tier)  # equal to the code's word, and another object
    found, doubts = rated(Usage("m", MILLION, tier=said, window=window), PLAIN, *rows)
    assert (found.input, found.output, found.cache_read) == prices
    assert (found.factor, found.window, found.tier, doubts) == (factor, above, tier, [])


def test_cached_tokens_in_googles_batches_pay_the_list_price():
    rows = [replace(LIST, provider="google")]
    for of_list in (rows, []):
        found, _ = rated(Usage("m", MILLION, tier="batch", window=0),
                         replace(PLAIN, provider="google"), *of_list)  # fmt: skip
        assert found.cache_read == 0.5


@pytest.mark.parametrize(("writes", "usd"), [(3 * 10**6, 3 * 1.5), (0, None)])
def test_writes_of_no_told_age_are_doubted_by_what_an_hour_costs_more(writes, usd):
    usage = Usage("m", Tokens(1, cache_write=writes), window=0, ages_told=False)
    claude = replace(PLAIN, provider="anthropic", cache_write=2.5)
    found, doubts = rated(usage, claude)
    assert (found.cache_write, found.cache_write_long) == (2.5, 4.0)
    assert [(d.code, d.usd) for d in doubts] == ([("cache-ages-unknown", usd)] if usd else [])
    assert rated(replace(usage, ages_told=True), claude)[1] == []
    assert rated(replace(usage, tokens=Tokens(1)), replace(claude, cache_write=None))[1] == []
    assert rated(usage, replace(claude, provider="openai"))[1] == []


@pytest.mark.parametrize(
    ("longest", "rows", "usd"),
    [
        (1001, [LONG], 2.0 + 4.0),
        (1000, [LONG], None),
        (999, [LONG], None),
        (None, [LONG], 2.0 + 4.0),
        (None, [], None),
        (None, [replace(LONG, above=10**6)], None),  # no prompt of a million in all is above it
        (None, [replace(LONG, above=10**6 - 1)], 2.0 + 4.0),
        (None, [replace(LONG, above=0)], None),
    ],
)
def test_calls_that_may_have_been_long_are_doubted_by_what_all_of_them_cost_more(
    longest, rows, usd
):
    usage = Usage("m", MILLION, longest=longest, extras=(("web-search", 9),))
    _, doubts = rated(usage, PLAIN, *rows)
    assert [(d.code, d.usd) for d in doubts] == ([("long-prompts-unknown", usd)] if usd else [])
    assert rated(replace(usage, window=0), PLAIN, *rows)[1] == []


def test_the_shortest_prompt_that_a_list_charges_more_is_named():
    (doubt,) = rated(Usage("m", MILLION), PLAIN, LONG, replace(LONG, above=2000, input=16.0))[1]
    assert "above 1,000 tokens" in doubt.says
    assert doubt.usd == 14.0 + 4.0
    unpriced = Usage("m", Tokens(10**6, cache_write=1))
    assert [d.usd for d in rated(unpriced, PLAIN, LONG)[1]] == [None]


@pytest.mark.parametrize(
    ("seller", "tier", "rows", "found"),
    [
        ("openai", "flex", [], [("tier-not-listed", 1.0 + 4.0)]),
        ("openai", "flex", [LIST, replace(LIST, tier="priority")], [("tier-not-listed", 5.0)]),
        ("openai", "flex", [replace(LIST, tier="flex")], []),
        ("groq", "flex", [], []),
        ("openai", "batch", [], []),
    ],
)
def test_half_a_price_that_no_list_shows_is_doubted_by_all_of_it(seller, tier, rows, found):
    usage = Usage("m", MILLION, tier=tier, window=0, extras=(("web-search", 9),))
    _, doubts = rated(usage, replace(PLAIN, provider=seller), *rows)
    assert [(d.code, d.usd) for d in doubts] == found
    unpriced = replace(usage, tokens=Tokens(1, cache_write=1))
    for odd in (replace(usage, tokens=Tokens()), unpriced):
        assert [d.usd for d in rated(odd, replace(PLAIN, provider=seller), *rows)[1]] == (
            [None] * len(found)
        )


@pytest.mark.parametrize(
    ("seller", "region", "times", "codes"),
    [
        ("anthropic", "us", 1.1, []),
        ("anthropic", "eu", 1.0, ["region-not-known"]),
        ("openai", "us", 1.0, ["region-not-known"]),
        ("anthropic", "", 1.0, []),
    ],
)
def test_a_region_is_dearer_where_that_is_known(seller, region, times, codes):
    usage = Usage("m", MILLION, region=region, window=0, tier="batch")
    found, doubts = rated(usage, replace(PLAIN, provider=seller))
    assert (found.input, found.output) == (pytest.approx(times), pytest.approx(4 * times))
    assert found.factor == pytest.approx(0.5 * times)
    assert [d.code for d in doubts] == codes


def test_audio_and_calls_have_the_unit_prices_of_the_list():
    fees = [("openai", "web-search", "", "2025-01-01", 0.01, "", "s"),
            ("other", "file-search", "", "2025-01-01", 0.5, "", "s")]  # fmt: skip
    kinds = ("web-search", "audio_output", "audio_input", "file-search")
    usage = Usage("m", MILLION, tier="batch", window=0, extras=tuple((k, 1) for k in kinds))
    found, _ = rated(usage, PLAIN, LIST, fees=fees)
    assert found.extras == (("audio_input", 32e-6), ("audio_output", 64e-6), ("web-search", 0.01))
    assert terms.charged(PLAIN, known(fees=fees), DAY) == {"web-search": 0.01}
    no_audio = replace(LIST, audio_output=None)
    assert dict(rated(usage, PLAIN, no_audio, fees=fees)[0].extras) == {
        "audio_input": 32e-6, "web-search": 0.01,
    }  # fmt: skip


def test_every_other_price_of_an_offer_is_listed_once():
    other = [replace(LIST, tier=tier) for tier in ("priority", "thinking", "turbo")]
    rows = [replace(LIST, tier="odd", input=None), LIST, LONG, *other]
    found = terms.listed(PLAIN, known(*rows), DAY)
    assert {(one.tier, one.window): one.input for one in found} == {
        ("batch", 0): 0.5, ("standard", 1000): 4.0, ("priority", 0): 0.5, ("turbo", 0): 0.5,
        ("flex", 0): 1.0,
        ("flex", 1000): 2.0,
    }  # fmt: skip
    assert len(found) == 6


def test_a_list_without_a_rate_or_a_free_offer_moves_nothing():
    assert terms._times(replace(LIST, input=None), PLAIN) == (1.0, 0.125)
    assert terms._times(replace(LIST, output=None), PLAIN) == (0.25, 1.0)
    assert terms._times(LIST, replace(PLAIN, input=0.0)) == (1.0, 0.125)
    assert terms._times(LIST, replace(PLAIN, output=0.0)) == (0.25, 1.0)


def test_cache_writes_are_the_lists_own_where_it_has_them():
    claude = replace(PLAIN, provider="anthropic", cache_write=2.5)
    row = replace(LIST, provider="anthropic")
    usage = Usage("m", MILLION, tier="batch", window=0)
    for own, writes in (
        ({}, (0.625, 1.0)),
        ({"cache_write": 3.0, "cache_write_long": 5.0}, (3, 5)),
    ):
        found, _ = rated(usage, claude, replace(row, **own))
        assert (found.cache_write, found.cache_write_long) == writes
