"""Whether the tables keep their rules: bounds, allowed values, unique ids, keys between tables."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pandera.pandas as pa

from analysis.benchprice.errors import UserError
from analysis.facts import across, sightings
from analysis.facts.schema import NEEDED, TABLES, Column

SHOWN = 20  # messages a table; the count of the rest follows


def check(frames: Mapping[str, pd.DataFrame], folder: Path) -> None:
    """Raise UserError with every violation of every table (file, line, column, value, rule)."""
    messages: list[str] = []
    every = violations(frames, folder) | {sightings.NAME: strays(frames, folder)}
    for table, found in every.items():
        messages += found[:SHOWN]
        if len(found) > SHOWN:
            messages.append(f"{folder / table}.csv: and {len(found) - SHOWN} more")
    if messages:
        raise UserError("\n".join(messages))


def violations(frames: Mapping[str, pd.DataFrame], folder: Path) -> dict[str, list[str]]:
    """Return a message for each violation, by table: file, line, column, value, rule, remedy."""
    found = {
        table: broken(table, TABLES[table], frame, frames, folder)
        for table, frame in frames.items()
    }
    for table, row, column, value, rule in across.violations(frames):
        found[table].append(message(folder, table, row, column, value, rule))
    return found


def strays(frames: Mapping[str, pd.DataFrame], folder: Path) -> list[str]:
    """Return a message for each sighting in a folder that is of no row of it, or stands twice."""
    known = sightings.read(folder)
    found = [sightings.strays(frames[table], table, known) for table in sightings.TOLD]
    return [
        message(folder, sightings.NAME, row, "date", day, f"of a row of {table}.csv, once")
        for each in found
        for row, table, day in zip(each.index, each["table"], each["date"], strict=True)
    ]


def broken(
    table: str,
    columns: Mapping[str, Column],
    frame: pd.DataFrame,
    frames: Mapping[str, pd.DataFrame],
    folder: Path,
) -> list[str]:
    """Return a message for each cell of one table that breaks a rule of its column."""
    found = _violations(table, columns, frame, folder)
    return found + _unknown_keys(table, columns, frame, frames, folder)


def _column(column: Column) -> pa.Column:
    rules = []
    if column.low is not None:
        rules.append(pa.Check.ge(column.low, error=f"at least {column.low:g}"))
    if column.high is not None:
        rules.append(pa.Check.le(column.high, error=f"at most {column.high:g}"))
    if column.among:
        rules.append(pa.Check.isin(column.among, error=f"one of {', '.join(column.among)}"))
    return pa.Column(None, rules, nullable=not column.required, unique=column.unique)


_BUILT_IN = {"not_nullable": "required", "field_uniqueness": "unique"}


def _violations(
    table: str, columns: Mapping[str, Column], frame: pd.DataFrame, folder: Path
) -> list[str]:
    if frame.empty:
        return []
    schema = pa.DataFrameSchema({name: _column(c) for name, c in columns.items()})
    try:
        schema.validate(frame, lazy=True)
    except pa.errors.SchemaErrors as errors:
        cases = errors.failure_cases.sort_values("index", kind="stable")
        fields = ("index", "column", "failure_case", "check")
        return [
            message(folder, table, int(row), column, value, rule)
            for row, column, value, rule in zip(*(cases[f] for f in fields), strict=True)
        ]
    return []


def message(folder: Path, table: str, row: int, column: str, value: Any, rule: str) -> str:
    """Say what is wrong with one cell; ``row`` counts from 0 below the header."""
    value = value.item() if isinstance(value, np.generic) else value  # not as ``np.float64(3.0)``
    told = f"{value:%Y-%m-%d}" if isinstance(value, pd.Timestamp) else value
    shown = "empty" if pd.isna(value) else repr(told)
    return (
        f"{folder / table}.csv: line {row + 2}: {column}: {shown} breaks the rule: "
        f"{_BUILT_IN.get(rule, rule)}; correct the row or remove it"
    )


def _unknown_keys(
    table: str,
    columns: Mapping[str, Column],
    frame: pd.DataFrame,
    frames: Mapping[str, pd.DataFrame],
    folder: Path,
) -> list[str]:
    """List the values of key columns that the table they point to does not have."""
    messages = []
    for name, column in columns.items():
        absent = column.key and column.key not in NEEDED and frames[column.key].empty
        if not column.key or absent:  # a vintage has no table of providers
            continue
        values = frame[name].dropna()
        known = frames[column.key].iloc[:, 0]
        for row, value in values[~values.isin(known)].items():
            rule = f"in {column.key}.csv"
            messages.append(message(folder, table, int(str(row)), name, value, rule))
    return messages
