"""Sellers' own forms by hand: usage exports, saved responses, and Codex' transcripts."""

from __future__ import annotations

from typing import Any

import pytest

from analysis.benchprice.doubts import COPIED
from analysis.benchprice.errors import Missing, UserError
from analysis.benchprice.merging import merged
from analysis.benchprice.readers.agents import codex
from analysis.benchprice.readers.platforms import providers
from analysis.benchprice.readers.shared import responses
from analysis.benchprice.usage import Tokens

OPENAI = {"input_tokens": 100, "output_tokens": 20, "input_cached_tokens": 60,
          "input_cache_write_tokens": 10, "model": "gpt"}  # fmt: skip
CLAUDE = {"uncached_input_tokens": 100, "output_tokens": 20, "cache_read_input_tokens": 60,
          "model": "claude", "cache_creation": {"ephemeral_5m_input_tokens": 10,
          "ephemeral_1h_input_tokens": 5}}  # fmt: skip


def test_a_result_of_openais_export_has_the_cache_inside_and_audio_beside() -> None:
    found = providers.openai_result("gpt", OPENAI, "x")
    assert found.tokens == Tokens(30, 60, 10, output=20)
    assert (found.provider, found.tier, found.extras) == ("openai", "standard", ())
    assert providers.openai_result("gpt", OPENAI | {"batch": True}, "x").tier == "batch"
    assert providers.openai_result("gpt", OPENAI | {"batch": False}, "x").tier == "standard"
    assert providers.openai_result("gpt", OPENAI | {"service_tier": "flex"}, "x").tier == "flex"
    heard = providers.openai_result("gpt", OPENAI | {"input_audio_tokens": 7}, "x")
    assert heard.extras == (("audio_input", 7),)
    vector = {"input_tokens": 9, "object": "organization.usage.embeddings.result"}
    assert providers.openai_result("e", vector, "x").tokens == Tokens(9)
    for lacks in ({"input_tokens": 9}, {"output_tokens": 9}):
        with pytest.raises(Missing, match="an unknown count is not 0"):
            providers.openai_result("gpt", lacks, "x")


def test_a_result_of_anthropics_export_has_the_cache_beside_its_input() -> None:
    found = providers.anthropic_result("claude", CLAUDE, "x")
    assert found.tokens == Tokens(100, 60, 10, 5, 20)
    more = {"server_tool_use": {"web_search_requests": 3}, "inference_geo": "us",
            "service_tier": "batch"}  # fmt: skip
    found = providers.anthropic_result("claude", CLAUDE | more, "x")
    assert (found.extras, found.region, found.tier) == ((("web-search", 3),), "us", "batch")


def test_an_export_is_read_bucket_by_bucket_and_wants_all_of_its_pages() -> None:
    first = {"start_time": 1773446400, "results": [OPENAI, OPENAI | {"context_window": "200k-1M"}]}
    last = {"starting_at": "2026-03-15T00:00:00Z", "result": [CLAUDE]}
    found = list(providers._export({"data": [first, last]}, "x"))
    assert [(u.model, u.date, u.window) for u in found] == [
        ("gpt", "2026-03-14", None), ("gpt", "2026-03-14", 200_000), ("claude", "2026-03-15", None),
    ]  # fmt: skip
    with pytest.raises(UserError, match="has_more is true: pages are missing"):
        list(providers._export({"data": [], "has_more": True}, "x"))
    with pytest.raises(UserError, match="a result without model"):
        list(providers._export({"data": [{"results": [OPENAI | {"model": None}]}]}, "x"))


@pytest.mark.parametrize(
    ("said", "edge"),
    [("0-200k", 0), ("200k-1M", 200_000), (" 272K -", 272_000), ("500", 500), ("all", None),
     ("", None), (None, None), (7, None)],
)  # fmt: skip
def test_a_context_window_begins_at_a_length(said: Any, edge: int | None) -> None:
    assert providers._edge(said) == edge


def answer(**more: Any) -> dict[str, Any]:
    return {"id": "c", "model": "m", "usage": {"prompt_tokens": 9, "completion_tokens": 1}} | more


@pytest.mark.parametrize(
    ("line", "refused"),
    [
        ({"error": {"a": 1}}, True), ({"error": None}, False), (answer(error="late"), False),
        ({"processed_time": "t", "status": "bad"}, True), ({"processed_time": "t", "status": ""}, False),
        ({"status": "bad"}, False), ({"response": {"status_code": 400}}, True),
        ({"response": {"status_code": 399}}, False), ({"response": {"status_code": "500"}}, False),
        ({"result": {"type": "errored"}}, True), ({"result": {"type": "expired"}}, True),
        ({"result": {"type": "succeeded"}}, False), ({"result": 7}, False),
    ],
)  # fmt: skip
def test_a_request_that_failed_is_no_response(line: dict[str, Any], refused: bool) -> None:
    assert bool(responses.refused(line, line)) is refused


@pytest.mark.parametrize(
    ("line", "batch"),
    [
        (answer(), False), (answer(custom_id="1"), True), ({"recordId": "1", "modelOutput": {}}, True),
        ({"recordId": "1"}, False), ({"modelOutput": {}}, False),
        ({"key": "1", "response": {"usageMetadata": {}}}, True),
        ({"processed_time": "t", "response": {"usageMetadata": {}}}, True),
        ({"response": {"usageMetadata": {}}}, False), ({"key": "1", "response": {}}, False),
        ({"key": "1"}, False),
    ],
)  # fmt: skip
def test_a_line_of_a_batch_is_known_by_its_name_or_time(line: dict[str, Any], batch: bool) -> None:
    assert responses._of_batch(line) is batch


@pytest.mark.parametrize(
    ("more", "seller"),
    [
        ({}, ""), ({"id": "gen-1"}, "openrouter"), ({"id": 7}, ""), ({"x_groq": None}, "groq"),
        ({"provider_name": "acme"}, "acme"), ({"provider": "x"}, ""),
        ({"provider": "x", "usage": {"cost": 1}}, "openrouter"),
        ({"provider": "x", "usage": {"is_byok": False}}, "openrouter"),
        ({"provider": 7, "usage": {"cost": 1}}, ""),
    ],
)  # fmt: skip
def test_who_sold_a_response_is_what_it_says(more: dict[str, Any], seller: str) -> None:
    assert responses._seller(answer(**more)) == seller


def test_what_a_client_noted_of_a_response_goes_before_what_it_noted_of_its_line() -> None:
    found, line = answer(), {"response": answer(), "cost": 0.25}
    assert responses.stated(line, found | {"cost": 0.5}, "x") == 0.5
    assert responses.stated(line, found, "x") == 0.25
    assert responses.stated(found, found, "x") is None


def test_what_a_compaction_took_is_beside_the_counts() -> None:
    part = {"type": "compaction", "input_tokens": 50, "output_tokens": 5}
    usage = {
        "input_tokens": 9,
        "output_tokens": 1,
        "iterations": [part, part | {"type": "message"}, 7],
    }
    found = responses.saved({"id": "msg", "model": "m", "usage": usage}, "x")
    assert (found.tokens.input, found.tokens.output) == (59, 6)
    assert responses._compacted({"iterations": "all"}, "x") == Tokens()
    with pytest.raises(Missing, match="input or output tokens missing"):
        responses.saved({"id": "c", "usage": {}}, "x")


def test_a_message_that_begins_has_no_reason_to_stop_yet() -> None:
    assert responses.unfinished({"stop_reason": None})
    assert not responses.unfinished({}) and not responses.unfinished({"stop_reason": "end"})
    assert responses.identity({}, {"id": "a"}) == responses.identity({}, {"responseId": "a"}) == "a"
    assert (
        responses.identity({"custom_id": 1}, {"id": "a"}) == responses.identity({}, {"id": 7}) == ""
    )


def counted(sent: int, last: bool = True) -> dict[str, Any]:
    """A line of Codex' transcript after a call, whose total has grown to ``sent``."""
    total = {"input_tokens": sent, "output_tokens": 10, "cached_input_tokens": 4}
    info = {"total_token_usage": total} | ({"last_token_usage": total} if last else {})
    return {"type": "event_msg", "payload": {"type": "token_count", "info": info}}


def meta(own: str, parent: str | None = None) -> dict[str, Any]:
    said = {"id": own, "forked_from_id": parent, "cli_version": "0.9"}
    return {"type": "session_meta", "payload": said}


TURN = {"type": "turn_context", "payload": {"model": "gpt", "effort": "high"}}


def test_a_transcript_of_codex_counts_calls_and_leaves_out_what_is_said_again() -> None:
    assert codex.recognises(TURN) and not codex.recognises([TURN])
    assert not codex.recognises({"type": "turn_context"}) and not codex.recognises({"type": "x"})
    log = codex.read_lines("x", [meta("s"), TURN, counted(100), counted(100), counted(130)])
    assert (log.effort, log.scaffold, log.doubts) == ("high", "Codex 0.9", ())
    assert sum(u.tokens.input for u in log.usage) == (100 - 4) + (130 - 4)
    grown = codex.read_lines("x", [TURN, counted(100, last=False), counted(130, last=False)])
    assert sum(u.tokens.input + u.tokens.cache_read for u in grown.usage) == 130
    assert sum(u.tokens.output for u in grown.usage) == 10
    assert codex.read_document("x", counted(9)).usage[0].tokens.input == 5


def test_a_session_that_begins_with_anothers_calls_is_doubted_until_that_is_given() -> None:
    parent = codex.read_lines("p", [meta("a"), TURN, counted(100)])
    forked = codex.read_lines("f", [meta("b", "a"), meta("a"), TURN, counted(100), counted(150)])
    (doubt,) = forked.doubts
    assert (doubt.code, doubt.share) == (COPIED, 1.0)
    assert doubt.says.startswith("f begins with a copy of session a: its calls are in the price.")
    both = merged([parent, forked])
    assert (sum(u.tokens.input for u in both.usage), both.doubts) == (96 + 146, ())
    assert "f: 1 responses are in a log before it, too: counted once." in both.notes
    alone = merged([parent, codex.read_lines("o", [meta("c"), TURN, counted(100)])])
    assert (sum(u.tokens.input for u in alone.usage), alone.doubts) == (96 * 2, ())
