"""``python -m analysis numbers --against FILE``: what moved since, or what is wrong with the file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from analysis import __main__ as command
from analysis.number import Number
from analysis.register import chapters


def register(value: float) -> dict[str, Number]:
    fields = {"unit": "factor per year", "method": "", "function": "", "low": 2.0, "high": 8.0}
    return {key: Number(key=key, value=of, **fields) for key, of in (("a", 4.0), ("b", value))}


@pytest.fixture
def before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(chapters, "register", lambda: register(5.0))
    path = tmp_path / "numbers.json"
    path.write_text(json.dumps(chapters.as_json(register(3.0))))
    return path


def test_what_moved_is_said_and_what_did_not_is_not(
    before: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main(["numbers", "--against", str(before)]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[0] == "1 cited number moves" and told[1].startswith("  b: ") and len(told) == 2


@pytest.mark.parametrize("text", [None, "{", "[]", '{"a": 1}'])
def test_what_no_numbers_can_be_read_from_is_said(
    text: str | None, before: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before.unlink()
    if text is not None:
        before.write_text(text)
    assert command.main(["numbers", "--against", str(before)]) == 1
    said = capsys.readouterr().err
    assert said.startswith(f"{before}: ") and "numbers --json" in said
