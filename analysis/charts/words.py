"""Text alternatives: what each chart shows, said in a sentence or two from its own rows."""

from __future__ import annotations

import pandas as pd

from analysis import format as fmt


def span(rows: pd.DataFrame) -> str:
    """Say from when to when, and between which prices: ``rows`` has date and price (USD)."""
    first, last = rows["date"].min(), rows["date"].max()
    low, high = rows["price"].min(), rows["price"].max()
    return f"{fmt.month(first)} to {fmt.month(last)}, from {fmt.usd(low, 2)} to {fmt.usd(high, 2)}"


def first_and_last(rows: pd.DataFrame) -> str:
    """Say the first and the last price of rows in date order, with their models."""
    ordered = rows.sort_values("date")
    first, last = ordered.iloc[0], ordered.iloc[-1]
    return (
        f"from {fmt.usd(first['price'], 2)} ({first['model']}, {fmt.month(first['date'])}) "
        f"to {fmt.usd(last['price'], 2)} ({last['model']}, {fmt.month(last['date'])})"
    )


def told(rows: pd.DataFrame) -> pd.Series[str]:
    """Say each row's factor with its interval, 9.0× (3.9 to 21), or why there is none.

    ``rows`` has factor, low, high and, if it has something to say of the latter, note.
    """
    notes = rows["note"] if "note" in rows else pd.Series("", index=rows.index)
    cells = zip(rows["factor"], rows["low"], rows["high"], notes, strict=True)
    return pd.Series([_estimate(*cell) for cell in cells], index=rows.index, dtype="str")


def _estimate(factor: float, low: float, high: float, note: object) -> str:
    if pd.isna(low) or pd.isna(high):
        # a note of the register says both itself: "degenerate: ..., no interval"
        why = str(note).removeprefix("degenerate: ").removesuffix(", no interval")
        return f"{fmt.times(factor)} ({why if isinstance(note, str) and note else 'no interval'})"
    digits = fmt.supported_digits(factor, low, high)
    return f"{fmt.times(factor, digits)} ({fmt.interval(low, high, 'factor')})"
