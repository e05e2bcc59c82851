"""Cases in one table: each has models of its own, so that a rule runs once for all of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd


def in_one_table(cases: Iterable[Iterable[dict[str, Any]]]) -> pd.DataFrame:
    """The rows of every case in order; their models' ids end with its number, as ``case`` says."""
    ids = ("model_id", "priced_id")
    return pd.DataFrame(
        row | {name: f"{row[name]}-{n}" for name in ids if name in row} | {"case": n}
        for n, rows in enumerate(cases)
        for row in rows
    )


def by_case(found: pd.DataFrame, model: str = "model_id") -> dict[int, pd.DataFrame]:
    """The rows that were found of each case that has any, by its number."""
    number = found[model].str.rpartition("-")[2].astype(int)
    return dict(iter(found.groupby(number)))


def day(date: Any) -> str | None:
    """A day as it is written, None for none."""
    return None if pd.isna(date) else f"{date:%Y-%m-%d}"
