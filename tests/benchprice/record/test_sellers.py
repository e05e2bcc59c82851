"""Who served a usage, as its log spells it, and whose offer counts where none holds."""

from __future__ import annotations

import pytest

from analysis.benchprice.record import sellers
from analysis.benchprice.record.sellers import Unpriced
from analysis.benchprice.usage import Tokens, Usage
from tests.benchprice.record.small import known, offer


@pytest.mark.parametrize(
    ("model", "provider", "served"),
    [
        ("gpt-5", "", ""),
        ("openrouter/anthropic/claude-x", "", "openrouter"),
        ("openai-api/together/m", "", "together"),
        ("a-api/together/m", "", "a-api"),
        ("openai/azure/gpt-4o", "", "azure"),
        ("OpenAI/Azure", "", "openai"),
        ("anthropic/bedrock/m", "", "bedrock"),
        ("google/vertex/m", "", "vertex"),
        ("openai/org/m", "", "openai"),
        ("openai/azure/m", "mistral", "mistral"),
        ("m", " Azure.AI.OpenAI ", "azure"),
        ("m", "openai.responses", "openai"),
        ("us.anthropic.claude-x", "", "amazon-bedrock"),
        ("us.anthropic.claude-x", "host", "host"),
    ],
)
def test_who_served_a_usage_is_its_provider_else_the_form_or_the_path_of_its_name(
    model, provider, served
):
    assert sellers.prefix(Usage(model, Tokens(1), provider=provider)) == served


FIRST = offer(until="2025-06-01", rank=0)
HOST = offer(provider="host", until="2025-09-01", rank=2, price=3.0)
OTHER = offer(provider="other", until="2025-09-01", rank=1, price=4.0)


@pytest.mark.parametrize(
    ("offers", "date", "provider"),
    [
        ([FIRST, HOST, OTHER], "2025-05-31", "maker"),
        ([FIRST, HOST, OTHER], "2025-06-01", "other"),  # the first in rank of those that hold
        ([FIRST, HOST, OTHER], "2026-01-01", "other"),  # and of those that ended last
        ([FIRST, HOST], "2026-01-01", "host"),
        ([], "2025-05-31", None),
    ],
)
def test_of_the_offers_the_first_that_holds_counts_else_the_one_that_ended_last(
    offers, date, provider
):
    found = sellers._best(offers, date)
    assert (found and found.provider) == provider


@pytest.mark.parametrize(
    ("date", "codes"),
    [("2026-01-01", []), ("2026-02-01", []), ("2026-02-02", ["after-record"]),
     ("2027-01-02", ["after-record"])],
)  # fmt: skip
def test_a_day_after_the_record_is_doubted_from_a_month_on(date, codes):
    record = known(meta={"date": "2026-01-01"})
    assert [one.code for one in sellers._of_day(record, date)] == codes
    with pytest.raises(Unpriced, match="2027-01-03: the record ends on 2026-01-01"):
        sellers._of_day(record, "2027-01-03")
