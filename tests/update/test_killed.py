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

# Loads the code once, what is loaded late by a first update; each line it is given is an update, in
# a child that waits to be killed.
UPDATES = """
import json
import os
import signal
import sys
import traceback
from pathlib import Path
from analysis.register import declared
from analysis.sources.prices import live
from analysis.update import gather, place

declared.CHAPTERS = ()
gather.update(Path(sys.argv[1]), None, offline=True)

def update(data, module, name, when):
    owner = {"place": place, "report": gather.report, "csvs": place.tables.csvs}[module]
    real = getattr(owner, name)

    def stop():
        print("here", os.getpid(), flush=True)
        signal.pause()

    def halting(*arguments, **options):
        if when == "before":
            stop()
        found = real(*arguments, **options)
        stop()
        return found

    setattr(owner, name, halting)
    gather.update(Path(data), None, offline=True)

for line in sys.stdin:
    child = os.fork()
    if child == 0:
        try:
            update(*json.loads(line))
        except BaseException:
            traceback.print_exc()
        os._exit(1)
    os.waitpid(child, 0)
    print("ended", flush=True)
"""


@pytest.fixture(scope="module")
def updates(tmp_path_factory: pytest.TempPathFactory) -> Iterator[subprocess.Popen[str]]:
    """A process that begins updates and stops each at a moment."""
    first = one_announcement(tmp_path_factory.mktemp("first"))
    command = [sys.executable, "-c", UPDATES, str(first)]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield process
        process.communicate(timeout=20)
    assert process.returncode == 0


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return one_announcement(tmp_path)


def killed(updates: subprocess.Popen[str], data: Path, *at: str) -> None:
    """Run an update until it is at a moment, and kill it there."""
    assert updates.stdin and updates.stdout
    updates.stdin.write(json.dumps([str(data), *at]) + "\n")
    updates.stdin.flush()
    while not (line := updates.stdout.readline()).startswith("here"):
        assert line not in ("ended\n", ""), "the update ended before that moment"
    os.kill(int(line.split()[1]), signal.SIGKILL)
    assert updates.stdout.readline() == "ended\n"


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


def test_killed_anywhere_it_leaves_old_facts_or_new_ones_and_a_rerun_completes_it(tmp_path):
    count = killing.kills(2)
    ((old, new),) = killing.told("tests.update.crash", tmp_path, count)
    assert old + new == count
    assert old > 0
