"""Writes what is made from data; a folder without its stamp is not of any state."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

STAMP = "made-from.txt"  # the state, and the names of the files of each part
Files = Iterable[tuple[str, str | bytes]]  # name below a folder, content
Part = tuple[str, Callable[[], Files]]  # what some files are made from, digested; and how


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


def replace(folder: Path, files: Files, state: str) -> None:
    """Let a folder hold these files and no others; see ``refresh``."""
    refresh(folder, [("", lambda: files)], state)


def refresh(folder: Path, parts: Iterable[Part], state: str) -> None:
    """Let a folder hold the files of these parts and no others.

    A part that says what it is made from is left alone where it was made from that; so is, with
    its time, a file that holds its content already. The stamp goes first and comes last: what an
    interruption leaves is of no state, and all of it is made anew the next time.
    """
    folder.mkdir(parents=True, exist_ok=True)
    before, after = _parts(folder), dict[str, list[str]]()
    (folder / STAMP).unlink(missing_ok=True)
    there = {str(path) for path in folder.rglob("*") if not path.is_dir()}
    stray = set(there)
    for made_from, make in parts:
        names = before.get(made_from) if made_from else None
        if names is None or not there.issuperset(f"{folder}/{name}" for name in names):
            names = [_put(folder, name, content, there) for name, content in make()]
        after[made_from] = names
        stray.difference_update(f"{folder}/{name}" for name in names)
    for path in stray:
        Path(path).unlink()
    (folder / STAMP).write_text(f"{state}\n{json.dumps(after)}", encoding="utf-8")


def _put(folder: Path, name: str, content: str | bytes, there: set[str]) -> str:
    path, told = folder / name, content.encode() if isinstance(content, str) else content
    if str(path) not in there or path.read_bytes() != told:
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
