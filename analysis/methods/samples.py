"""The samples that a benchmark's observations are fitted in: frontier or everything, all or open.

"frontier-open" has one meaning: the open models' own frontier, found among open models alone.
"""

from __future__ import annotations

import pandas as pd

from analysis.methods import frontier

SAMPLES = ("frontier-all", "frontier-open", "all", "open")
FRONTIERS = ("frontier-all", "frontier-open")


def restrict(rows: pd.DataFrame, name: str) -> tuple[pd.DataFrame, bool]:
    """Return the rows from which a sample is drawn, and whether only its frontier counts."""
    if name.endswith("open"):
        rows = rows[rows["weights"] == "open"]
    return rows, name.startswith("frontier")


def sample(rows: pd.DataFrame, name: str) -> pd.DataFrame:
    """Restrict observations to one of ``SAMPLES``; the frontier is that of the restricted rows."""
    drawn, on_frontier = restrict(rows, name)
    return drawn[frontier.on_frontier(drawn)] if on_frontier else drawn
