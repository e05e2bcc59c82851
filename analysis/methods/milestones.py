"""The price to reach a score, month by month, and how it fell once the score was reached."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from analysis.explained import explained
from analysis.kept import kept
from analysis.methods import frontier, resampling
from analysis.methods.resampling import Floats

LEVELS = tuple(np.arange(0.1, 0.95, 0.1))  # quantiles of the frontier's scores
FEWEST_ROWS = 12  # on the frontier up to a date, before a rate is fitted to them
HORIZON = 12  # months in which the fall after first reaching is measured


def as_of(rows: pd.DataFrame) -> pd.Timestamp:
    """Return the month after the newest model's release: later rows know of no new models."""
    newest: pd.Timestamp = rows["release_date"].max()
    return (newest + pd.offsets.MonthBegin(1)).normalize()


def prices_to_reach(rows: pd.DataFrame, months: pd.DatetimeIndex, levels: Floats) -> Floats:
    """Return log price to reach each level by each month (months x levels); NaN before any."""
    ordered = rows.sort_values("date")
    log_price = np.log(ordered["price"].to_numpy(float))
    score, dates = ordered["score"].to_numpy(float), ordered["date"].to_numpy()
    at = np.searchsorted(dates, months.to_numpy(), side="right")
    able = score[:, None] >= levels
    lowest = np.minimum.accumulate(np.where(able, log_price[:, None], np.inf), axis=0)
    padded = np.vstack([np.full(len(levels), np.inf), lowest])
    found = padded[at]
    return np.where(np.isfinite(found), found, np.nan)


def rates(rows: pd.DataFrame, months: pd.DatetimeIndex) -> Floats:
    """Return the frontier's log fall a year, fitted to what is dated by each month."""
    kept = rows[frontier.on_frontier(rows)]
    data = resampling.sample(kept, frontier=False)
    known = (kept["date"].to_numpy()[None, :] <= months.to_numpy()[:, None]).astype(float)
    fits = resampling.fit(data, known)
    return np.where(fits.rows >= FEWEST_ROWS, fits.log_factor, np.nan)


def record(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the price to reach each level each month, from when it was first reached.

    ``tables``: observations by benchmark with ``release_date``. Columns: ``benchmark``,
    ``level`` (score), ``date`` (month), ``log_price``, ``age`` (months since first reached),
    and the log falls a year ``frontier`` (fitted by then), ``last-year`` and ``none``.
    """
    used = ["date", "price", "score", "release_date"]
    return _record({name: rows[used] for name, rows in tables.items()})  # to keep text is slow


@kept
def _record(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    parts = []
    for name, rows in tables.items():
        first = rows["date"].min() + pd.offsets.MonthBegin(1)
        months = pd.date_range(first.normalize(), as_of(rows), freq="MS")
        levels = np.unique(rows.loc[frontier.on_frontier(rows), "score"].quantile(LEVELS))
        prices, fitted = prices_to_reach(rows, months, levels), rates(rows, months)
        for index, level in enumerate(levels):
            log_price = prices[:, index]
            known = np.isfinite(log_price)
            before = np.concatenate([np.full(12, np.nan), log_price])[: len(months)]
            part = {"date": months, "log_price": log_price, "age": known.cumsum() - 1,
                    "frontier": fitted, "last-year": before - log_price, "none": 0.0}  # fmt: skip
            reached = months[int(known.argmax())]
            table = pd.DataFrame(part).assign(benchmark=name, level=level, first=reached)
            parts.append(table[known])
    return pd.concat(parts, ignore_index=True)


@explained("sec-forecasts")
def first_year(history: pd.DataFrame) -> pd.DataFrame:
    """Return how far a score's price fell in the year after it was first reached, by half-year.

    ``history`` is a ``record``. One row a half-year of first reaching: ``half`` (2025H1), ``n``
    (scores), ``benchmarks``, ``factor`` (median, times cheaper), ``low`` and ``high``
    (quartiles). Scores reached in a record's first month are left out: the record may have
    begun after they were.
    """
    begun = history.groupby("benchmark")["date"].transform("min")
    own = history[history["first"] > begun]
    keys = ["benchmark", "level", "first"]
    start = own[own["age"] == 0].set_index(keys)["log_price"]
    end = own[own["age"] == HORIZON].set_index(keys)["log_price"]
    falls = (start - end).dropna().rename("fall").reset_index()
    second = falls["first"].dt.month.gt(6).map({False: "H1", True: "H2"})
    grouped = falls.assign(half=falls["first"].dt.year.astype(str) + second).groupby("half")
    quartiles = {"low": 0.25, "factor": 0.5, "high": 0.75}
    table = pd.DataFrame(
        {name: grouped["fall"].quantile(share).map(np.exp) for name, share in quartiles.items()}
    )
    counts = grouped.agg(n=("fall", "size"), benchmarks=("benchmark", "nunique"))
    return table.join(counts).reset_index()
