"""Kills updates: at a moment that is asked for, or again and again (see ``tests/killing``).

Loads the code once, what is loaded late by a first update. Each line it is given is a call of one
of the functions here, in a child.
"""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import traceback
from pathlib import Path

from analysis.register import declared
from analysis.update import gather, place
from tests import killing
from tests.update.facts import one_announcement


def work(folder: Path) -> None:
    gather.update(folder / "data", None, offline=True)


def state(folder: Path) -> str:
    """Digest of the tables and their history; asserts that git sees nothing else that is new."""
    status = ["git", "status", "--porcelain", "--untracked-files=all"]
    seen = subprocess.check_output(status, cwd=folder, text=True).split("\n")
    assert all(line[3:].startswith("data/") for line in seen if line), seen
    total = hashlib.sha256()
    for path in sorted((folder / "data").rglob("*")):
        if path.is_file():
            total.update(path.name.encode() + path.read_bytes())
    return total.hexdigest()


def anywhere(base: str, count: int) -> None:
    """Kill an update of facts that are made here again and again, at random moments."""
    one_announcement(Path(base))
    killing.again_and_again(Path(base), work, state, count)


def halted(folder: str, module: str, name: str, when: str) -> None:
    """Begin an update that stops before or after a function is called, and waits to be killed."""
    owner = {"place": place, "report": gather.report, "csvs": place.tables.csvs}[module]
    real = getattr(owner, name)

    def stop() -> None:
        print("here", os.getpid(), flush=True)
        signal.pause()

    def halting(*arguments: object, **options: object) -> object:
        if when == "before":
            stop()
        found = real(*arguments, **options)
        stop()
        return found

    setattr(owner, name, halting)
    work(Path(folder))


if __name__ == "__main__":
    declared.CHAPTERS = ()  # the numbers of other facts than ours are not the question
    first = Path(sys.argv[1])
    one_announcement(first)
    work(first)
    sys.stdout.flush()  # or each child says it again
    for line in sys.stdin:
        function, *arguments = json.loads(line)
        child = os.fork()
        if child == 0:
            try:
                {"anywhere": anywhere, "halted": halted}[function](*arguments)
            except BaseException:
                traceback.print_exc()
            sys.stdout.flush()
            os._exit(1)
        os.waitpid(child, 0)
        print("ended", flush=True)
