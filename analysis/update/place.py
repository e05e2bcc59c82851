"""``data/`` as a folder: read as it stands, made anew beside itself, and put in its own place."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pandas as pd

from analysis.facts import schema, tables


def stored(data: Path) -> dict[str, pd.DataFrame]:
    """Return the tables as they stand; those that are not there yet are empty."""
    return {
        name: tables.read_table(data / f"{name}.csv", name)
        if (data / f"{name}.csv").exists()
        else pd.DataFrame(columns=list(columns))
        for name, columns in schema.TABLES.items()
    }


@contextmanager
def beside(data: Path) -> Iterator[Path]:
    """Give a copy of ``data`` to change; what is left of it is removed."""
    aside = data.with_name(f"{data.name}.new")
    shutil.rmtree(aside, ignore_errors=True)
    try:
        shutil.copytree(data, aside)
        yield aside
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def write(new: Mapping[str, pd.DataFrame], aside: Path) -> None:
    """Write the tables over those in ``aside``."""
    for name, frame in new.items():
        tables.write_table(frame, aside / f"{name}.csv", name)


def swap(data: Path, aside: Path) -> None:
    """Put ``aside`` in the place of ``data`` as a whole."""
    old = data.with_name(f"{data.name}.old")
    data.rename(old)
    aside.rename(data)
    shutil.rmtree(old)


def recover(data: Path) -> None:
    """Undo a swap that was cut off between its two steps."""
    old = data.with_name(f"{data.name}.old")
    if old.exists() and not data.exists():
        old.rename(data)
