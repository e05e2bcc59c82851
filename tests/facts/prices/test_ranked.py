"""The tier of each offer and the order in it, row by row."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.benchprice.record import tiers
from analysis.facts.prices import ranked


def row(kind="host", weights="closed", **told):
    return {"kind": kind, "weights": weights, "passes_on": None, "first_party": False,
            "corroborated": True, "sure": False} | told  # fmt: skip


@pytest.mark.parametrize(
    ("told", "tier"),
    [
        (row("maker"), tiers.CLOUD),
        (row("cloud"), tiers.CLOUD),
        (row("host"), tiers.ALONE),
        (row("list"), tiers.LISTED),
        (row("gateway"), tiers.GATEWAY),
        (row("subscription"), tiers.SUBSCRIPTION),
        *((row(kind, "open"), tiers.ALONE) for kind in ("maker", "cloud", "host")),
        *((row(kind, "open", sure=True), tiers.CLOUD) for kind in ("maker", "cloud", "host")),
        (row("host", sure=True), tiers.ALONE),
        (row("gateway", "open", sure=True), tiers.GATEWAY),
        (row("gateway", passes_on=True), tiers.THROUGH),
        (row("host", "open", passes_on=True), tiers.THROUGH),
        (row("gateway", passes_on=False), tiers.GATEWAY),
        (row("host", first_party=True, passes_on=True), tiers.MAKER),
        (row("cloud", corroborated=False), tiers.CLOUD + tiers.DOUBTED),
        (row("host", first_party=True, corroborated=False), tiers.DOUBTED),
    ],
)
def test_whose_price_it_is_gives_the_tier(told, tier):
    rows = pd.DataFrame([told, row("cloud")])
    assert ranked.placed(rows, rows["sure"]).tolist() == [tier, tiers.CLOUD]
    market = ranked.market(rows.assign(tier=[tier, tiers.CLOUD]))
    assert market.tolist() == [tiers.CLOUD if tier == tiers.MAKER else tier, tiers.CLOUD]


BASE = {"model_id": "m", "priced_id": "m", "kind": "host", "first_party": False, "stale": False,
        "tier": tiers.ALONE, "provider": "p", "input": 1.0, "output": 1.0, "from": 1}  # fmt: skip


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ({"tier": tiers.MAKER}, {"tier": tiers.CLOUD}),
        ({"tier": tiers.ALONE, "stale": False}, {"tier": tiers.MAKER, "stale": True}),
        ({"tier": tiers.ALONE, "stale": True}, {"tier": tiers.GATEWAY}),  # another class of tiers
        ({"tier": tiers.GATEWAY, "stale": True}, {"tier": tiers.SUBSCRIPTION}),
        ({"tier": tiers.SUBSCRIPTION, "stale": True}, {"tier": tiers.DOUBTED}),
        ({"stale": False, "tier": tiers.SUBSCRIPTION}, {"stale": True, "tier": tiers.SUBSCRIPTION}),
        ({"priced_id": "m"}, {"priced_id": "base", "input": 0.1}),
        ({"first_party": True, "kind": "maker", "input": 9.0}, {"first_party": True, "kind": "cloud"}),
        ({"first_party": True, "provider": "a", "input": 9.0}, {"first_party": True, "provider": "b"}),
        ({"kind": "cloud", "input": 0.9}, {"kind": "host"}),  # of another's no kind goes first
        ({"kind": "host", "input": 0.9}, {"kind": "cloud"}),
        ({"output": 0.9}, {"output": 1.0}),
        ({"provider": "a"}, {"provider": "b"}),
        ({"from": 1}, {"from": 2}),
    ],
)  # fmt: skip
def test_one_offer_counts_before_another(first, then):
    other = BASE | {"model_id": "n", "input": 0.01}
    rows = pd.DataFrame([BASE | then, other, BASE | first])
    assert ranked.order(rows, "tier").tolist() == [1, 0, 0]


def test_in_a_market_the_maker_is_a_seller_among_others():
    rows = pd.DataFrame([BASE | {"first_party": True, "kind": "cloud", "provider": "a"},
                         BASE | {"first_party": True, "kind": "maker", "input": 0.5}])  # fmt: skip
    assert ranked.order(rows, "tier", by_price=True).tolist() == [1, 0]
    rows["kind"], rows["input"] = ["cloud", "maker"], [0.5, 1.0]
    assert ranked.order(rows, "tier").tolist() == [1, 0]
    assert ranked.order(rows, "tier", by_price=True).tolist() == [0, 1]
