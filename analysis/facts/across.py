"""Rules that no single cell shows: over several columns of a row, and over several rows.

What breaks a rule here is wrong whoever says it. What is only unlikely beside its neighbours is
``neighbours``' matter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pandas as pd

Frames = Mapping[str, pd.DataFrame]
Found = tuple[str, int, str, Any, str]  # table, row, column, value, rule
KEYS = {
    "prices": ["model_id", "provider", "source_id", "date"],
    "tiers": ["model_id", "provider", "tier", "above_tokens", "date", "source_id"],
    "scheduled": ["model_id", "provider", "source_id", "date"],
    "aliases": ["source_id", "alias"],
    "exchange_rates": ["currency", "date"],
}
ORDERED = (
    ("prices", "date", "last_seen"),
    ("prices", "date", "seen"),
    ("tiers", "date", "last_seen"),
    ("fees", "date", "last_seen"),
    ("scheduled", "seen", "date"),
    ("providers", "first_day", "last_day"),
    ("claims", "low", "high"),
)
EARLIEST = pd.Timestamp("2000-01-01")
AHEAD = pd.Timedelta(days=3 * 365)  # shutdowns and prices are announced a year or two before


def violations(frames: Frames) -> Iterator[Found]:
    """Yield every broken rule of the tables in ``frames``."""
    for rule in (_keys, _order, _days, _bases, _cached, _halves):
        yield from rule(frames)


def _keys(frames: Frames) -> Iterator[Found]:
    # a published analysis may name two of its rows alike; only its folder has no sellers
    frozen = {"aliases": [*KEYS["aliases"], "model_id"]} if frames["providers"].empty else {}
    for table, columns in (KEYS | frozen).items():
        frame = frames[table]
        again = frame[frame.duplicated(columns)]
        for row, values in again[columns].astype("string").iterrows():
            said = " ".join(values.fillna("").tolist())
            yield table, _row(row), ", ".join(columns), said, "one row a key; keep the right one"


def _order(frames: Frames) -> Iterator[Found]:
    for table, first, last in ORDERED:
        frame = frames[table]
        for row, value in frame.loc[frame[first] > frame[last], first].items():
            yield table, _row(row), first, str(value), f"not after {last}"


def _days(frames: Frames) -> Iterator[Found]:
    end = frames["sources"]["retrieved"].max() + AHEAD
    for table, frame in frames.items():
        for column in frame.columns[frame.dtypes == "datetime64[us]"]:
            strange = (frame[column] < EARLIEST) | (frame[column] > end)
            for row, value in frame.loc[strange, column].items():
                yield table, _row(row), str(column), f"{value:%Y-%m-%d}", "a day that can be"


def _bases(frames: Frames) -> Iterator[Found]:
    models = frames["models"]
    bases = models["base_model_id"].dropna()
    for row, value in bases[~bases.isin(models["model_id"])].items():
        yield "models", _row(row), "base_model_id", value, "in models.csv"


def _cached(frames: Frames) -> Iterator[Found]:
    runs = frames["runs"]
    cached = runs[["cache_read_tokens", "cache_write_tokens"]].sum(axis=1)
    inside: Callable[..., Any] = runs["cache_in_input"].fillna(False).astype(bool).__and__
    for row, value in cached[inside(cached > runs["input_tokens"])].items():
        yield "runs", _row(row), "cache_read_tokens", value, "no more than the input they are in"


def _halves(frames: Frames) -> Iterator[Found]:
    rows = frames["scheduled"]
    half = rows["input"].isna() != rows["output"].isna()
    for row, value in rows.loc[half, "input"].items():
        yield "scheduled", _row(row), "input", value, "a price of input and of output, or neither"


def _row(label: Any) -> int:
    return int(str(label))
