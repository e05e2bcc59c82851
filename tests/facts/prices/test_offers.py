"""Whose price counts: sellers by kind, days, makers, own before base, on a record of our own."""

from __future__ import annotations

import dataclasses

import pandas as pd
import pytest

from analysis.benchprice.record import tiers
from analysis.facts import csvs, tables
from analysis.facts.prices import offers
from analysis.facts.prices.corroboration import FRESH
from analysis.facts.schema import TABLES
from analysis.facts.tables import Dataset

DAY = pd.Timestamp
PROVIDERS = tables.one("providers")


def price(provider, input_, date="2025-01-01", last="2026-01-01", model="m", **told):
    source = told.pop("source", "litellm-history")
    return {
        "model_id": model, "provider": provider, "date": DAY(date), "seen": DAY(date),
        "last_seen": DAY(last), "observations": 9.0, "input": input_, "output": 2 * input_,
        "cache_read": float("nan"), "cache_write": float("nan"), "basis": "list",
        "source_id": source,
    } | told  # fmt: skip


def both(*arguments, **told):
    """The same price on the lists of two families."""
    return [price(*arguments, **told), price(*arguments, source="models-dev", **told)]


def model(model_id="m", creator="OpenAI", weights="closed", base=None):
    return {"model_id": model_id, "name": model_id, "creator": creator, "weights": weights,
            "base_model_id": base, "source_id": "s"}  # fmt: skip


def known(*rows, models=None, retirements=None, scheduled=None):
    models = models or [model()]
    frames = {name: csvs.empty(columns) for name, columns in TABLES.items()}
    frames["prices"] = pd.DataFrame(list(rows))
    frames["models"] = pd.DataFrame(list(models)).reindex(columns=list(TABLES["models"]))
    frames["providers"] = PROVIDERS
    if retirements is not None:
        frames["retirements"] = retirements
    if scheduled is not None:
        frames["scheduled"] = scheduled
    fields = {field.name for field in dataclasses.fields(Dataset)}
    return offers.offers(Dataset(**{k: v for k, v in frames.items() if k in fields}, digest="test"))


def seller(rows, day="2025-06-01", model="m", provider=""):
    found = offers.offer(rows, model, DAY(day), provider)
    return None if found is None else (found["provider"], found["input"])


def test_the_maker_goes_before_a_cheaper_cloud_gateway_or_host():
    others = [price(p, 1.0) for p in ("azure", "openrouter", "poe", "deepinfra")]
    assert seller(known(price("openai", 5.0), *others)) == ("openai", 5.0)


MAKERS = {
    "zai": "Z AI",
    "zhipuai": "Z AI",
    "moonshot": "Kimi",
    "amazon-bedrock": "Amazon",
    "ai21": "AI21 Labs",
    "reka": "Reka AI",
    "volcengine": "ByteDance Seed",
    "qianfan": "Baidu",
    "azure": "Microsoft Azure",
}


@pytest.fixture(scope="module")
def of_makers():
    """One record of a model a seller, made by whom it sells for, and at a cheaper gateway too."""
    sold = [price(p, 5.0, model=p) for p in MAKERS]
    through = [price("openrouter", 1.0, model=p) for p in MAKERS]
    return known(*sold, *through, models=[model(p, creator=c) for p, c in MAKERS.items()])


@pytest.mark.parametrize("provider", MAKERS)
def test_where_makers_sell_their_own_models(of_makers, provider):
    assert seller(of_makers, model=provider) == (provider, 5.0)
    rows = of_makers[of_makers["model_id"] == provider]
    assert rows.set_index("provider")["first_party"].to_dict() == {
        provider: True, "openrouter": False,
    }  # fmt: skip


def test_a_cloud_is_first_party_for_its_own_models_only():
    assert not known(price("amazon-bedrock", 1.0))["first_party"].any()


def test_closed_weights_without_the_maker_go_to_those_who_pass_its_price_on():
    rows = [price(p, 1.0 + i) for i, p in enumerate(("poe", "deepinfra", "openrouter", "azure"))]
    assert seller(known(*rows)) == ("azure", 4.0)
    assert seller(known(*rows[:3])) == ("openrouter", 3.0)
    assert seller(known(*rows[:2])) == ("deepinfra", 2.0)


def test_points_and_subscriptions_are_no_price_unless_the_seller_is_named():
    rows = known(price("poe", 0.5), *both("deepinfra", 2.0), models=[model(weights="open")])
    assert seller(rows) == ("deepinfra", 2.0)
    assert seller(rows, provider="poe") == ("poe", 0.5)
    assert offers.cheapest(rows)["provider"].tolist() == ["deepinfra"]


def test_open_weights_cost_what_the_cheapest_seller_on_two_lists_asks():
    rows = known(
        price("novita", 0.5), *both("deepinfra", 2.0), *both("together", 1.0),
        models=[model(creator="Meta", weights="open")],
    )  # fmt: skip
    assert seller(rows) == ("together", 1.0)
    assert rows.set_index("provider").loc["novita", "doubts"] == offers.ONE_LIST
    alone = known(price("novita", 0.5), models=[model(weights="open")])
    assert seller(alone) == ("novita", 0.5)


def test_an_offer_ends_on_its_day():
    rows = known(price("openai", 5.0, last="2025-03-01"), price("azure", 6.0))
    end = DAY("2025-03-01") + FRESH
    assert seller(rows, end - pd.Timedelta(days=1)) == ("openai", 5.0)
    assert seller(rows, end) == ("azure", 6.0)
    assert seller(rows, "2024-12-31") is None


def test_a_seller_that_is_named_is_never_changed_for_another():
    rows = known(price("openai", 5.0))
    assert seller(rows, provider="openai") == ("openai", 5.0)
    assert seller(rows, provider="azure") is None


def test_a_configurations_own_price_goes_before_its_bases_and_the_maker_before_both():
    family = [model("b"), model("b-thinking", base="b")]
    apart = known(
        price("openai", 1.0, model="b"), price("openai", 5.0, model="b-thinking"), models=family
    )
    assert seller(apart, model="b-thinking") == ("openai", 5.0)
    elsewhere = known(
        price("openai", 1.0, model="b"), price("nano-gpt", 5.0, model="b-thinking"), models=family
    )
    assert seller(elsewhere, model="b-thinking") == ("openai", 1.0)
    assert elsewhere.query("model_id == 'b-thinking'")["priced_id"].tolist() == ["b", "b-thinking"]


def test_an_offer_for_nothing_is_no_price():
    assert known(price("openai", 0.0)).empty


def test_the_cheapest_seller_and_that_the_minimum_can_rise_when_it_leaves():
    rows = known(
        *both("together", 1.0, last="2025-02-01"), *both("deepinfra", 4.0),
        models=[model(weights="open")],
    )  # fmt: skip
    lows = offers.cheapest(rows)
    assert lows["input"].tolist() == [1, 4]
    assert lows["date"].iloc[1] == DAY("2025-02-01") + FRESH


def test_an_offer_that_one_list_alone_repeats_for_over_a_year_is_dead():
    rows = known(
        price("novita", 1.0, last="2026-06-01"), price("together", 4.0, "2026-01-01", "2026-06-01"),
        models=[model(weights="open")],
    )  # fmt: skip
    lows = offers.cheapest(rows)
    assert lows["provider"].tolist() == ["novita", "together"]
    assert lows["date"].iloc[1] == DAY("2025-01-01") + offers.STALE


def test_an_uncorroborated_offer_is_never_the_cheapest():
    rows = known(
        price("novita", 1.0, last="2025-01-01", observations=1.0), price("together", 4.0),
        models=[model(weights="open")],
    )  # fmt: skip
    assert offers.cheapest(rows)["provider"].tolist() == ["together"]


def test_the_makers_price_over_time_takes_the_clouds_until_the_makers_is_known():
    rows = known(price("azure", 6.0), price("openai", 5.0, "2025-06-01"))
    points = offers.at_the_maker(rows)
    assert points["provider"].tolist() == ["azure", "openai"]
    of_open = known(price("azure", 6.0), models=[model(weights="open")])
    assert offers.at_the_maker(of_open).empty


def test_the_cheapest_seller_is_no_gateway_and_no_list_unless_they_alone_show_a_price():
    through = [*both("openrouter", 1.0), *both("artificial-analysis", 0.5)]
    host = price("novita", 4.0)
    of_open = [model(weights="open")]
    lows = offers.cheapest(known(*through, host, models=of_open), sold=True)
    assert lows.drop_duplicates("provider")["provider"].tolist()[0] == "novita"
    assert lows["doubts"].tolist()[0] == offers.ONE_LIST
    alone = offers.cheapest(known(*through, models=of_open), sold=True)
    assert alone["provider"].tolist() == ["openrouter"]
    assert alone["doubts"].tolist() == [offers.NO_SELLER]
    # what a token cost at least, whoever billed it, is the gateway's price still
    assert offers.cheapest(known(*through, host, models=of_open))["provider"][0] == "openrouter"
    assert offers.cheapest(known(*both("poe", 1.0), models=of_open), sold=True).empty


WHOSE = {
    "openai": ("closed", ""),
    "azure": ("closed", ""),
    "novita": ("open", ""),
    "openrouter": ("closed", "gateway"),  # passes the maker's price on
    "poe": ("open", "gateway"),
    "artificial-analysis": ("closed", "list"),
}


@pytest.fixture(scope="module")
def of_one_each():
    """One record of a model a seller, each at one seller."""
    of_models = [model(provider, weights=weights) for provider, (weights, _) in WHOSE.items()]
    return known(*(row for p in WHOSE for row in both(p, 1.0, model=p)), models=of_models)


@pytest.mark.parametrize("provider", WHOSE)
def test_the_command_tells_from_a_tier_whose_figure_a_price_is(of_one_each, provider):
    (tier,) = of_one_each.loc[of_one_each["model_id"] == provider, "tier"]
    assert tiers.whose(int(tier)) == WHOSE[provider][1]
    assert tiers.believed(int(tier))
