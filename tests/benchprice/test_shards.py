"""Shards of one run put together, what items cost, and logs that come on stdin."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from analysis.benchprice import cli
from analysis.benchprice.errors import UserError
from analysis.benchprice.statements import shards, validity

RATE = ("--rate", "m=2,10")


def row(item: str, sent: int, score: int = 1, **more: object) -> dict:
    return {"benchmark": "b", "model": "m", "item": item, "input_tokens": sent, "output_tokens": 0,
            "score": score, "date": "2026-03-14", **more}  # fmt: skip


def statement(place: Path, name: str, *rows: dict) -> Path:
    log, path = place / f"{name}.jsonl", place / f"{name}.json"
    log.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert cli.main(["price", str(log), *RATE, "--no-standing", "-q", "-o", str(path)]) == 0
    return path


def merged(place: Path, *paths: Path) -> dict:
    out = place / "all.json"
    assert cli.main(["merge", *map(str, paths), "-q", "-o", str(out)]) == 0
    return json.loads(out.read_text())


def test_shards_add_items_attempts_and_money_and_weigh_the_score(tmp_path: Path) -> None:
    one = statement(tmp_path, "one", row("a", 100), row("b", 200), row("c", 300))
    other = statement(tmp_path, "other", row("d", 400, score=0))
    made = merged(tmp_path, one, other)
    assert made["price"]["total"] == pytest.approx(1000 * 2 / 1e6)
    assert (made["benchmark"]["items"], made["run"]["attempts"]) == (4, 4)
    assert made["run"]["score"] == pytest.approx(3 / 4)
    assert made["price"]["item"] == pytest.approx(made["price"]["total"] / 4)
    assert [source["file"] for source in made["record"]] == ["one.jsonl", "other.jsonl"]
    validity.validate(made)


def test_a_shard_that_does_not_count_its_items_leaves_their_number_unknown(tmp_path: Path) -> None:
    one = statement(tmp_path, "one", row("a", 100))
    other = json.loads(statement(tmp_path, "other", row("b", 200)).read_text())
    del other["benchmark"]["items"]
    made = shards.joined([json.loads(one.read_text()), other], "test")
    assert "items" not in made["benchmark"]
    assert "item" not in made["price"]


def test_doubts_of_shards_add_their_money(tmp_path: Path) -> None:
    both = [json.loads(statement(tmp_path, n, row(n, 100)).read_text()) for n in ("x", "y")]
    doubt = {"code": "c", "says": "s"}
    for one, usd in zip(both, (1.0, 2.0), strict=True):
        one["doubts"] = [doubt | {"usd": usd}]
    assert shards.joined(both, "test")["doubts"] == [doubt | {"usd": 3.0}]


@pytest.mark.parametrize(
    ("change", "said"),
    [({}, "the same log is in two"), ({"model": {"name": "n"}}, "different runs: model m and n")],
)
def test_the_same_run_twice_and_another_run_are_refused(
    tmp_path: Path, change: dict, said: str
) -> None:
    one = json.loads(statement(tmp_path, "one", row("a", 100)).read_text())
    with pytest.raises(UserError, match=said):
        shards.joined([one, one | change], "test")


def test_the_cost_of_items_is_told_in_the_middle_at_nine_in_ten_and_at_worst(
    tmp_path: Path,
) -> None:
    path = statement(tmp_path, "s", *(row(str(n), n * 1_000_000) for n in range(11)))
    costs = json.loads(path.read_text())["price"]["item_costs"]
    assert costs == pytest.approx({"n": 11, "p50": 10.0, "p90": 18.0, "worst": 20.0})


def test_items_of_a_run_with_fees_have_no_cost_of_their_own(tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"
    usage = {"input_tokens": 1, "output_tokens": 1, "server_tool_use": {"web_search_requests": 1}}
    log.write_text(json.dumps({"id": "1", "model": "m", "usage": usage}))
    out = tmp_path / "s.json"
    assert cli.main(["price", str(log), *RATE, "--no-standing", "-q", "-o", str(out)]) == 0
    assert "item_costs" not in json.loads(out.read_text())["price"]


def test_a_log_comes_on_stdin(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    text = io.TextIOWrapper(io.BytesIO(json.dumps(row("a", 500)).encode()))
    monkeypatch.setattr(sys, "stdin", text)
    assert cli.main(["price", "-", *RATE, "--no-standing", "--json"]) == 0
    made = json.loads(capsys.readouterr().out)
    assert made["price"]["total"] == pytest.approx(0.001)
    assert made["record"][0]["file"] == "stdin"


def test_what_a_shard_says_of_the_run_is_said_of_the_whole(tmp_path: Path) -> None:
    """What all of them say is compared (above); a policy or a budget may be in one of them alone."""
    one, other = (
        json.loads(statement(tmp_path, name, row(name, 100)).read_text()) for name in ("x", "y")
    )
    other["caching"]["policy"] = "none"
    other["run"] |= {"evaluator": "us", "date": "2026-03-13"}
    made = shards._log([one, other])
    assert (made.cache_policy, made.evaluator, made.date) == ("none", "us", "2026-03-13")
    assert (made.items, made.attempts, made.source) == (2, 2, "x.jsonl + y.jsonl")
    assert shards._log([one, one]).cache_policy == ""
