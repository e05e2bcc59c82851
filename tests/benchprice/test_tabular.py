"""Rows of our own: each column, each rule, and what rows of one item come to."""

from __future__ import annotations

from typing import Any

import pytest

from analysis.benchprice.errors import UserError
from analysis.benchprice.readers import tabular
from analysis.benchprice.usage import ItemUsage, Tokens, Usage

ROW = {"model": "m", "input_tokens": 100, "output_tokens": 10}
KINDS = {"cache_read_tokens": 4, "cache_write_tokens": 3, "cache_write_long_tokens": 2}


def used(**more: Any) -> Usage:
    return tabular.read_document("log", ROW | more).usage[0]


@pytest.mark.parametrize(
    ("more", "field", "value"),
    [
        ({}, "tokens", Tokens(100, output=10)),
        (KINDS | {"cache_in_input": True}, "tokens", Tokens(91, 4, 3, 2, 10)),
        (KINDS | {"cache_in_input": False}, "tokens", Tokens(100, 4, 3, 2, 10)),
        ({"reasoning_tokens": 5, "reasoning_in_output": True}, "tokens", Tokens(100, output=10, reasoning=5)),
        ({"reasoning_tokens": 5, "reasoning_in_output": False}, "tokens", Tokens(100, output=15, reasoning=5)),
        ({"thoughts_token_count": 5}, "tokens", Tokens(100, output=15, reasoning=5)),
        ({}, "successful", Tokens(100, output=10)),
        ({"failed": True}, "successful", Tokens()),
        ({"failed": False}, "successful", Tokens(100, output=10)),
        ({}, "role", "model"),
        ({"role": "judge"}, "role", "judge"),
        ({"provider": "acme"}, "provider", "acme"),
        ({}, "cache_recorded", False),
        ({"cache_read_tokens": 0}, "cache_recorded", True),
        ({}, "date", ""),
        ({"date": "2026-03-14"}, "date", "2026-03-14"),
        ({}, "billed", None),
        ({"billed_usd": 0.5}, "billed", 0.5),
        ({}, "tier", "standard"),
        ({"batch": True}, "tier", "batch"),
        ({"batch": False}, "tier", "standard"),
        ({"batch": True, "tier": "flex"}, "tier", "batch"),
        ({"batch": False, "tier": "flex"}, "tier", "flex"),
        ({"tier": "flex"}, "tier", "flex"),
        ({"tier": None}, "tier", "standard"),
        ({"service_tier": "priority"}, "tier", "priority"),
        ({"service_tier": "priority", "tier": "flex"}, "tier", "flex"),
        ({"batch": "yes"}, "tier", "standard"),
    ],
)  # fmt: skip
def test_a_row_says_what_one_call_used(more: Any, field: str, value: Any) -> None:
    assert getattr(used(**more), field) == value


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"model": ""}, "line 1: model is empty"),
        ({"model": None}, "line 1: model is empty"),
        ({"role": "grader"}, "role 'grader' is not one of model, judge, tools"),
        ({"date": "soon"}, "date: 'soon' is not a date"),
        ({"failed": "no"}, "failed: 'no' is not true or false"),
        ({"cache_read_tokens": 1}, "cached tokens without cache_in_input"),
        ({"cache_write_long_tokens": 1}, "cached tokens without cache_in_input"),
        ({"reasoning_tokens": 1}, "reasoning tokens without reasoning_in_output"),
        ({"cache_read_tokens": 101, "cache_in_input": True}, "101 cached tokens are said to be part"),
        ({"billed_usd": -1}, "billed_usd: -1 is not a number"),
        ({"telepathy_tokens": 1}, "'telepathy_tokens' counts tokens under a name"),
        ({"input_tokens": -1}, "input_tokens: -1 is not a token count"),
        ({"item": "a", "score": 1.5}, "score: 1.5 is not a number from 0 to 1"),
        ({"item": "a", "pass": -1}, "pass: -1 is not"),
        ({"output_tokens": None}, "no rows|output_tokens is empty"),
    ],
)  # fmt: skip
def test_a_row_that_breaks_a_rule_is_refused_by_it(more: Any, said: str) -> None:
    with pytest.raises(UserError, match=said):
        used(**more)
    for odd in ("text", ROW | {None: "more"}):
        with pytest.raises(UserError, match="log: line 1: not a row with the columns of line 1"):
            tabular.read_document("log", [odd])


def test_names_of_unknown_counts_of_nothing_do_no_harm() -> None:
    assert used(telepathy_tokens=0, cache_read_tokens=0, reasoning_tokens=0).tokens.total == 110


def read(*rows: Any) -> Any:
    return tabular.read_lines("log", [ROW | row for row in rows])


def test_rows_of_one_item_and_pass_add_up_by_model_and_role() -> None:
    log = read(
        {"item": "a", "score": 1.0}, {"item": "a", "failed": True}, {"item": "a", "role": "judge"},
        {"item": "a", "pass": 2, "score": 0.5}, {"item": 7, "model": "n"},
    )  # fmt: skip
    one, two = Tokens(100, output=10), Tokens(200, output=20)
    assert log.items_used == (
        ItemUsage("a", 1, {("m", "model"): two, ("m", "judge"): one}, 1.0),
        ItemUsage("a", 2, {("m", "model"): one}, 0.5),
        ItemUsage("7", 1, {("n", "model"): one}, None),
    )
    assert (log.items, log.passes, log.attempts, log.failed) == (2, 2, 5, 1)
    assert (log.score, log.model, log.format) == (0.75, "m", "JSON lines")


def test_rows_without_items_say_what_they_are_of() -> None:
    run = {"score": 0.25, "passes": 3, "items": 9, "benchmark": "quiz", "effort": "low"}
    log = read(run | {"date": "2026-03-15"}, run | {"date": "2026-03-14"}, {"role": "judge"})
    assert (log.score, log.passes, log.items, log.benchmark, log.effort) == tuple(run.values())
    assert (log.attempts, log.failed, log.items_used, log.date) == (None, None, (), "2026-03-14")
    for name, value in run.items():
        with pytest.raises(UserError, match=f"line 2: {name} '.*rows of several runs"):
            read(run, {name: "other" if isinstance(value, str) else 0.5})
    both = read({"item": "a", "effort": "low"}, {"item": "b", "effort": "high"})
    assert both.effort == "low"  # rows with items may differ
    judged = read({"role": "judge", "model": "j"}, {})
    assert judged.model == "m"


def test_stated_costs_are_a_total_where_every_row_has_one() -> None:
    assert read({"cost_usd": 0.5}, {"cost_usd": 0.25}).reported_cost == 0.75
    assert read({"cost_usd": 0.5}, {}).reported_cost is None
    assert read({}).reported_cost is None


def test_rows_without_counts_are_missing_and_no_rows_are_nothing() -> None:
    assert [one.code for one in read({}, {"input_tokens": None}).doubts] == ["missing-rows"]
    with pytest.raises(UserError, match="log: no rows; nothing to price"):
        tabular.read_lines("log", [])
    assert tabular.rows_of("log", [ROW], "CSV", first_line=2).format == "CSV"
    with pytest.raises(UserError, match="log: line 3: model is empty"):
        tabular.rows_of("log", [ROW, ROW | {"model": ""}], "CSV", first_line=2)


@pytest.mark.parametrize(
    ("line", "ours"),
    [
        (ROW, True),
        ({"model": "m", "prompt_tokens": 1, "completionTokens": 1}, True),
        ({"model": "m", "input_tokens": 1}, False),
        ({"input_tokens": 1, "output_tokens": 1}, False),
    ],
)
def test_a_row_of_ours_names_a_model_and_both_counts(line: Any, ours: bool) -> None:
    assert tabular.recognises_line(line) is ours
    assert tabular.recognises([line]) is ours


def test_what_rows_without_items_say_is_compared_by_value() -> None:
    many = 10**6  # no one object for all that is equal
    assert read({"items": many + 1}, {"items": many + 1}).items == many + 1
    with pytest.raises(UserError, match=r"score: 1\.5 is not a number from 0 to 1"):
        read({"score": 1.5})


def test_thought_under_other_names_than_googles_is_said_to_be_inside_or_beside() -> None:
    inside = {"zReasoning": 0, "reasoningTokens": 5, "reasoning_in_output": True}
    assert used(**inside).tokens.output == 10
    with pytest.raises(UserError, match="reasoning tokens without reasoning_in_output"):
        used(reasoningTokens=5)


def test_the_model_of_a_log_without_one_in_its_role_is_the_first() -> None:
    log = read({"role": "judge", "model": "j"}, {"role": "tools", "model": "t"})
    assert log.model == "j"
