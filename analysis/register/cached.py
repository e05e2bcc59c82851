"""Chapters' numbers kept on disk, for each state of facts, code and libraries they were made in."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import math
from dataclasses import dataclass
from pathlib import Path

from analysis.facts import tables
from analysis.number import Number, Register
from analysis.register.declared import Chapter
from analysis.site import rests

MOST = 50_000_000  # bytes; what is used longest ago is forgotten first


@dataclass(frozen=True)
class Done:
    """A task's numbers, and what they hold for: the facts' state and the code's digests."""

    numbers: list[Number]
    seconds: float
    facts: str
    code: dict[str, str]


def code(chapter: Chapter) -> dict[str, str]:
    """Digest each file that a chapter's numbers rest on."""
    behind = rests.code([chapter.function.__module__])
    machinery = Path(__file__).with_name("chapters.py")
    return behind | {machinery.relative_to(tables.ROOT).as_posix(): rests.digest(machinery)}


def keep(cache: Path | None, name: str, found: Done) -> None:
    """Keep a task's numbers in the folder ``cache``, if there is one and the code is as it ran."""
    if not rests.as_loaded(found.code):
        return
    row = {"numbers": [dataclasses.asdict(n) for n in found.numbers], "seconds": found.seconds}
    slots = rests.Slots(cache, tables.ROOT)
    slots.keep(_slot(name, found.facts), found.code, json.dumps(row).encode())
    slots.store.shrink(MOST)


def restored(cache: Path | None, name: str, state: str) -> Done | None:
    """Return a task's numbers unless its facts, any code behind it or a library have changed."""
    content = rests.Slots(cache, tables.ROOT).find(_slot(name, state))
    try:
        row = json.loads(content or b"null") or {}
        numbers = [Number(**{**n, "tables": tuple(n["tables"])}) for n in row["numbers"]]
        return Done(numbers, float(row["seconds"]), state, {})
    except (ValueError, TypeError, KeyError):
        return None


def lasted(cache: Path | None, name: str) -> float:
    """Return the seconds that a task last took; what was never run comes first."""
    store = rests.Slots(cache, tables.ROOT).store
    for entry in store.names(f"{_readable(name)}-"):
        row = (store.get(entry) or b"").partition(b"\n")[2]
        try:
            return float(json.loads(row)["seconds"])
        except (ValueError, TypeError, KeyError):
            continue
    return math.inf


def _slot(name: str, state: str) -> str:
    return f"{_readable(name)}-{rests.digest_of({}, name, state, rests.libraries())}"


def _readable(name: str) -> str:
    return "".join(c if c.isalnum() or c in "._" else "-" for c in name)[:90]


def state_of(vintage: str, data: Path = tables.DATA) -> str:
    """Digest the files of a vintage, or for the living facts all of the folder ``data``."""
    folder = data / "vintages" / vintage if vintage else data
    files = {p.relative_to(folder).as_posix(): rests.digest(p) for p in folder.rglob("*.csv")}
    return rests.digest_of(files)


def stamp(path: Path, numbers: Register) -> None:
    """Leave a digest of all numbers where a page that cites some is heard to read it."""
    told = json.dumps([dataclasses.asdict(n) for _, n in sorted(numbers.items())])
    digest = hashlib.sha256(told.encode()).hexdigest()
    rests.mark(path)
    try:
        if not path.exists() or path.read_text() != digest:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(digest)
    except OSError:
        pass  # on a disk that cannot be written pages are not kept either
