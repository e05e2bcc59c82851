"""What an importer returns: rows for our tables, and what it did not take, with the reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pandas as pd

from analysis.facts.schema import TABLES

# Flags of a benchmark whose facts are frozen: no page follows it.
SHOWN_NOWHERE = {"headline": False, "milestones": False, "composite": False}
REJECT_COLUMNS = ("source_id", "file", "line", "field", "value", "reason")


def rejected(rows: Iterable[Mapping[str, object]]) -> pd.DataFrame:
    """Return a rejects table; ``rows`` are mappings with some of ``REJECT_COLUMNS``."""
    return pd.DataFrame(list(rows), columns=list(REJECT_COLUMNS))


def shaped(frame: pd.DataFrame, table: str) -> pd.DataFrame:
    """Give ``frame`` exactly the columns of ``table``, in order; what it lacks is empty."""
    return frame.reindex(columns=list(TABLES[table]))


@dataclass(frozen=True)
class Facts:
    """Rows of one upstream.

    ``tables``: table name -> DataFrame with that table's columns (a subset of the tables).
    ``rejects``: one row a refused cell or row, columns ``REJECT_COLUMNS``; ``reason`` is one of
    a small set of phrases so that rejects can be counted by it.
    ``read``: how many facts (rows, or cells where the source is wide) the importer looked at, so
    that read = kept + merged + rejected can be checked.
    """

    tables: Mapping[str, pd.DataFrame]
    rejects: pd.DataFrame = field(default_factory=lambda: rejected([]))
    read: int = 0
