"""The page's answer is the command's: the same cases through both, and what the page carries."""

from __future__ import annotations

import io
import json
import os
import random
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest
import rpds

from analysis.benchprice import inpage
from analysis.facts import tables
from analysis.page import wheel
from analysis.page.made import files
from analysis.page.python import carried
from analysis.page.python import rpds as stand_in

HERE = Path(__file__).parent
LOGS = HERE / "logs"
WORKER = tables.ROOT / "report" / "theme" / "pricing-worker.mjs"
RATES = "--rate acme-large=2,10,0.2,2.5 --rate acme-small=0.2,1,0.02,0.25"
SAID = (
    f"{RATES} --rate acme/acme-large=2,10,0.2,2.5 --rate mockllm/model=1,2 --rate simple/model1=1,2"
)
NAMES = sorted(p.name for p in LOGS.iterdir() if p.suffix not in (".md", ".py"))
CASES: list[tuple[list[str], str]] = [
    *(([name], "") for name in NAMES),
    *(([name], SAID) for name in NAMES),
    (["swe-agent.traj"], f"{RATES} --model acme-large"),
    (["lm-eval-results.json", "openai-usage.json"], f"{RATES} --benchmark gpqa-diamond"),
    (["codex.jsonl", "claude-code.jsonl"], "--items 2 --passes 1 --score 0.5 --benchmark 'GPQA Diamond'"),
    (["codex.jsonl", "codex.jsonl"], ""),  # twice the same
    (["atif.json"], "--tier batch --date 2026-02-01"),
    (["atif.json"], "--strict --date 2027-01-01"),
    (["atif.json"], "--form markdown"),
    (["atif.json"], "--help"),
    (["atif.json"], "--items none"),
    (["atif.json"], "--items 'none"),
    (["nothing.json"], ""),
    (["README.md"], ""),
]  # fmt: skip


@pytest.fixture(scope="session")
def in_page(living: tables.Dataset, tmp_path_factory: pytest.TempPathFactory) -> list[Any]:
    """What the page's worker answers to every case, run in Node on the site's own files."""
    folder = tmp_path_factory.mktemp("page")
    (folder / ".cache").symlink_to(tables.ROOT / ".cache")  # a Pyodide brought once
    carried.prepare(folder)
    reason = "no Node" if shutil.which("node") is None else "no Pyodide"
    if reason == "no Node" or not carried.size(folder):
        if os.environ.get("CI") == "true":
            pytest.fail(f"{reason}; in CI this test must run")
        pytest.skip(reason)
    built = wheel.build(folder)
    command = ["node", str(HERE / "in_page.mjs"), str(WORKER), f"{folder / carried.FOLDER}/"]
    done = subprocess.run(
        [*command, str(built), str(LOGS)],
        input=json.dumps([{"logs": logs, "options": options} for logs, options in CASES]),
        capture_output=True,
        text=True,
        check=False,
    )
    assert not done.returncode, done.stderr[-2000:]
    found: list[Any] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("at", range(len(CASES)), ids=[" ".join((*a, b)) for a, b in CASES])
def test_the_page_answers_as_the_command_does(at: int, in_page: list[Any]) -> None:
    logs, options = CASES[at]
    heard: list[str] = []
    command = json.loads(inpage.run([str(LOGS / log) for log in logs], options, heard.append))
    page = json.loads(json.dumps(in_page[at]).replace("/logs/", f"{LOGS}/"))
    if "--help" in options:  # laid out by another version of Python
        assert page["code"] == 0 and page["printed"].startswith("usage: benchprice price")
        return
    assert heard == command["said"]
    assert page["code"] == command["code"]
    assert page["said"] == command["said"] or "usage:" in page["said"][0]
    assert {**page, "said": 0} == {**command, "said": 0}


def test_cases_of_every_outcome(in_page: list[Any]) -> None:
    assert {found["code"] for found in in_page} == {0, 1, 2, 3}
    assert sum(bool(found["forms"]) for found in in_page) > len(NAMES)


def test_what_stands_in_for_rust_does_as_it_does() -> None:
    dice = random.Random(3)
    for _ in range(50):
        here: Any = stand_in.HashTrieMap()
        there: Any = rpds.HashTrieMap()
        several: Any = stand_in.HashTrieSet()
        others: Any = rpds.HashTrieSet()
        for _ in range(20):
            key, value = dice.randrange(6), dice.random()
            if key in there and dice.random() < 0.4:
                here, there = here.remove(key), there.remove(key)
                several, others = several.discard(key), others.discard(key)
            else:
                here, there = here.insert(key, value), there.insert(key, value)
                several, others = several.insert(key), others.insert(key)
            assert dict(here) == dict(there) and set(several) == set(others)
            assert here.get(key) == there.get(key) and len(here) == len(there)
        more = {7: 1.0, 1: 2.0}
        assert dict(here.update(more)) == dict(there.update(more))
        assert set(several.update([9])) == set(others.update([9]))
    with pytest.raises(KeyError):
        stand_in.HashTrieMap({"a": 1}).remove("b")
    assert stand_in.HashTrieMap.convert(kept := stand_in.HashTrieMap(a=1)) is kept
    assert list(stand_in.List([1]).push_front(0)) == list(rpds.List([1]).push_front(0))


def test_packages_are_carried_in_python_with_their_licences() -> None:
    content = carried.packages()
    assert content == carried.packages()
    names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    assert not [name for name in names if name.endswith((".so", ".pyc", ".pyd"))]
    for package in carried.NEEDED:
        inside = package.replace("-", "_")
        held = [n.lower() for n in names if n.lower().startswith(inside) and ".dist-info/" in n]
        assert any("licen" in name or "copying" in name for name in held), package


def test_a_build_without_pyodide_says_why_and_goes_on(tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))  # no npm
    carried.prepare(tmp_path)
    assert "npm is not installed" in capsys.readouterr().err
    assert carried.size(tmp_path) == 0
    assert [p.name for p in (tmp_path / carried.FOLDER).glob("*.txt")]  # the site's list matches


def test_what_a_build_could_not_bring_a_later_one_brings(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(files, "ROOT", tmp_path)
    monkeypatch.setattr(files, "ASIDE", tmp_path / "aside")
    with monkeypatch.context() as without:
        without.setenv("PATH", str(tmp_path))  # no npm
        carried.prepare(tmp_path)
    assert carried.size(tmp_path) == 0
    core = dict.fromkeys(carried.CORE, b"core")
    monkeypatch.setattr(carried, "_core", lambda _: core)
    monkeypatch.setattr(carried, "_lock", lambda _: b"lock")
    carried.prepare(tmp_path)
    assert carried.size(tmp_path) > 0
    monkeypatch.setattr(carried, "_core", lambda _: pytest.fail("brought again"))
    carried.prepare(tmp_path)


def test_another_pyodide_than_the_pinned_one_is_refused(tmp_path, capsys) -> None:
    packed = tmp_path / ".cache" / "pyodide" / f"pyodide-{carried.VERSION}.tgz"
    packed.parent.mkdir(parents=True)
    packed.write_bytes(b"another")
    carried.prepare(tmp_path)
    assert "another digest" in capsys.readouterr().err
    assert not packed.exists() and carried.size(tmp_path) == 0
