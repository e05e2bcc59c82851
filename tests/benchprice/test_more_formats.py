"""Harnesses and platforms read since: each in the shape that its own source writes, by hand.

Rates: input 2, output 10, cache reads 0.2, writes 2.5 USD per million. Each log has two calls: 1,000
sent and 500 back, 2,000 sent and 300 back; where a format tells the cache apart, 600 of the first
1,000 were read from one.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

from analysis.benchprice import cli
from analysis.benchprice.errors import UserError
from analysis.benchprice.readers import FOLDERS, LINES, READERS, exports, read
from analysis.benchprice.readers.agents import aider
from analysis.benchprice.readers.harnesses import (
    bfcl,
    every_eval_ever,
    hal,
    promptfoo,
    terminal_bench,
    verifiers,
)
from analysis.benchprice.readers.platforms import (
    costs,
    langchain,
    mlflow,
    realtime,
    usage_tables,
    weave,
)

PLAIN, CACHED = 3000 * 2 + 800 * 10, 2400 * 2 + 600 * 0.2 + 800 * 10


def foo(sent: int, got: int, **more: Any) -> Any:
    used = {"prompt": sent, "completion": got, "total": sent + got, "numRequests": 1}
    return {"promptIdx": 0, "testIdx": sent, "success": sent == 1000, "cost": 0.001,
            "provider": {"id": "openai:chat:m", "label": ""}, "response": {"tokenUsage": used},
            **more}  # fmt: skip


KEPT = foo(7, 7, response={"cached": True, "tokenUsage": {"cached": 14, "total": 14}})
FOO = {"evalId": "eval-1", "config": {}, "results": {"version": 3, "timestamp": "2026-03-14T10:00:00Z",
       "results": [foo(1000, 500), foo(2000, 300), KEPT]}}  # fmt: skip


def rollout(example: int, sent: int, got: int, **more: Any) -> Any:
    used = {"input_tokens": float(sent), "output_tokens": float(got), "final_input_tokens": 9.0}
    return {"example_id": example, "prompt": [], "completion": [], "reward": 1.0, "timing": {},
            "is_completed": True, "metrics": {}, "token_usage": used, **more}  # fmt: skip


def entry(name: str, sent: Any, got: Any) -> Any:
    return {"id": name, "result": [], "input_token_count": sent, "output_token_count": got,
            "latency": 1.5}  # fmt: skip


HAL = {
    "config": {"agent_name": "a", "benchmark_name": "gaia", "date": "2026-03-14", "run_id": "r"},
    "results": {"accuracy": 0.5, "total_cost": 0.02}, "raw_eval_results": {"1": {}, "2": {}},
    "raw_logging_results": [], "total_cost": 0.02, "total_usage": {"m": {"prompt_tokens": 3000,
    "completion_tokens": 800, "cache_read_input_tokens": 600, "cache_creation_input_tokens": 100}},
}  # fmt: skip


def task(name: str, sent: int, got: int, **more: Any) -> Any:
    return {"testdir": f"tmp/2026-03-14-10-00-00--m/python/{name}", "testcase": name, "model": "m",
            "edit_format": "diff", "tests_outcomes": [False, True], "cost": 0.01, "duration": 9.0,
            "prompt_tokens": sent, "completion_tokens": got, "thinking_tokens": 32000, **more}  # fmt: skip


def trial(name: str, sent: int | None, got: int | None) -> Any:
    return {"trial_name": name, "task_id": name, "is_resolved": True, "failure_mode": "unset",
            "total_input_tokens": sent, "total_output_tokens": got}  # fmt: skip


def mlspan(key: str, up: str | None, sent: int, got: int, model: str | None, **used: int) -> Any:
    usage = {"input_tokens": sent, "output_tokens": got, "total_tokens": sent + got, **used}
    said = {"mlflow.spanType": '"CHAT_MODEL"', "mlflow.chat.tokenUsage": json.dumps(usage)}
    named = {"mlflow.llm.model": json.dumps(model), "mlflow.llm.provider": '"openai"'}
    asked = {"mlflow.spanInputs": json.dumps({"model": "m", "messages": []})}
    return {"trace_id": "t", "span_id": key, "parent_span_id": up, "name": key,
            "start_time_unix_nano": 1773482400000000000, "attributes": said | (named if model else asked)}  # fmt: skip


TRACE = {"info": {"trace_id": "t", "state": "OK"}, "data": {"spans": [
    mlspan("a", None, 3000, 800, "m"), mlspan("b", "a", 1000, 500, "m", cache_read_input_tokens=600),
    mlspan("c", "a", 2000, 300, None)]}}  # fmt: skip


def call(key: str, up: str | None, usage: Any, **more: Any) -> Any:
    return {"id": key, "op_name": "weave:///e/p/op/openai.chat.completions.create:x", "trace_id": "t",
            "parent_id": up, "started_at": "2026-03-14T10:00:00Z", "summary": {"usage": usage}, **more}  # fmt: skip


CHAT = {"requests": 1, "prompt_tokens": 1000, "completion_tokens": 500, "total_tokens": 1500,
        "prompt_tokens_details": {"cached_tokens": 600}}  # fmt: skip
OTHER = {"requests": 1, "prompt_tokens": 2000, "completion_tokens": 300, "total_tokens": 2300}
BOTH = {"requests": 2, "prompt_tokens": 3000, "completion_tokens": 800, "total_tokens": 3800}
CALLS = [call("a", None, {"m": BOTH}), call("b", "a", {}), call("c", "b", {"m": CHAT}),
         call("d", "b", {"m": OTHER})]  # fmt: skip
CLAUDE = (
    "usage_date_utc,model_version,api_key,workspace,usage_type,context_window,"
    "usage_input_tokens_no_cache,usage_input_tokens_cache_write_5m,usage_input_tokens_cache_write_1h,"
    "usage_input_tokens_cache_read,usage_output_tokens,web_search_count,inference_geo,speed\n"
    "2026-03-14,m,key,Default,standard,≤ 200k,2400,0,0,600,800,0,global,\n"
)
OPENAI = (
    "start_time,end_time,start_time_iso,end_time_iso,project_id,num_model_requests,user_id,"
    "api_key_id,model,batch,service_tier,input_tokens,output_tokens,input_cached_tokens,"
    "input_audio_tokens,output_audio_tokens\n"
    "1773446400,1773532800,2026-03-14T00:00:00+00:00,2026-03-15T00:00:00+00:00,p,2,,,m,False,default,"
    "3000,800,600,0,0\n"
)
STATS = """- dirname: 2026-03-14-10-00-00--m
  test_cases: 2
  model: M
  edit_format: diff
  pass_rate_2: 50.0
  pass_num_1: 0
  pass_num_2: 1
  prompt_tokens: 3000
  completion_tokens: 800
  command: aider --model m
  date: 2026-03-14
  total_cost: 0.0140
"""


# reader, suffix, what the file holds, USD in millionths
def answer(sent: int, got: int, cached: int = 0) -> dict[str, Any]:
    """A message of LangChain's, as its results and LangSmith's runs hold it."""
    return {"message": {"lc": 1, "type": "constructor", "kwargs": {"content": "a",
        "response_metadata": {"model_name": "m"}, "usage_metadata": {"input_tokens": sent,
        "output_tokens": got, "total_tokens": sent + got,
        "input_token_details": {"cache_read": cached}}}}}  # fmt: skip


def run(own: str, parent: str = "", kind: str = "llm", **more: Any) -> dict[str, Any]:
    """A run of LangSmith, which says when it began and what is above it."""
    return {"id": own, "run_type": kind, "trace_id": "t", "parent_run_id": parent or None,
            "start_time": "2026-03-14T10:00:00", **more}  # fmt: skip


SMITH = [
    run("0", kind="chain", prompt_tokens=3000, completion_tokens=800, total_tokens=3800),
    # two answers to one prompt: the counts are those of both
    run("1", "0", outputs={"generations": [[answer(1000, 500, 600), answer(1000, 500, 600)]]}),
    run("2", "0", outputs={"usage_metadata": {"input_tokens": 2000, "output_tokens": 300}},
        extra={"metadata": {"ls_model_name": "m", "ls_provider": "openai"}}),
    run("3", "0", error="timed out", outputs=None),
]  # fmt: skip
OWN = [  # counts of the run's own, below a run that a second instrumentation wrote of the same call
    run("1", total_tokens=1500, prompt_tokens=1000, completion_tokens=500, outputs={}),
    run("2", "1", prompt_tokens=1000, completion_tokens=500, total_tokens=1500, outputs={},
        prompt_token_details={"cache_read": 600}, extra={"invocation_params": {"model": "m"}}),
    run("3", prompt_tokens=2000, completion_tokens=300, outputs={}, total_cost="0.007",
        extra={"metadata": {"ls_model_name": "m"}}),
]  # fmt: skip
RESULT = {"generations": [[{"text": "a"}], [{"text": "b"}]], "llm_output": {"model_name": "m",
    "token_usage": {"prompt_tokens": 3000, "completion_tokens": 800, "total_tokens": 3800}}}  # fmt: skip
HEARD = "conversation.item.input_audio_transcription.completed"
REALTIME = [
    {"type": "session.created", "session": {"id": "s", "model": "m",
        "audio": {"input": {"transcription": {"model": "m"}}}}},
    {"type": "response.created", "response": {"id": "r1", "usage": None}},
    {"type": "response.done", "response": {"id": "r1", "object": "realtime.response", "usage": {
        "total_tokens": 1500, "input_tokens": 1000, "output_tokens": 500,
        "input_token_details": {"text_tokens": 1000, "audio_tokens": 0, "cached_tokens": 600,
            "cached_tokens_details": {"text_tokens": 600, "audio_tokens": 0}},
        "output_token_details": {"text_tokens": 500, "audio_tokens": 0}}}},
    {"type": HEARD, "transcript": "b", "usage": {"type": "tokens", "total_tokens": 2300,
        "input_tokens": 2000, "output_tokens": 300}},
]  # fmt: skip


HAND: list[tuple[Any, str, Any, float]] = [
    (promptfoo, "json", FOO, PLAIN),
    (promptfoo, "jsonl", FOO["results"]["results"], PLAIN),
    (verifiers, "jsonl", [rollout(1, 1000, 500), rollout(2, 2000, 300)], PLAIN),
    # an entry of several turns: steps of two turns
    (bfcl, "jsonl", [entry("a", 1000, 500), entry("b", [[500], [700, 800]], [[50], [50, 200]])], PLAIN),
    # written tokens lie beside the prompt
    (hal, "json", HAL, CACHED + 100 * 2.5),
    (aider, "json", task("a", 3000, 800), PLAIN),
    (aider, "yaml", STATS, PLAIN),
    (terminal_bench, "json", {"results": [trial("a", 1000, 500), trial("b", 2000, 300)]}, PLAIN),
    (mlflow, "json", TRACE, CACHED),
    (mlflow, "jsonl", [TRACE], CACHED),
    (weave, "jsonl", CALLS, CACHED),
    (weave, "json", {"calls": CALLS}, CACHED),
    (usage_tables, "csv", CLAUDE, CACHED),
    (usage_tables, "csv", OPENAI, CACHED),
    (langchain, "jsonl", SMITH, CACHED),
    (langchain, "json", {"runs": SMITH}, CACHED),
    (langchain, "json", {**SMITH[0], "child_runs": SMITH[1:]}, CACHED),
    (langchain, "json", OWN, CACHED),
    (langchain, "json", RESULT, PLAIN),
    (realtime, "jsonl", REALTIME, CACHED),
]  # fmt: skip


def written(place: Path, suffix: str, told: Any) -> Path:
    path = place / f"log.{suffix}"
    text = told if isinstance(told, str) else json.dumps(told)
    if suffix == "jsonl":
        text = "\n".join(map(json.dumps, told))
    path.write_text(text, encoding="utf-8")
    return path


def total(path: Path, capsys: pytest.CaptureFixture[str]) -> float:
    rates = ["--rate", "m=2,10,0.2,2.5,4", "--model", "m", "--no-standing", "--json", "-q"]
    assert cli.main(["price", str(path), *rates]) == 0
    return float(json.loads(capsys.readouterr().out)["price"]["total"])


@pytest.mark.parametrize(("reader", "suffix", "told", "micro"), HAND)
def test_the_price_is_the_hand_calculation(
    reader: Any, suffix: str, told: Any, micro: float, tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    path = written(tmp_path, suffix, told)
    assert total(path, capsys) == pytest.approx(micro / 1e6, abs=1e-12)


@pytest.mark.parametrize(("reader", "suffix", "told", "micro"), HAND)
def test_no_other_reader_takes_it_for_its_own(
    reader: Any, suffix: str, told: Any, micro: float
) -> None:
    if isinstance(told, str):
        return
    taken = [r for r in READERS if suffix == "json" and r.recognises(told)]
    taken += [r for r in LINES if suffix == "jsonl" and r.recognises_line(told[0])]
    assert [r for r in taken if not r.__name__.endswith("tabular")] == [reader]


def test_promptfoos_own_cache_is_in_no_price_and_its_graders_are_said(tmp_path: Path) -> None:
    graded = foo(1000, 500, gradingResult={"tokensUsed": {"prompt": 40, "completion": 2}})
    log = read(written(tmp_path, "jsonl", [graded, KEPT]))
    odd = read(written(tmp_path, "jsonl", [graded, {**KEPT, "response": {"cached": 1}}]))
    assert [d.code for d in odd.doubts] == ["missing-judge", "missing-rows"]  # 1 is not true
    assert "promptfoo's cache" in log.notes[0] and log.attempts == 2
    assert [(d.code, "42 tokens" in d.says) for d in log.doubts] == [("missing-judge", True)]
    assert (log.usage[0].provider, log.reported_cost) == ("openai", 0.001)


@pytest.mark.parametrize(
    ("marks", "score"), [("1 2 3", 0.75), ("3", 0.75), ("4 1", 0.25), ("0 5", None), ("", None)]
)
def test_the_last_try_of_aiders_stats_is_its_score(tmp_path: Path, marks: str, score: Any) -> None:
    told = "".join(f"  pass_num_{n}: {mark}\n" for n, mark in enumerate(marks.split(), 1))
    text = re.sub(r"(?m)^  (pass_num_|test_cases).*\n", "", STATS) + told + "  test_cases: 4\n"
    assert read(written(tmp_path, "yaml", text)).score == score


def test_a_cell_is_whole_where_a_float_would_hold_its_digits_too() -> None:
    cells = ("9" * 15, "9" * 16, "-1", "0.5", "1e3", "nine", "", "٣", "²")
    found = [exports._value(text) for text in cells]
    assert found == [10**15 - 1, 1e16, -1.0, 0.5, 1000.0, "nine", None, "٣", "²"]
    kinds = [type(exports._cell("input_tokens", text)) for text in cells[:7]]
    assert kinds == [int, float, float, float, float, str, type(None)]
    flags = [exports._cell("cache_in_input", text) for text in ("TRUE", "false", "no")]
    assert flags == [True, False, "no"]
    assert exports._cell("model", "7") == "7"


def test_a_folder_of_each_names_the_model(tmp_path: Path) -> None:
    run = {"model": "m", "env_id": "gsm8k", "date": "2026-03-14 10:00:00"}
    files = {
        "verifiers/results.jsonl": rollout(1, 1000, 500),
        "verifiers/metadata.json": run,
        "bfcl/m/BFCL_v4_simple_result.json": entry("a", 1000, 500),
        "aider/python/exercises/practice/a/.aider.results.json": task("a", 1000, 500),
        "tb/run_metadata.json": {"model_name": "m", "start_time": "2026-03-14T10:00:00"},
        "tb/a/a.1-of-1/results.json": trial("a", 1000, 500),
    }
    for name, told in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(told))
    for name in ("verifiers", "bfcl/m", "aider", "tb"):
        log = read(tmp_path / name)
        assert [(u.model, u.tokens.input, u.tokens.output) for u in log.usage] == [("m", 1000, 500)]
        assert {key for one in log.items_used for key in one.tokens} == {("m", "model")}
        assert log.model == "m" and (log.date == "2026-03-14" or name == "bfcl/m")


def test_an_agent_that_counts_nothing_leaves_a_bound(tmp_path: Path) -> None:
    told = {"results": [trial("a", 1000, 500), trial("b", 0, 0), trial("c", None, None)]}
    log = read(written(tmp_path, "json", told))
    assert log.usage[0].tokens.total == 1500
    assert [d.code for d in log.doubts] == ["missing-trials"]


def test_tokens_of_two_models_together_are_doubted(tmp_path: Path) -> None:
    log = read(written(tmp_path, "json", task("a", 1, 1, editor_model="n")))
    assert [d.code for d in log.doubts] == ["models-not-told-apart"]


@pytest.mark.parametrize(
    ("suffix", "told", "said"),
    [
        ("jsonl", [rollout(1, 1, 1, token_usage=None)], "usage export of the same days"),
        ("json", task("a", 1, 1, prompt_tokens=None), "usage export of the same days"),
        ("yaml", STATS + STATS, "of several runs"),
        ("yaml", STATS.replace("prompt_tokens", "other"), "usage export of the same days"),
        ("json", {"question_id": "q", "model_id": "m", "choices": []}, "LiveBench answers are not"),
        ("json", {**HAL, "total_usage": {}}, "no call with token counts"),
    ],
)
def test_what_cannot_be_priced_is_refused_with_a_way_forward(
    suffix: str, told: Any, said: str, tmp_path: Path
) -> None:
    with pytest.raises(UserError, match=said):
        read(written(tmp_path, suffix, told))


OPENAI_COSTS = {"object": "page", "has_more": False, "data": [{"start_time": 1773446400, "results": [
    {"object": "organization.costs.result", "amount": {"value": 0.9, "currency": "usd"}}]}]}  # fmt: skip
ANTHROPIC_COSTS = {"has_more": False, "data": [{"starting_at": "2026-03-14T00:00:00Z", "results": [
    {"amount": "90.00", "currency": "USD", "cost_type": "tokens", "model": "m"}]}]}  # fmt: skip


@pytest.mark.parametrize("report", [OPENAI_COSTS, ANTHROPIC_COSTS])
def test_a_cost_report_beside_a_usage_export_is_held_against_its_price(
    report: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert [r for r in READERS if r.recognises(report)] == [costs]
    bill, usage = written(tmp_path, "json", report), written(tmp_path, "csv", CLAUDE)
    asked = ["--rate", "m=2,10,0.2", "--no-standing", "--json", "-q"]
    assert cli.main(["price", str(usage), str(bill), *asked]) == 0
    made = json.loads(capsys.readouterr().out)
    assert made["reported_cost"] == pytest.approx(0.9)
    assert "log-states-another-cost" in {d["code"] for d in made["doubts"]}
    assert cli.main(["price", str(bill), *asked]) == 1
    assert "no token counts" in capsys.readouterr().err


def test_pages_of_a_cost_report_that_miss_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="pages are missing"):
        read(written(tmp_path, "json", {**OPENAI_COSTS, "has_more": True}))


def test_every_reader_has_a_name_for_what_it_reads() -> None:
    assert all(reader.NAME for reader in (*READERS, *FOLDERS[:-1], usage_tables))


@pytest.mark.parametrize(
    ("place", "beside"),
    [
        ("a/result.json", {}),
        ("results.jsonl", {"metadata.json": {"model": "m"}}),
        ("a/a.1/results.json", {"run_metadata.json": {"model_name": "m"}}),
        ("results.json", {"run_metadata.json": {"model_name": "m"}}),
        ("t/.aider.results.json", {}),
        ("m/BFCL_v4_simple_result.json", {}),
        ("t/a.traj.json", {}),
    ],
)
@pytest.mark.parametrize("kind", ["link", "pipe"])
def test_links_and_pipes_in_a_folder_are_not_read(
    place: str, beside: dict[str, Any], kind: str, tmp_path: Path
) -> None:
    run, outside = tmp_path / "run", tmp_path / "outside"
    outside.write_text(json.dumps(trial("secret", 1, 1)))
    path = run / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.symlink_to(outside) if kind == "link" else os.mkfifo(path)
    for name, told in beside.items():
        (run / name).write_text(json.dumps(told))
    with pytest.raises(UserError) as refused:
        read(run)
    assert "secret" not in str(refused.value)


def test_a_run_that_repeats_what_is_beneath_it_or_failed_is_in_no_price(tmp_path: Path) -> None:
    log = read(written(tmp_path, "jsonl", OWN))
    assert [(u.tokens.input, u.tokens.cache_read) for u in log.usage] == [(2400, 600)]
    assert (log.date, log.reported_cost, log.failed) == ("2026-03-14", None, None)
    assert log.notes == ("1 runs left out: they repeat those beneath them.",)
    priced = [run("1", prompt_tokens=9, completion_tokens=1, outputs={}, total_cost=cost)
              for cost in ("0.007",)]  # fmt: skip
    failed = run("2", error="timed out", outputs=None)
    log = read(written(tmp_path, "jsonl", [*priced, failed]))
    assert (log.reported_cost, log.failed) == (0.007, 1)
    silent = run("3", outputs={"generations": [[{"text": "a"}]]})
    assert [d.code for d in read(written(tmp_path, "jsonl", [*priced, silent])).doubts] == [
        "missing-runs"
    ]
    with pytest.raises(UserError, match="total_cost: 'much' is no number"):
        read(
            written(
                tmp_path, "json", run("1", prompt_tokens=9, completion_tokens=1, total_cost="much")
            )
        )


def test_what_a_realtime_session_heard_and_said_is_counted_apart_from_its_text(
    tmp_path: Path,
) -> None:
    used = {"total_tokens": 253, "input_tokens": 132, "output_tokens": 121,
            "input_token_details": {"text_tokens": 119, "audio_tokens": 13, "cached_tokens": 70,
                "cached_tokens_details": {"text_tokens": 64, "audio_tokens": 6}},
            "output_token_details": {"text_tokens": 30, "audio_tokens": 91}}  # fmt: skip
    events = [
        {"type": "session.updated", "session": {"model": "gpt-realtime"}},
        {"type": "response.done", "response": {"id": "a", "usage": used}},
        {"type": "response.done", "response": {"id": "a", "usage": used}},  # logged twice
        {"type": HEARD, "usage": {"type": "duration", "seconds": 4.2}},
    ]
    log = read(written(tmp_path, "jsonl", events))
    (one,) = log.usage
    assert (one.model, one.tokens.input, one.tokens.cache_read, one.tokens.output) == (
        "gpt-realtime", 55, 64, 30)  # fmt: skip
    assert dict(one.extras) == {"audio_cached": 6, "audio_input": 7, "audio_output": 91}
    assert [(d.code, d.says[:32]) for d in log.doubts] == [
        ("missing-calls", "1 of 3 calls have no token count")
    ]


@pytest.mark.parametrize(
    ("score", "top", "fraction"),
    [
        (0.5, 1, 0.5), (5, 10.0, 0.5), (10, 10, 1.0), (0, 10, 0.0), (11, 10, None), (-1, 10, None),
        (0, 0, None), (5, -10, None), (5, "10", None), (5, None, None), (None, 10, None),
        (1, 10**15, 1e-15), (1, 10**15 + 1, None),
    ],
)  # fmt: skip
def test_a_score_is_a_fraction_of_its_stated_maximum(
    score: Any, top: Any, fraction: float | None
) -> None:
    told = {"metric_config": {"max_score": top}}
    assert every_eval_ever._fraction(score, told, "log") == fraction
