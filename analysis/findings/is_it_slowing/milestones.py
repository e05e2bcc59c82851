"""Which benchmarks the milestone forecasts are made on."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from analysis.facts.observations import Samples


def counted(facts: Samples) -> Mapping[str, pd.DataFrame]:
    """Return the tables that forecasts can be made from: token prices, known release dates."""
    return {
        name: rows
        for name, rows in facts.tables.items()
        if name in facts.every and "release_date" in rows and rows["release_date"].notna().any()
    }
