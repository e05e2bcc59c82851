"""Where the publish tree is kept: a branch of the repository, or a folder.

Both change in one step: a reader, or a run after an interruption, finds the old tree or the new.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Protocol

from analysis.benchprice.errors import UserError
from analysis.release.tree import Changes

GIT = ("git", "-c", "core.quotePath=false")


class Store(Protocol):
    """A publish tree that can be read, and changed in one step."""

    def read(self, name: str) -> bytes | None:
        """Return a file, or None where there is none."""

    def names(self, prefix: str = "") -> list[str]:
        """List the files below a prefix, sorted."""

    def commit(self, changes: Changes, message: str) -> None:
        """Make all changes at once; None removes a file."""


class Folder:
    """A tree in a folder: ``path`` is a link to one of ``path.a`` and ``path.b``.

    A new tree is made in the one that is not shown, from links to the old one's files, and put
    on the disk (``os.sync``, which waits on Linux); then the link is replaced, in one step of the
    file system. The old one stays until the next change, for readers in the midst of it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path.absolute()
        if self.path.exists() and not self.path.is_symlink():
            name = self.path.name
            raise UserError(
                f"{path}: this is a folder; the publish tree is a link to one, so that it can "
                f"change in one step. Give another path, or make it one: "
                f"mv {name} {name}.a && ln -s {name}.a {name}"
            )

    def read(self, name: str) -> bytes | None:
        """Return a file, or None where there is none."""
        try:
            return (self.path / name).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None

    def names(self, prefix: str = "") -> list[str]:
        """List the files below a prefix, sorted."""
        if not self.path.exists():
            return []
        top = self.path.resolve()
        found = (p.relative_to(top).as_posix() for p in top.rglob("*") if p.is_file())
        return sorted(name for name in found if name.startswith(prefix))

    def commit(self, changes: Changes, message: str) -> None:
        """Make all changes at once; None removes a file. ``message`` is for branches."""
        del message
        old = self.path.resolve() if self.path.is_symlink() else None
        suffix = ".b" if old and old.suffix == ".a" else ".a"
        aside = self.path.with_name(self.path.name + suffix)
        if aside.exists():
            shutil.rmtree(aside)
        aside.mkdir(parents=True)
        for name in self.names():
            if name not in changes:
                _link(self.path / name, aside / name)
        for name, content in changes.items():
            if content is not None:
                _write(aside / name, content)
        os.sync()  # one wait for the whole tree; a wait for each file takes minutes
        pointer = self.path.with_name(self.path.name + ".new")
        pointer.unlink(missing_ok=True)
        pointer.symlink_to(aside.name)
        pointer.replace(self.path)
        os.sync()


def _link(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, target)
    except OSError:  # a file system without hard links
        shutil.copyfile(source, target)


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as file:  # never through a link into the old tree
        file.write(content)


class Branch:
    """A tree in a branch of a git repository, never checked out.

    ``git fast-import`` writes the new commit and moves the branch at the very end. ghp-import
    would do the same, but from a folder with every version in it, on every release.
    """

    def __init__(self, repository: Path, branch: str = "gh-pages") -> None:
        self.repository = repository
        self.ref = f"refs/heads/{branch}"

    def _git(
        self, *arguments: str, given: bytes | None = None
    ) -> subprocess.CompletedProcess[bytes]:
        command = [*GIT, "-C", str(self.repository), *arguments]
        return subprocess.run(command, input=given, capture_output=True)

    def exists(self) -> bool:
        """Tell whether the branch is there."""
        return self._git("rev-parse", "--verify", "--quiet", self.ref).returncode == 0

    def read(self, name: str) -> bytes | None:
        """Return a file, or None where there is none."""
        done = self._git("cat-file", "blob", f"{self.ref}:{name}")
        return None if done.returncode else done.stdout

    def names(self, prefix: str = "") -> list[str]:
        """List the files below a prefix, sorted."""
        if not self.exists():
            return []
        listed = self._git("ls-tree", "-r", "-z", "--name-only", self.ref).stdout.decode()
        return sorted(name for name in listed.split("\0") if name and name.startswith(prefix))

    def commit(self, changes: Changes, message: str) -> None:
        """Make all changes at once; None removes a file. Raises UserError where git refuses."""
        committer = self._git("var", "GIT_COMMITTER_IDENT")
        if committer.returncode:
            raise UserError(f"git: {committer.stderr.decode().strip()}")
        stream = b"".join(self._stream(changes, message, committer.stdout.strip()))
        done = self._git("fast-import", "--quiet", "--done", "--date-format=raw", given=stream)
        if done.returncode:
            raise UserError(f"git fast-import: {done.stderr.decode().strip()}")

    def _stream(self, changes: Changes, message: str, committer: bytes) -> Iterator[bytes]:
        yield b"commit %s\ncommitter %s\n" % (self.ref.encode(), committer)
        yield _data(message.encode())
        parent = self._git("rev-parse", "--verify", "--quiet", self.ref)
        if parent.returncode == 0:
            yield b"from %s\n" % parent.stdout.strip()
        for name, content in changes.items():
            if content is None:
                yield b"D %s\n" % name.encode()
            else:
                yield b"M 100644 inline %s\n" % name.encode() + _data(content)
        yield b"done\n"


def _data(content: bytes) -> bytes:
    return b"data %d\n%s\n" % (len(content), content)


def write_out(files: Mapping[str, bytes], folder: Path) -> None:
    """Write files into a folder, to build from or to serve; not safe against interruption."""
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)


def read_in(folder: Path) -> dict[str, bytes]:
    """Return every file of a folder by its address; an absent folder has none."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}
