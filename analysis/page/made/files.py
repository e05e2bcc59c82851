"""Writes what is made from data; a folder without its stamp is not of any state."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

STAMP = "made-from.txt"


def as_json(content: Mapping[str, Any], *, light: bool = False) -> str:
    """Return JSON with its keys in the order given and nothing that differs between builds.

    ``light`` leaves out all white space: for scripts, not for people.
    """
    told: dict[str, Any] = {"separators": (",", ":")} if light else {"indent": 1}
    return json.dumps(content, ensure_ascii=False, allow_nan=False, **told) + "\n"


def is_of(folder: Path, state: str) -> bool:
    """Tell whether a folder was made from this state."""
    stamp = folder / STAMP
    return stamp.exists() and stamp.read_text(encoding="utf-8") == state


def replace(folder: Path, files: Iterable[tuple[str, str | bytes]], state: str) -> int:
    """Let a folder hold these files (name below it, content) and no others; count them.

    What holds its content already is left alone, with its time. The stamp goes first and comes
    last: what an interruption leaves is of no state, and is brought up to date the next time.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / STAMP).unlink(missing_ok=True)
    stray = {path for path in folder.rglob("*") if not path.is_dir()}
    made, count = {folder}, 0
    for name, content in files:
        path, told = folder / name, content.encode() if isinstance(content, str) else content
        if path.parent not in made:
            path.parent.mkdir(parents=True, exist_ok=True)
            made.add(path.parent)
        if path not in stray or path.read_bytes() != told:
            path.write_bytes(told)
        stray.discard(path)
        count += 1
    for path in stray:
        path.unlink()
    (folder / STAMP).write_text(state, encoding="utf-8")
    return count


def put(path: Path, text: str) -> None:
    """Write one file, aside first; one that holds the text already is left alone."""
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f"{path.name}.part")
    aside.write_text(text, encoding="utf-8", newline="\n")
    aside.replace(path)
