"""Chapters' numbers kept on disk, for each state of facts, code and libraries they were made in."""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import json
from collections.abc import Callable, Collection, ItemsView, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from analysis.facts import sightings, tables
from analysis.facts.schema import TABLES
from analysis.number import Number, Register
from analysis.register.declared import Chapter
from analysis.site import rests, stored

EVERY, KEYS = "every number", "every key"  # what a page marks that goes through all of them
MOST = 50_000_000  # bytes; what is used longest ago is forgotten first


@dataclass(frozen=True)
class Done:
    """A task's numbers, and what they hold for: the facts' state and the code's digests.

    Of living facts also ``reads``, what it asked them for, and the state of all ``others``.
    """

    numbers: list[Number]
    seconds: float
    facts: str
    code: dict[str, str]
    reads: Mapping[str, str] = field(default_factory=dict)
    others: str = ""


def code(chapter: Chapter) -> dict[str, str]:
    """Digest each file that a chapter's numbers rest on."""
    behind = rests.code([chapter.function.__module__])
    machinery = Path(__file__).with_name("chapters.py")
    return behind | {machinery.relative_to(tables.ROOT).as_posix(): rests.digest(machinery)}


def keep(cache: Path | None, name: str, found: Done) -> None:
    """Keep a task's numbers in the folder ``cache``, if there is one and the code is as it ran.

    They are found by all facts, and where these changed by those that they rest on.
    """
    if not rests.as_loaded(found.code):
        return
    row = {"numbers": [dataclasses.asdict(n) for n in found.numbers], "seconds": found.seconds}
    content = json.dumps(row | {"reads": found.reads}).encode()
    slots = rests.Slots(cache, tables.ROOT)
    slots.keep(_slot(name, found.facts), found.code, content)
    if found.others:
        asked = {f"{rests.ASKED}{n}": digest for n, digest in found.reads.items()}
        slots.keep(_slot(name, found.others), found.code | asked, content)
    slots.store.shrink(MOST)


def restored(cache: Path | None, name: str, state: str) -> Done | None:
    """Return a task's numbers unless its facts, any code behind it or a library have changed."""
    return _read(rests.Slots(cache, tables.ROOT).find(_slot(name, state)), state)


def resting(
    cache: Path | None, name: str, state: str, others: str, asked: Callable[[str], str]
) -> Done | None:
    """Return a task's numbers if what it asks the facts for is as it was; ``asked`` answers.

    ``others``: the state of the facts that nobody asks for, see ``others_of``.
    """
    found = _read(rests.Slots(cache, tables.ROOT, asked).find(_slot(name, others)), state)
    return found and dataclasses.replace(found, others=others)


def _read(content: bytes | None, state: str) -> Done | None:
    try:
        row = json.loads(content or b"null") or {}
        numbers = [Number(**{**n, "tables": tuple(n["tables"])}) for n in row["numbers"]]
        return Done(numbers, float(row["seconds"]), state, {}, row["reads"])
    except (ValueError, TypeError, KeyError):
        return None


def _slot(name: str, state: str) -> str:
    return f"{_readable(name)}-{rests.digest_of({}, name, state, rests.libraries())}"


def _readable(name: str) -> str:
    return "".join(c if c.isalnum() or c in "._" else "-" for c in name)[:90]


def state_of(vintage: str, data: Path = tables.DATA) -> str:
    """Digest the files of a vintage, or for the living facts all of the folder ``data``."""
    folder = data / "vintages" / vintage if vintage else data
    return _state(folder, ())


def others_of(data: Path = tables.DATA) -> str:
    """Digest the files of the living facts that are no table: these are read unheard."""
    heard = {f"{name}.csv" for name in (*TABLES, sightings.NAME)}
    return _state(data, heard)


def _state(folder: Path, without: Collection[str]) -> str:
    names = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*.csv")}
    with stored.silently():  # told by what is asked for
        return rests.digest_of({n: rests.digest(p) for n, p in names.items() if n not in without})


class Heard(Mapping[str, Number]):
    """Numbers by key; which of them a page asks for is marked, as if each were a file it reads.

    A page is not given the digest of a number's facts: it stays while others of them change.
    """

    def __init__(self, numbers: Register, folder: Path) -> None:
        self._numbers, self._folder = numbers, folder
        self._told: set[str] = set()

    def __getitem__(self, key: str) -> Number:
        self._mark(key)
        number = self._numbers[key]
        return dataclasses.replace(number, digest="") if rests.listening() else number

    def __iter__(self) -> Iterator[str]:
        self._mark(KEYS)
        return iter(self._numbers)

    def __len__(self) -> int:
        self._mark(KEYS)
        return len(self._numbers)

    def items(self) -> ItemsView[str, Number]:
        """Return every number, whole."""
        self._mark(EVERY)
        return self._numbers.items()

    def refresh(self) -> None:
        """Bring the marks of what pages have asked for up to date."""
        with contextlib.suppress(OSError):
            for path in self._folder.iterdir():
                self._put(path)

    def _mark(self, key: str) -> None:
        if rests.listening() and key not in self._told:
            self._told.add(key)
            path = self._folder / key
            rests.mark(path)
            self._put(path)

    def _put(self, path: Path) -> None:
        known = self._numbers.get(path.name)
        told: Any = known and dataclasses.replace(known, digest="")
        if path.name in (EVERY, KEYS):
            told = sorted(self._numbers.items() if path.name == EVERY else self._numbers)
        digest = hashlib.sha256(repr(told).encode()).hexdigest()
        with contextlib.suppress(OSError), stored.silently():  # unwritten, nothing is kept either
            if not path.exists() or path.read_bytes() != digest.encode():
                path.parent.mkdir(parents=True, exist_ok=True)
                stored.write(path, digest.encode())
