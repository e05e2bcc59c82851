"""Money beside tokens: what has no price is said with its bound, and what is given with its price."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analysis.benchprice.record import beside, rates
from analysis.benchprice.record.rates import Rate
from analysis.benchprice.usage import Tokens, Usage
from tests.benchprice.record.small import known

SEARCHES = (("web-search", 3),)
USED = Usage("m", Tokens(1), extras=SEARCHES)
RATE = Rate("m", 1, 1, provider="google", model_id="m")
RECORD = known(fees=[("google", "web-search", "", "2025-01-01", 0.5, "", "s")])


@pytest.mark.parametrize(
    ("used", "paid", "record", "found"),
    [
        ([USED, USED], [RATE, RATE], RECORD, [("missing-fees", 3.0)]),  # together, once
        ([USED, replace(USED, model="n")], [RATE, RATE], RECORD, [("missing-fees", 1.5)] * 2),
        ([USED], [None], RECORD, [("missing-fees", None)]),
        ([USED], [RATE], None, [("missing-fees", None)]),
        ([USED], [RATE], known(), [("missing-fees", None)]),
        ([USED], [replace(RATE, extras=(("web-search", 0.1),))], RECORD, []),
        ([replace(USED, billed=1.0)], [RATE], RECORD, []),
        ([replace(USED, extras=(("web-search", 0),))], [RATE], RECORD, []),
        ([replace(USED, extras=(("audio_input", 2),))], [RATE], known(), [("missing-audio", None)]),
    ],
)
def test_what_has_no_price_is_doubted_by_the_most_it_may_have_cost(used, paid, record, found):
    assert [(d.code, d.usd) for d in beside.unpriced(used, paid, record)] == found


@pytest.mark.parametrize(
    ("model", "more", "found"),
    [
        ("gpt-4o-search-preview", {}, 1),
        ("perplexity/sonar-pro", {}, 1),
        ("sonar-deep-research", {}, 0),
        ("sonar", {"billed": 0.5}, 0),
        ("sonar", {"extras": (("request-low", 1),)}, 0),
        ("sonar", {"tokens": Tokens()}, 0),
    ],
)
def test_a_model_that_bills_every_request_is_doubted_where_a_log_counts_none(model, more, found):
    used = replace(Usage(model, Tokens(1)), **more)
    assert [d.code for d in beside.untold([used, used])] == ["missing-fees"] * found


QUOTA = replace(RATE, extras=(("grounded-answer", 0.25), ("grounding-query", 0.5)))
GROUNDED = replace(USED, extras=(("grounded-answer", 2),))


@pytest.mark.parametrize(
    ("used", "rate", "usd", "says"),
    [
        ([GROUNDED], QUOTA, 0.5, "1,500 a day"),
        ([GROUNDED, GROUNDED], QUOTA, 1.0, "1,500 a day"),
        ([replace(USED, extras=(("grounding-query", 3),))], QUOTA, 1.5, "5,000 a month"),
        ([GROUNDED], replace(QUOTA, provider="other"), None, ""),
        ([GROUNDED], RATE, None, ""),
        ([GROUNDED], None, None, ""),
        ([replace(GROUNDED, billed=1.0)], QUOTA, None, ""),
    ],
)
def test_what_a_seller_gives_some_of_is_doubted_by_all_of_its_price(used, rate, usd, says):
    found = beside.given(used, [rate] * len(used))
    assert [d.usd for d in found] == ([] if usd is None else [usd])
    assert all(says in d.says and d.code == "free-quota" for d in found)


@pytest.mark.parametrize("rate", [RATE, QUOTA])
def test_a_statement_holds_the_fees_of_a_rate_where_it_has_some_and_gives_it_back(
    rate: Rate,
) -> None:
    told = rates.as_record(rate)
    assert told.get("extras", {}) == dict(rate.extras) and ("extras" in told) == bool(rate.extras)
    assert rates.of_record(told) == rate
