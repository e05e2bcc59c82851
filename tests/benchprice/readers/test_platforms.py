"""Rows that platforms keep of calls, by hand: Langfuse, LiteLLM, LangChain, Weave and sessions."""

from __future__ import annotations

import json
from typing import Any

import pytest

from analysis.benchprice.errors import UserError
from analysis.benchprice.readers.platforms import langchain, langfuse, litellm, sessions, weave
from analysis.benchprice.usage import Tokens, Usage


def observation(own: str, parent: str | None = None, **more: Any) -> dict[str, Any]:
    return {"id": own, "traceId": "t", "parentObservationId": parent, "type": "GENERATION",
            "model": "m", "startTime": "2026-03-14T10:00:00Z", "costDetails": {"total": 0.5},
            "usageDetails": {"input": 100, "output": 10, "input_cached_tokens": 60}} | more  # fmt: skip


def test_an_observation_of_langfuse_above_others_repeats_them() -> None:
    rows = [observation("top", totalCost=9.0), observation("a", "top"), observation("b", "top"),
            {"id": "s", "type": "SPAN"}]  # fmt: skip
    log = langfuse.read_document("x", {"data": rows})
    assert (log.usage[0].tokens.input, log.usage[0].tokens.cache_read) == (200, 120)
    assert (log.reported_cost, log.date, log.model) == (1.0, "2026-03-14", "m")
    assert log.notes == ("1 generations left out: they repeat those beneath them.",)
    alone = langfuse.read_document("x", {"observations": [observation("a", costDetails=None)]})
    assert (alone.notes, alone.reported_cost) == ((), None)
    span = observation("s", type="SPAN", usageDetails={"input": 7, "output": 1})
    assert langfuse.read_document("x", [span]).usage[0].tokens.input == 7
    silent = observation("b", usageDetails=None)
    log = langfuse.read_lines("x", [observation("a"), silent, silent | {"type": "TOOL"}])
    assert [(one.code, one.share) for one in log.doubts] == [("missing-generations", 1.0)]
    with pytest.raises(UserError, match="usage of a kind that is not known: 'magic'"):
        langfuse.read_lines(
            "x", [observation("a", usageDetails={"input": 1, "output": 1, "magic": 2})]
        )
    assert langfuse.read_lines(
        "x", [observation("a", usageDetails={"input": 1, "output": 1, "magic": 0})]
    )


@pytest.mark.parametrize(
    ("row", "cost"),
    [
        ({"costDetails": {"total": 0.5}, "calculatedTotalCost": 2}, 0.5),
        ({"calculatedTotalCost": 2, "totalCost": 3}, 2), ({"totalCost": 3}, 3), ({}, 0.0),
        ({"costDetails": {"total": 0.0}, "totalCost": 3}, 0.0),
    ],
)  # fmt: skip
def test_what_langfuse_reckoned_is_under_one_of_three_names(row: Any, cost: float) -> None:
    assert langfuse._cost(row, "x") == cost


def test_rows_of_langfuse_are_known_by_their_usage_and_place() -> None:
    assert langfuse.recognises([{}] * 99 + [observation("a")])
    assert not langfuse.recognises([{}] * 100 + [observation("a")])
    for line, ours in (({"usageDetails": {}, "type": "x"}, True), ({"usageDetails": {}, "traceId": "t"}, True),
                       ({"usageDetails": {}}, False), ({"type": "x"}, False)):  # fmt: skip
        assert langfuse.recognises_line(line) is ours


def spent(own: str = "r", **more: Any) -> dict[str, Any]:
    return {"request_id": own, "call_type": "c", "spend": 0.5, "prompt_tokens": 100, "model": "m",
            "completion_tokens": 10, "total_tokens": 110, "custom_llm_provider": "p",
            "startTime": "2026-03-14T10:00:00Z"} | more  # fmt: skip


def test_a_request_of_litellm_counts_once_and_one_from_its_cache_never() -> None:
    log = litellm.read_document("x", {"data": [spent(), spent(), spent("q", cache_hit="True"),
                                              spent("s", spend=None, cache_hit=False)]})  # fmt: skip
    assert (log.usage[0].tokens.input, log.reported_cost) == (200, 0.5)
    assert (log.usage[0].provider, log.date) == ("p", "2026-03-14")
    assert log.notes == ("1 answers came from the proxy's cache and are in no price.",)
    assert not log.usage[0].cache_recorded
    later = litellm.read_lines("x", [spent(startTime=None, start_time="2026-03-15", spend=0)])
    assert (later.date, later.reported_cost, later.notes) == ("2026-03-15", None, ())
    details = {"prompt_tokens": 100, "completion_tokens": 10, "prompt_tokens_details": {
               "cached_tokens": 60}, "service_tier": "flex"}  # fmt: skip
    for place in ({"metadata": json.dumps({"usage_object": details})},
                  {"response": {"usage": details}}):  # fmt: skip
        (one,) = litellm.read_lines("x", [spent(**place)]).usage
        assert (one.tokens.input, one.tokens.cache_read, one.tier) == (40, 60, "flex")
    (one,) = litellm.read_lines(
        "x", [spent(metadata="{damaged", model_parameters='{"service_tier": "flex"}')]
    ).usage
    assert (one.tokens.input, one.tier) == (100, "flex")
    assert litellm.recognises([spent()]) and litellm.recognises({"data": [spent()]})
    for other in ([], {}, {"data": []}, [7], {"request_id": 1}):
        assert not litellm.recognises(other)


def run(own: str, parent: str | None = None, **more: Any) -> dict[str, Any]:
    return {"id": own, "parent_run_id": parent, "run_type": "llm", "trace_id": "t",
            "start_time": "2026-03-14T10:00:00Z", "prompt_tokens": 100, "completion_tokens": 10,
            "total_cost": "0.5", "extra": {"metadata": {"ls_model_name": "m", "ls_provider": "p"}},
            } | more  # fmt: skip


def test_runs_of_langchain_are_calls_unless_they_repeat_or_failed() -> None:
    chain = run("c", run_type="chain", child_runs=[run("a", "c", child_runs=[run("b", "a")])])
    failed = {"error": "late", "prompt_tokens": None, "completion_tokens": None}
    log = langchain.read_document(
        "x", [chain, run("d", **failed), run("e", error="late", total_tokens=110)]
    )
    assert (log.usage[0].tokens.input, log.failed, log.reported_cost) == (200, 1, 1.0)
    assert log.notes == ("1 runs left out: they repeat those beneath them.",)
    assert (log.usage[0].model, log.usage[0].provider, log.date) == ("m", "p", "2026-03-14")
    plain = langchain.read_document("x", {"runs": [run("a"), run("b", total_cost=None)]})
    assert (plain.failed, plain.reported_cost, plain.notes) == (None, None, ())
    asked = {"extra": {"invocation_params": {"model_name": "n"}}}
    assert langchain.read_lines("x", [run("a", **asked)]).model == "n"
    with pytest.raises(UserError, match="total_cost: 'much' is no number"):
        langchain.read_lines("x", [run("a", total_cost="much")])
    with pytest.raises(UserError, match="neither usage_metadata nor token_usage"):
        langchain.read_lines("x", [run("a", prompt_tokens=None, completion_tokens=None)])


def test_results_of_langchain_have_the_usage_of_each_prompts_first_answer() -> None:
    def said(sent: int) -> dict[str, Any]:
        return {"message": {"usage_metadata": {"input_tokens": sent, "output_tokens": 1},
                            "response_metadata": {"model_name": "m"}}}  # fmt: skip

    result = {"generations": [[said(100), said(7)], [said(50)], [{"text": "a"}], []]}
    assert langchain.recognises_line(result)
    log = langchain.read_document("x", result)
    assert (sum(u.tokens.input for u in log.usage), log.model) == (150, "m")
    for name in ("llm_output", "llmOutput"):
        whole = {"generations": [[{"text": "a"}]], name: {"model_name": "m", "token_usage": {
                 "prompt_tokens": 9, "completion_tokens": 1}}}  # fmt: skip
        assert langchain.read_document("x", whole).usage[0].tokens.input == 9
    for other in ({"generations": []}, {"generations": ["a"]}, {"generations": "a"}, {"run_type": "llm"},
                  {"run_type": "other", "trace_id": "t"}):  # fmt: skip
        assert not langchain.recognises_line(other)
    assert langchain.recognises_line(run("a")) and langchain.recognises_line(
        {"run_type": "llm", "child_runs": []}
    )


def weave_call(own: str, parent: str | None = None, **more: Any) -> dict[str, Any]:
    used = {"m": {"input_tokens": 5000, "output_tokens": 10, "requests": 1}}
    cost = {"costs": {"m": {"prompt_tokens_total_cost": 0.5, "completion_tokens_total_cost": 0.25}}}
    return {"id": own, "parent_id": parent, "started_at": "2026-03-14T10:00:00Z",
            "summary": {"usage": used, "weave": cost}} | more  # fmt: skip


def test_a_call_of_weave_above_others_repeats_them_and_one_of_several_has_no_length() -> None:
    log = weave.read_lines("x", [weave_call("top"), weave_call("a", "top"), weave_call("b", "top")])
    assert (log.usage[0].tokens.input, log.usage[0].window, log.reported_cost) == (
        10_000,
        4000,
        1.5,
    )
    assert log.notes == ("1 calls left out: they repeat those beneath them.",)
    assert (log.date, log.model) == ("2026-03-14", "m")
    for requests, window in ((1, 4000), (None, 4000), (2, None)):
        used = [{"m": {"input_tokens": 5000, "output_tokens": 10, "requests": requests}}]
        (one,) = weave.read_lines("x", [weave_call("a", summary={"usage": used})]).usage
        assert one.window == window
    bare = weave.read_lines("x", [weave_call("a", summary={"usage": used})])
    assert (bare.reported_cost, bare.notes) == (None, ())


def told(cost: float | None, sent: int, model: str = "m", got: int = 1) -> sessions.Result:
    return cost, [Usage(model, Tokens(sent, output=got))]


@pytest.mark.parametrize(
    ("later", "held"),
    [
        (told(1.0, 10), True), (told(2.0, 20), True), (told(0.5, 20), False), (told(None, 20), False),
        (told(2.0, 9), False), (told(2.0, 10, got=0), False), (told(2.0, 20, "n"), False),
        ((2.0, [*told(0, 10)[1], *told(0, 5, "n")[1]]), True),
    ],
)  # fmt: skip
def test_a_later_result_that_has_no_less_of_anything_holds_the_one_before(
    later: sessions.Result, held: bool
) -> None:
    found = sessions.Sessions()
    found.add("s", told(1.0, 10))
    found.add("t", told(1.0, 10))
    found.add("s", later)
    assert len(found.standing) == (2 if held else 3) and len(found.doubts()) == held
    if held:
        assert found.standing[0] == later and found.doubts()[0].usd == 1.0
    found.add("", later)
    found.add("", later)
    assert len(found.standing) == (4 if held else 5)  # results without a session are each one's own
    assert set(found.took()) == {"s", "t"}


def test_what_a_restated_result_cost_is_known_where_all_of_them_say() -> None:
    found = sessions.Sessions()
    for result in (told(None, 1), told(1.0, 2), told(2.0, 3)):
        found.add("s", result)
    assert (len(found.standing), found.doubts()[0].usd) == (1, None)


def test_a_result_of_a_session_has_its_writes_by_how_long_they_live() -> None:
    used = {"inputTokens": 5, "outputTokens": 1, "cacheCreationInputTokens": 10,
            "webSearchRequests": 2, "costUSD": 0.5}  # fmt: skip
    line = {
        "type": "result",
        "total_cost_usd": 0.5,
        "modelUsage": {"m": used},
        "timestamp": "2026-03-14",
    }
    assert sessions.is_result(line) and not sessions.is_result({"type": "result"})

    def writes(short: int, long: int, **more: Any) -> list[tuple[int, int, bool]]:
        ages = {"ephemeral_5m_input_tokens": short, "ephemeral_1h_input_tokens": long}
        _, parts = sessions.result(line | {"usage": {"cache_creation": ages}} | more, "x")
        return [(p.tokens.cache_write, p.tokens.cache_write_long, p.ages_told) for p in parts]

    assert writes(10, 0) == [(10, 0, True)] and writes(0, 10) == [(0, 10, True)]
    assert writes(4, 6) == [(4, 6, True)] and writes(4, 7) == [(10, 0, False)]
    both = {"modelUsage": {"m": used, "n": used}}
    assert writes(0, 20, **both) == [(0, 10, True)] * 2
    assert writes(10, 10, **both) == [(10, 0, False)] * 2
    one = {"modelUsage": {"m": used, "n": used | {"cacheCreationInputTokens": 0}}}
    assert writes(4, 6, **one) == [(4, 6, True), (0, 0, True)]
    cost, (part,) = sessions.result(line, "x")
    assert (cost, part.extras, part.date) == (0.5, (("web-search", 2),), "2026-03-14")
    with pytest.raises(UserError, match=r"0\.5 USD and no tokens"):
        sessions.result(line | {"modelUsage": {"m": {"inputTokens": 0, "outputTokens": 0}}}, "x")
