"""``data/`` as a folder: read as it stands, made anew beside itself, and put in its own place."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pandas as pd

from analysis.facts import schema, tables
from analysis.site.place import exchange

COUNTED = "intake"


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


def write(new: Mapping[str, pd.DataFrame], aside: Path, data: Path) -> None:
    """Write the tables over those in ``aside``, a copy of ``data``.

    Where only sightings change, what the sources refused is not counted again.
    """
    tables.write(new, aside)
    counted = f"{COUNTED}.csv"
    news = any(_differ(aside / f"{t}.csv", data / f"{t}.csv") for t in new if t != COUNTED)
    if not news and (data / counted).exists():
        shutil.copyfile(data / counted, aside / counted)


def _differ(one: Path, other: Path) -> bool:
    return not other.exists() or one.read_bytes() != other.read_bytes()


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
