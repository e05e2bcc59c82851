"""Chapters' numbers kept on disk, each as long as its facts and the code behind it stay."""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import json
import math
import os
from dataclasses import dataclass
from pathlib import Path

from analysis import imports
from analysis.facts import tables
from analysis.number import Number
from analysis.register.declared import Chapter


@dataclass(frozen=True)
class Done:
    """A task's numbers, and what they hold for: the facts' state and the code's digests."""

    numbers: list[Number]
    seconds: float
    facts: str
    code: dict[str, str]


def code(chapter: Chapter) -> dict[str, str]:
    """Digest each file that a chapter's numbers rest on."""
    machinery = Path(__file__).with_name("chapters.py")
    behind = imports.files(chapter.function.__module__) | {machinery}
    return {str(path.relative_to(tables.ROOT)): _digest(path) for path in sorted(behind)}


def keep(cache: Path | None, name: str, found: Done) -> None:
    """Write a task's numbers into the folder ``cache``, if there is one, aside and in one move."""
    if cache is None:
        return
    cache.mkdir(parents=True, exist_ok=True)
    aside = cache / f"{name}.{os.getpid()}.part"
    aside.write_text(json.dumps(dataclasses.asdict(found)), encoding="utf-8")
    aside.replace(cache / f"{name}.json")


def restored(cache: Path | None, name: str, state: str) -> Done | None:
    """Return a chapter from the cache unless its facts or any code behind it have changed."""
    path = cache and cache / f"{name}.json"
    if not path or not path.exists():
        return None
    row = json.loads(path.read_text(encoding="utf-8"))
    now = {file: _digest(tables.ROOT / file) for file in row["code"]}
    if row["facts"] != state or row["code"] != now:
        return None
    numbers = [Number(**{**n, "tables": tuple(n["tables"])}) for n in row["numbers"]]
    return Done(numbers, row["seconds"], state, now)


def lasted(cache: Path | None, name: str) -> float:
    """Return the seconds that a task last took; what was never run comes first."""
    path = cache and cache / f"{name}.json"
    if not path or not path.exists():
        return math.inf
    return float(json.loads(path.read_text(encoding="utf-8"))["seconds"])


def state_of(vintage: str) -> str:
    """Digest the files of a vintage, or for the living facts all of ``data/``."""
    folder = tables.DATA / "vintages" / vintage if vintage else tables.DATA
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.csv")):
        digest.update(f"{path.relative_to(folder)} {_digest(path)}".encode())
    return digest.hexdigest()[:16]


@functools.cache
def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16] if path.exists() else ""
