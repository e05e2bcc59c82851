"""Writes what is made from data; a folder without its stamp is not of any state.

What gives way is moved aside (``Earlier``), so that facts that come back make nothing anew.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from analysis.facts.tables import ROOT
from analysis.site import rests, stored

STAMP = "made-from.txt"  # the state, and the names of the files of each part
Files = Iterable[tuple[str, str | bytes]]  # name below a folder, content
Part = tuple[str, Callable[[], Files]]  # what some files are made from, digested; and how
ASIDE = ROOT / rests.CACHE / "made"  # what folders of this checkout held before
MOST = 4  # states of a folder, that of now among them


def as_json(content: Mapping[str, Any], *, light: bool = False) -> str:
    """Return JSON with its keys in the order given and nothing that differs between builds.

    ``light`` leaves out all white space: for scripts, not for people.
    """
    told: dict[str, Any] = {"separators": (",", ":")} if light else {"indent": 1}
    return json.dumps(content, ensure_ascii=False, allow_nan=False, **told) + "\n"


def is_of(folder: Path, state: str) -> bool:
    """Tell whether a folder was made from this state."""
    stamp = folder / STAMP
    return stamp.exists() and stamp.read_text(encoding="utf-8").partition("\n")[0] == state


class Earlier:
    """What a folder held in earlier states; a folder outside of this checkout keeps nothing.

    A state lists its files by what tells each from all others: one that anybody has changed since
    it was made is not found, and the state is made anew.
    """

    def __init__(self, folder: Path) -> None:
        self._folder, self._stamp = folder, folder / STAMP
        self._aside = ASIDE / folder.relative_to(ROOT) if folder.is_relative_to(ROOT) else None

    def back(self, state: str) -> bool:
        """Let the folder hold what it held in a state; tell whether that is known, and whole."""
        if self._aside is None:
            return False
        try:
            noted = (self._aside / _name(state)).read_text(encoding="utf-8")
            stamp, files = json.loads(noted)
            here = _ids(self._folder)
            lacking = {name: one for name, one in files.items() if here.get(name) != one}
            if any(_id(self._aside / one) != one for one in lacking.values()):
                return False
        except (OSError, ValueError, TypeError, AttributeError):
            return False
        self.leave()
        for name in {*lacking, *here.keys() - files.keys()} & here.keys():
            self.away(self._folder / name)
        for name, one in lacking.items():
            (self._folder / name).parent.mkdir(parents=True, exist_ok=True)
            (self._aside / one).rename(self._folder / name)
        self._stamp.write_text(stamp, encoding="utf-8")
        self._note(stamp, files)
        return True

    def leave(self) -> None:
        """Take the stamp away: what follows is of no state."""
        self._stamp.unlink(missing_ok=True)

    def away(self, path: Path) -> None:
        """Move a file aside: what comes in its place is another file."""
        if self._aside is not None:
            with contextlib.suppress(OSError):
                self._aside.mkdir(parents=True, exist_ok=True)
                path.rename(self._aside / _id(path))
                return
        path.unlink()

    def empty(self) -> None:
        """Move all files aside."""
        self.leave()
        for name in _ids(self._folder):
            self.away(self._folder / name)

    def done(self, stamp: str) -> None:
        """Write the stamp, and note what the folder holds with it."""
        self._stamp.write_text(stamp, encoding="utf-8")
        if self._aside is not None:
            self._note(stamp, _ids(self._folder))

    def _note(self, stamp: str, files: Mapping[str, str]) -> None:
        if self._aside is not None:
            with contextlib.suppress(OSError):  # nothing can be kept
                self._aside.mkdir(parents=True, exist_ok=True)
                content = json.dumps([stamp, files]).encode()
                stored.write(self._aside / _name(stamp.partition("\n")[0]), content)
                self._prune(self._aside)

    def _prune(self, aside: Path) -> None:
        """Forget the states that were entered longest ago, and the files of no other."""
        noted = sorted(aside.glob("*.json"), key=lambda path: -path.stat().st_mtime_ns)[:MOST]
        used = {path.name for path in noted}
        for path in noted:
            with contextlib.suppress(ValueError, TypeError, AttributeError, IndexError):
                used.update(json.loads(path.read_text(encoding="utf-8"))[1].values())
        for path in aside.iterdir():
            if path.name not in used and not path.is_dir():
                path.unlink()


def _name(state: str) -> str:
    return f"{hashlib.sha256(state.encode()).hexdigest()[:20]}.json"


def _id(path: Path) -> str:
    stat = path.stat()
    return f"{stat.st_ino}-{stat.st_size}-{stat.st_mtime_ns}"


def _ids(folder: Path) -> dict[str, str]:
    """Return what tells each file of a folder from all others, but for its stamp."""
    paths = [path for path in folder.rglob("*") if not path.is_dir()]
    found = {path.relative_to(folder).as_posix(): _id(path) for path in paths}
    found.pop(STAMP, None)
    return found


def replace(folder: Path, files: Files, state: str) -> None:
    """Let a folder hold these files and no others; see ``refresh``."""
    refresh(folder, [("", lambda: files)], state)


def refresh(folder: Path, parts: Iterable[Part], state: str) -> None:
    """Let a folder hold the files of these parts and no others.

    A part that says what it is made from is left alone where it was made from that; so is, with
    its time, a file that holds its content already. The stamp goes first and comes last: what an
    interruption leaves is of no state, and all of it is made anew the next time. Where the folder
    was of this state before, ``parts`` are not looked at.
    """
    earlier = Earlier(folder)
    if earlier.back(state):
        return
    folder.mkdir(parents=True, exist_ok=True)
    before, after = _parts(folder), dict[str, list[str]]()
    earlier.leave()
    there = {str(path) for path in folder.rglob("*") if not path.is_dir()}
    stray = set(there)
    for made_from, make in parts:
        names = before.get(made_from) if made_from else None
        if names is None or not there.issuperset(f"{folder}/{name}" for name in names):
            names = [_put(folder, name, content, there, earlier) for name, content in make()]
        after[made_from] = names
        stray.difference_update(f"{folder}/{name}" for name in names)
    for path in stray:
        earlier.away(Path(path))
    earlier.done(f"{state}\n{json.dumps(after)}")


def _put(folder: Path, name: str, content: str | bytes, there: set[str], earlier: Earlier) -> str:
    path, told = folder / name, content.encode() if isinstance(content, str) else content
    if str(path) not in there or path.read_bytes() != told:
        if str(path) in there:
            earlier.away(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(told)
    return name


def _parts(folder: Path) -> dict[str, list[str]]:
    """Return the files of each part, by what it was made from; nothing where nobody can tell."""
    try:
        text = (folder / STAMP).read_text(encoding="utf-8")
        return dict(json.loads(text.partition("\n")[2] or "{}"))
    except (OSError, ValueError, TypeError):
        return {}


def put(path: Path, text: str) -> None:
    """Write one file, aside first; one that holds the text already is left alone."""
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f"{path.name}.part")
    aside.write_text(text, encoding="utf-8", newline="\n")
    aside.replace(path)
