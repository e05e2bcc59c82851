"""Where a site is put: built aside first, then in place whole, so that a reader sees no half."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def aside(target: Path) -> Iterator[Path]:
    """Give a folder that is not there yet; made without a fault, it takes the target's place."""
    new = target.with_name(target.name + ".new")
    shutil.rmtree(new, ignore_errors=True)
    try:
        yield new
        _swap(new, target)
    finally:
        shutil.rmtree(new, ignore_errors=True)


def _swap(new: Path, target: Path) -> None:
    """Put the new site in the old one's place; readers see one or the other."""
    old = target.with_name(target.name + ".old")
    if not target.exists() and old.exists():  # an earlier build was stopped between the two moves
        old.rename(target)
    shutil.rmtree(old, ignore_errors=True)
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists():
        target.rename(old)
    new.rename(target)
    shutil.rmtree(old, ignore_errors=True)
