"""Several logs of one run, and logs with gaps: nothing counts twice, and a bound is called one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from analysis.benchprice import cli
from analysis.benchprice.errors import UserError
from analysis.benchprice.merging import merged
from analysis.benchprice.readers import read, tabular
from analysis.benchprice.readers.agents import atif, claude_code, openhands, swe_bench
from analysis.benchprice.readers.harnesses import harbor, inspect, tau2
from analysis.benchprice.readers.platforms import providers
from analysis.benchprice.statements import validity

MODEL = "openai/gpt-5-mini-2025-08-07"


def tokens(n: int) -> dict:
    return {MODEL: {"input_tokens": n, "output_tokens": 1, "total_tokens": n + 1}}


def inspect_log(tmp_path: Path, day: str, samples: dict[int, int], total: int, run: str = "t"):
    """An Inspect log of ``samples`` (id: input tokens) whose totals say ``total`` input tokens."""
    made = [
        {"id": i, "epoch": 1, "scores": {"m": {"value": "C"}}, "model_usage": tokens(n)}
        for i, n in samples.items()
    ]
    whole = {MODEL: {"input_tokens": total, "output_tokens": len(samples),
                     "total_tokens": total + len(samples)}}  # fmt: skip
    header = {
        "status": "success",
        "eval": {"task": "qa", "task_id": run, "model": MODEL, "created": f"{day}T10:00:00Z"},
        "stats": {"model_usage": whole},
    }
    return inspect.from_parts(tmp_path / f"{day}.json", header, made)


def spent(log) -> tuple[int, int]:
    (used,) = [u for u in log.usage if u.tokens.total] if len(log.usage) > 1 else log.usage
    return used.tokens.input, used.successful.input


def total(log) -> int:
    return sum(u.tokens.input for u in log.usage)


def test_a_retry_and_the_log_it_rolls_forward_count_each_sample_once(tmp_path):
    first = inspect_log(tmp_path, "2026-03-14", {1: 100, 2: 200}, 300)
    again = inspect_log(tmp_path, "2026-03-15", {1: 100, 2: 250, 3: 300}, 650)
    both = merged([again, first])
    assert total(both) == 100 + 200 + 250 + 300  # the failed attempt at 2 was billed
    assert sum(u.successful.input for u in both.usage) == 100 + 250 + 300
    assert (both.items, both.passes, both.attempts, both.failed) == (3, 1, 4, 1)


def test_equal_counts_of_another_run_are_another_pass(tmp_path):
    one, other = (
        inspect_log(tmp_path, day, {1: 100}, 100, run=day) for day in ("2026-03-14", "2026-03-15")
    )
    both = merged([one, other])
    assert (total(both), both.items, both.passes, both.attempts) == (200, 1, 2, 2)


def test_shards_add_up_and_their_items_are_those_that_ran(tmp_path):
    one = inspect_log(tmp_path, "2026-03-14", {1: 100, 2: 100}, 200, run="a")
    other = inspect_log(tmp_path, "2026-03-14", {3: 100}, 100, run="b")
    both = merged([one, other])
    assert (total(both), both.items, both.passes, both.attempts, both.score) == (300, 3, 1, 3, 1)


def test_an_old_retry_has_totals_of_the_retried_sample_alone(tmp_path):
    log = inspect_log(tmp_path, "2026-03-14", {1: 100, 2: 200}, 200)
    assert spent(log) == (300, 300)
    assert "eval-retry" in log.notes[0]


def test_totals_that_are_more_of_one_kind_and_less_of_another_are_damaged(tmp_path):
    header = {
        "eval": {"task": "qa", "model": MODEL},
        "stats": {"model_usage": {MODEL: {"input_tokens": 50, "output_tokens": 9}}},
    }
    with pytest.raises(UserError, match="the log is damaged"):
        inspect.from_parts(tmp_path / "log", header, [{"id": 1, "model_usage": tokens(100)}])


def test_an_old_inspect_log_with_cached_tokens_inside_the_input(tmp_path):
    usage = {MODEL: {"input_tokens": 100, "output_tokens": 5, "total_tokens": 105,
                     "input_tokens_cache_read": 60}}  # fmt: skip
    header = {"eval": {"task": "qa", "model": MODEL}, "stats": {"model_usage": usage}}
    (used,) = inspect.from_parts(tmp_path / "log", header, []).usage
    assert (used.tokens.input, used.tokens.cache_read) == (40, 60)


TRIAL = {
    "trial_name": "t.1",
    "task_name": "t",
    "agent_info": {"name": "a", "model_info": {"name": "m"}},
    "agent_result": {"n_input_tokens": 500, "n_cache_tokens": 400, "n_output_tokens": 5},
}


def test_cache_writes_that_an_agent_notes_are_read():
    noted = {"metadata": {"cache_write_input_tokens": 90, "cache_read_input_tokens": 400}}
    trial = TRIAL | {"agent_result": TRIAL["agent_result"] | noted}
    (used,) = harbor.read_document("log", trial).usage
    assert (used.tokens.input, used.tokens.cache_read, used.tokens.cache_write) == (10, 400, 90)


def test_a_failed_trial_leaves_the_others_as_a_lower_bound():
    log = harbor._log("job", [TRIAL, TRIAL | {"agent_result": None, "trial_name": "t.2"}])
    assert [one.code for one in log.doubts] == ["missing-trials"]
    assert (log.usage[0].tokens.output, log.attempts) == (5, 2)
    with pytest.raises(UserError, match="no agent_result with token counts"):
        harbor.read_document("job", TRIAL | {"agent_result": None})


RESPONSE = {"object": "response", "created_at": 1764000000, "model": "m",
            "usage": {"input_tokens": 100, "input_tokens_details": {"cached_tokens": 80},
                      "output_tokens": 10, "total_tokens": 110}}  # fmt: skip


def trajectory(*messages: dict, **more) -> dict:
    return {
        "info": {"model_stats": {"api_calls": 1}},
        "messages": [{"role": "system"}, *messages],
    } | more


def test_a_message_of_mini_v2_is_itself_the_response():
    log = swe_bench.read_document("log", trajectory(RESPONSE, {"extra": {"response": RESPONSE}}))
    (used,) = log.usage
    assert (used.model, used.tokens.input, used.tokens.cache_read) == ("m", 40, 160)
    assert log.date == "2025-11-24"


def test_a_response_without_counts_leaves_the_others_as_a_lower_bound():
    log = swe_bench.read_document("log", trajectory(RESPONSE, RESPONSE | {"usage": None}))
    assert [one.code for one in log.doubts] == ["missing-calls"]
    runs = [trajectory(RESPONSE), trajectory(RESPONSE | {"usage": None})]
    log = swe_bench.read_document("log", runs)  # what is missing is told once, call by call
    assert [one.code for one in log.doubts] == ["missing-calls"]


def test_swe_agent_names_its_model_in_what_it_replays():
    stats = {"model_stats": {"tokens_sent": 5, "tokens_received": 2}}
    replay = json.dumps({"agent": {"model": {"name": "gpt-4o"}}})
    (used,) = swe_bench.read_document("log", {"info": stats, "replay_config": replay}).usage
    assert (used.model, used.estimated) == ("gpt-4o", True)


ROW = {"model": "m", "input_tokens": 100, "output_tokens": 10}


@pytest.mark.parametrize(
    ("row", "counts"),
    [
        ({"cache_read_input_tokens": 60}, (100, 60, 0)),
        ({"cache_read_input_tokens": 60, "cacheCreationInputTokens": 5}, (100, 60, 5)),
        ({"cached_tokens": 60}, (40, 60, 0)),
        ({"prompt_cache_hit_tokens": 60, "prompt_cache_miss_tokens": 40}, (40, 60, 0)),
        ({"cache_read_tokens": 60, "cache_in_input": False}, (100, 60, 0)),
    ],
)
def test_rows_under_others_names_say_where_cached_tokens_are(row, counts):
    (used,) = tabular.read_document("log", ROW | row).usage
    assert (used.tokens.input, used.tokens.cache_read, used.tokens.cache_write) == counts


def test_a_row_without_counts_leaves_the_others_as_a_lower_bound():
    log = tabular.read_lines("log", [ROW, ROW | {"output_tokens": None}])
    assert [(one.code, one.share) for one in log.doubts] == [("missing-rows", 1.0)]


def test_a_null_usage_is_priced_as_a_bound_with_what_it_may_move(tmp_path, capsys):
    call = {"model": "m", "usage": {"prompt_tokens": 10**6, "completion_tokens": 0}}
    path = tmp_path / "log.jsonl"
    path.write_text("\n".join(map(json.dumps, [call, call, call | {"usage": None}])))
    assert cli.main(["price", str(path), "--rate", "m=3,9", "--json", "-q"]) == 0
    made = json.loads(capsys.readouterr().out)
    validity.validate(made)
    assert (made["price"]["total"], made["price"]["bound"]) == (6, "at least")
    assert made["doubts"][0]["usd"] == 3
    assert cli.main(["price", str(path), "--rate", "m=3,9", "--strict"]) == 3


def test_damaged_lines_are_left_out_and_said(tmp_path):
    path = tmp_path / "log.jsonl"
    path.write_text(f'{json.dumps(ROW)}\n{{"model": "m", "inp\n{json.dumps(ROW)}\n{{"model')
    log = read(path)
    assert (log.usage[0].tokens.input, [one.code for one in log.doubts]) == (200, ["missing-lines"])
    assert log.doubts[0].says.startswith("2 of 4 lines cannot be read")
    path.write_text(json.dumps(ROW) + "\n{bad" * 200)
    with pytest.raises(UserError, match="over 100 of its lines"):
        read(path)


def test_a_session_of_claude_code_counts_once_by_its_result():
    message = {"type": "assistant", "message": {"id": "1", "model": "c", "usage": {
        "input_tokens": 3, "output_tokens": 1, "cache_read_input_tokens": 5}}}  # fmt: skip
    result = {"type": "result", "total_cost_usd": 0.25, "modelUsage": {"c": {
        "inputTokens": 3, "outputTokens": 4, "cacheReadInputTokens": 5, "webSearchRequests": 2,
        "cacheCreationInputTokens": 0, "costUSD": 0.25, "contextWindow": 200000}}}  # fmt: skip
    log = providers.read_lines("log", [message, result])
    (used,) = log.usage
    assert (used.model, used.tokens.input, used.tokens.output) == ("c", 3, 4)
    assert (log.reported_cost, used.extras) == (0.25, (("web-search", 2),))
    assert providers.read_lines("log", [message]).usage[0].tokens.cache_read == 5


def result(session: str, sent: int, cost: float) -> dict:
    used = {"inputTokens": sent, "outputTokens": 1, "costUSD": cost}
    return {"type": "result", "session_id": session, "total_cost_usd": cost,
            "modelUsage": {"claude-sonnet-4-5": used}}  # fmt: skip


def test_results_of_one_process_restate_what_it_spent_and_those_of_others_add_up():
    grown = providers.read_lines("x", [result("a", 100, 0.25), result("a", 300, 0.5)])
    assert total(grown) == 300 and grown.reported_cost == 0.5
    assert [(one.code, one.usd) for one in grown.doubts] == [("results-restated", 0.25)]
    others = [result("a", 300, 0.5), result("a", 100, 0.25), result("b", 400, 0.5)]
    apart = providers.read_lines("x", others)
    assert total(apart) == 800 and apart.reported_cost == 1.25 and not apart.doubts


def test_messages_of_a_session_that_has_no_result_are_in_the_price():
    said = {"model": "claude-sonnet-4-5", "usage": {"input_tokens": 7, "output_tokens": 1}}
    lines = [{"type": "assistant", "session_id": own, "message": {**said, "id": f"msg_{own}"}}
             for own in "ab"]  # fmt: skip
    assert total(providers.read_lines("x", [*lines, result("a", 100, 0.25)])) == 107


RUN = {"model": MODEL, "input_tokens": 9, "output_tokens": 1, "items": 4, "passes": 1, "score": 0.5}


def test_runs_with_totals_alone_are_added_and_nothing_is_divided():
    logs = [tabular.read_lines(name, [RUN]) for name in ("a", "b")]
    both = merged(logs)
    assert total(both) == 18 and (both.items, both.passes, both.score) == (None, None, None)
    assert [(one.code, one.usd) for one in both.doubts] == [("runs-not-told-apart", 0.0)]


def test_rows_and_logs_of_several_runs_are_refused_by_what_differs():
    with pytest.raises(UserError, match=r"x: line 2: score '0\.75', and '0\.5' in a row before"):
        tabular.read_lines("x", [RUN, {**RUN, "score": 0.75}])
    logs = [tabular.read_lines(name, [{**RUN, "model": name}]) for name in ("gpt-5", "o3")]
    with pytest.raises(UserError, match="gpt-5 is a run of gpt-5, o3 of o3; price them one by one"):
        merged(logs)


def test_an_instance_of_openhands_that_ran_twice_is_one_item():
    counts = {"prompt_tokens": 9, "completion_tokens": 1}
    line = {"instance_id": "a", "metadata": {"llm_config": {"model": MODEL}},
            "metrics": {"accumulated_cost": 0.25, "accumulated_token_usage": counts}}  # fmt: skip
    log = openhands.read_lines("x", [line, line, {**line, "instance_id": "b"}])
    assert (log.items, log.passes, log.attempts) == (2, 2, 3)


def transcript(session: str, *sent: int) -> claude_code.Log:
    """A transcript of Claude Code whose messages each sent so much and got 4."""
    said = {"model": MODEL, "stop_reason": "end_turn", "role": "assistant"}
    lines = [{"type": "assistant", "sessionId": session, "timestamp": "2026-03-14T10:00:00Z",
              "message": {**said, "id": f"{session}-{n}", "usage": {"input_tokens": n,
              "output_tokens": 4, "cache_creation_input_tokens": 9,
              "cache_creation": {"ephemeral_1h_input_tokens": 9}}}} for n in sent]  # fmt: skip
    return claude_code.read_lines(f"{session}.jsonl", lines)


def told(session: str, sent: int) -> claude_code.Log:
    """The result of a session, in a file of its own."""
    used = {"inputTokens": sent, "outputTokens": 50, "cacheCreationInputTokens": 18}
    line = {"type": "result", "session_id": session, "modelUsage": {MODEL: used}}
    return providers.read_document("result.json", {**line, "total_cost_usd": 0.25})


def test_a_transcript_beside_the_result_of_its_session_counts_once():
    for given in (
        [transcript("a", 100, 30), told("a", 130)],
        [told("a", 135), transcript("a", 130)],
    ):
        log = merged(given)
        assert [u.tokens.output for u in log.usage] == [50]
        assert (log.reported_cost, log.date, log.doubts) == (0.25, "2026-03-14", ())
        assert any("a.jsonl: its calls are in the results" in note for note in log.notes)
    two = [transcript("a", 100), transcript("b", 7), told("a", 100)]
    assert sorted(u.tokens.input for u in merged(two).usage) == [7, 100]  # b's result is not given


def test_a_result_with_less_than_its_sessions_transcripts_holds_none_of_them():
    resumed = [transcript("a", 100), transcript("a", 30), told("a", 100)]  # 130 were sent
    log = merged(resumed)
    assert sum(u.tokens.input for u in log.usage) == 230
    part = (100 + 50 + 18) / (230 + 58 + 36)
    assert [(one.code, one.share) for one in log.doubts] == [("counted-twice", part)]


def test_a_trajectory_that_ended_before_its_first_call_spent_nothing_and_hides_nothing():
    never = {"info": {"model_stats": {"api_calls": 0, "instance_cost": 0.0}}, "messages": []}
    log = swe_bench.read_document("log", [trajectory(RESPONSE), never])
    assert (total(log), log.items, log.doubts) == (20, 2, ())
    lost = {"info": {"model_stats": {"api_calls": 3, "instance_cost": 0.1}}, "messages": []}
    log = swe_bench.read_document("log", [trajectory(RESPONSE), never, lost])
    assert [(one.code, one.share) for one in log.doubts] == [("missing-trajectories", 1 / 2)]
    with pytest.raises(UserError, match="no usage in its responses"):
        swe_bench.read_document("log", lost)


@pytest.mark.parametrize(
    ("costs", "total"),
    [([0.5, 0.25], 0.75), ([0.5, None], None), ([0.0, 0.0], None), ([0.5, 0.0], 0.5)],
)
def test_a_cost_that_one_trajectory_lacks_is_not_nothing(costs, total):
    runs = [trajectory(RESPONSE) | {"info": {"model_stats": {"api_calls": 1, "instance_cost": cost}}}
            for cost in costs]  # fmt: skip
    assert swe_bench.read_document("log", runs).reported_cost == total


STEP = {"prompt_tokens": 100, "completion_tokens": 10, "cached_tokens": 60}


def test_steps_of_atif_without_metrics_are_in_by_the_totals():
    def read(**final):
        steps = [{"metrics": STEP}, {"message": "b"}, {"metrics": {"prompt_tokens": 100}}]
        agent = {"model_name": "m"}
        log = atif.read_document("x", {"agent": agent, "steps": steps, "final_metrics": final})
        return [(u.tokens.input, u.tokens.cache_read, u.tokens.output, u.window) for u in log.usage]

    told = {"total_prompt_tokens": 300, "total_completion_tokens": 25}
    assert read(**told, total_cached_tokens=160) == [(40, 60, 10, 0), (100, 100, 15, None)]
    assert read(**told) == [(40, 60, 10, 0), (200, 0, 15, None)]
    assert read(total_prompt_tokens=100, total_completion_tokens=10) == [(40, 60, 10, 0)]


def test_a_usage_of_openhands_that_is_said_again_counts_once():
    one = {"prompt_tokens": 9, "completion_tokens": 1, "response_id": "r"}
    each = [one, one, one | {"prompt_tokens": 7}, {"prompt_tokens": 9, "completion_tokens": 1}]
    line = {"instance_id": "a", "metadata": {"llm_config": {"model": MODEL}},
            "metrics": {"accumulated_cost": 0.25, "token_usages": each}}  # fmt: skip
    assert total(openhands.read_lines("x", [line])) == 9 + 7 + 9


def test_a_paid_message_of_tau2_without_counts_leaves_a_lower_bound():
    said = {"role": "assistant", "usage": {"prompt_tokens": 9, "completion_tokens": 1}}
    greeting = {"role": "assistant", "content": "Hi!", "usage": None, "cost": 0.0}

    def read(*messages):
        info = {"agent_info": {"llm": "m"}, "environment_info": {"domain_name": "retail"}}
        run = {"task_id": "0", "trial": 0, "messages": list(messages)}
        return tau2.read_document("x", {"info": info, "simulations": [run]}).doubts

    assert read(greeting, said) == ()
    assert [one.code for one in read(said, greeting | {"cost": 0.01})] == ["missing-messages"]


def test_a_result_of_a_session_alone_is_read():
    assert providers.recognises(result("a", 100, 0.25))


def test_totals_by_role_of_samples_that_tell_no_roles_count_once(tmp_path):
    header = {
        "eval": {"task": "qa", "model": MODEL, "model_roles": {"grader": {"model": MODEL}}},
        "stats": {"model_usage": tokens(300), "role_usage": {"grader": tokens(100)[MODEL]}},
    }
    sample = {"id": 1, "model_usage": tokens(300)}
    for told, good in (({}, None), ({"role_usage": {"grader": tokens(100)[MODEL]}}, 200)):
        log = inspect.from_parts(tmp_path / "a.json", header, [sample | told])
        assert {u.role: u.tokens.input for u in log.usage} == {"model": 200, "judge": 100}
        used = next(u for u in log.usage if u.role == "model")
        assert (used.successful and used.successful.input) == good and not log.notes


def test_a_trial_of_several_steps_took_what_all_of_them_did():
    step = {"agent_result": {"n_input_tokens": 9, "n_output_tokens": 1}}
    log = harbor.read_document("x", {"trial_name": "t.1", "task_name": "t", "agent_info": {
        "model_info": {"name": "m"}}, "step_results": [step, step]})  # fmt: skip
    assert total(log) == 18
    assert log.items_used[0].tokens["m", "model"].input == 18
