"""Rows of promptfoo, verifiers and OpenHands by hand: what is a call, a pass, a total."""

from __future__ import annotations

from typing import Any

import pytest

from analysis.benchprice.errors import UserError
from analysis.benchprice.readers.agents import openhands
from analysis.benchprice.readers.harnesses import promptfoo, verifiers


def row(test: int, **more: Any) -> dict[str, Any]:
    return {"promptIdx": 0, "testIdx": test, "success": True, "cost": 0.5, "provider": {
            "id": "openai:chat:m", "label": "mine"}, "response": {"tokenUsage": {"prompt": 100,
            "completion": 10}}} | more  # fmt: skip


def test_rows_of_promptfoo_are_calls_and_those_from_its_cache_none() -> None:
    assert promptfoo.recognises_line(row(1)) and not promptfoo.recognises_line(
        {"promptIdx": 0, "testIdx": 0}
    )
    cached = row(3, response={"cached": True, "tokenUsage": {"total": 9}})
    graded = {"gradingResult": {"tokensUsed": {"prompt": 5, "completion": 2, "total": 99}}}
    log = promptfoo.read_lines(
        "x", [row(1) | graded, row(1, success=False), row(2, success=None), cached]
    )
    assert (log.items, log.passes, log.attempts, log.score) == (2, 2, 4, 0.5)
    assert (log.usage[0].tokens.input, log.usage[0].provider, log.model) == (300, "openai", "m")
    assert (log.reported_cost, log.date) == (1.5, "")
    assert log.notes == ("1 answers came from promptfoo's cache and are in no price.",)
    assert [(one.code, "used 7 tokens" in one.says) for one in log.doubts] == [
        ("missing-judge", True)
    ]
    plain = promptfoo.read_lines("x", [row(1), row(2, cost=None)])
    assert (plain.reported_cost, plain.notes, plain.doubts) == (None, (), ())
    stated = row(1, response={"cost": 0.25, "tokenUsage": {"prompt": 1, "completion": 1}})
    del stated["cost"]
    assert promptfoo.read_lines("x", [stated]).reported_cost == 0.25
    lacking = promptfoo.read_lines("x", [row(1), row(2, response={"tokenUsage": {"total": 9}})])
    assert [one.code for one in lacking.doubts] == ["missing-rows"]


@pytest.mark.parametrize(
    ("more", "field", "value"),
    [
        ({"provider": "vertex:gemini-x"}, "model", "gemini-x"), ({"provider": "m"}, "model", "m"),
        ({"provider": "m"}, "provider", ""), ({"provider": "OpenAI:m"}, "provider", "openai"),
        ({"provider": {"id": "a:m", "config": {"service_tier": "flex"}}}, "tier", "flex"),
        ({}, "tier", "priority"), ({"provider": {"id": "other:m"}}, "tier", "standard"),
        ({"provider": "plain"}, "tier", "batch"),
        ({"response": {"tokenUsage": {"prompt": 5000, "completion": 1}}}, "window", 4000),
        ({"response": {"tokenUsage": {"prompt": 5000, "completion": 1, "numRequests": 1}}}, "window", 4000),
        ({"response": {"tokenUsage": {"prompt": 5000, "completion": 1, "numRequests": 2}}}, "window", None),
        ({"response": {"tokenUsage": {"prompt": 1, "completion": 1, "webSearchRequests": 3}}}, "extras",
         (("web-search", 3),)),
        ({}, "date", "2026-03-14"),
    ],
)  # fmt: skip
def test_a_call_of_promptfoo_has_what_its_provider_and_settings_say(
    more: Any, field: str, value: Any
) -> None:
    asked = [{"id": "openai:chat:m", "label": "mine", "config": {"service_tier": "priority"}},
             {"id": "plain", "config": {"service_tier": "batch"}}, "text"]  # fmt: skip
    whole = {"config": {"providers": asked}, "results": {"timestamp": "2026-03-14T10:00:00Z",
             "results": [row(1, **more)]}}  # fmt: skip
    assert getattr(promptfoo.read_document("x", whole).usage[0], field) == value


def rollout(example: Any, reward: Any = 1.0, **more: Any) -> dict[str, Any]:
    used = {"input_tokens": 100.0, "output_tokens": 10.0}
    return {"example_id": example, "reward": reward, "token_usage": used} | more


def test_rollouts_of_one_example_are_passes_and_rewards_a_score_where_all_are_fractions() -> None:
    log = verifiers.read_lines("x", [rollout(1), rollout(1, 0.0), rollout("b", 0.5)])
    assert (log.items, log.passes, log.attempts, log.score) == (2, 2, 3, 0.5)
    assert log.usage[0].tokens.input == 300 and log.usage[0].window is None
    for reward in (1.5, -2, None):
        assert verifiers.read_lines("x", [rollout(1), rollout(2, reward)]).score is None
    lacking = verifiers.read_lines("x", [rollout(1), rollout(2, token_usage=None)])
    assert (lacking.items, lacking.attempts) == (2, 2)
    assert [one.code for one in lacking.doubts] == ["missing-rollouts"]
    with pytest.raises(UserError, match="rollout 1: no token_usage"):
        verifiers.read_lines("x", [rollout(1, token_usage=None)])


def instance(own: str, **more: Any) -> dict[str, Any]:
    used = {"prompt_tokens": 100, "completion_tokens": 10, "model": "n"}
    metrics = {"accumulated_cost": 0.5, "accumulated_token_usage": used} | more
    return {"instance_id": own, "metrics": metrics, "metadata": {"agent_class": "Code", "llm_config": {
            "model": "m", "base_url": None}}}  # fmt: skip


def test_instances_of_openhands_have_their_calls_else_their_total() -> None:
    call = {"prompt_tokens": 60, "completion_tokens": 5, "response_id": "r"}
    costs = [{"timestamp": "2026-03-14T10:00:00Z"}, {"timestamp": "2026-03-20"}]
    log = openhands.read_lines("x", [instance("a", token_usages=[call, call, call | {"response_id": "s"}],
                                              costs=costs), instance("a"), instance("b", accumulated_cost=None)])  # fmt: skip
    assert (log.items, log.passes, log.attempts, log.scaffold) == (2, 2, 3, "OpenHands Code")
    assert (log.reported_cost, log.date, log.model) == (1.0, "2026-03-14", "m")
    assert {u.window: u.tokens.input for u in log.usage} == {0: 120, None: 200}
    nameless = instance("a")
    nameless["metadata"] = {}
    log = openhands.read_lines("x", [nameless])
    assert (log.model, log.scaffold) == ("n", "OpenHands")
    nameless["metrics"]["accumulated_token_usage"]["model"] = "default"
    assert openhands.read_lines("x", [nameless]).model == ""
    mine = instance("a")
    mine["metadata"]["llm_config"]["base_url"] = "http://localhost"
    assert [one.code for one in openhands.read_lines("x", [instance("b"), mine]).doubts] == [
        "own-machine"
    ]
