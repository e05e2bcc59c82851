"""The importer of hand-kept lists in yuan and dollars, on rates of our own."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.sources.prices import model_bank

DAY = pd.Timestamp("2026-09-27")
EXCHANGE = pd.DataFrame({"currency": "CNY", "date": [pd.Timestamp("2026-09-25")], "usd": [0.125]})
COLUMNS = ["provider", "model", "currency", "name", "rate", "condition"]


def facts(*rows, exchange=EXCHANGE):
    table = pd.DataFrame(list(rows), columns=COLUMNS)
    told = {"type": "chat", "unit": "millionTokens", "released": None, "strategy": "fixed"}
    return model_bank.rate_facts(table.assign(**told), exchange, DAY)


def both(provider, model, currency, input_, output, condition=None):
    return [
        (provider, model, currency, "textInput", input_, condition),
        (provider, model, currency, "textOutput", output, condition),
    ]


def prices(found):
    return found.tables["prices"][["provider", "input", "output"]].to_numpy().tolist()


def tiers(found):
    columns = ["tier", "above_tokens", "input", "output", "beside_input"]
    return found.tables["tiers"][columns].to_numpy().tolist()


def test_yuan_become_dollars_at_the_rate_of_the_lists_week():
    found = facts(*both("wenxin", "ernie-x", "CNY", 8.0, 16.0))
    assert prices(found) == [["qianfan", 1.0, 2.0]]
    assert found.tables["prices"]["date"].tolist() == [DAY]


@pytest.mark.parametrize("day", ["2026-09-18", "2026-09-28"])
def test_without_a_rate_of_its_week_a_price_in_yuan_is_refused_and_one_in_dollars_is_not(day):
    rows = [*both("wenxin", "ernie-x", "CNY", 8.0, 16.0), *both("mistral", "m", "USD", 1.0, 2.0)]
    found = facts(*rows, exchange=EXCHANGE.assign(date=pd.Timestamp(day)))
    assert prices(found) == [["mistral", 1.0, 2.0]]
    assert found.rejects["reason"].tolist() == [model_bank.NO_RATE]


def test_who_asks_yuan_at_home_and_dollars_abroad_is_two_sellers():
    rows = [*both("deepseek", "deepseek-x", "CNY", 8.0, 16.0),
            *both("deepseek", "deepseek-x", "USD", 1.5, 2.5)]  # fmt: skip
    assert sorted(prices(facts(*rows))) == [["deepseek", 1.5, 2.5], ["deepseek-cn", 1.0, 2.0]]


def test_a_gateways_list_is_left_to_itself():
    found = facts(*both("zenmux", "gpt-x", "USD", 1.0, 2.0))
    assert prices(found) == [] and found.rejects["reason"].tolist() == [model_bank.GATEWAY]


def test_the_shortest_prompt_has_the_standard_price_and_longer_ones_a_tier():
    upto = [*both("xai", "grok-x", "USD", 1.0, 2.0, "up to 200000"),
            *both("xai", "grok-x", "USD", 3.0, 4.0, "up to infinity")]  # fmt: skip
    spans = [*both("xai", "grok-x", "USD", 1.0, 2.0, "[0, 0.2]"),
             *both("xai", "grok-x", "USD", 3.0, 4.0, "[0.2, infinity]")]  # fmt: skip
    for rows in (upto, spans):
        assert prices(facts(*rows)) == [["xai", 1.0, 2.0]]
        assert tiers(facts(*rows)) == [["standard", 200_000.0, 3.0, 4.0, 1.0]]


def test_of_prices_by_length_of_answer_the_long_one_counts():
    rows = [*both("zhipu", "glm-x", "USD", 1.0, 2.0, "[0, 0.032]_[0, 0.0002]"),
            *both("zhipu", "glm-x", "USD", 3.0, 4.0, "[0, 0.032]_[0.0002, infinity]")]  # fmt: skip
    assert prices(facts(*rows)) == [["zhipuai", 3.0, 4.0]]


def test_thinking_is_a_tier():
    rows = [*both("qwen", "qwen-x", "CNY", 8.0, 16.0, "[0, 0.128]_[false]"),
            *both("qwen", "qwen-x", "CNY", 8.0, 80.0, "[0, 0.128]_[true]")]  # fmt: skip
    assert prices(facts(*rows)) == [["alibaba-cn", 1.0, 2.0]]
    assert tiers(facts(*rows)) == [["thinking", 0.0, 1.0, 10.0, 1.0]]


def test_a_rate_that_names_no_length_holds_for_every_one():
    rows = [*both("xai", "grok-x", "USD", 1.0, 2.0, "up to 200000"),
            *both("xai", "grok-x", "USD", 3.0, 4.0, "up to infinity"),
            ("xai", "grok-x", "USD", "textInput_cacheRead", 0.5, None)]  # fmt: skip
    assert facts(*rows).tables["tiers"]["cache_read"].tolist() == [0.5]
