"""Which rate each usage is at, and what is doubted of days and sellers, on a record of our own."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analysis.benchprice.record import finding, rates
from analysis.benchprice.record.rates import Rate
from analysis.benchprice.record.sellers import Unpriced
from analysis.benchprice.usage import Tokens, Usage
from tests.benchprice.record.small import known, offer

MODELS = [("m", "m", "m", "M", "2025-01-01"), ("n", "n", "n", "N", "2025-01-01")]
OFFERS = [
    offer(own=True),  # 2 and 8 in 2025
    offer(since="2026-01-01", until="2027-01-01", price=3.0, rank=1, own=True),
    offer(since="2024-01-01", until="2025-01-01", price=0.5, rank=2, own=True),
    offer(provider="host", price=9.0, rank=3, since="2025-03-01"),
    offer(provider="alpha", price=20.0, rank=4),
]
FEES = [("maker", "web-search", "", "2025-01-01", 0.5, "", "s")]
RECORD = known(models=MODELS, offers=OFFERS, fees=FEES, meta={"date": "2026-06-01"},
               sellers=[("maker", "maker"), ("host", "host")])  # fmt: skip
USED = Usage("m", Tokens(10**6), date="2025-06-01", window=0)


def found(*used, given=(), date="2025-06-01", provider=""):
    paid, doubts = finding.find(used, given, RECORD, date, provider)
    return [None if rate is None else rate.input for rate in paid], [
        (d.code, d.usd) for d in doubts
    ]


@pytest.mark.parametrize(
    ("used", "price", "doubts"),
    [
        (USED, 2.0, []),
        (replace(USED, date=""), 2.0, []),
        (replace(USED, date="2024-06-01"), 0.5, []),
        (replace(USED, provider="host"), 9.0, []),
        (replace(USED, last="2025-06-01"), 2.0, []),
        (replace(USED, last="2025-12-31"), 2.0, []),  # the same price
        (replace(USED, last="2026-01-01"), 2.0, [("price-changed", 1.0)]),
        (replace(USED, date="2024-12-31", last="2025-01-01"), 0.5, [("price-changed", 1.5)]),
        (replace(USED, date="2023-01-01", billed=5.0), None, []),
        (replace(USED, model="unheard-of", billed=5.0), None, []),
        (replace(USED, model="vllm/m", billed=5.0), None, []),
        (replace(USED, last="2026-01-01", billed=5.0), 2.0, []),  # a bill is of no price
        (replace(USED, extras=(("file-search", 2),)), 2.0, [("missing-fees", None)]),
        (replace(USED, extras=(("web-search", 2),)), 2.0, []),
    ],
)
def test_a_usage_is_at_the_rate_of_its_day_and_seller(used, price, doubts):
    assert found(used) == ([price], doubts)


def test_what_has_no_rate_is_told_with_what_might_be_meant():
    for used, provider, said in (
        (replace(USED, date="2023-01-01"), "", r"no price known on 2023-01-01 for 'm'.*\n.*first offered on 2024-01-01"),
        (USED, "gone", r"at gone for 'm'.*\nm: sold on 2025-06-01 by alpha, host, maker"),
        (replace(USED, date="2025-02-01"), "gone", "sold on 2025-02-01 by alpha, maker"),
        (replace(USED, date="2020-01-01"), "gone", "sold on 2020-01-01 by nobody"),
        (replace(USED, model="n"), "", "no price known on 2025-06-01 for 'n'"),
    ):  # fmt: skip
        with pytest.raises(Unpriced, match=f"(?s){said}"):
            found(used, provider=provider)
    with pytest.raises(Unpriced, match="one's own"):
        found(replace(USED, model="vllm/m"))
    many = [replace(USED, model=f"no-{n}") for n in range(22)]
    with pytest.raises(Unpriced, match="and 2 more models without a price"):
        found(*many, *many)


@pytest.mark.parametrize(
    ("rates_", "used", "price"),
    [
        ([Rate("m", 7, 8)], USED, 7),
        ([Rate("m", 7, 8)], replace(USED, model="host/m"), 7),
        ([Rate("m", 7, 8), Rate("m", 4, 8, tier="batch")], replace(USED, tier="batch"), 4),
        ([Rate("m", 7, 8)], replace(USED, tier="batch"), 3.5),
        ([Rate("m", 7, 8), Rate("m", 4, 8, tier="batch")], USED, 7),
        ([Rate("m", 4, 8, tier="batch"), Rate("m", 7, 8)], USED, 7),
        (
            [Rate("m", 4, 8, tier="batch"), Rate("m", 3, 8, tier="flex")],
            replace(USED, tier="flex"),
            3,
        ),
        ([Rate("n", 7, 8)], USED, 2.0),
    ],
)
def test_a_rate_given_by_hand_goes_first(rates_, used, price):
    assert found(used, given=rates_) == ([price], [])


def test_a_rate_given_by_hand_has_its_sellers_fees():
    searched = replace(USED, extras=(("web-search", 2),))
    for used, given in ((replace(searched, provider="maker"), Rate("m", 1, 1)),
                        (searched, Rate("m", 1, 1, provider="maker"))):  # fmt: skip
        ((rate,), doubts) = finding.find([used], [given], RECORD, "2025-06-01")
        assert (rate.extras, doubts) == ((("web-search", 0.5),), [])
    assert found(searched, given=[Rate("m", 1, 1)])[1] == [("missing-fees", 1.0)]


@pytest.mark.parametrize(
    ("used", "doubts"),
    [
        ([replace(USED, date="")], [("date-not-known", 2.5)]),  # 3.0 to 0.5 at its seller
        ([replace(USED, date=""), replace(USED, date="", tokens=Tokens(2 * 10**6))],
         [("date-not-known", 7.5)]),
        ([USED], []),
        ([replace(USED, date="", billed=1.0)], []),
        ([replace(USED, date="", provider="host")], [("date-not-known", 0.0)]),
        ([replace(USED, date="", tokens=Tokens(1, cache_read=1))], [("date-not-known", None)]),
    ],
)  # fmt: skip
def test_undated_calls_are_doubted_by_how_far_their_sellers_prices_moved(used, doubts):
    paid = [
        rates.recorded(next(o for o in OFFERS if o.provider == (one.provider or "maker")), "m")
        for one in used
    ]
    made = finding.undated(used, paid, RECORD, "2026-06-01")
    assert [(d.code, d.usd) for d in made] == doubts
    assert finding.undated(used, [None] * len(used), RECORD, "2026-06-01") == []
    by_hand = [replace(rate, model_id="") for rate in paid]
    assert finding.undated(used, by_hand, RECORD, "2026-06-01") == []
