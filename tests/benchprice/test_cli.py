"""The command: exit codes, messages, forms, nothing written on failure."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from analysis.benchprice import cli, readers
from analysis.benchprice.doubts import Doubt
from analysis.benchprice.readers import read
from analysis.benchprice.record import carried

LOGS = Path(__file__).parent / "logs"
RATE = ("--rate", "mockllm/model=2,10,0.2,2.5,4")


@pytest.fixture(autouse=True)
def no_record(monkeypatch: pytest.MonkeyPatch) -> None:
    """These tests are of the command, not of the record: rates are given."""
    monkeypatch.setattr(carried, "known", lambda _="": None)


def run(*arguments: object) -> int:
    return cli.main([str(a) for a in arguments])


def test_price_writes_every_form_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    forms = [x for f in ("json", "markdown", "html", "latex", "bibtex") for x in ("--form", f)]
    assert run("price", LOGS / "inspect.eval", *RATE, *forms, "-o", tmp_path / "out") == 0
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        "out.bib", "out.html", "out.json", "out.md", "out.tex",
    ]  # fmt: skip
    assert "0.0514 USD; wrote" in capsys.readouterr().out
    made = json.loads((tmp_path / "out.json").read_text())
    # 16 of 24 thousandths: see the hand calculation in test_guide_readers
    assert made["price"]["total"] == pytest.approx(0.05144, abs=1e-12)


def test_check_tells_the_level_by_its_exit_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "s.json"
    said = (
        "--provider", "acme", "--caching", "on", "--scaffold", "none", "--evaluator", "us",
        "--benchmark-version", "1",
    )  # fmt: skip
    assert run("price", LOGS / "inspect.eval", *RATE, *said[:2], "-o", path, "-q") == 0
    assert run("check", path, "--level", "minimal") == 0
    assert run("check", path, "--level", "standard") == 4
    out = capsys.readouterr().out
    assert "Scaffold is missing" in out and "--scaffold" in out
    rates = tmp_path / "rates.csv"
    rates.write_text(
        "model,provider,input,output,cache_read,cache_write,source\n"
        "mockllm/model,acme,2,10,0.2,2.5,a price list\n"
    )
    assert run("price", LOGS / "inspect.eval", "--rates", rates, *said, "-o", path, "-q") == 0
    assert run("check", path, "--level", "standard") == 0
    assert run("check", path) == 4
    assert run("reprice", path, "--rates", rates, "--date", "2026-12-01", "-o", path, "-q") == 0
    capsys.readouterr()
    assert run("check", path, "--json") == 0
    assert json.loads(capsys.readouterr().out) == {"level": "full", "asked": "full", "missing": []}


def test_reprice_on_the_same_date_needs_no_rates(tmp_path: Path) -> None:
    path, again = tmp_path / "s.json", tmp_path / "again.json"
    date = ("--date", "2026-11-22")
    assert run("price", LOGS / "inspect.eval", *RATE, *date, "-o", path, "-q") == 0
    assert run("reprice", path, *date, "-o", again, "-q") == 0
    made = json.loads(again.read_text())
    del made["price"]["item_costs"]  # a statement keeps no items
    assert made["repriced"][0]["price"] == made["price"]
    assert "interval" in made["price"]


def test_an_unpriced_model_is_exit_3_and_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "s.json"
    assert run("price", LOGS / "inspect.eval", "--rate", "other=1,2", "-o", output) == 3
    assert "'mockllm/model': not priced, which is not free" in capsys.readouterr().err
    assert not output.exists()


def test_cached_tokens_without_a_rate_are_exit_3(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("price", LOGS / "inspect.eval", "--rate", "mockllm/model=2,10") == 3
    assert "CACHE_READ" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("price", "nowhere.eval"), "there is no such file"),
        (("price", LOGS / "lm-eval-results.json", *RATE), "no token counts in it"),
        (("price", LOGS / "terminal-bench.json", *RATE), "say which with --model"),
        (("price", LOGS / "inspect.eval", *RATE, "--date", "soon"), "'soon' is not a date"),
        (("price", LOGS / "inspect.eval", *RATE, "--score", "nan"), "--score nan: from 0 to 1"),
        (("price", LOGS / "inspect.eval", *RATE, "--passes", "0"), "--passes 0: from 1"),
        (("price", LOGS / "inspect.eval", *RATE, "--cap", "x"), "write KIND=VALUE"),
        (("price", LOGS / "inspect.eval", *RATE, "--role", "m=boss"), "ROLE one of"),
        (("price", LOGS / "inspect.eval"), "no record of prices here"),
        (("check", LOGS / "run.jsonl"), "more text after the JSON value"),
        (("check", LOGS / "harbor-trial.json"), "not a valid price statement"),
        (
            ("price", LOGS / "inspect.eval", *RATE, "-o", "no/such/folder/s.json"),
            "cannot be written",
        ),
    ],
)
def test_what_is_wrong_is_one_message_and_exit_1(
    arguments: tuple[object, ...], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*arguments) == 1
    said = capsys.readouterr()
    assert message in said.err and said.err.startswith("benchprice: ") and not said.out


def test_the_projects_command_passes_ours_on(capsys: pytest.CaptureFixture[str]) -> None:
    from analysis.__main__ import main

    assert main(["price", str(LOGS / "inspect.eval"), *RATE]) == 0
    assert "0.0514 USD" in capsys.readouterr().out
    assert main(["check", "nowhere.json"]) == 1


def test_a_misspelt_command_line_is_exit_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("prise") == 2
    assert run("price") == 2
    assert "usage:" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["price", "check", "plan", "reprice"])
def test_help_has_examples_and_exit_codes(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(command, "--help") == 0
    shown = capsys.readouterr().out
    assert f"benchprice {command}" in shown.split("examples:")[1] and "exit codes:" in shown


@pytest.mark.parametrize("shell", ["bash", "zsh"])
def test_completion_scripts_are_made(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--print-completion", shell) == 0
    script = capsys.readouterr().out
    assert "reprice" in script
    if shell == "bash":  # and bash can parse it
        subprocess.run(["bash", "-n"], input=script, text=True, check=True)


def test_hostile_names_cannot_move_the_cursor(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name = tmp_path / "a\x1b[2J\nb.csv"
    name.write_text("model,input_tokens\n")
    assert run("price", name) == 1
    assert "\x1b" not in capsys.readouterr().err


def test_a_failed_write_leaves_the_old_file_and_no_rest(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        target = tmp_path / "folder.json"
        target.mkdir()  # root may write anywhere; a folder in the way still fails
    assert run("price", LOGS / "inspect.eval", *RATE, "-o", tmp_path / "folder.json", "-q") == 1
    assert [p.name for p in tmp_path.iterdir()] == ["folder.json"]


def test_a_doubt_is_told_and_strict_refuses_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = replace(read(LOGS / "inspect.eval"), doubts=(Doubt("missing-calls", "One is unread."),))
    monkeypatch.setattr(readers, "read", lambda *_: found)
    output = tmp_path / "s.json"
    assert run("price", LOGS / "inspect.eval", *RATE, "-o", output) == 0
    said = capsys.readouterr()
    assert "at least 0.0514 USD; wrote" in said.out
    assert "in doubt: One is unread. [missing-calls]" in said.err
    output.unlink()
    assert run("price", LOGS / "inspect.eval", *RATE, "-o", output, "--strict") == 3
    assert "One is unread. (missing-calls)" in capsys.readouterr().err and not output.exists()


def test_a_log_that_is_packed_or_a_pipe_is_told_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    packed, pipe = tmp_path / "log.gz", tmp_path / "pipe"
    packed.write_bytes(gzip.compress(b"{}"))
    os.mkfifo(pipe)
    assert run("price", packed) == 1 and run("price", pipe) == 1
    said = capsys.readouterr().err.splitlines()
    assert "zcat FILE | benchprice price -" in said[0] and "no plain file" in said[1]


def test_a_run_of_no_named_benchmark_of_which_nothing_failed_is_told_as_that(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = tmp_path / "log.csv"
    log.write_text("model,input_tokens,output_tokens,date,item\nm,10,20,2026-03-14,1\n")
    assert run("price", log, "--rate", "m=2,10") == 0
    said = capsys.readouterr().out
    assert "**Price of a run of m:" in said and "counted; none failed." in said


def test_the_cap_and_role_can_be_said(capsys: pytest.CaptureFixture[str]) -> None:
    said = ("--cap", "cost_limit=3", "--judge", "priced", "--json", "--no-standing")
    role = (
        "--role",
        "acme-small=judge",
        "--rate",
        "acme-large=2,10,0.2,2.5",
        "--rate",
        "acme-small=1,2",
    )
    assert run("price", LOGS / "run.csv", *role, *said) == 0
    made = json.loads(capsys.readouterr().out)
    assert made["caps"] == [{"kind": "cost_limit", "value": 3.0}]
    assert [u["role"] for u in made["usage"]] == ["model", "judge"]
