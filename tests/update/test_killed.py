"""An update that is killed leaves data/ whole, old or new, and nothing that git would add."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from analysis.facts.tables import ROOT
from tests import killing
from tests.update.facts import git, one_announcement


@pytest.fixture(scope="module")
def updates(tmp_path_factory: pytest.TempPathFactory) -> Iterator[subprocess.Popen[str]]:
    """A process that begins updates and stops each at a moment."""
    command = [sys.executable, "-m", "tests.update.crash", str(tmp_path_factory.mktemp("first"))]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield process
        process.communicate(timeout=20)
    assert process.returncode == 0


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return one_announcement(tmp_path)


def answers(updates: subprocess.Popen[str], *call: object) -> Iterator[str]:
    """Ask for a function of ``tests.update.crash``; yield what is printed until it has ended."""
    assert updates.stdin and updates.stdout
    updates.stdin.write(json.dumps(call, default=str) + "\n")
    updates.stdin.flush()
    while (line := updates.stdout.readline()) != "ended\n":
        assert line, "the process died"
        yield line


def killed(updates: subprocess.Popen[str], data: Path, *at: str) -> None:
    """Run an update until it is at a moment, and kill it there."""
    here = [line for line in answers(updates, "halted", data.parent, *at) if _stopped(line)]
    assert here, "the update ended before that moment"


def _stopped(line: str) -> bool:
    if line.startswith("here"):
        os.kill(int(line.split()[1]), signal.SIGKILL)
    return line.startswith("here")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("at", "new"),
    [
        (("place", "write", "before"), False),
        (("csvs", "write_columns", "after"), False),  # one table is written, the others are not
        (("report", "report", "before"), False),
        (("place", "swap", "before"), False),
        (("place", "swap", "after"), True),
    ],
    ids=["copied", "half written", "written", "checked", "swapped"],
)
def test_a_killed_update_leaves_whole_facts_and_nothing_for_git(updates, data, at, new):
    killed(updates, data, *at)
    assert (data / "prices.csv").exists() == new
    seen = git(data.parent, "status", "--porcelain", "--untracked-files=all").split()
    assert not [path for path in seen if "/" in path and not path.startswith("data/")]
    assert new or not seen  # before the swap git sees nothing at all
    killed(updates, data, "report", "report", "before")  # the next update gets as far as ever
    assert (data / "prices.csv").exists() == new


@pytest.mark.kills
def test_killed_anywhere_it_leaves_old_facts_or_new_ones_and_a_rerun_completes_it(
    updates, tmp_path
):
    count = killing.kills(2)
    ((old, new),) = killing.seen(answers(updates, "anywhere", tmp_path / "base", count))
    assert old + new == count
    assert old > 0
