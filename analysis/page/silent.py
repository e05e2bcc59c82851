"""Sources that fell silent, in red where a table tells of their age."""

from __future__ import annotations

import pandas as pd

from analysis.page.pieces.block import Block


def marked(rows: pd.DataFrame, column: str = "silent") -> pd.DataFrame:
    """Return ``rows`` with the days of silence marked as an alarm, empty where there is none."""
    told = [
        None if pd.isna(days) else Block(f'<strong class="bp-silent">{days} days</strong>')
        for days in rows[column]
    ]
    return rows.assign(**{column: pd.Series(told, rows.index, dtype="object")})
