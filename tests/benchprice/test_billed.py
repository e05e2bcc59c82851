"""What sellers and clients write beside plain token counts, read as it is billed or doubted."""

from __future__ import annotations

import json

import pytest

from analysis.benchprice.errors import UserError
from analysis.benchprice.readers import tabular
from analysis.benchprice.readers.platforms import opentelemetry, providers
from analysis.benchprice.record import finding
from analysis.benchprice.record.rates import Rate
from analysis.benchprice.usage import Log, Tokens, Usage


def read(usage: dict, **more) -> Log:
    return providers.read_document("log", {"id": "c1", "model": "m", "usage": usage} | more)


def chat(**more) -> dict:
    return {"prompt_tokens": 100, "completion_tokens": 20} | more


@pytest.mark.parametrize(
    ("usage", "output"),
    [
        (chat(total_tokens=120, completion_tokens_details={"reasoning_tokens": 5}), 20),
        (chat(total_tokens=150, completion_tokens_details={"reasoning_tokens": 30}), 50),
        (chat(total_tokens=150), 50),
        ({"input_tokens": 100, "output_tokens": 20, "total_tokens": 150}, 50),
    ],
)
def test_reasoning_beside_the_output_is_billed_as_output(usage, output):
    (used,) = read(usage).usage
    assert used.tokens.output == output


@pytest.mark.parametrize(
    ("said", "tier"),
    [("default", "standard"), ("flex-tier", "flex"), ("fast", "fast"), (None, "standard")],
)
def test_a_tier_that_is_not_known_keeps_its_name(said, tier):
    assert read(chat(), service_tier=said).usage[0].tier == tier


def test_a_span_says_its_tier():
    said = {"gen_ai.usage.input_tokens": 100, "gen_ai.usage.output_tokens": 20}
    said |= {"gen_ai.response.model": "m", "openai.response.service_tier": "flex"}
    assert opentelemetry.read_lines("log", [{"attributes": said}]).usage[0].tier == "flex"


def called(**said) -> Usage:
    used = {"gen_ai.usage.input_tokens": 100, "gen_ai.usage.output_tokens": 20,
            "gen_ai.response.model": "m"}  # fmt: skip
    attributes = {name.replace("__", "."): value for name, value in said.items()}
    span = {"attributes": used | attributes, "start_time": "2026-03-14T10:00:00Z"}
    (found,) = opentelemetry.read_lines("log", [span]).usage
    return found


AUDIO = {"llm__token_count__prompt_details__audio": 60}
FEES = {"output": [{"type": "web_search_call"}], "usage": {"input_tokens": 1}}


@pytest.mark.parametrize(
    ("said", "field", "value"),
    [
        ({}, "model", "m"),
        ({"gen_ai__request__model": "asked"}, "model", "m"),
        ({"gen_ai__response__model": "", "gen_ai__request__model": "asked"}, "model", "asked"),
        ({"gen_ai__response__model": None, "llm__model_name": "named"}, "model", "named"),
        ({"gen_ai__provider__name": "openai", "gen_ai__system": "old"}, "provider", "openai"),
        ({"gen_ai__system": "old"}, "provider", "old"),
        ({}, "successful", Tokens(100, output=20)),
        ({"error__type": "timeout"}, "successful", Tokens()),
        ({}, "cache_recorded", False),
        ({"gen_ai__usage__cache_read__input_tokens": 0}, "cache_recorded", True),
        ({"gen_ai__usage__cache_read__input_tokens": 7}, "tokens", Tokens(93, 7, output=20)),
        ({}, "date", "2026-03-14"),
        ({}, "window", 0),
        ({"gen_ai__usage__input_tokens": 4001}, "window", 4000),
        ({"gen_ai__usage__input_tokens": 4000}, "window", 0),
        ({"gen_ai__usage__input_tokens": 4001, **AUDIO}, "window", 4000),  # audio is sent, too
        (AUDIO, "tokens", Tokens(40, output=20)),
        (AUDIO, "extras", (("audio_input", 60),)),
        ({"output__value": json.dumps(FEES)}, "extras", (("web-search", 1),)),
        ({"output__value": "no JSON"}, "extras", ()),
        ({"output__value": "[1]"}, "extras", ()),
        ({"gen_ai__operation__name": "embeddings", "gen_ai__usage__output_tokens": None}, "tokens",
         Tokens(100)),
        ({"gen_ai__request__service_tier": "flex", "openai__response__service_tier": "default"},
         "tier", "standard"),
        ({"llm__invocation_parameters": '{"service_tier": "flex"}'}, "tier", "flex"),
    ],
)  # fmt: skip
def test_a_span_says_what_its_call_used(said, field, value):
    assert getattr(called(**said), field) == value


@pytest.mark.parametrize("name", opentelemetry._COSTS)
def test_spans_that_all_say_their_cost_have_a_total(name):
    one = {
        "gen_ai.usage.input_tokens": 1,
        "gen_ai.usage.output_tokens": 1,
        "gen_ai.response.model": "m",
    }
    rows = [{"attributes": one | {name: 0.5}}, {"attributes": one | {name: 0.25}}]
    log = opentelemetry.read_lines("log", rows)
    assert (log.reported_cost, log.notes, log.model, log.date) == (0.75, (), "m", "")
    assert opentelemetry.read_lines("log", [*rows, {"attributes": one}]).reported_cost is None


CHAT = {"gen_ai.operation.name": "chat"}


@pytest.mark.parametrize(
    ("failed", "doubts"),
    [
        ({"attributes": CHAT}, ["missing-spans"]),
        ({"attributes": CHAT | {"error.type": "timeout"}}, []),
        ({"attributes": CHAT, "status": {"code": 2}}, []),
        ({"attributes": CHAT, "status": {"status_code": "STATUS_CODE_ERROR"}}, []),
        ({"attributes": CHAT, "status": "ERROR"}, []),
        ({"attributes": CHAT, "status": {"code": 1}}, ["missing-spans"]),
        ({"attributes": {"gen_ai.operation.name": "execute_tool"}}, []),
        ({"attributes": {"openinference.span.kind": "LLM"}}, ["missing-spans"]),
        ({"attributes": {"traceloop.span.kind": "embedding"}}, ["missing-spans"]),
    ],
)
def test_a_call_without_counts_is_missing_unless_it_failed(failed, doubts):
    said = {"gen_ai.usage.input_tokens": 100, "gen_ai.usage.output_tokens": 20,
            "gen_ai.usage.reasoning.output_tokens": 5, "gen_ai.response.model": "m"}  # fmt: skip
    log = opentelemetry.read_lines("log", [{"attributes": said}, failed])
    assert log.usage[0].tokens == Tokens(100, output=20, reasoning=5)
    assert [one.code for one in log.doubts] == doubts


def test_only_lines_of_a_batch_are_billed_as_batch_and_its_errors_not_at_all():
    answer = {"model": "m", "usage": chat()}
    batch = {"custom_id": "1", "response": {"status_code": 200, "body": answer}}
    error = {"custom_id": "2", "response": {"status_code": 400, "body": {"error": {}}}}
    log = providers.read_lines("log", [batch, error])
    assert (log.usage[0].tier, log.usage[0].tokens.input, log.failed) == ("batch", 100, 1)
    assert (
        providers.read_document("log", {"response": {"body": answer}}).usage[0].tier == "standard"
    )


def test_a_response_that_is_logged_as_it_grows_counts_once():
    usage = {"input_tokens": 7, "output_tokens": 1}
    line = {"id": "msg", "model": "m", "usage": usage}
    log = providers.read_lines("log", [line, line | {"usage": usage | {"output_tokens": 90}}])
    assert log.usage[0].tokens == Tokens(input=7, output=90)


@pytest.mark.parametrize(
    ("usage", "more", "extras"),
    [
        (chat(server_tool_use={"web_search_requests": 3}), {}, {"web-search": 3}),
        (chat(server_tool_use={"web_fetch_requests": 3}), {}, {}),
        (chat(), {"output": [{"type": "web_search_call"}] * 2}, {"web-search": 2}),
        (chat(), {"output": [{"type": "web_search_call", "action": {"type": "open_page"}}]}, {}),
        (
            chat(),
            {"output": [{"type": "web_search_call"}], "tools": [{"type": "web_search_preview"}]},
            {"web-search-preview": 1},
        ),
        (chat(server_side_tool_usage_details={"x_search_calls": 4}), {}, {"x-search": 4}),
        (chat(num_server_side_tools_used=2), {}, {"server-side-tool": 2}),
        (chat(search_context_size="low"), {}, {"request-low": 1}),
        (chat(prompt_tokens_details={"audio_tokens": 90}), {}, {"audio_input": 90}),
        (chat(completion_tokens_details={"image_tokens": 9}), {}, {"image_output": 9}),
    ],
)
def test_what_is_billed_beside_text_tokens_is_counted_by_its_kind(usage, more, extras):
    (used,) = read(usage, **more).usage
    assert dict(used.extras) == extras
    asked = extras.get("audio_input", 0), extras.get("image_output", 0)
    assert (used.tokens.input, used.tokens.output) == (100 - asked[0], 20 - asked[1])


@pytest.mark.parametrize(("sent", "window"), [(200_000, 128_000), (200_001, 200_000), (10, 0)])
def test_each_call_says_which_length_its_prompt_exceeds(sent, window):
    assert read(chat(prompt_tokens=sent)).usage[0].window == window


def test_cached_tokens_under_anthropics_and_pydantics_names_are_read():
    row = {"model": "m", "input_tokens": 2, "output_tokens": 6, "cache_read_input_tokens": 15}
    assert tabular.read_document("log", row).usage[0].tokens.cache_read == 15
    counts = {"input_tokens": 100, "cache_read_tokens": 90, "output_tokens": 6}
    assert read(counts).usage[0].tokens == Tokens(input=10, cache_read=90, output=6)


def test_a_misspelt_count_is_refused():
    row = {"model": "m", "input_tokens": 2, "output_tokens": 6, "cache_reads_tokens": 15}
    with pytest.raises(UserError, match="line 1: 'cache_reads_tokens' counts tokens"):
        tabular.read_document("log", row)


def test_half_price_is_theirs_who_give_it_and_googles_cache_stays_at_list(record_of_living):
    rate = Rate("m", 2.0, 10.0, cache_read=0.2, provider="google")
    assert (rate.at_tier("batch").input, rate.at_tier("batch").cache_read) == (1.0, 0.2)
    used = Usage("deepseek-chat", Tokens(1, 1), tier="batch")
    with pytest.raises(UserError, match="'batch' at deepseek"):
        finding.find([used], (), record_of_living, "2025-11-20")
