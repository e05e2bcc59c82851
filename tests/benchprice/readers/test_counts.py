"""A usage object of any provider: names give the kinds, a total decides what is inside what."""

from __future__ import annotations

from typing import Any

import pytest

from analysis.benchprice.errors import Missing, UserError
from analysis.benchprice.readers.shared import counts, vocabulary
from analysis.benchprice.usage import Counting, Tokens

CHAT = {"prompt_tokens": 100, "completion_tokens": 20}


def cached(read: int, thought: int = 0, **more: Any) -> dict[str, Any]:
    return {**CHAT, "prompt_tokens_details": {"cached_tokens": read},
            "completion_tokens_details": {"reasoning_tokens": thought}, **more}  # fmt: skip


@pytest.mark.parametrize(
    ("usage", "tokens"),
    [
        (CHAT, (100, 0, 20)),
        (cached(60), (40, 60, 20)),
        (cached(60, 5, total_tokens=120), (40, 60, 20)),
        (cached(60, 5, total_tokens=180), (100, 60, 20)),
        (cached(60, 5, total_tokens=125), (40, 60, 25)),
        (cached(60, 5, total_tokens=185), (100, 60, 25)),
        (cached(60, 5, total_tokens=130), (40, 60, 30)),  # ten more than its parts: hidden output
        (cached(60, 30), (40, 60, 50)),  # more thought than output: beside it
        (cached(60, 20), (40, 60, 20)),
        ({"input_tokens": 100, "output_tokens": 20, "cache_read_input_tokens": 60}, (100, 60, 20)),
        ({**CHAT, "cache_read_input_tokens": 60}, (40, 60, 20)),
        ({**CHAT, "cache_read_input_tokens": 100}, (0, 100, 20)),
        ({**CHAT, "cache_read_input_tokens": 101}, (100, 101, 20)),  # no part of the input
        ({"input_tokens": 9, "output_tokens": 1, "cache_read_input_tokens": 5, "total_tokens": 10},
         (4, 5, 1)),
        ({"input_tokens": 3, "output_tokens": 1, "cache_read_input_tokens": 5, "total_tokens": 4},
         (3, 5, 1)),  # a total that leaves the cache out
        ({"input_tokens": 100, "output_tokens": 20, "cache_read_input_tokens": 60,
          "cache_creation_input_tokens": 60, "total_tokens": 240}, (100, 60, 20)),
        ({"prompt_tokens": 7, "total_tokens": 9}, (7, 0, 2)),  # an embedding, or thought alone
        ({"promptTokenCount": 100, "candidatesTokenCount": 20, "thoughtsTokenCount": 9}, (100, 0, 29)),
        ({"promptTokenCount": 100, "candidatesTokenCount": 20, "toolUsePromptTokenCount": 50},
         (150, 0, 20)),
        ({**CHAT, "total_tokens": 0}, (100, 0, 20)),
    ],
)  # fmt: skip
def test_the_total_says_what_is_counted_where(usage: dict[str, Any], tokens: Any) -> None:
    found, beside = counts.read(usage, "x")
    assert (found.input, found.cache_read, found.output) == tokens and beside == {}


@pytest.mark.parametrize(
    ("usage", "said"),
    [
        (cached(60, 5, total_tokens=119), "a total of 119 tokens is less than its parts"),
        (cached(60, 90, total_tokens=150), "total 150 is neither what its parts are"),
        ({**CHAT, "input_tokens": 99}, "100|99, and under another name"),
        ({**CHAT, "magic_tokens": 3}, "tokens of a kind that is not known: 'magic_tokens'"),
        ({**CHAT, "cache_creation_input_tokens": 3,
          "cache_creation": {"ephemeral_1h_input_tokens": 4}}, "more one-hour cache writes"),
    ],
)  # fmt: skip
def test_counts_that_contradict_each_other_are_refused(usage: dict[str, Any], said: str) -> None:
    with pytest.raises(UserError, match=said):
        counts.read(usage, "x")


def test_a_count_that_is_missing_is_not_nothing() -> None:
    for usage in ({}, {"prompt_tokens": 3}, {"completion_tokens": 3}, {**CHAT, "prompt_tokens": None},
                  {"prompt_tokens": 7, "total_tokens": 0}):  # fmt: skip
        with pytest.raises(Missing, match="an unknown count is not 0"):
            counts.read(usage, "x")


@pytest.mark.parametrize(
    ("written", "short", "long"),
    [
        ({"cache_creation_input_tokens": 9}, 9, 0),
        ({"cache_creation_input_tokens": 9, "cache_creation": {"ephemeral_1h_input_tokens": 4}}, 5, 4),
        ({"cache_creation_input_tokens": 9, "cache_creation": {"ephemeral_1h_input_tokens": 9}}, 0, 9),
        ({"cache_creation": {"ephemeral_5m_input_tokens": 3, "ephemeral_1h_input_tokens": 4}}, 3, 4),
        ({"cache_creation": {"ephemeral_5m_input_tokens": 3}}, 3, 0),
        ({"cache_creation": {"ephemeral_1h_input_tokens": 4}}, 0, 4),
    ],
)  # fmt: skip
def test_writes_are_parted_by_how_long_they_live(written: Any, short: int, long: int) -> None:
    found, _ = counts.read({"input_tokens": 1, "output_tokens": 1, **written}, "x")
    assert (found.cache_write, found.cache_write_long) == (short, long)


def test_a_groks_thought_is_beside_its_completion() -> None:
    usage = cached(0, 5)
    assert counts.read(usage, "x", model="grok-4")[0].output == 25
    assert counts.read(usage, "x", model="x-ai/GROK-4")[0].output == 25
    assert counts.read(usage, "x", model="gpt")[0].output == 20
    other = {"input_tokens": 100, "output_tokens": 20,
             "output_tokens_details": {"reasoning_tokens": 5}}  # fmt: skip
    assert counts.read(other, "x", model="grok-4")[0].output == 20
    assert counts.read(usage, "x", Counting(True, False), "gpt")[0].output == 25


def test_perplexitys_research_is_billed_beside_its_text() -> None:
    usage = {**CHAT, "citation_tokens": 7, "reasoning_tokens": 90, "num_search_queries": 2}
    found, beside = counts.read(usage, "x", model="sonar-deep-research")
    assert (found.output, beside) == (20, {"citation-token": 7, "reasoning-token": 90})
    assert counts._of_research({"citation": 0, "reasoning": None}) == {}
    assert counts.read({**CHAT, "reasoning_tokens": 9}, "x", model="deep-research")[1] == {}


@pytest.mark.parametrize(
    ("apart", "text", "beside"),
    [
        ({}, (100, 50, 20), {}),
        ({"audio_input": None, "audio_output": 0}, (100, 50, 20), {}),
        ({"audio_input": 30}, (70, 50, 20), {"audio_input": 30}),
        ({"audio_input": 30, "audio_cached": 10}, (80, 40, 20), {"audio_input": 20, "audio_cached": 10}),
        ({"audio_input": 5, "audio_cached": 10}, (100, 40, 20), {"audio_cached": 10}),
        ({"audio_input": 300, "audio_cached": 80}, (0, 0, 20), {"audio_input": 100, "audio_cached": 50}),
        ({"audio_output": 15, "image_output": 4}, (100, 50, 1), {"audio_output": 15, "image_output": 4}),
        ({"audio_output": 15, "image_output": 8}, (100, 50, 0), {"audio_output": 15, "image_output": 8}),
        ({"audio_output": 99}, (100, 50, 0), {"audio_output": 20}),
        ({"image_output": 99}, (100, 50, 0), {"image_output": 20}),
    ],
)  # fmt: skip
def test_audio_and_images_are_taken_out_of_text_and_no_more_than_there_is(
    apart: Any, text: Any, beside: Any
) -> None:
    found, kinds = counts.apart(Tokens(100, 50, output=20), apart)
    assert (found.input, found.cache_read, found.output) == text and kinds == beside


def test_details_of_pydantic_ai_say_what_its_usage_does_not() -> None:
    usage = {"input_tokens": 100, "output_tokens": 20, "cache_read_tokens": 60,
             "details": {"cache_creation_input_tokens": 10, "cache_read_input_tokens": 61,
                         "input_tokens": 30, "output_tokens": 20, "reasoning_tokens": 5}}  # fmt: skip
    found, _ = counts.read(usage, "x")
    assert found == Tokens(30, 60, 10, 0, 20, 5)
    assert counts.read(CHAT | {"details": None}, "x")[0] == Tokens(100, output=20)


@pytest.mark.parametrize(
    ("usage", "flat"),
    [
        ({"promptTokensDetails": [{"modality": "AUDIO", "tokenCount": 3},
                                  {"modality": "TEXT", "token_count": 4}, {"modality": None}, 7]},
         {"prompt_tokens_details.audio_tokens": 3, "prompt_tokens_details.text_tokens": 4}),
        ({"cacheDetails": [{"ttl": "1h", "inputTokens": 3}, 7]}, {"cache_details.1h": 3}),
        ({"other": [1, 2]}, {}),
        ({"a": {"b": {"c": {"d": {"e": 1, "f": {"g": 2}}}}}}, {"a.b.c.d.e": 1}),
    ],
)  # fmt: skip
def test_lists_are_flat_where_they_count_by_kind_and_depths_end(usage: Any, flat: Any) -> None:
    assert vocabulary.flat(usage) == flat


@pytest.mark.parametrize(
    ("value", "strange"),
    [(3, True), (0, False), (None, False), (True, False), ("3", False), (2.5, True), (-1, True)],
)
def test_a_name_that_nobody_has_is_strange_where_it_counts_something(value, strange) -> None:
    assert bool(vocabulary.unknown({"magic_tokens": value, "input_tokens": 1})) is strange
    assert vocabulary.unknown({"input_tokens": value, "latency": 3}) == []


@pytest.mark.parametrize(
    ("name", "value", "strange"),
    [
        ("reasoning_steps", 3, True), ("reasoning_steps", 3.0, True), ("reasoning_share", 0.5, False),
        ("cached_share", float("nan"), True), ("audio_seconds", float("inf"), True),
        ("cache_ttl", 3, False), ("thinking_budget", 3, False), ("cache_cost", 3, False),
        ("max_tokens_asked", 3, False), ("latency", 3, False), ("telepathy_tokens", 0.5, True),
    ],
)  # fmt: skip
def test_a_name_counts_tokens_or_whole_numbers_of_what_is_billed_so(name, value, strange) -> None:
    assert bool(vocabulary.unknown({name: value})) is strange
