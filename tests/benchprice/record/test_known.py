"""Recorded runs at the prices of a day, and where a run stands among them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analysis.benchprice.record import known, standing, tiers
from analysis.benchprice.record.known import Priced
from tests.benchprice.record import small
from tests.benchprice.record.small import offer

DAY = "2025-06-01"
MODELS = [
    ("m", "m", "m", "M", "2025-02-01"),
    ("m-high", "m", "m", "M", ""),
    ("n", "n", "n", "N", ""),
]


def run(run_id, model="m", date="2025-03-01", score=0.5, counts=1, cached=0.0, benchmark="quiz"):
    return (run_id, model, benchmark, date, 2e6, cached, 0.0, 1e6, score, counts)


RUNS = [run("a"), run("b", "m-high"), run("c", "n", score=None), run("d", counts=0),
        run("e", "m", cached=1.0), run("f", benchmark="other")]  # fmt: skip


def priced(*offers, date=DAY, benchmark="quiz", runs=RUNS):
    record = small.known(models=MODELS, spent=runs, offers=offers)
    return record, known.priced_on(record, date, benchmark)


def test_runs_of_models_that_are_out_are_priced_at_the_offer_that_counts():
    doubted = offer(tier=tiers.ALONE + tiers.DOUBTED, price=9.0)
    host = offer(provider="host", price=3.0, rank=1)
    record, found = priced(doubted, host, offer("n", "k", 1.0))
    usd = 2 * 3 + 12.0
    assert [(p.run_id, p.price, p.provider, p.doubt) for p in found] == [
        ("a", usd, "host", ""), ("b", usd, "host", ""), ("c", 6.0, "k", ""),
    ]  # fmt: skip
    assert known.left_out(record, "quiz", found) == []
    assert known.left_out(record, "quiz", found[2:]) == ["m", "m-high"]
    assert [p.run_id for p in known.priced_on(record, DAY)] == ["a", "b", "c", "f"]


@pytest.mark.parametrize(
    ("date", "runs"),
    [("2025-01-31", []), ("2025-02-01", ["a"]), ("2025-02-28", ["a"]), ("2025-03-01", ["a", "b"]),
     ("2026-01-01", [])],
)  # fmt: skip
def test_a_model_is_out_from_its_release_or_its_run(date, runs):
    _, found = priced(offer(), date=date)
    assert [p.run_id for p in found] == runs
    assert priced(offer(), date=date, runs=[run("x", "n", date="")])[1] == []  # of no day at all


@pytest.mark.parametrize(
    ("told", "doubt"),
    [
        ({"tier": tiers.GATEWAY}, "a gateway's figure, no seller's"),
        ({"tier": tiers.LISTED, "doubts": "stale", "seen": "2025-01-05"},
         "a list's figure, no seller's; not seen since 2025-01-05"),
        ({"tier": tiers.ALONE + tiers.DOUBTED}, ""),
    ],
)  # fmt: skip
def test_where_nobody_sells_a_model_the_first_figure_counts_and_is_doubted(told, doubt):
    _, found = priced(offer(price=2.0, **told), offer(rank=1, price=9.0, tier=tiers.THROUGH))
    assert [(p.price, p.doubt) for p in found] == [(12.0, doubt)] * 2


ONE = Priced("r", "m", "quiz", 0.5, 10.0, "p", "2025-01-01")


@pytest.mark.parametrize(
    ("price", "score", "dominated"),
    [
        (10.0, 0.5, False),  # the same
        (10.1, 0.5, True),
        (10.0, 0.4, True),
        (9.9, 0.5, False),
        (9.9, 0.4, False),
        (10.0, 0.6, False),
        (10.1, 0.6, False),
        (10.1, 0.4, True),
    ],
)
def test_a_run_is_dominated_by_one_as_good_and_as_cheap_and_strictly_so_in_one(
    price, score, dominated
):
    found = standing.standing([ONE, replace(ONE, score=None, price=0.1)], [], price, score)
    assert found["on_frontier"] is not dominated
    assert ("dominated_by" in found) is dominated
    assert ("cheapest_then" in found) is (score <= 0.5)
    assert "cheapest_now" not in found


def test_the_cheapest_way_is_the_best_of_equally_cheap_ones():
    then = [ONE, replace(ONE, score=0.9, run_id="s", model_id="best"), replace(ONE, price=11.0)]
    now = [replace(ONE, price=4.0, score=0.5), replace(ONE, price=3.0, score=0.4)]
    found = standing.standing(then, [*now, replace(ONE, score=None, price=0.1)], 12.0, 0.5)
    assert found["cheapest_then"] == {"model_id": "best", "price": 10.0, "score": 0.9,
                                      "date": "2025-01-01", "provider": "p"}  # fmt: skip
    assert found["dominated_by"]["model_id"] == "best"
    assert found["cheapest_now"]["price"] == 4.0
    assert standing.standing([replace(ONE, score=None)], now, 1.0, 0.5) == {}
