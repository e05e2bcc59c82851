"""What releases ask of git."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from analysis.benchprice.errors import UserError


def git(folder: Path, *arguments: str) -> str:
    """Run git in a folder and return what it prints. Raises UserError with git's message."""
    done = subprocess.run(["git", "-C", str(folder), *arguments], capture_output=True, text=True)
    if done.returncode:
        raise UserError(f"git {arguments[0]}: {done.stderr.strip() or done.stdout.strip()}")
    return done.stdout.strip()


def commit_of(folder: Path, name: str) -> str | None:
    """Return the commit that a branch or a tag names, or None."""
    with contextlib.suppress(UserError):
        return git(folder, "rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")
    return None


def check_clean(folder: Path) -> None:
    """Raise UserError where tracked files differ from the commit: a release is a commit."""
    changed = git(folder, "status", "--porcelain", "--untracked-files=no")
    if changed:
        raise UserError(f"commit or set aside these changes before a release:\n{changed}")


def committer(folder: Path) -> str:
    """Return the name and address that git would commit with."""
    return git(folder, "var", "GIT_COMMITTER_IDENT").rpartition(" ")[0].rpartition(" ")[0]


def tagger(folder: Path, tag: str) -> str:
    """Return the name and address of who made a tag."""
    form = "--format=%(taggername) %(taggeremail)"
    return git(folder, "for-each-ref", f"refs/tags/{tag}", form)


@contextlib.contextmanager
def checkout(folder: Path, commit: str, place: Path) -> Iterator[Path]:
    """Check a commit out beside the work tree, for a while; what an earlier run left is removed."""
    _remove(folder, place)
    git(folder, "worktree", "add", "--quiet", "--detach", str(place), commit)
    try:
        yield place
    finally:
        _remove(folder, place)


def _remove(folder: Path, place: Path) -> None:
    shutil.rmtree(place, ignore_errors=True)
    git(folder, "worktree", "prune")
