"""Writes what is made from data; a folder without its stamp is not of any state.

What gives way is moved aside (``Earlier``), so that facts that come back make nothing anew.
"""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import json
import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from analysis.facts.tables import ROOT
from analysis.site import rests, standing, stored

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
    """What a folder holds, and what it held in earlier states (of a folder of this checkout).

    A state lists its files by what tells each from all others: one that anybody has changed since
    it was made is not found, and is made anew. Whoever holds this alone changes the folder.
    """

    def __init__(self, folder: Path) -> None:
        self._folder, self._stamp = folder, folder / STAMP
        self._aside = ASIDE / folder.relative_to(ROOT) if folder.is_relative_to(ROOT) else None
        stats = {name: _told(stat) for name, stat in standing.walk(folder)}
        self._here = {name: one for name, one in stats.items() if name != STAMP}

    def back(self, state: str) -> bool:
        """Let the folder hold what it held in a state; tell whether that is known, and whole.

        One outside of this checkout is believed where it says that it is of the state.
        """
        if self._aside is None:
            return is_of(self._folder, state)
        try:
            stamp, files = json.loads((self._aside / _name(state)).read_text(encoding="utf-8"))
            lacking, stray = files.items() - self._here.items(), self._here.items() - files.items()
            if any(_id(self._aside / one) != one for _, one in lacking):
                return False
        except (OSError, ValueError, TypeError, AttributeError):
            return False
        if not lacking and not stray and is_of(self._folder, state):
            return True
        self.leave()
        for name, _ in stray:
            self.away(name)
        for name, one in lacking:
            (self._folder / name).parent.mkdir(parents=True, exist_ok=True)
            (self._aside / one).rename(self._folder / name)
        self._here = files
        self.done(stamp)
        return True

    def parts(self) -> dict[str, list[str]]:
        """Return the files of each part by what it was made from, where all are as they were made.

        Outside of this checkout they only have to be there. Empty where nobody can tell.
        """
        try:
            state, _, parts = self._stamp.read_text(encoding="utf-8").partition("\n")
            made = self._here
            if self._aside is not None:
                noted = (self._aside / _name(state)).read_text(encoding="utf-8")
                made = dict(json.loads(noted)[1].items() & self._here.items())
            found = json.loads(parts or "{}").items()
            return {of: names for of, names in found if of and made.keys() >= {*names}}
        except (OSError, ValueError, TypeError, AttributeError):
            return {}

    def leave(self) -> None:
        """Take the stamp away: what follows is of no state."""
        self._stamp.unlink(missing_ok=True)

    def put(self, name: str, content: str | bytes) -> str:
        """Write a file, and return its name; one that holds this already keeps its time."""
        path, told = self._folder / name, content.encode() if isinstance(content, str) else content
        if name not in self._here or path.read_bytes() != told:
            if name in self._here:
                self.away(name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(told)
            self._here[name] = _id(path)
        return name

    def away(self, name: str) -> None:
        """Move a file aside: what comes in its place is another file."""
        path, one = self._folder / name, self._here.pop(name)
        if self._aside is not None:
            with contextlib.suppress(OSError):
                self._aside.mkdir(parents=True, exist_ok=True)
                path.rename(self._aside / one)
                return
        path.unlink()

    def keep_only(self, names: Iterable[str]) -> None:
        """Move all other files aside."""
        for name in self._here.keys() - {*names}:
            self.away(name)

    def done(self, stamp: str) -> None:
        """Write the stamp, and note what the folder holds with it."""
        self._stamp.write_text(stamp, encoding="utf-8")
        if self._aside is not None:
            with contextlib.suppress(OSError):  # nothing can be kept
                self._aside.mkdir(parents=True, exist_ok=True)
                content = json.dumps([stamp, self._here]).encode()
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
    return _told(path.stat())


def _told(stat: os.stat_result) -> str:
    """Return what tells a file from all others."""
    return f"{stat.st_ino}-{stat.st_size}-{stat.st_mtime_ns}"


def replace(folder: Path, files: Files, state: str) -> None:
    """Let a folder hold these files and no others; see ``refresh``."""
    refresh(folder, [("", lambda: files)], state)


def refresh(folder: Path, parts: Iterable[Part], state: str) -> None:
    """Let a folder hold the files of these parts and no others.

    A part that says what it is made from is left alone where it was made from that; so is, with
    its time, a file that holds its content already. The stamp goes first and comes last: what an
    interruption leaves is of no state, and all of it is made anew the next time. Where the folder
    is of this state, or was before, ``parts`` are not looked at.
    """
    earlier = Earlier(folder)
    if earlier.back(state):
        return
    folder.mkdir(parents=True, exist_ok=True)
    before, after = earlier.parts(), dict[str, list[str]]()
    earlier.leave()
    for made_from, make in parts:
        after[made_from] = before.get(made_from) or [earlier.put(*file) for file in make()]
    earlier.keep_only(itertools.chain(*after.values()))
    earlier.done(f"{state}\n{json.dumps(after)}")


def put(path: Path, text: str) -> None:
    """Write one file, aside first; one that holds the text already is left alone."""
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f"{path.name}.part")
    aside.write_text(text, encoding="utf-8", newline="\n")
    aside.replace(path)
