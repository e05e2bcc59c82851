"""What the readers share, on values by hand: counts, names, streams, tools, calls of the AI SDK."""

from __future__ import annotations

import math
from typing import Any

import pytest

from analysis.benchprice.errors import UserError
from analysis.benchprice.readers.agents import atif
from analysis.benchprice.readers.harnesses import every_eval_ever, inspect
from analysis.benchprice.readers.shared import aisdk, billing, events, kept, stream, vocabulary
from analysis.benchprice.usage import MOST, Tokens, Usage


@pytest.mark.parametrize(
    ("said", "count"),
    [(0, 0), (MOST, MOST), (7, 7), ("7", 7), ("0" * 15 + "7", 7), (3.0, 3), (None, None)],
)
def test_a_count_is_a_whole_number_as_a_number_or_as_text(said: Any, count: int | None) -> None:
    assert stream.count(said, "x") == stream.counted({"n": said}, "n", "x") == count


@pytest.mark.parametrize(
    "said", [-1, MOST + 1, "0" * 16 + "7", "-7", "٣", "", True, False, 2.5, math.inf, "x", [1]]
)
def test_what_is_no_count_is_refused(said: Any) -> None:
    with pytest.raises(UserError, match=r"^x: .* is not a token count"):
        stream.count(said, "x")
    with pytest.raises(UserError, match=r"^x: n: .* is not a token count"):
        stream.counted({"n": said}, "n", "x")


def test_a_number_and_a_name_have_bounds() -> None:
    assert [stream.number(n, "x", 0, 2) for n in (None, 0, 2, 0.5)] == [None, 0, 2, 0.5]
    for wrong in (-1, 3, math.nan, True, "1"):
        with pytest.raises(UserError, match="is not a number from 0 to 2"):
            stream.number(wrong, "x", 0, 2)
    assert [stream.word(w, "x", 3) for w in (None, "abc", "äöü")] == ["", "abc", "äöü"]
    for wrong in ("abcd", "äöüß", 7, "\ud800"):
        with pytest.raises(UserError, match="is not a name of at most 3"):
            stream.word(wrong, "x", 3)


def test_a_usage_is_flat_under_keys_of_any_length() -> None:
    long = "aB" * vocabulary.LONG
    nested = {"inputTokens": 1, "tokensDetails": {"cacheRead": 2, long: 3}, long: 4}
    snaked = vocabulary.snake(long)
    assert snaked.startswith("a_ba_b") and snaked.islower()
    assert vocabulary.flat(nested) == {
        "input_tokens": 1, "tokens_details.cache_read": 2, f"tokens_details.{snaked}": 3, snaked: 4,
    }  # fmt: skip


def gemini(sent: int, got: int | None, **more: Any) -> dict[str, Any]:
    return {"candidates": [{}], "usageMetadata": {"promptTokenCount": sent,
            "candidatesTokenCount": got}, **more}  # fmt: skip


@pytest.mark.parametrize(
    ("second", "goes_on"),
    [
        (gemini(10, 5), True), (gemini(10, 4), True), (gemini(10, 3), False),
        (gemini(9, 5), False), (gemini(11, 5), False), (gemini(10, None), True),
        (gemini(10, 5, responseId="b"), False),
    ],
)  # fmt: skip
def test_an_answer_goes_on_where_the_prompt_is_the_same_and_it_has_grown(
    second: dict[str, Any], goes_on: bool
) -> None:
    assert list(events.whole([gemini(10, 4), second])) == [gemini(10, 4), second][goes_on:]


@pytest.mark.parametrize(
    ("kind", "billed"),
    [
        ("web_search_call", "web-search"), ("x_y_call", "x-y"), ("message", None),
        ("web_search_call_output", None), ("function_call", None), ("call", None),
    ],
)  # fmt: skip
def test_an_item_of_an_output_is_billed_as_its_tool(kind: str, billed: str | None) -> None:
    assert billing._tool(kind) == billed


def test_steps_of_the_ai_sdk_are_calls_where_each_has_usage_and_response() -> None:
    call = {"usage": {}, "response": {}, "text": "a"}
    for steps, calls in (
        ([call, call], True), ([call, {"usage": {}}], False), ([call, 7], False), ([], False),
        ("ab", False), ([{"usage": {}, "response": {}}], True),
    ):  # fmt: skip
        line = {"steps": steps}
        assert list(aisdk.calls([line])) == (list(steps) if calls else [line])
    assert list(aisdk.calls([7])) == [7]


def test_kinds_of_dropped_calls_do_not_stand() -> None:
    held = kept.Kept()
    held.put("x", Usage("a", Tokens(1)), session="s")
    held.put("y", Usage("b", Tokens(1)), session="t")
    held.put("z", Usage("b", Tokens(1)), session="t")
    held.drop("s")
    assert [kind.first.model for kind in held.standing()] == ["b"]


def test_a_trajectory_of_atif_says_its_version() -> None:
    assert atif.recognises({"schema_version": "ATIF-v1.5"})
    for other in ({}, {"schema_version": "1"}, {"schema_version": None}, [], None):
        assert not atif.recognises(other)


@pytest.mark.parametrize(
    ("total", "sent", "got"),
    [(150, 30, 50), (220, 100, 50), (190, 30, 90), (260, 100, 90), (151, None, None)],
)
def test_the_total_of_every_eval_ever_says_what_is_counted_where(
    total: int, sent: int | None, got: int | None
) -> None:
    said = {"input_tokens": 100, "output_tokens": 50, "input_tokens_cache_read": 60,
            "input_tokens_cache_write": 10, "reasoning_tokens": 40, "total_tokens": total}  # fmt: skip
    if sent is None:
        with pytest.raises(UserError, match=r"total_tokens 151 .* \(150\).* 70 cached or 40"):
            every_eval_ever._tokens(said, "x")
        return
    found = every_eval_ever._tokens(said, "x")
    assert (found.input, found.output, found.cache_read, found.cache_write) == (sent, got, 60, 10)
    for name in ("input_tokens", "output_tokens", "total_tokens"):
        with pytest.raises(UserError, match="are all required"):
            every_eval_ever._tokens(said | {name: None}, "x")


@pytest.mark.parametrize("lacks", ["model", "task"])
def test_a_log_of_inspect_names_task_and_model(tmp_path, lacks: str) -> None:
    spec = {"model": "m", "task": "t"}
    del spec[lacks]
    with pytest.raises(UserError, match="not a log of Inspect"):
        inspect.from_parts(tmp_path / "log", {"eval": spec}, [])
