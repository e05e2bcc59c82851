"""How much money a doubt of an offer can move: by the other prices that the record knows."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analysis.benchprice.merging import merged
from analysis.benchprice.record import offer_doubts, tiers
from analysis.benchprice.record.carried import Offer
from analysis.benchprice.usage import Log, Tokens, Usage

USED = Usage("m", Tokens(10**6, output=10**6))
DAY = "2025-06-01"


def offer(provider, price, since="2025-01-01", until="2026-01-01", tier=tiers.MAKER, doubts=""):
    """An offer at ``price`` USD per million tokens of input and of output."""
    return Offer("m", provider, since, until, price, price, None, None, 0, tier,
                 tier == tiers.MAKER, "list", doubts, since)  # fmt: skip


class Stopped:
    """A record that knows one model and when its maker stopped selling it."""

    def __init__(self, *offers):
        self._offers = list(offers)

    def offers(self, _):
        return self._offers

    def stopped(self, _, __):
        return "maker", "2025-05-01"


OURS = offer("host", 3.0, tier=tiers.ALONE)
GATEWAY = offer("router", 5.0, tier=tiers.THROUGH)
OTHER = offer("cloud", 10.0, tier=tiers.CLOUD)
PAST = offer("maker", 2.0, until="2025-05-01")
EARLIER = offer("maker", 9.0, "2024-01-01", "2024-12-31")


@pytest.mark.parametrize(
    ("mark", "usd"),
    [("contradicted", 2 * 2.0), ("uncorroborated", 2 * 7.0), ("disputed", None), ("stale", None)],
)
def test_a_price_that_others_contradict_moves_by_theirs(mark, usd):
    doubted = offer("host", 3.0, tier=tiers.DOUBTED, doubts=mark)
    found = offer_doubts.of_offer(USED, doubted, DAY, [doubted, GATEWAY, OTHER, PAST])
    assert [(d.code, d.usd) for d in found] == [(f"rate-{mark}", usd)]


@pytest.mark.parametrize("mark", ["announced", "disputed", "outdated", "stale"])
def test_a_price_that_may_not_stand_moves_by_its_sellers_before_and_after(mark):
    ours = offer("host", 3.0, doubts=mark)
    long_ago = offer("host", 90.0, "2023-01-01", "2024-01-01")
    before, after = offer("host", 4.5, "2024-01-01", "2025-01-01"), offer("host", 2.0, "2026-01-01")
    known = [after, ours, before, long_ago, OTHER]
    assert [d.usd for d in offer_doubts.of_offer(USED, ours, DAY, known)] == [2 * 1.5]
    assert [d.usd for d in offer_doubts.of_offer(USED, ours, DAY, [ours, after])] == [2 * 1.0]


def test_an_offer_that_had_ended_moves_by_its_sellers_others_or_by_the_days():
    ended = offer("host", 3.0, until="2025-02-01")
    same = offer("host", 3.0, "2024-01-01", "2025-01-01")
    for known, usd in (
        ([ended, OTHER, same, offer("host", 4.0, "2024-01-01", "2025-01-01")], 2 * 1.0),
        ([ended, OTHER, same], 2 * 7.0),
        ([ended, same], None),  # the same price before says nothing of the days after
        ([ended, offer("cloud", 3.0)], None),
    ):
        (found,) = offer_doubts.of_offer(USED, ended, DAY, known)
        assert (found.code, found.usd) == ("offer-ended", usd)


def test_a_model_that_its_maker_stopped_moves_by_the_makers_last_price():
    (found,) = offer_doubts.of_maker(USED, OURS, Stopped(OURS, EARLIER, PAST), DAY)
    assert (found.code, found.usd) == ("maker-stopped", 2 * 1.0)


def test_another_seller_than_the_logs_moves_by_what_that_one_asked_once():
    theirs = offer("cloud", 4.0, "2026-01-01", "2027-01-01")
    found = offer_doubts.of_seller(USED, OURS, "cloud", DAY, [OURS, GATEWAY, theirs])
    assert (found.code, found.usd) == ("seller-changed", 2 * 1.0)
    never = offer_doubts.of_seller(USED, OURS, "cloud", DAY, [OURS, GATEWAY])
    assert never.usd == 2 * 2.0  # then by what the day's others ask


def test_nothing_known_is_no_amount_and_no_zero():
    assert offer_doubts.moved(USED, OURS, [OURS]) is None
    assert offer_doubts.moved(Usage("m", Tokens()), OURS, [OTHER]) is None


def test_responses_with_other_counts_in_two_logs_move_their_part_of_the_total():
    usage, more = (USED,), replace(USED, tokens=USED.tokens + USED.tokens)
    logs = [Log("a", "x", usage, responses=dict.fromkeys((1, 2, 3), USED)),
            Log("b", "x", usage, responses={3: more})]  # fmt: skip
    (found,) = merged(logs).doubts
    assert found.share == 1 / 4
    (unsure,) = merged([*logs, Log("c", "x", usage)]).doubts
    assert unsure.share is None
