"""What a kept result rests on: the code that it ran, the files that it read, the libraries.

Said once for everything that is kept. Code is told by its syntax tree without docstrings and
comments, and is followed through its imports (also those inside functions); what a process reads
is heard from the interpreter itself (its audit events). A result holds as long as all of these
are as they were.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import json
import os
import re
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from analysis.site import stored, syntax

ROOT = Path(__file__).resolve().parents[2]  # where this package is imported from
CACHE = ".cache"  # below ROOT; what is read there is no source
ASKED = "asked:"  # before the name of something that is no file
Rests = Mapping[str, str]  # path, relative to a root -> digest of what it said
Known = dict[str, tuple[str, list[str]]]  # path, relative to ROOT -> what ``source`` says of it

BEGUN = time.time_ns()  # of this process or of the one that it was forked from


def _folded(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


_LOCK = (ROOT / "requirements.txt").read_text("utf-8")  # now: later it would be heard of a page
_LOCKED = {_folded(name) for name in re.findall(r"^([\w.-]+)==", _LOCK, re.M)}
_heard: set[str] = set()
_marked: set[str] = set()
_hooked = False  # an audit hook cannot be taken away again


@functools.cache
def libraries() -> str:
    """Digest the interpreter and the locked packages beside it, by the names of their folders.

    What the lock does not name only tests or lints: with it or without it, results are the same.
    """
    folders = [Path(p) for p in sys.path if p and Path(p).is_dir() and Path(p) != ROOT]
    found = {d.name for folder in folders for d in folder.glob("*.dist-info")}
    names = sorted(name for name in found if _folded(name.partition("-")[0]) in _LOCKED)
    return hashlib.sha256(repr((sys.version, sys.platform, names)).encode()).hexdigest()[:16]


def code(modules: Iterable[str], known: Known | None = None) -> dict[str, str]:
    """Return the files of modules and of all that they import below ``ROOT``, with digests.

    A name that is no file there stands for nothing. What is imported under a name made at run
    time is not seen: whoever does that names the modules here. ``known`` gathers what was read,
    for those who ask for many modules at one moment.
    """
    found: dict[str, str] = {}
    known = {} if known is None else known
    todo = [file for name in modules for file in _files(name)]
    while todo:
        name = todo.pop()
        if name not in found:
            if name not in known:
                known[name] = source(ROOT / name, ROOT)
            found[name], imported = known[name]
            todo += [each for wanted in imported for each in _files(wanted)]
    return found


def as_loaded(files: Iterable[str]) -> bool:
    """Tell whether none of some modules below ``ROOT`` was written since this process began.

    Of one that was, nobody can tell whether what ran is what it says now: then nothing is kept.
    """
    try:
        return all((ROOT / name).stat().st_mtime_ns <= BEGUN for name in files)
    except OSError:  # gone meanwhile
        return False


def digest_of(rests: Rests, *more: str) -> str:
    """Return one digest of what something rests on, and of other words."""
    return hashlib.sha256(repr((sorted(rests.items()), more)).encode()).hexdigest()[:20]


@functools.cache
def _files(module: str) -> tuple[str, ...]:
    """Return the files below ``ROOT`` that importing a module runs: its packages', its own."""
    parts, found = module.split("."), []
    for count in range(1, len(parts) + 1):
        base = ROOT.joinpath(*parts[:count])
        path = base / "__init__.py" if base.is_dir() else base.with_suffix(".py")
        if not path.is_file():
            break  # the last part may be a name inside a module
        found.append(path.relative_to(ROOT).as_posix())
    return tuple(found)


_memo: dict[str, tuple[str, list[str]]] = {}


def source(path: Path, root: Path) -> tuple[str, list[str]]:
    """Return the digest of a module's code and what it imports; parsed once for each content."""
    content = path.read_bytes()
    package = ".".join(path.relative_to(root).parent.parts)
    key = hashlib.sha256(package.encode() + b"\0" + content).hexdigest()
    if key not in _memo:
        store = stored.Store(ROOT / CACHE / "code")
        kept = store.get(key)
        if kept is not None:
            told, imported = json.loads(kept)
        else:
            told, imported = syntax.parsed(content.decode("utf-8"), package)
            store.put(key, json.dumps([told, imported]).encode())
        _memo[key] = told, imported
    return _memo[key]


def listen() -> None:
    """Begin to hear which files this process, and those forked from it, read."""
    global _hooked
    if not _hooked:
        _hooked = True
        sys.addaudithook(_hear)


def listening() -> bool:
    """Tell whether this process hears what it reads, as those of pages do."""
    return _hooked


def _hear(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "open" and isinstance(arguments[0], (str, bytes, os.PathLike)):
        mode, flags = arguments[1], arguments[2]
        writes = set(mode or "") & set("wax") or (flags or 0) & (os.O_WRONLY | os.O_CREAT)
        if not writes and not stored.quiet():
            with contextlib.suppress(OSError):  # the working directory may be gone
                _heard.add(str(Path(os.fsdecode(arguments[0])).absolute()))


def mark(path: Path) -> None:
    """Count a file among what is read although it lies in a hidden folder."""
    _marked.add(str(path.absolute()))


class Slots:
    """What was computed, kept beside the files that it read, for several states of these.

    ``name`` tells entries apart by what is known beforehand (code, libraries, what is asked);
    going back to files as they once were finds what was computed from them. What is read that is no
    file is named with ``ASKED`` before it, and ``asked`` answers for it.
    """

    def __init__(
        self, folder: Path | None, root: Path, asked: Callable[[str], str] = lambda _: ""
    ) -> None:
        self.store = stored.Store(folder)
        self._root = root
        self._asked = asked
        self._seen: dict[str, str] = {}

    def find(self, name: str) -> bytes | None:
        """Return what was computed from files that are as they were then."""
        for entry in self.store.names(f"{name}-"):
            first, _, content = (self.store.get(entry) or b"").partition(b"\n")
            if first and all(self._now(n) == was for n, was in json.loads(first).items()):
                return content
        return None

    def keep(self, name: str, reads: Rests, content: bytes) -> None:
        """Keep what was computed from files: path below the root -> digest."""
        first = json.dumps(dict(sorted(reads.items()))).encode()
        self.store.put(f"{name}-{digest_of(reads)}", first + b"\n" + content)

    def _now(self, name: str) -> str:
        if name not in self._seen:
            if name.startswith(ASKED):
                self._seen[name] = self._asked(name.removeprefix(ASKED))
            else:
                self._seen[name] = digest(self._root / name)
        return self._seen[name]


def read(root: Path) -> dict[str, str]:
    """Return the files below a root that were read since ``listen``, with digests of them now.

    Modules are left to ``code``, and hidden folders to those who put something there.
    """
    found = {}
    for name in sorted(_heard | _marked):
        path = Path(name)
        if path.is_relative_to(root) and path.suffix not in {".py", ".pyc"}:
            inside = path.relative_to(root)
            if name in _marked or not any(part.startswith(".") for part in inside.parts):
                found[inside.as_posix()] = digest(path)
    return found


def digest(path: Path) -> str:
    """Digest a file, a module by its code; one that cannot be read has an empty digest."""
    try:
        return source(path, ROOT)[0] if is_module(path) else content(path)
    except OSError:
        return ""


def is_module(path: Path) -> bool:
    """Tell whether a file counts by its code."""
    return path.suffix == ".py" and path.is_relative_to(ROOT)


def content(path: Path) -> str:
    """Digest a file to the letter; one that cannot be read has an empty digest."""
    try:
        return content_of(path.read_bytes())
    except OSError:
        return ""


def content_of(said: bytes) -> str:
    """Digest what a file says to the letter."""
    return hashlib.sha256(said).hexdigest()[:16]
