"""Where a run stands: on the frontier or dominated, and the cheapest known way to its score."""

from __future__ import annotations

from typing import Any

import pandas as pd


def standing(then: pd.DataFrame, now: pd.DataFrame, price: float, score: float) -> dict[str, Any]:
    """Compare one run with the runs of its benchmark as priced then and now.

    ``then`` and ``now`` are ``known.priced_on`` two dates; ``price`` (USD a pass) and ``score``
    (fraction) are the run's own. A run is dominated if by then another was at least as good and
    at most as dear, one of them strictly.
    """
    before, later = then.dropna(subset=["score"]), now.dropna(subset=["score"])
    beats = (before["score"] >= score) & (before["price"] <= price)
    strictly = (before["score"] > score) | (before["price"] < price)
    better = before[beats & strictly]
    found = {
        "on_frontier": better.empty,
        "dominated_by": _cheapest(better),
        "cheapest_then": _cheapest(before[before["score"] >= score]),
        "cheapest_now": _cheapest(later[later["score"] >= score]),
    }
    return {key: value for key, value in found.items() if value is not None}


def _cheapest(rows: pd.DataFrame) -> dict[str, Any] | None:
    """Return the cheapest row; of equally cheap ones the best."""
    if rows.empty:
        return None
    row = rows.sort_values(["price", "score"], ascending=[True, False]).iloc[0]
    known = {
        "model_id": str(row["model_id"]),
        "price": float(row["price"]),
        "score": float(row["score"]),
        "date": f"{row['date']:%Y-%m-%d}",
    }
    return known if pd.isna(row["provider"]) else {**known, "provider": str(row["provider"])}
