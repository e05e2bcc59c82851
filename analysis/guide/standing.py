"""Where a run stands: on the frontier or dominated, and the cheapest known way to its score."""

from __future__ import annotations

from typing import Any

import pandas as pd

COLUMNS = ("model_id", "provider", "date", "score", "price")


def standing(
    priced: pd.DataFrame,
    benchmark_id: str,
    price: float,
    score: float,
    then: str,
    now: str,
    data: str,
) -> dict[str, Any]:
    """Compare one run with the priced runs of its benchmark.

    ``priced`` has ``model_id``, ``provider``, ``date`` (from which the price held), ``score``
    (fraction) and ``price`` (USD a pass); ``price`` and ``score`` are the run's own, at ``then``.
    A run is dominated if by ``then`` another was at least as good and at most as dear, one of
    them strictly. ``data`` is the digest of the data compared with.
    """
    rows = priced.dropna(subset=["score", "price"])
    before, later = (
        rows[rows["date"] <= pd.Timestamp(then)],
        rows[rows["date"] <= pd.Timestamp(now)],
    )
    beats = (before["score"] >= score) & (before["price"] <= price)
    strictly = (before["score"] > score) | (before["price"] < price)
    better = before[beats & strictly]
    found = {
        "benchmark_id": benchmark_id,
        "date": then,
        "data": data,
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
