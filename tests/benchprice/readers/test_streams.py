"""JSON read piece by piece, streams of events put together, and archives: good, cut and damaged."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from analysis.benchprice.errors import UserError
from analysis.benchprice.readers.harnesses import archive, every_eval_ever, hal, lm_eval
from analysis.benchprice.readers.shared import aisdk, events, stream
from analysis.benchprice.usage import Cap


class Slow(io.BytesIO):
    """A file that gives three bytes at a time."""

    def read(self, size: int | None = -1) -> bytes:
        return super().read(min(3, size or 3))


def text(said: str | bytes, told: Any = None) -> stream.Text:
    return stream.Text(Slow(said if isinstance(said, bytes) else said.encode()), "x", told)


def test_an_object_is_read_member_by_member_and_its_lists_element_by_element() -> None:
    said = '\ufeff { "a" : 12 , "list": [ 1, {"b": []} ,"é"], "other": [1, 2], "none": [], "no": null } '
    read: list[int] = []
    found = list(stream.members(text(said, read.append), ("list", "none", "no")))
    assert found == [("a", 12), ("list", 1), ("list", {"b": []}), ("list", "é"), ("other", [1, 2]),
                     ("no", None)]  # fmt: skip
    assert max(read) == 3 and sum(read) <= len(said.encode())
    assert list(stream.members(text("{}"))) == list(stream.elements(text("[ ]"))) == []
    assert list(stream.elements(text("[1]"))) == [1]


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ("", "ends too early"), ("[", "'\\[' where one of {"), ('{"a": 1', "ends too early"),
        ('{"a" 1}', "'1' where one of : belongs"), ("{a: 1}", "'a' where one of \" belongs"),
        ('{"a": 1]', "'\\]' where one of ,} belongs"), ('{"a": nix}', "not valid JSON: Expecting value"),
        ('{"a": "b', "not valid JSON: Unterminated"), (b'{"a": "\xff"}', "not UTF-8 text"),
        (b'{"a": "\xc3', "not UTF-8 text"), ('{"a": ' + "[" * 9**5, "nested too deeply"),
    ],
)  # fmt: skip
def test_damage_is_named(said: str | bytes, message: str) -> None:
    with pytest.raises(UserError, match=f"^x: {message}"):
        list(stream.members(text(said)))


def test_a_value_is_not_read_beyond_what_a_log_may_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "PIECE", 40)
    assert text(json.dumps("a" * 30)).value() == "a" * 30
    with pytest.raises(UserError, match="one value is over 0 MB"):
        text(json.dumps("a" * 90)).value()


@pytest.mark.parametrize(
    ("said", "found", "bad"),
    [
        ('{"a": 1}\n\n{"b": 2} {"c": 3}', [{"a": 1}, {"b": 2}, {"c": 3}], 0),
        ('{"a": 1}\n{"b": nix\n{"c": 3}\n', [{"a": 1}, {"c": 3}], 1),
        ('nix\n{"c": 3}', [{"c": 3}], 1),
        ('{"a": 1}\n{"b":', [{"a": 1}], 1),
        ("7 8", [7, 8], 0),
        ("[1]\n{nix\n[2]", [[1], [2]], 1),
        ("", [], 0),
    ],
)
def test_lines_that_are_damaged_are_told_and_left_out(said: str, found: Any, bad: int) -> None:
    told: list[str] = []
    assert list(stream.lines(text(said), told.append)) == found
    assert len(told) == bad and all(one.startswith("x: not valid JSON") for one in told)


@pytest.mark.parametrize("said", ["nix", "nix\nnix", "nix\n7", "[nix\n{}", "nix\n[1]"])
def test_what_begins_with_damage_and_has_no_object_is_no_log(said: str) -> None:
    with pytest.raises(UserError, match="not valid JSON"):
        list(stream.lines(text(said), lambda _: None))
    with pytest.raises(UserError, match="not valid JSON"):
        list(stream.lines(text('{"a": 1}\nnix')))


BEGUN = {"type": "message_start", "message": {"id": "m", "usage": {"input_tokens": 9}}}
ENDED = {"type": "message_delta", "usage": {"output_tokens": 5}, "delta": {"stop_reason": "end"}}
WHOLE = {"type": "message_start", "message": {"id": "m", "stop_reason": "end",
         "usage": {"input_tokens": 9, "output_tokens": 5}}}  # fmt: skip
CHUNK = {"object": "chat.completion.chunk", "id": "c"}
DONE = {"type": "response.completed", "response": {"usage": {"input_tokens": 1}}}


@pytest.mark.parametrize(
    ("lines", "whole"),
    [
        ([BEGUN, {"type": "ping"}, ENDED, {"type": "message_stop"}], [WHOLE, {"type": "message_stop"}]),
        ([BEGUN, BEGUN], [BEGUN, BEGUN]),
        ([BEGUN, {**ENDED, "usage": None}], [BEGUN]),
        ([BEGUN, {**ENDED, "delta": None}], [{"type": "message_start", "message": {
            "id": "m", "usage": {"input_tokens": 9, "output_tokens": 5}}}]),
        ([{"type": "message_start", "message": None}, ENDED], [{"type": "message_start", "message": None}]),
        ([{"type": "message_start", "message": {"usage": 7}}, {**ENDED, "delta": {}}],
         [{"type": "message_start", "message": {"usage": {"output_tokens": 5}}}]),
        ([ENDED], [ENDED]),
        ([{"type": kind} for kind in events._EVENTS], []),
        ([{**CHUNK, "usage": None}, {**CHUNK, "usage": {"n": 1}}], [{**CHUNK, "usage": {"n": 1}}]),
        ([{**CHUNK, "usage": None, "n": 1}, {**CHUNK, "usage": None}], [{**CHUNK, "usage": None, "n": 1}]),
        ([{**CHUNK, "usage": None}, {**CHUNK, "id": "d"}], [{**CHUNK, "id": "d"}, {**CHUNK, "usage": None}]),
        ([{"type": "response.created", "response": {"usage": None}}, DONE], [DONE]),
        ([{"object": "thread.run.step", "usage": {}}, 7], [7]),
        ([7, "a", None], [7, "a", None]),
    ],
)  # fmt: skip
def test_a_stream_of_events_is_one_answer_with_its_last_counts(lines: Any, whole: Any) -> None:
    assert list(events.whole(lines)) == whole


def answer(got: int, *ends: Any) -> dict[str, Any]:
    return {"candidates": [{"finishReason": end} for end in ends],
            "usageMetadata": {"promptTokenCount": 9, "candidatesTokenCount": got}}  # fmt: skip


def test_an_answer_without_a_reason_to_finish_goes_on() -> None:
    one, more, end = answer(1, None), answer(4, None, None), answer(9, None, "STOP")
    assert list(events.whole([one, more, end])) == [end]
    assert list(events.whole([one, more])) == [more]
    assert list(events.whole([end, one])) == [end, one]
    for other in ({**one, "candidates": []}, {**one, "candidates": None}):
        assert list(events.whole([other, end])) == [other, end]


USED = {"inputTokens": 30, "outputTokens": 4, "cachedInputTokens": 6}


@pytest.mark.parametrize(
    ("found", "usage", "own"),
    [
        ({}, USED, USED),
        ({"providerMetadata": {"openai": {}}}, USED, USED),
        ({"providerMetadata": {"anthropic": {"usage": {"input_tokens": 1}}}}, USED, {"input_tokens": 1}),
        ({"providerMetadata": {"anthropic": {"usage": {"a": 1}}}, "totalUsage": {}}, USED, USED),
        ({"providerMetadata": {"anthropic": {"usage": {"a": 1}}}},
         USED | {"inputTokenDetails": {}}, USED | {"inputTokenDetails": {}}),
        ({"providerMetadata": {"anthropic": {"cacheCreationInputTokens": 3}}}, USED,
         {"input_tokens": 30, "output_tokens": 4, "cache_read_input_tokens": 6,
          "cache_creation_input_tokens": 3}),
        ({"providerMetadata": {"anthropic": {"cacheReadInputTokens": 2}}},
         {"promptTokens": 5, "completionTokens": 1},
         {"input_tokens": 5, "output_tokens": 1, "cache_read_input_tokens": 2,
          "cache_creation_input_tokens": None}),
    ],
)  # fmt: skip
def test_a_sellers_own_counts_go_before_the_ai_sdks(found: Any, usage: Any, own: Any) -> None:
    assert aisdk.sellers_own(found, usage) == own


HEADER = {"eval": {"model": "m", "task": "t"}}
SAMPLE = {"id": 1, "model_usage": {"m": {"input_tokens": 7, "output_tokens": 1}}}


def packed(place: Path, **members: Any) -> Path:
    path = place / "a.eval"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as whole:
        for name, value in members.items():
            whole.writestr(name, json.dumps(value))
    return path


@pytest.mark.parametrize(
    ("members", "samples", "status"),
    [
        ({"header.json": HEADER, "summaries.json": [SAMPLE], "samples/1.json": SAMPLE | {"id": 2}}, 1, 0),
        ({"header.json": HEADER, "samples/1.json": SAMPLE, "samples/2.json": SAMPLE}, 2, 0),
        ({"_journal/start.json": HEADER, "_journal/summaries/1.json": [SAMPLE],
          "_journal/summaries/2.json": [SAMPLE, SAMPLE], "samples/1.json": SAMPLE}, 3, 1),
        ({"header.json": HEADER, "_journal/start.json": {}, "samples/1.json": SAMPLE}, 1, 0),
    ],
)  # fmt: skip
def test_an_archive_is_read_by_its_summaries_else_by_its_samples(
    tmp_path: Path, members: Any, samples: int, status: int
) -> None:
    log = archive.read(packed(tmp_path, **members))
    assert (log.attempts, log.usage[0].tokens.input) == (samples, 7 * samples)
    assert sum("status is 'started'" in note for note in log.notes) == status


def test_an_archive_that_is_damaged_or_no_log_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"a\.eval: an archive without header\.json"):
        archive.read(packed(tmp_path, other={}))
    path = packed(tmp_path, **{"header.json": HEADER, "summaries.json": [SAMPLE]})
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(UserError, match="a damaged archive"):
        archive.read(path)
    with pytest.raises(UserError, match="a damaged archive"):
        archive.read(tmp_path / "none.eval")


@pytest.mark.parametrize(
    ("bounds", "refused"),
    [({"RATIO": 1}, True), ({"RATIO": 2}, False), ({"MEMBER": 70_000}, True), ({"MEMBER": 80_000}, False)],
)  # fmt: skip
def test_an_archive_that_unpacks_to_much_more_than_it_is_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bounds: Any, refused: bool
) -> None:
    for name, most in bounds.items():
        monkeypatch.setattr(archive, name, most)
    path = packed(tmp_path, **{"header.json": HEADER | {"x": "0" * 70_000}, "summaries.json": []})
    if refused:
        with pytest.raises(UserError, match=r"header\.json: unpacks to .* refused as a zip bomb"):
            archive.read(path)
    else:
        assert archive.read(path).model == "m"


def test_an_aggregate_record_of_every_eval_ever_has_score_model_and_limits() -> None:
    details = {"score": 7, "uncertainty": {"standard_error": {"value": 0.1}, "num_samples": 30}}
    result = {
        "evaluation_name": "quiz",
        "score_details": details,
        "metric_config": {"max_score": 10},
        "generation_config": {"generation_args": {"eval_limits": {"token_limit": 5, "b": None}}},
    }
    whole = {"schema_version": "1", "evaluation_results": [result], "model_info": {"name": "m"},
             "evaluation_timestamp": "2026-03-14T10:00:00Z",
             "source_metadata": {"source_organization_name": "us"}}  # fmt: skip
    assert every_eval_ever.recognises(whole)
    log = every_eval_ever.read_document("x", whole)
    assert (log.benchmark, log.model, log.date, log.score) == ("quiz", "m", "2026-03-14", 0.7)
    assert (log.score_se, log.items, log.evaluator) == (0.1, 30, "us")
    assert log.caps == (Cap("token_limit", 5),)
    named = whole | {"model_info": {"id": "a/m", "name": "m"}, "evaluation_timestamp": "1773446400"}
    log = every_eval_ever.read_document("x", named)
    assert (log.model, log.date) == ("a/m", "")
    for other in ({}, [], {"schema_version": "1"}, {"evaluation_results": []}):
        assert not every_eval_ever.recognises(other)


def test_instances_of_every_eval_ever_are_items_and_again_passes() -> None:
    used = {"input_tokens": 9, "output_tokens": 1, "total_tokens": 10}
    line = {
        "schema_version": "1",
        "evaluation_id": "e",
        "sample_id": "a",
        "model_id": "m",
        "evaluation_name": "quiz",
        "token_usage": used,
        "evaluation": {"is_correct": True},
    }
    assert every_eval_ever.recognises(line)
    for name in ("schema_version", "evaluation_id", "sample_id"):
        assert not every_eval_ever.recognises({k: v for k, v in line.items() if k != name})
    wrong = line | {"sample_id": "b", "evaluation": {"is_correct": False}}
    silent = line | {"sample_id": "c", "evaluation": {}, "token_usage": None}
    log = every_eval_ever.read_lines("x", [line, wrong, line, silent])
    assert (log.items, log.passes, log.attempts, log.score) == (3, 2, 4, pytest.approx(2 / 3))
    assert [(one.item, one.passed, one.solved) for one in log.items_used] == [
        ("a", 1, 1.0), ("b", 1, 0.0), ("a", 2, 1.0)]  # fmt: skip
    assert (log.usage[0].tokens.input, log.model, log.benchmark) == (27, "m", "quiz")
    assert [one.code for one in log.doubts] == ["missing-lines"]
    assert every_eval_ever.read_document("x", line).items == 1


@pytest.mark.parametrize(
    ("accuracy", "score"), [(0.5, 0.5), (0, 0), (1, 1), (1.5, None), (-0.1, None), (None, None)]
)
def test_hals_accuracy_is_a_score_where_it_is_a_fraction(accuracy: Any, score: Any) -> None:
    used = {"prompt_tokens": 100, "completion_tokens": 10, "cache_read_input_tokens": 60,
            "cache_creation_input_tokens": 7}  # fmt: skip
    whole = {"config": {"benchmark_name": "b", "agent_name": "a", "date": "2026-03-14"},
             "results": {"accuracy": accuracy, "total_cost": 0.5}, "total_usage": {"m": used},
             "raw_eval_results": {"1": {}, "2": {}}}  # fmt: skip
    log = hal.read_document("x", whole)
    assert (log.score, log.items, log.passes, log.reported_cost) == (score, 2, 1, 0.5)
    (one,) = log.usage
    assert (one.tokens.cache_read, one.tokens.cache_write, one.date) == (60, 7, "2026-03-14")
    assert one.cache_recorded and one.tokens.total == 100 + 7 + 10
    bare = hal.read_document("x", whole | {"raw_eval_results": {}, "total_cost": 0.75})
    assert (bare.items, bare.passes, bare.reported_cost) == (None, None, 0.75)


def harness(**more: Any) -> dict[str, Any]:
    whole = {"results": {"t": {"acc,none": 0.5, "acc_stderr,none": 0.1}}, "n-samples": {"t": {
             "effective": 9}}, "configs": {"t": {"repeats": 3}}, "date": 1773446400.5,
             "model_name": "m", "lm_eval_version": "0.4"}  # fmt: skip
    return whole | more


def test_a_results_file_of_lm_eval_has_score_items_and_passes_of_its_one_task() -> None:
    assert lm_eval.recognises(harness()) and not lm_eval.recognises([])
    log = lm_eval.read_document("x", harness())
    assert (log.benchmark, log.score, log.score_se, log.items, log.passes) == ("t", 0.5, 0.1, 9, 3)
    assert (log.model, log.scaffold, log.date) == ("m", "lm_eval 0.4", "2026-03-14")
    bare = lm_eval.read_document("x", harness(
        configs={}, date=None, lm_eval_version=None, model_name="", config={"model": "n"}))  # fmt: skip
    assert (bare.passes, bare.date, bare.scaffold, bare.model) == (1, "", "lm_eval", "n")
    group = lm_eval.read_document("x", harness(groups={"g": {}}, results={"g": {"f1,x": 0.25}}))
    assert (group.benchmark, group.score, group.score_se, group.items) == ("g", 0.25, None, None)
    first = {"other,none": 0.9, "acc,b": 0.7, "exact_match,a": 0.6, "exact_match_stderr,b": 0.1}
    log = lm_eval.read_document("x", harness(results={"t": first}))
    assert (log.score, log.score_se) == (0.6, None)
    for tasks in ({}, {"t": {}, "u": {}}):
        with pytest.raises(
            UserError, match=f"{len(tasks)} tasks .*a price statement is of one run"
        ):
            lm_eval.read_document("x", harness(**{"n-samples": tasks}))
    with pytest.raises(UserError, match="is not a number from 0 to 1"):
        lm_eval.read_document("x", harness(results={"t": {"acc,none": 50}}))
