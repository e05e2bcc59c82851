"""The study's tables on disk: a row has trial, seed and date; trials not run keep theirs."""

from __future__ import annotations

import datetime
import tempfile
from collections.abc import Collection
from pathlib import Path

import pandas as pd

from analysis.study.planted import SEED


def stamped(table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with today's date and the seed that made them."""
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    return table.assign(seed=SEED, date=today)


def beside(
    made: pd.DataFrame, path: Path, trials: Collection[str], order: Collection[str]
) -> pd.DataFrame:
    """Return the new rows of ``trials`` and those that ``path`` has of others, in ``order``."""
    parts = [stamped(made)]
    if path.exists():
        before = pd.read_csv(path)
        parts.insert(0, before[~before["trial"].isin([*trials])])
    table = pd.concat([part for part in parts if len(part)], ignore_index=True)
    place = {name: i for i, name in enumerate(order)}
    return table.sort_values("trial", key=lambda each: each.map(place), kind="stable")


def write(table: pd.DataFrame, path: Path) -> None:
    """Write a table beside its place and move it there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=path.parent, suffix=".part", delete=False) as part:
        table.to_csv(part, index=False, float_format="%.4g", lineterminator="\n")
    Path(part.name).replace(path)
    path.chmod(0o644)
