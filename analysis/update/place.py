"""``data/`` as a folder: read as it stands, made anew beside itself, and put in its own place."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pandas as pd

from analysis.facts import schema, tables
from analysis.site.place import exchange


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
    """Put ``aside`` in the place of ``data`` as a whole, in one step where the system has one."""
    if exchange(aside, data):
        return  # the facts as they were now lie aside, and go with it
    old = _old(data)
    data.rename(old)
    aside.rename(data)
    shutil.rmtree(old)


def recover(data: Path) -> None:
    """Undo a swap that was cut off between its two steps, and end one that was cut off after."""
    old = _old(data)
    if old.exists() and not data.exists():
        old.rename(data)
    shutil.rmtree(old, ignore_errors=True)


def _old(data: Path) -> Path:
    return data.with_name(f"{data.name}.old")
