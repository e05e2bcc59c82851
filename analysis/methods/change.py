"""Is the decline slowing? Rolling twelve-month fits, and one break, searched and tested."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from analysis.explained import explained
from analysis.kept import kept
from analysis.methods import frontier, resampling, trends
from analysis.methods.resampling import Floats, Ints
from analysis.methods.uncertainty import BY, FEWEST_CLUSTERS, generator, percentile

MONTHS = 12
FEWEST = 8  # frontier rows in a window; fewer are not fitted
REPLICATES = 299


def frontier_rows(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the observations on the frontier at their date."""
    return rows[frontier.on_frontier(rows)]


@explained("sec-change")
@kept
def rolling(
    tables: Mapping[str, pd.DataFrame], key: str = "", months: int = MONTHS
) -> pd.DataFrame:
    """Return the yearly factor in each window of ``months`` ending at a month's start.

    ``tables``: observations by benchmark; several are pooled, each with a level of its own in
    every window. The score's slope is that of the benchmark's whole frontier: a dozen points a
    window cannot tell it from the rate. Only frontier rows dated inside the window enter, and
    the frontier is that of everything before. Columns: ``date`` (the window's end), ``factor``,
    ``low``, ``high`` (90 %, bootstrap of models), ``n``, ``models``.
    """
    parts = [_at_equal_score(rows).assign(benchmark=name) for name, rows in tables.items()]
    kept = pd.concat(parts, ignore_index=True)
    ends = pd.date_range(
        kept["date"].min() + pd.DateOffset(months=months),
        kept["date"].max() + pd.DateOffset(months=1),
        freq="MS",
    )
    found = []
    for end in ends:
        window = kept[(kept["date"] <= end) & (kept["date"] > end - pd.DateOffset(months=months))]
        counts = window.groupby("benchmark")["date"].transform("size")
        window = window[counts >= FEWEST]
        span = window["date"].max() - window["date"].min()
        if span >= pd.Timedelta(days=365 / 12 * months / 2):  # half the window, or no rate
            found.append({"date": end, **_pooled(window, f"{key}/{end:%Y-%m}")})
    return pd.DataFrame(found, columns=["date", "factor", "low", "high", "n", "models"])


def _at_equal_score(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the frontier with ``adjusted``: log price brought to one score by its own slope."""
    kept = frontier_rows(rows)
    fitted = trends.fit(kept)
    slope = fitted.score_slope if fitted and fitted.score_slope else 0.0
    return kept.assign(adjusted=np.log(kept["price"]) - slope * trends.logit(kept["score"]))


def _pooled(window: pd.DataFrame, key: str) -> dict[str, Any]:
    """Fit one rate to a window's benchmarks; resample models for its interval."""
    cluster, names = resampling.codes(window[BY["model"]])
    drawn = resampling.drawn(cluster, REPLICATES, generator(key, "rolling"))
    log_factor = _rates(window, np.vstack([np.ones((1, len(window))), drawn]))
    found = {"factor": float(np.exp(log_factor[0])), "low": np.nan, "high": np.nan}
    known = log_factor[1:][~np.isnan(log_factor[1:])]
    if len(names) >= FEWEST_CLUSTERS and len(known) > 0.9 * REPLICATES:
        found["low"], found["high"] = np.exp(percentile(known))
    return {**found, "n": len(window), "models": len(names)}


def _rates(window: pd.DataFrame, weights: Floats) -> Floats:
    """Return the log factor common to all benchmarks, one for each row of weights."""
    years = trends.days(window["date"]).to_numpy() / trends.DAYS_PER_YEAR
    years, price = years - years.mean(), window["adjusted"].to_numpy(float)
    top, bottom = np.zeros(len(weights)), np.zeros(len(weights))
    for name in window["benchmark"].unique():
        w = weights * (window["benchmark"] == name).to_numpy(float)
        total = np.maximum(w.sum(axis=1), 1e-9)
        top += w @ (years * price) - (w @ years) * (w @ price) / total
        bottom += w @ years**2 - (w @ years) ** 2 / total
    return -np.divide(top, bottom, out=np.full_like(top, np.nan), where=bottom > 1e-9)


@explained("sec-change")
def broken(rows: pd.DataFrame, key: str = "") -> dict[str, Any] | None:
    """Fit the frontier with one change of rate, its date searched; test it against none.

    The date is where the fit is best among those with a fifth of the rows on either side. The p
    value is that of the best date (sup-F, Andrews 1993, Econometrica 61(4)), by bootstrap of the
    residuals of the unbroken fit, so the search is paid for. None with fewer than 2 x ``FEWEST``
    rows. Keys: ``date``, ``before`` and ``after`` (factors), ``p_value``, ``n``, ``models``.
    """
    kept = frontier_rows(rows).sort_values("date")
    if len(kept) < 2 * FEWEST:
        return None
    data = resampling.sample(kept, frontier=False)
    plain = np.column_stack([np.ones(len(kept)), data.years, trends.logit(kept["score"])])
    spots = np.unique(data.years[len(kept) // 5 : len(kept) - len(kept) // 5])
    designs = [np.column_stack([plain, np.maximum(data.years - spot, 0)]) for spot in spots]
    if not designs:
        return None
    gain, best = _sup_gain(plain, designs, data.log_price[:, None])
    fitted = plain @ np.linalg.lstsq(plain, data.log_price, rcond=None)[0]
    random = generator(key, "break")
    residual = (data.log_price - fitted) * np.sqrt(len(kept) / (len(kept) - plain.shape[1]))
    signs = random.choice([-1.0, 1.0], size=(len(kept), REPLICATES))
    null, _ = _sup_gain(plain, designs, fitted[:, None] + residual[:, None] * signs)
    beta = np.linalg.lstsq(designs[best[0]], data.log_price, rcond=None)[0]
    spot = kept["date"].iloc[int(np.searchsorted(data.years, spots[best[0]]))]
    return {
        "date": spot,
        "before": float(np.exp(-beta[1])),
        "after": float(np.exp(-beta[1] - beta[3])),
        "p_value": float((1 + (null >= gain[0]).sum()) / (1 + REPLICATES)),
        "n": len(kept),
        "models": kept[BY["model"]].nunique(),
    }


def _sup_gain(plain: Floats, designs: list[Floats], y: Floats) -> tuple[Floats, Ints]:
    """Return, for each column of y, the largest F of a break over all dates, and which date."""
    without = _left(plain, y)
    withs = np.array([_left(design, y) for design in designs])
    gains = (without - withs) / (withs / (len(y) - plain.shape[1] - 1))
    return gains.max(axis=0), gains.argmax(axis=0)


def _left(design: Floats, y: Floats) -> Floats:
    """Return the residual sum of squares of each column of y."""
    basis, _ = np.linalg.qr(design)
    left: Floats = (y**2).sum(axis=0) - ((basis.T @ y) ** 2).sum(axis=0)
    return np.maximum(left, 1e-12)


@explained("sec-change")
def common_rate(tables: Mapping[str, pd.DataFrame], key: str = "") -> dict[str, Any]:
    """Fit one rate to whole frontiers, each benchmark at its own level and score slope.

    Models are resampled, each with its runs on all the benchmarks. Returns ``factor``, ``low``,
    ``high``, ``n``, ``models``.
    """
    parts = [_at_equal_score(rows).assign(benchmark=name) for name, rows in tables.items()]
    return _pooled(pd.concat(parts, ignore_index=True), key)
