"""Writes what is made from data: aside first, then each folder moved into its place whole."""

from __future__ import annotations

import json
import shutil
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
    """Write ``files`` (name below the folder, content) in place of what is there; count them."""
    aside = folder.with_name(f"{folder.name}.part")
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True)
    made, count = {aside}, 0
    for name, content in files:
        path = aside / name
        if path.parent not in made:
            path.parent.mkdir(parents=True, exist_ok=True)
            made.add(path.parent)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        count += 1
    (aside / STAMP).write_text(state, encoding="utf-8")
    shutil.rmtree(folder, ignore_errors=True)
    aside.replace(folder)
    return count


def put(path: Path, text: str) -> None:
    """Write one file, aside first; one that holds the text already is left alone."""
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f"{path.name}.part")
    aside.write_text(text, encoding="utf-8", newline="\n")
    aside.replace(path)
