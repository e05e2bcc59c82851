"""Kills an update again and again (see ``tests/killing``)."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

from analysis.register import declared
from analysis.update import gather
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


if __name__ == "__main__":
    declared.CHAPTERS = ()  # the numbers of other facts than ours are not the question
    base = Path(sys.argv[1]) / "base"
    one_announcement(base)
    # loads what is loaded late once, not in each child, where it would be most of what is killed
    work(shutil.copytree(base, base.with_name("first")))
    killing.again_and_again(base, work, state, int(sys.argv[2]))
