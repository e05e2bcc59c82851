"""Rows that platforms keep of calls, by hand: Langfuse, LiteLLM and LangChain."""

from __future__ import annotations

import json
from typing import Any

import pytest

from analysis.benchprice.errors import UserError
from analysis.benchprice.readers.platforms import langchain, langfuse, litellm


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
