"""How a command ends, how far reading is told, and what a statement is given beside its counts."""

from __future__ import annotations

import argparse
import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from analysis.benchprice import cli
from analysis.benchprice.commands import output, price
from analysis.benchprice.doubts import Doubted
from analysis.benchprice.errors import UserError
from analysis.benchprice.record import carried
from analysis.benchprice.record.sellers import Unpriced
from analysis.benchprice.usage import Log

ROW = {"benchmark": "b", "model": "m", "item": "1", "input_tokens": 10**6, "output_tokens": 0,
       "score": 1, "date": "2026-03-14"}  # fmt: skip


@pytest.fixture(autouse=True)
def no_record(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(carried, "known", lambda _="": None)


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (Unpriced("a\nb"), 3, "benchprice: a\n  b\n"), (Doubted("d"), 3, "benchprice: d\n"),
        (UserError("e\x1b[31m"), 1, "benchprice: e"), (RecursionError(), 1, "too deep or too large"),
        (MemoryError(), 1, "too deep or too large"), (KeyboardInterrupt(), 130, ""),
    ],
)  # fmt: skip
def test_a_command_that_fails_ends_in_one_message(
    capsys: pytest.CaptureFixture[str], error: BaseException, code: int, said: str
) -> None:
    def work() -> int:
        raise error

    assert cli.ended(work) == code
    told = capsys.readouterr().err
    assert said in told and "\x1b" not in told and bool(told) is bool(said)
    assert cli.ended(lambda: 4) == 4


def test_a_reader_of_our_output_that_went_away_is_no_failure(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "stderr", io.StringIO())

    def work() -> int:
        raise BrokenPipeError

    assert cli.ended(work) == 0


class Screen(io.StringIO):
    def __init__(self, terminal: bool) -> None:
        super().__init__()
        self.terminal = terminal

    def isatty(self) -> bool:
        return self.terminal


@pytest.mark.parametrize(
    ("terminal", "told"),
    [(True, "\rlog: 32 MB\rlog: 33 MB"), (False, "log: 32 MB\nlog: 64 MB\n")],
)
def test_how_far_reading_is_is_told_in_place_or_every_32_mb(
    monkeypatch: pytest.MonkeyPatch, terminal: bool, told: str
) -> None:
    monkeypatch.setattr(sys, "stderr", screen := Screen(terminal))
    meter = price.Meter("log")
    for more in (2**25, 2**19, 2**19 - 1, 1):  # 32, then half a MB, and one more half
        meter(more)
    if not terminal:
        meter(31 * 2**20)
    assert screen.getvalue() == told


def test_a_log_that_is_big_is_read_with_a_meter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "log.jsonl"
    path.write_text(json.dumps(ROW))
    seen: list[Any] = []
    monkeypatch.setattr(price.readers, "read", lambda _, meter: seen.append(meter) or Log("a", "b"))
    size = path.stat().st_size
    for least, quiet, shown in ((size, False, 0), (size - 1, False, 1), (size - 1, True, 0)):
        monkeypatch.setattr(price, "PROGRESS_FROM", least)
        price._read(str(path), quiet)
        assert bool(seen.pop()) is bool(shown)
    monkeypatch.setattr(sys, "stderr", screen := Screen(True))
    price._read(str(path), False)
    assert screen.getvalue() == "\n"


@pytest.mark.parametrize(
    ("failed", "told", "successful"),
    [(0, {}, 5), (1, {}, None), (None, {}, None), (0, {"x": 3}, 3)],
)
def test_what_only_the_statement_has_a_place_for_is_added(
    failed: int | None, told: Any, successful: int | None
) -> None:
    made = {"benchmark": {"name": "b"}, "price": {"total": 5}}
    if told:
        made["price"]["successful_attempts"] = 3
    options = argparse.Namespace(benchmark_version="2", judge="included")
    found = price._with_said(made, Log("a", "b", failed=failed), options)
    assert found["benchmark"] == {"name": "b", "version": "2"} and found["judge"] == "included"
    assert found["price"].get("successful_attempts") == successful
    bare = {"benchmark": {}, "price": {"total": 5}}
    empty = argparse.Namespace(benchmark_version="", judge="")
    assert price._with_said(bare, Log("a", "b", failed=1), empty) == bare


def test_a_statement_is_priced_again_and_its_tiers_stay(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log, made = tmp_path / "log.jsonl", tmp_path / "s.json"
    log.write_text(json.dumps(ROW))
    rate = ["--rate", "m=2,10"]
    assert cli.main(["price", str(log), *rate, "-o", str(made), "--date", "2026-03-14"]) == 0
    assert capsys.readouterr().out == f"2.00 USD; wrote {made}\n"
    again = ["reprice", str(made), "--date", "2026-05-01"]
    assert cli.main([*again, "--tier", "batch"]) == 1
    assert "--tier: a statement's tiers are what was used" in capsys.readouterr().err
    assert cli.main([*again, "--rate", "m=3,10", "-o", str(made)]) == 0
    assert capsys.readouterr().out == f"3.00 USD on 2026-05-01; wrote {made}\n"
    assert cli.main([*again, "--rate", "m=4,10", "-o", str(made), "-q"]) == 0
    assert capsys.readouterr().out == ""

    def totals(made: Any) -> dict[str, float]:
        again = {one["price"]["date"]: one["price"]["total"] for one in made["repriced"]}
        return {"first": made["price"]["total"]} | again

    assert totals(json.loads(made.read_text())) == {"first": 2, "2026-05-01": 4}
    same = ["reprice", str(made), "--date", "2026-03-14", "--json"]
    assert cli.main([*same, "--rate", "m=5,10"]) == 0  # a rate that is given goes first
    told = totals(json.loads(capsys.readouterr().out))
    assert told == {"first": 2, "2026-05-01": 4, "2026-03-14": 5}


def test_a_level_is_said_with_what_it_lacks(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log, made = tmp_path / "log.jsonl", tmp_path / "s.json"
    log.write_text(json.dumps(ROW))
    assert cli.main(["price", str(log), "--rate", "m=2,10", "-o", str(made), "-q"]) == 0
    assert cli.main(["check", str(made), "-q"]) == 4
    assert capsys.readouterr().out == ""
    assert cli.main(["check", str(made), "--level", "minimal"]) == 0
    told = capsys.readouterr().out
    assert told.startswith("level reached: minimal; asked for: minimal\n  standard: Provider")
    assert cli.main(["check", str(made), "--json"]) == 4
    told = json.loads(capsys.readouterr().out)
    assert told["asked"] == "full" and {"item", "level", "remedy"} == set(told["missing"][0])


def test_doubts_are_told_unless_nobody_asks(capsys: pytest.CaptureFixture[str]) -> None:
    said = [{"code": "c", "says": "It may be more."}]
    for quiet, lines in ((False, 1), (True, 0)):
        output.tell(said, argparse.Namespace(quiet=quiet))
        assert capsys.readouterr().err.count("benchprice: in doubt: It may be more") == lines
