"""What an Inspect log says of its run: seller, tier, roles, retries, limits, scores, by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from analysis.benchprice.errors import UserError
from analysis.benchprice.readers.harnesses import inspect, inspect_header
from analysis.benchprice.usage import Cap, Log, Tokens

MODEL, JUDGE = "openai/gpt-x", "anthropic/claude-x"
PLACE = Path("a.json")


def used(sent: int, got: int = 10, **more: int) -> dict[str, int]:
    return {"input_tokens": sent, "output_tokens": got, **more}


def log(*samples: Any, spec: Any = None, stats: Any = None, **header: Any) -> Log:
    whole = stats or {"model_usage": {MODEL: used(100), JUDGE: used(50)}}
    named = {"model": MODEL, "task": "qa"} | (spec or {})
    return inspect.from_parts(PLACE, {"eval": named, "stats": whole} | header, samples)


def test_calls_to_a_models_own_address_are_its_sellers_and_those_to_others_are_not() -> None:
    address = {"model_base_url": "https://api.together.xyz/v1"}
    both = {"model_usage": {"a/gpt": used(1), MODEL: used(1), "z/gpt": used(1)}}
    sold = {u.model: u.provider for u in log(spec=address, stats=both).usage}
    assert sold == {"a/gpt": "a", MODEL: "together", "z/gpt": "z"}
    asked = log(spec={"model_args": {"base_url": "https://api.together.xyz/v1"}})
    assert [u.provider for u in asked.usage] == ["together", "anthropic"]
    assert [u.provider for u in log().usage] == ["openai", "anthropic"]
    mine = log(spec={"model_base_url": "http://localhost:8000"})
    assert [one.code for one in mine.doubts] == ["own-machine"]


@pytest.mark.parametrize(
    ("own", "plan", "arguments", "tier"),
    [
        ({"batch": True}, {}, {}, "batch"), ({"batch": True}, {"batch": False}, {}, "standard"),
        ({}, {"extra_body": {"service_tier": "flex"}}, {}, "flex"),
        ({}, {"extra_body": {"service_tier": "flex"}}, {"service_tier": "priority"}, "priority"),
        ({}, {}, {}, "standard"),
    ],
)  # fmt: skip
def test_the_model_is_at_the_tier_that_was_asked_for_and_a_judge_is_not(
    own: Any, plan: Any, arguments: Any, tier: str
) -> None:
    roles = {"grader": {"model": JUDGE}}
    stats = {"model_usage": {MODEL: used(100), JUDGE: used(50)}, "role_usage": {"grader": used(50)},
             "completed_at": "2026-03-15T01:00:00Z"}  # fmt: skip
    spec = {"model_generate_config": own, "model_args": arguments, "model_roles": roles}
    found = log(spec=spec, stats=stats, plan={"config": plan})
    assert [(u.role, u.tier) for u in found.usage] == [("model", tier), ("judge", "standard")]
    assert {u.last for u in found.usage} == {"2026-03-15"}


def test_what_a_role_spent_is_out_of_its_models_total() -> None:
    roles = {"model_roles": {"grader": [{"model": MODEL}], "user": {"model": MODEL}}}
    stats = {"model_usage": {MODEL: used(100, 30)},
             "role_usage": {"grader": used(20, 5), "user": used(10, 5), "other": used(7)}}  # fmt: skip
    spent = {u.role: (u.tokens.input, u.tokens.output) for u in log(spec=roles, stats=stats).usage}
    assert spent == {"model": (70, 20), "judge": (20, 5), "tools": (10, 5)}
    whole = {"model_usage": {MODEL: used(20, 5)}, "role_usage": {"grader": used(20, 5)}}
    assert [u.role for u in log(spec=roles, stats=whole).usage] == ["judge"]
    for more in (used(101, 1), used(1, 31), used(1, 1, input_tokens_cache_read=1),
                 used(1, 1, input_tokens_cache_write=1)):  # fmt: skip
        with pytest.raises(UserError, match="role 'grader' spent more than its model"):
            log(spec=roles, stats={**stats, "role_usage": {"grader": more}})


def test_samples_tell_items_attempts_limits_and_scores() -> None:
    each = [
        {"id": 1, "scores": {"a": {"value": "C"}, "b": {"value": "I"}}, "retries": 2},
        {"id": 1, "epoch": 2, "error_retries": [{}], "limit": {"type": "token"}},
        {"id": "x", "scores": {"a": {"value": 0.25}}},
        {"id": "y", "scores": {"a": {"value": 2}}},
        {"id": "z", "scores": {"a": {"value": [1]}}},
    ]
    found = log(*each, spec={"config": {"token_limit": 9, "epochs": 2}})
    assert (found.items, found.passes, found.attempts, found.failed) == (4, 2, 8, 3)
    assert [(one.item, one.passed, one.solved) for one in found.items_used] == [
        ("1", 1, 1.0), ("1", 2, None), ("x", 1, 0.25), ("y", 1, None), ("z", 1, None),
    ]  # fmt: skip
    assert found.caps == (Cap("token_limit", 9, 1),)
    empty = log(spec={"dataset": {"samples": 7}})
    assert (empty.items, empty.passes, empty.attempts, empty.failed) == (7, 1, 0, 0)


def test_grades_are_fractions() -> None:
    for grade, solved in (("C", 1.0), ("I", 0.0), ("P", 0.5), ("N", 0.0), ("X", None), (True, 1.0),
                          (0, 0.0), (1, 1.0), (-0.1, None), (1.1, None), (None, None)):  # fmt: skip
        assert inspect._value(grade) == solved


def test_of_a_retry_the_samples_are_more_than_the_totals_and_are_priced() -> None:
    sample = {"id": 1, "model_usage": {MODEL: used(60, 6)}}
    stats = {"model_usage": {MODEL: used(60, 6)}}
    (equal,) = (found := log(sample, stats=stats)).usage
    assert (equal.tokens, equal.successful, found.notes) == (Tokens(60, output=6),) * 2 + ((),)
    (more,) = (found := log(sample, sample, stats=stats)).usage
    assert (more.tokens.input, len(found.notes)) == (120, 1)
    (less,) = log(sample, stats={"model_usage": {MODEL: used(90, 6)}}).usage
    assert (less.tokens.input, less.successful and less.successful.input) == (90, 60)
    (cut,) = (found := log(sample, stats={"model_usage": {}, "x": 1})).usage
    assert cut.tokens.input == 60 and "has no totals" in found.notes[0]


def scored(**metrics: Any) -> Any:
    return {"results": {"scores": [{"metrics": {k: {"value": v} for k, v in metrics.items()}}]}}


@pytest.mark.parametrize(
    ("header", "score"),
    [
        (scored(accuracy=0.5, stderr=0.1, mean=0.7), (0.5, 0.1)), (scored(mean=1), (1.0, None)),
        (scored(accuracy=0, stderr=1), (0.0, 1)), (scored(accuracy=1.5), (None, None)),
        (scored(accuracy=-1, mean=0.25, stderr=2), (0.25, None)), (scored(stderr=0), (None, None)),
        (scored(mean=0.5, stderr=-0.1), (0.5, None)), ({}, (None, None)),
    ],
)  # fmt: skip
def test_the_score_is_the_first_fraction_with_its_error(header: Any, score: Any) -> None:
    assert inspect_header.score(header, "x") == score


def test_a_limit_that_is_not_alone_is_told_without_how_often_it_stopped() -> None:
    config = {"token_limit": 9, "time_limit": 0, "message_limit": None}
    assert inspect_header.caps(config, 3, "x") == (Cap("token_limit", 9), Cap("time_limit", 0))
    assert inspect_header.caps({}, 3, "x") == ()


def test_the_cost_the_cache_and_the_status_are_those_that_the_log_states() -> None:
    costs = {"model_usage": {"a": {"total_cost": 0.25}, "b": {}, "c": {"total_cost": 0.5}}}
    assert inspect_header.reported_cost(costs, "x") == 0.75
    assert inspect_header.reported_cost({"model_usage": {"a": {}}}, "x") is None
    said = [inspect_header.cache_policy({"cache_prompt": on}) for on in (True, False, "auto")]
    assert said == ["prompt caching on", "prompt caching off", ""]
    for status, noted in (("success", 0), (None, 0), ("error", 1), ("cancelled", 1)):
        assert len(inspect_header.status_note({"status": status})) == noted
