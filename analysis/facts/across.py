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
    "fees": ["provider", "fee", "model_id", "date", "source_id"],
    "retirements": ["model_id", "provider", "source_id", "date"],
    "blended_prices": ["model_id", "provider", "source_id", "date"],
    "hardware": ["name", "date", "kind", "source_id"],
    "intake": ["source_id", "outcome", "reason"],
}
ORDERED = (
    ("prices", "date", "last_seen"),
    ("prices", "date", "seen"),
    ("tiers", "date", "last_seen"),
    ("fees", "date", "last_seen"),
    ("scheduled", "seen", "date"),
    ("providers", "first_day", "last_day"),
    ("claims", "low", "high"),
    ("claims", "low", "value"),
    ("claims", "value", "high"),
    ("models", "active_params_b", "total_params_b"),
)
# what tells one run from another, of runs that say what they used
RUN = ["model_id", "benchmark_id", "date", "score", "passes", "input_tokens", "output_tokens",
       "reported_cost", "evaluator", "scaffold", "source_id"]  # fmt: skip
USED = ["input_tokens", "output_tokens", "reported_cost"]
COUNTED = ("models", "runs", "prices", "hardware", "retirements", "scheduled")  # none by hand
TO_COME = ("retirements", "scheduled")  # days that are announced; all others have been seen
SLACK = pd.Timedelta(days=45)  # what is typed by hand is dated after the last reading of a source
PER_TOKEN = 0.0001  # USD: a fee for a token is below it, one for a call above
EARLIEST = pd.Timestamp("2000-01-01")
AHEAD = pd.Timedelta(days=3 * 365)  # shutdowns and prices are announced a year or two before


def violations(frames: Frames) -> Iterator[Found]:
    """Yield every broken rule of the tables in ``frames``."""
    rules = (_keys, _again, _order, _days, _bases, _cached, _thought, _halves, _chances, _fees)
    for rule in (*rules, _gone):
        yield from rule(frames)


def counts(frames: Frames) -> Iterator[Found]:
    """Yield each count of ``intake`` that its table does not bear out, and rows it does not count.

    Of prices the dated observations count, which a row sums up.
    """
    kept = frames["intake"].query("outcome == 'kept'")
    strange = ~kept["reason"].isin(list(frames))
    for row, value in kept.loc[strange, "reason"].items():
        yield "intake", _row(row), "reason", value, "the table in which the rows were kept"
    for table, told in kept[~strange].groupby("reason"):
        rows = frames[str(table)]
        each = rows["observations"] if table == "prices" else pd.Series(1.0, rows.index)
        held = told["source_id"].map(each.groupby(rows["source_id"]).sum().to_dict()).fillna(0.0)
        for row, value in held[held < told["rows"]].items():
            said = f"{value:.0f} of its source in {table}.csv"
            yield "intake", _row(row), "rows", said, "no fewer than were kept; restore the rows"
    for table in COUNTED if len(frames["intake"]) else ():
        rows = frames[table].drop_duplicates("source_id")
        known = kept.loc[kept["reason"] == table, "source_id"]
        for row, value in rows.loc[~rows["source_id"].isin(known), "source_id"].items():
            yield table, _row(row), "source_id", value, "a source whose rows intake.csv counts"


def _keys(frames: Frames) -> Iterator[Found]:
    frozen = {"aliases": [*KEYS["aliases"], "model_id"]} if _published(frames) else {}
    for table, columns in (KEYS | frozen).items():
        frame = frames[table]
        again = frame[frame.duplicated(columns)]
        for row, values in again[columns].astype("string").iterrows():
            said = " ".join(values.fillna("").tolist())
            yield table, _row(row), ", ".join(columns), said, "one row a key; keep the right one"


def _again(frames: Frames) -> Iterator[Found]:
    runs = frames["runs"]
    if _published(frames):
        return
    told = runs[runs[USED].notna().any(axis=1)]
    for row, value in told.loc[told.duplicated(RUN), "run_id"].items():
        yield "runs", _row(row), "run_id", value, "another run than those before; remove one"


def _order(frames: Frames) -> Iterator[Found]:
    for table, first, last in ORDERED:
        frame = frames[table]
        for row, value in frame.loc[frame[first] > frame[last], first].items():
            yield table, _row(row), first, str(value), f"not after {last}"


def _days(frames: Frames) -> Iterator[Found]:
    seen = frames["sources"]["retrieved"].max()
    for table, frame in frames.items():
        end = seen + (AHEAD if table in TO_COME else SLACK)
        for column in frame.columns[frame.dtypes == "datetime64[us]"]:
            strange = (frame[column] < EARLIEST) | (frame[column] > end)
            for row, value in frame.loc[strange, column].items():
                yield table, _row(row), str(column), value, "a day that can be"


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


def _thought(frames: Frames) -> Iterator[Found]:
    runs = frames["runs"]
    if _published(frames):
        return
    inside = runs["reasoning_in_output"].fillna(False).astype(bool)
    more = inside & (runs["reasoning_tokens"] > runs["output_tokens"])
    for row, value in runs.loc[more, "reasoning_tokens"].items():
        yield "runs", _row(row), "reasoning_tokens", value, "no more than the output they are in"


def _chances(frames: Frames) -> Iterator[Found]:
    benchmarks = frames["benchmarks"]
    middle = frames["runs"].groupby("benchmark_id")["score"].median()
    named = benchmarks["benchmark_id"].map(middle.to_dict()).astype("float64")
    beaten = benchmarks["chance"] > named
    for row, value in benchmarks.loc[beaten, "chance"].items():
        yield "benchmarks", _row(row), "chance", value, "below half of the benchmark's scores"


def _fees(frames: Frames) -> Iterator[Found]:
    fees = frames["fees"]
    of_tokens = fees["fee"].str.endswith("-token").fillna(False).astype(bool)
    wrong = of_tokens != (fees["usd"] < PER_TOKEN)
    for row, value in fees.loc[wrong, "usd"].items():
        rule = f"below {PER_TOKEN:g} USD for a token, not below it for a call"
        yield "fees", _row(row), "usd", value, rule


def _gone(frames: Frames) -> Iterator[Found]:
    rows, models = frames["retirements"], frames["models"]
    released = rows["model_id"].map(models.set_index("model_id")["release_date"].to_dict())
    released = pd.to_datetime(released)
    for row, value in rows.loc[rows["date"] < released, "date"].items():
        yield "retirements", _row(row), "date", value, "not before the model's release"


def _halves(frames: Frames) -> Iterator[Found]:
    rows = frames["scheduled"]
    half = rows["input"].isna() != rows["output"].isna()
    for row, value in rows.loc[half, "input"].items():
        yield "scheduled", _row(row), "input", value, "a price of input and of output, or neither"


def _published(frames: Frames) -> bool:
    """Tell whether these are the facts of a published analysis, whose slips are part of it.

    Only their folders have no sellers.
    """
    return frames["providers"].empty


def _row(label: Any) -> int:
    return int(str(label))
