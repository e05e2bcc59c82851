"""What an offer comes to for a usage: long prompts, tiers, regions, fees, on the record's facts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analysis.benchprice.readers.platforms import providers
from analysis.benchprice.record import finding, rates
from analysis.benchprice.usage import WINDOWS, Tokens, Usage

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
