"""Every format against a hand calculation: tokens, inclusion rules and the price to 1e-12 USD.

Rates throughout, USD per million tokens: input 2, output 10, cache reads 0.2, writes 2.5, writes
to the long-lived cache 4. Each expected price is written out from the numbers in the file.
"""

from __future__ import annotations

import json
import math
import tracemalloc
from pathlib import Path

import pytest

from analysis.benchprice.errors import UserError
from analysis.benchprice.merging import merged
from analysis.benchprice.readers import read
from analysis.benchprice.record import rates
from analysis.benchprice.record.rates import Rate
from analysis.benchprice.usage import Counting, Tokens, Usage, convert

LOGS = Path(__file__).parent / "logs"


def rate(model: str) -> Rate:
    return Rate(model, 2, 10, 0.2, 2.5, 4)


def price(name: str) -> float:
    log = read(LOGS / name)
    return math.fsum(
        rates.price(
            [u.tokens for u in log.usage], [rate(u.model).at_tier(u.tier) for u in log.usage]
        )
    )


# (file, millionths of a dollar)
HAND = [
    # 8 calls of 900 new, 400 read, 100 written; output 350..420; 6 gradings of 200 in, 20 out
    ("inspect.eval", 8 * (900 * 2 + 400 * 0.2 + 100 * 2.5) + 3080 * 10 + 6 * (200 * 2 + 20 * 10)),
    ("inspect.json", 8 * (900 * 2 + 400 * 0.2 + 100 * 2.5) + 3080 * 10 + 6 * (200 * 2 + 20 * 10)),
    # three rows with the cache inside 1000: 500 new; one beside 500, its reasoning on top of 300;
    # one plain; a grading at half the price
    (
        "run.csv",
        3 * (500 * 2 + 400 * 0.2 + 100 * 2.5)
        + (500 + 700 + 600) * 10
        + (500 * 2 + 400 * 0.2 + 100 * 2.5 + 500 * 10)
        + (1000 * 2 + 500 * 10)
        + (200 * 2 + 20 * 10) / 2,
    ),
    # 600 of 1000 read from the cache; 300 reasoning on top of 100
    ("run.jsonl", 400 * 2 + 600 * 0.2 + 500 * 10 + 2000 * 2 + 400 * 10),
    # reads and writes inside 1000; the second result is batch, half the price
    ("openai-usage.json", 300 * 2 + 600 * 0.2 + 100 * 2.5 + 500 * 10 + (2000 * 2 + 300 * 10) / 2),
    # uncached input is apart from reads and from both kinds of writes
    ("anthropic-usage.json", 1000 * 2 + 600 * 0.2 + 200 * 2.5 + 300 * 4 + 500 * 10),
    # the Responses form, then the chat form at the flex tier; reasoning is inside output
    ("openai-responses.jsonl", 300 * 2 + 600 * 0.2 + 100 * 2.5 + 500 * 10 + (2000 * 2 + 3000) / 2),
    # 500 writes, 300 of them to the one-hour cache; the second is wrapped: batch, half the price
    (
        "anthropic-messages.jsonl",
        1000 * 2 + 600 * 0.2 + 200 * 2.5 + 300 * 4 + 500 * 10 + (2000 * 2 + 300 * 10) / 2,
    ),
    # cache inside 1000; the agent's span repeats its call and is left out; a failed call is billed
    ("spans.jsonl", 300 * 2 + 600 * 0.2 + 100 * 2.5 + 500 * 10 + 2000 * 2 + 300 * 10),
    # total 2200 = 1000 + 500 + 700: beside; total 1500 = 1000 + 500: 600 inside
    (
        "every-eval-ever.jsonl",
        1000 * 2 + 600 * 0.2 + 100 * 2.5 + 500 * 10 + 400 * 2 + 600 * 0.2 + 500 * 10,
    ),
    ("harbor-trial.json", 400 * 2 + 600 * 0.2 + 500 * 10),
    ("terminal-bench.json", 3000 * 2 + 800 * 10),
    ("mini-swe-agent.traj.json", 400 * 2 + 600 * 0.2 + 500 * 10 + 2000 * 2 + 300 * 10),
    ("swe-agent.traj", 1000 * 2 + 500 * 10),
    # three items, three trials each: prompts of 216 to 218 tokens, three outputs of one token
    ("helm", (217 + 218 + 217 + 216 + 217 + 216 + 217 + 218 + 217) * 2 + 9 * 3 * 10),
]


@pytest.mark.parametrize(("name", "millionths"), HAND, ids=[n for n, _ in HAND])
def test_price_is_the_hand_calculation(name: str, millionths: float) -> None:
    assert price(name) == pytest.approx(
        millionths / 1e6, abs=1e-12
    )  # floats; a cent of a cent is 1e-4


def test_inspect_retries_are_in_all_attempts_and_out_of_the_successful_ones() -> None:
    log = read(LOGS / "inspect.eval")
    model, judge = log.usage
    # item 2 fails once in each of two passes after a model call, before the grader is asked
    assert (log.attempts, log.failed, log.items, log.passes) == (8, 2, 3, 2)
    assert model.tokens.input - model.successful.input == 2 * 900
    assert judge.tokens == judge.successful == Tokens(input=1200, output=120)


def test_inspect_archive_and_json_hold_the_same() -> None:
    one, other = read(LOGS / "inspect.eval"), read(LOGS / "inspect.json")
    assert one.usage == other.usage
    assert (one.score, one.effort, one.caps) == (other.score, other.effort, other.caps)
    assert one.score == pytest.approx(5 / 6)  # one of six gradings is incorrect
    assert sorted(i.item for i in one.items_used) == sorted(i.item for i in other.items_used)


def test_a_failed_row_is_billed_and_not_successful() -> None:
    log = read(LOGS / "run.csv")
    model = log.usage[0]
    assert model.tokens.output - model.successful.output == 700
    assert (log.attempts, log.failed, log.items, log.passes) == (6, 1, 2, 2)


def test_a_client_count_is_marked_as_an_estimate() -> None:
    assert read(LOGS / "swe-agent.traj").usage[0].estimated
    assert not read(LOGS / "mini-swe-agent.traj.json").usage[0].estimated


def test_lm_eval_gives_the_score_and_a_usage_export_the_tokens() -> None:
    both = merged([read(LOGS / "lm-eval-results.json"), read(LOGS / "openai-usage.json")])
    assert (both.benchmark, both.score, both.items) == ("capitals", 0.25, 4)
    assert sum(u.tokens.total for u in both.usage) == 1500 + 2300


def test_helm_trials_are_passes() -> None:
    log = read(LOGS / "helm")
    assert (log.items, log.passes, log.attempts) == (3, 3, 9)
    assert log.usage[0].estimated and not log.usage[0].cache_recorded


def test_logs_of_two_benchmarks_are_not_one_run() -> None:
    with pytest.raises(UserError, match="different benchmarks"):
        merged([read(LOGS / "inspect.eval"), read(LOGS / "run.csv")])


@pytest.mark.parametrize("inside", [True, False])
@pytest.mark.parametrize("reasoning_inside", [True, False])
def test_each_inclusion_rule(inside: bool, reasoning_inside: bool) -> None:
    counts = {"input": 100, "cache_read": 30, "cache_write": 20, "output": 60, "reasoning": 40}
    got = convert(counts, Counting(inside, reasoning_inside), "here")
    assert got.input == (50 if inside else 100)
    assert got.output == (60 if reasoning_inside else 100)
    assert got.total == (50 if inside else 100) + 50 + (60 if reasoning_inside else 100)


def test_parts_may_be_as_large_as_the_whole_and_not_larger() -> None:
    assert convert({"input": 50, "cache_read": 50}, Counting(True, True), "here").input == 0
    with pytest.raises(UserError, match="here: 51 cached tokens are said to be part of 50"):
        convert({"input": 50, "cache_read": 51}, Counting(True, True), "here")
    assert convert({"output": 5, "reasoning": 5}, Counting(True, True), "here").output == 5
    with pytest.raises(UserError, match="6 reasoning tokens are said to be part of 5"):
        convert({"output": 5, "reasoning": 6}, Counting(True, True), "here")


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.csv", "model,input_tokens\nm,1\n", "columns missing: output_tokens"),
        ("a.csv", "model,input_tokens,output_tokens\nm,-1,2\n", "line 2: input_tokens: -1"),
        ("a.csv", "model,input_tokens,output_tokens\nm,nan,2\n", "line 2: input_tokens: nan"),
        ("a.csv", "model,input_tokens,output_tokens\nm,,2\n", "unknown count is not 0"),
        ("a.csv", "model,input_tokens,output_tokens,cache_read_tokens\nm,9,2,3\n", "say true or"),
        ("a.json", '{"model": "m"}', "not a format that is read here"),
        ("a.json", '{"a": [1, 2', "not valid JSON"),
        ("a.json", "[" * 100_000, "nested too deeply"),
        ("a.json", "", "the file is empty"),
        ("a.jsonl", '{"model":"m","input_tokens":1e999,"output_tokens":1}\n{}', "not a token count"),
        ("a.jsonl", '{"model":"m","input_tokens":true,"output_tokens":1}', "True is not a token"),
        ("e.jsonl", '{"schema_version":"0","sample_id":"1","evaluation_id":"e","model_id":"m",'
         '"token_usage":{"input_tokens":5,"output_tokens":5,"total_tokens":11}}', "neither input"),
        ("u.json", '{"has_more":true,"data":[{"results":[]}]}', "pages are missing"),
        ("u.json", '{"data":[{"results":[{"input_tokens":1,"output_tokens":1}]}]}', "without model"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(tmp_path: Path, name: str, text: str, message: str) -> None:
    with pytest.raises(UserError, match=message):
        read(write(tmp_path, name, text))


def test_utf16_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("model,input_tokens,output_tokens\n", encoding="utf-16")
    with pytest.raises(UserError, match="UTF-16"):
        read(path)


def test_usage_of_one_model_in_two_rows_adds_up() -> None:
    one = Usage("m", Tokens(input=1, output=2, reasoning=1), Tokens())
    other = Usage("m", Tokens(input=10, output=20), Tokens(input=10, output=20))
    from analysis.benchprice.sums import added

    (sum_,) = added([one, other])
    assert sum_.tokens == Tokens(input=11, output=22, reasoning=1)
    assert sum_.successful == Tokens(input=10, output=20)


def test_a_number_too_large_for_a_float_is_refused(tmp_path: Path) -> None:
    row = '{"model":"m","input_tokens":1,"output_tokens":1,"item":"a","score":1' + "0" * 400 + "}"
    with pytest.raises(UserError, match="score: a huge number is not a number from 0 to 1"):
        read(write(tmp_path, "a.jsonl", row))


def test_an_operation_that_is_no_name_is_refused(tmp_path: Path) -> None:
    span = '{"name":"x","attributes":{"gen_ai.operation.name":[],"gen_ai.usage.input_tokens":1}}'
    with pytest.raises(UserError, match=r"gen_ai\.operation\.name: \[\] is not a name"):
        read(write(tmp_path, "a.jsonl", span))


def test_members_that_overlap_are_a_damaged_archive(
    tmp_path: Path, recwarn: pytest.WarningsRecorder
) -> None:
    import zipfile

    path = tmp_path / "a.eval"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("header.json", "{}")
        made.writestr("summaries.json", "[]")
    raw = bytearray(path.read_bytes())
    second = raw.rfind(b"PK\x01\x02")
    raw[second + 42 : second + 46] = bytes(4)  # its data begins where the first member's does
    path.write_bytes(raw)
    with pytest.raises(UserError, match="damaged archive"):
        read(path)
    assert not recwarn.list


def test_half_a_character_is_no_name(tmp_path: Path) -> None:
    row = '{"model":"\\ud800","input_tokens":1,"output_tokens":1}'
    with pytest.raises(UserError, match="is not a name"):
        read(write(tmp_path, "a.jsonl", row))


@pytest.mark.slow
def test_a_log_of_short_samples_is_added_up_as_it_is_read(tmp_path: Path) -> None:
    """Held until the last one, they took 25 MB."""
    used = {"m": {"input_tokens": 900, "output_tokens": 20, "total_tokens": 920}}
    sample = {"epoch": 1, "model_usage": used, "scores": {"s": {"value": "C", "answer": "4" * 500}}}
    path, n = tmp_path / "log.json", 10_000
    samples = ",".join(json.dumps({"id": f"q{i}"} | sample) for i in range(n))
    start = '{"version": 2, "status": "success", "eval": {"task": "t", "model": "m"}, "samples": ['
    path.write_text(f"{start}{samples}]}}")
    tracemalloc.start()
    try:
        log = read(path)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert [u.tokens for u in log.usage] == [Tokens(900 * n, output=20 * n)]
    assert len(log.items_used) == n
    assert peak < 20e6
