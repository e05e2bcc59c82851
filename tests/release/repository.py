"""A small repository of our own to cut releases from, with a builder that takes no time."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from analysis.release import make, tree
from analysis.release.cut import Task
from tests.release.site import site

FILES = {
    "pyproject.toml": '[project]\nname = "x"\nversion = "2026.1"\n',
    "CITATION.cff": 'cff-version: 1.2.0\nversion: "2026.1"\ndate-released: "2026-01-01"\n',
    ".gitignore": ".cache/\n",
    "requirements.txt": "x==1\n",
    "data/changes.csv": "version,key,why,reason\n",
    "text": "Nine times cheaper.",
}


def git(folder: Path, *arguments: str) -> str:
    command = ["git", "-C", str(folder), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def repository(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    git(folder, "init", "-q", "-b", "main")
    git(folder, "config", "user.name", "A. Maintainer")
    git(folder, "config", "user.email", "a@example.org")
    commit(folder, FILES)
    return folder


def commit(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    git(folder, "add", "--all")
    git(folder, "commit", "-q", "-m", "Work")


def maker(task: Task) -> tuple[Path, str]:
    """Build the page from the checkout's ``text``; say in the manifest what ``make`` would."""
    files = site((task.place / "text").read_text() + f" Version {task.version}.")
    previous = json.loads(task.previous)["version"] if task.previous else None
    manifest = {"commit": task.commit, "previous": previous, "signed-off-by": task.signed}
    files["manifest.json"] = json.dumps(manifest).encode()
    files["numbers.json"] = json.dumps({"version": str(task.version)}).encode()
    output = task.place / ".cache" / "made"
    make.write(tree.frozen(task.version, task.date, files), output)
    return output, "built\n"
