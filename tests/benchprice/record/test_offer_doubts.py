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
