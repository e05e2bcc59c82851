"""Folders that hold more than one run: nothing in them is priced by half, and all of it is named."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from analysis.benchprice.errors import UserError
from analysis.benchprice.readers import read, survey
from analysis.benchprice.readers.agents import swe_bench
from analysis.benchprice.readers.harnesses import inspect
from analysis.benchprice.readers.platforms import openrouter

LOGS = Path(__file__).parent / "logs"


def folder(place: Path, *names: str) -> Path:
    for name in names:
        shutil.copy(LOGS / name, place / name)
    return place


def said(place: Path) -> list[str]:
    with pytest.raises(UserError) as refused:
        read(place)
    return str(refused.value).splitlines()


def test_a_folder_of_several_formats_is_refused_by_file_and_format(tmp_path: Path) -> None:
    folder(tmp_path, "inspect.eval", "openrouter.csv", "README.md")
    first, *rest = said(tmp_path)
    assert "logs of several formats" in first
    assert "benchprice price FILE" in first
    assert rest == [f"{inspect.NAME}: inspect.eval", f"{openrouter.NAME}: openrouter.csv"]


def test_trajectories_beside_another_log_are_not_priced_without_it(tmp_path: Path) -> None:
    folder(tmp_path, "mini-swe-agent.traj.json")
    assert read(tmp_path).format == "mini-SWE-agent"
    folder(tmp_path, "inspect.json")
    assert said(tmp_path)[1:] == [
        "trajectories: mini-swe-agent.traj.json", f"{inspect.NAME}: inspect.json"
    ]  # fmt: skip


def test_several_logs_of_one_format_are_named_and_more_are_counted(tmp_path: Path) -> None:
    for n in range(5):
        shutil.copy(LOGS / "inspect.json", tmp_path / f"{n}.json")
    first, told = said(tmp_path)
    assert "several logs" in first
    assert told == f"{inspect.NAME}: 0.json, 1.json, 2.json and 2 more"


def test_the_one_log_in_a_folder_is_read(tmp_path: Path) -> None:
    folder(tmp_path, "run.csv", "README.md")
    (tmp_path / "config.json").write_text('{"seed": 1}')
    assert read(tmp_path) == read(LOGS / "run.csv")


def test_links_and_damaged_files_are_no_logs(tmp_path: Path) -> None:
    (tmp_path / "link.json").symlink_to(LOGS / "inspect.json")
    (tmp_path / "cut.json").write_text('{"version": 2, ')
    (tmp_path / "binary.csv").write_bytes(b"\xff\x00")
    assert "not a folder of" in said(tmp_path)[0]


def test_what_livebench_writes_is_refused_by_name(tmp_path: Path) -> None:
    rows = {
        "answers": {"question_id": "q", "answer_id": "a", "model_id": "m", "choices": [],
                    "total_output_tokens": 9},
        "judgments": {"question_id": "q", "task": "t", "model": "m", "score": 1, "turn": 1},
        "questions": {"question_id": "q", "category": "math", "turns": ["?"]},
    }  # fmt: skip
    for name, row in rows.items():
        path = tmp_path / f"{name}.jsonl"
        path.write_text(json.dumps(row) + "\n" + json.dumps(row))
        assert said(path)[0].startswith(f"{name}.jsonl: LiveBench {name} are not read: ")
    table = tmp_path / "table.csv"
    table.write_text("model,connections,typos,zebra_puzzle\nm,1.5,2,3\n")
    assert "tables of scores or costs are not read" in said(table)[0]
    assert [line.split(":")[0] for line in said(tmp_path)[1:]] == [
        "LiveBench answers", "LiveBench judgments", "LiveBench questions",
        "LiveBench's tables of scores or costs",
    ]  # fmt: skip


def test_a_survey_looks_into_so_many_files_and_no_more(tmp_path: Path) -> None:
    for n in range(survey.MOST + 5):
        (tmp_path / f"{n:04}.json").write_text("[]")
    found = survey.formats(tmp_path, lambda _: swe_bench.NAME)
    assert [len(names) for names in found.values()] == [survey.MOST]


def test_a_harbor_trial_is_read_from_its_folder(tmp_path: Path) -> None:
    (tmp_path / "agent").mkdir()
    shutil.copy(LOGS / "harbor-trial.json", tmp_path / "result.json")
    shutil.copy(LOGS / "atif.json", tmp_path / "agent" / "trajectory.json")
    assert read(tmp_path).format == "Harbor"
