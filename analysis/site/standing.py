"""Whether what was made from a project's files still stands: then there is nothing to do.

It rests on the files, on the code of this package and on the libraries. Files are told by size and
time, as ``make`` and ``git`` do; where these differ, by what they say, so that a comment in a
module or a file touched is no change. A module is parsed only then: its text is kept for that.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from analysis.site import rests, stored, syntax

Stat = tuple[int, int]  # bytes, nanoseconds of the last change
FOLDER = f"{rests.CACHE}/standing"
WANTING = f"{rests.CACHE}/wanting"  # a file for each thing that could not be brought
_ANY = "latin-1"  # in which any bytes are text


class Standing:
    """What was told of something made from the project at ``root``, kept in its cache by ``name``.

    ``besides`` is a folder that is no source, as the site; ``said`` digests what a file says.
    Sources are as they were when this was made.
    """

    def __init__(
        self, root: Path, name: str, besides: Path, said: Callable[[Path], str] = rests.content
    ) -> None:
        self._root, self._besides, self._said = root, besides, said
        self._store = stored.Store(root / FOLDER)
        self._name = rests.digest_of({}, name)
        self._kept: dict[str, list[Any]] = {}  # name -> size, time and digest, as kept before
        self._modules = b""  # name -> text, as kept before, in JSON
        self._before = self._sources()

    def found(self) -> Any:
        """Return what ``keep`` was told, if all sources say what they said then; else None."""
        try:
            first, _, self._modules = (self._store.get(self._name) or b"").partition(b"\n")
            kept = json.loads(first or b"null") or {}
            if kept["libraries"] != rests.libraries():
                return None
            self._kept = kept["sources"]
            return kept["told"] if self._same() else None
        except (ValueError, TypeError, KeyError):
            self._kept = {}
            return None

    def keep(self, told: object) -> None:
        """Remember what was made from the sources, if they are as they were at first.

        Nothing is remembered where a file that is nobody's product changed meanwhile: whether it
        was read before or after, nobody can tell. Nor while something is wanting: the next time may
        bring it.
        """
        if any((self._root / WANTING).glob("*")):
            return
        after = self._sources()
        changed = {name for name, _ in {*self._before.items()} ^ {*after.items()}}
        if changed and not changed <= _products(self._root, changed):
            return
        sources = {n: (*stat, self._now(n, stat)) for n, stat in after.items()}
        kept = {"libraries": rests.libraries(), "told": told, "sources": sources}
        self._store.put(self._name, json.dumps(kept).encode() + b"\n" + self._texts(after))

    def _texts(self, after: Mapping[str, Stat]) -> bytes:
        """Return the modules' texts in JSON; as kept before, where all are as they were."""
        now = {n: [*stat] for n, stat in after.items() if n.endswith(".py")}
        then = {n: stat for n, (*stat, _) in self._kept.items() if n.endswith(".py")}
        if now == then:
            return self._modules
        texts = {n: _text(self._root / n) for n in now if rests.is_module(self._root / n)}
        return json.dumps(texts).encode()

    def _same(self) -> bool:
        """Tell whether the sources say what they said."""
        if self._kept.keys() != self._before.keys():
            return False
        changed = [n for n, stat in self._before.items() if self._now(n, stat) != self._kept[n][2]]
        if not all(rests.is_module(self._root / name) for name in changed):
            return False
        then = json.loads(self._modules) if changed else {}
        return all(
            rests.content_of(then[name].encode(_ANY)) == self._kept[name][2]  # the text digested
            and syntax.same(then[name], _text(self._root / name))
            for name in changed
        )

    def _now(self, name: str, stat: Stat) -> str:
        """Return what a file says; where size and time are as before, what it said then."""
        *then, said = self._kept.get(name, (None,))
        return str(said) if then == list(stat) else self._said(self._root / name)

    def _sources(self) -> dict[str, Stat]:
        found = stats(self._root, self._besides)
        if not rests.ROOT.is_relative_to(self._root):
            code = stats(rests.ROOT / "analysis", self._besides).items()
            found |= {str(rests.ROOT / "analysis" / name): stat for name, stat in code}
        return found


def _text(path: Path) -> str:
    """Return what a file says; empty where it cannot be read."""
    with contextlib.suppress(OSError):
        return path.read_bytes().decode(_ANY)
    return ""


def wanting(root: Path, what: str, is_so: bool) -> None:
    """Note that a script could not bring ``what`` (a file's name), or that it is there by now."""
    note = root / WANTING / what
    with contextlib.suppress(OSError):  # a cache that cannot be written costs no site
        if is_so:
            note.parent.mkdir(parents=True, exist_ok=True)
            note.touch()
        else:
            note.unlink(missing_ok=True)


def stats(folder: Path, besides: Path = Path()) -> dict[str, Stat]:
    """Return size and time of each file below a folder: no hidden one, none of another folder."""
    return {name: (stat.st_size, stat.st_mtime_ns) for name, stat in walk(folder, besides)}


def walk(folder: Path, besides: Path = Path()) -> Iterator[tuple[str, os.stat_result]]:
    """Yield the name of each such file, below the folder, with all that the system tells of it."""
    start = len(f"{folder}/")
    return ((path[start:], stat) for path, stat in _files(str(folder), str(besides)))


def _files(folder: str, besides: str) -> Iterator[tuple[str, os.stat_result]]:
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return
    for entry in entries:
        if entry.name.startswith(".") or entry.name == "__pycache__" or entry.path == besides:
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _files(entry.path, besides)
            continue
        try:
            # a folder that a link leads to has its files counted where it stands, and times of its
            # own that change with each product put there
            stat = entry.stat(follow_symlinks=not entry.is_dir())
        except OSError:  # a link that leads nowhere
            stat = entry.stat(follow_symlinks=False)
        yield entry.path, stat


def _products(root: Path, names: set[str]) -> set[str]:
    """Return those of some files that git ignores: scripts make them from the others."""
    command = ["git", "check-ignore", "--stdin", "-z"]
    try:
        done = subprocess.run(
            command, cwd=root, input="\0".join(sorted(names)), capture_output=True, text=True
        )
    except OSError:  # no git here
        return set()
    return set(done.stdout.split("\0")) - {""}
