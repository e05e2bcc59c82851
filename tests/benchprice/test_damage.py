"""No damaged log makes the command crash, grow or write: a hundred here, the rest by ``nox -s fuzz``."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from analysis.benchprice import cli

PEAK_MB = 500
LOGS = 100


def outcome(first: int, count: int) -> dict[str, Any]:
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("damaged_logs.py")), str(first), str(count)],
        capture_output=True,
        text=True,
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
        check=True,
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


@pytest.mark.slow
def test_damaged_logs_do_no_harm() -> None:
    found = outcome(1, LOGS)
    assert found["wrong"] == []
    assert sum(found["codes"].values()) == LOGS
    assert found["codes"]["1"] > LOGS / 2  # most damage is noticed
    assert found["peak_mb"] < PEAK_MB


CALL = {"prompt_tokens": 100, "completion_tokens": 20}
HARMFUL: dict[str, Any] = {
    "a tier of thousands of characters": {"model": "m", "usage": CALL, "service_tier": "a" * 5000},
    "half a character in a name": {"model": "\ud800", "usage": CALL},
    "half a character in a tier": {"model": "m", "usage": CALL, "service_tier": "\udfff"},
    "an infinity under a client's name": {"model": "m", "usage": CALL | {"cache_x": float("inf")}},
    "a number of 400 digits there": {"model": "m", "usage": CALL | {"cache_x": 10**400}},
    "a tier that is an object": {"model": "m", "usage": CALL, "service_tier": {"type": ["flex"]}},
    "a list where a cache's time belongs": {"model": "m", "usage": CALL | {"cacheDetails": [
        {"ttl": [], "inputTokens": 0}]}},
    "holders of a tier that are no objects": {"model": "m", "usage": CALL, "request": [1],
        "response_metadata": "x", "providerMetadata": {"openai": None}},
}  # fmt: skip


@pytest.mark.parametrize("name", HARMFUL)
def test_logs_that_once_did_harm_do_none(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = tmp_path / "log.jsonl"
    log.write_text(json.dumps(HARMFUL[name]))
    code = cli.main(["price", str(log), "--rate", "m=2,10", "--run-date", "2026-03-14", "--json"])
    said = capsys.readouterr()
    assert code in (0, 1, 3)
    assert len(said.err) < 1000
    if code == 0:
        assert json.loads(said.out)["price"]["total"] == pytest.approx(100 * 2e-6 + 20 * 10e-6)


@pytest.mark.slow
def test_thousands_of_models_get_a_short_answer_soon(tmp_path: Path) -> None:
    log = tmp_path / "many.csv"
    rows = (f"model-{i},gpqa-diamond,100,200" for i in range(6000))
    log.write_text("\n".join(["model,benchmark,input_tokens,output_tokens", *rows, ""]))
    command = [sys.executable, "-m", "analysis.benchprice.cli", "price", str(log)]
    before = os.times().children_user
    done = subprocess.run(command, capture_output=True, text=True, cwd=Path(__file__).parents[2])
    assert done.returncode == 3  # no price known
    assert "and 5,980 more models without a price" in done.stderr
    assert len(done.stderr.splitlines()) < 100
    assert os.times().children_user - before < 10  # it took minutes: each name met every other
