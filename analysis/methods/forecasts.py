"""Forecasts of the price to reach a score, made as if at past dates and held against what came.

A score that was just reached falls in price fast, one reached long ago hardly: cheaper models
are built for today's tasks. So the forecast that counts here is how far the price of other
scores fell when they had been reached for as long; the frontier's fitted rate and two naive
rivals stand beside it. Only what was known at a forecast's date enters it, so that errors and the
coverage of intervals are tests and not fits.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.explained import explained
from analysis.kept import kept
from analysis.methods.resampling import Floats

HORIZONS = (6, 12)  # months
FEWEST_KNOWN = 10  # past falls behind a forecast by age
RECENT = 6  # months: falls that came about earlier are left out, because falls are shrinking
AGES = (0, 6, 12, 24, 1200)  # months since a score was first reached, bins closed on the left
OLD = 12  # months since it was first reached, from which a score counts as long reached
COVER = 0.80
RESAMPLES = 999
THIRDS = ("lowest third of scores", "middle third of scores", "highest third of scores")
METHODS = {
    "age": "how far scores fell that had been reached for as long",
    "frontier": "the fitted rate of the benchmark's frontier",
    "last-year": "what this price did in the last year",
    "none": "no change",
}
# For the same reason the middle nine tenths of past falls are promised to hold 80 %, not 90 %.
QUANTILES = {"low90": 0.02, "low": 0.05, "age": 0.5, "high": 0.95, "high90": 0.98}


@explained("sec-forecasts")
@kept
def past(history: pd.DataFrame) -> pd.DataFrame:
    """Return every forecast that could have been made and what came of it.

    One row a benchmark, level, origin and horizon. Columns: ``benchmark``, ``level``, ``date``
    (what is forecast), ``origin``, ``horizon`` (months), ``group`` (just reached, or ``OLD``
    months ago and longer), ``now`` and ``actual`` (log prices), and by method
    ``error_<method>``: log of what came over the forecast, NaN where it had none; for the forecast
    by age ``low`` and ``high`` (log, ``COVER``) and ``crps``, the score of all past falls that it
    rests on; that of no change, a single value, is its absolute error.
    """
    parts = []
    for horizon in HORIZONS:
        later = history[["benchmark", "level", "date", "log_price"]]
        later = later.assign(origin=later["date"] - pd.DateOffset(months=horizon))
        origins = history.rename(columns={"date": "origin", "log_price": "now"})
        both = origins.merge(later, on=["benchmark", "level", "origin"])
        both = both.rename(columns={"log_price": "actual"}).assign(horizon=horizon)
        both = both.join(_falls_by_age(both))
        for method in ("frontier", "last-year", "none"):
            both[f"error_{method}"] = both["actual"] - both["now"] + both[method] * horizon / 12
        both["error_age"] = both["actual"] - both["now"] + both["fall_age"]
        both["low"], both["high"] = (both["now"] - both[f"fall_{q}"] for q in ("high", "low"))
        parts.append(both)
    made = pd.concat(parts, ignore_index=True)
    group = np.where(made["age"] >= OLD, "long reached", "just reached")
    errors = [f"error_{method}" for method in METHODS]
    columns = ["benchmark", "level", "first", "date", "origin", "horizon", "group", "now", "actual"]
    return made.assign(group=group)[[*columns, *errors, "low", "high", "crps"]]


def _falls_by_age(made: pd.DataFrame) -> pd.DataFrame:
    """Return quantiles of the falls of scores as old, among those that had come about by then."""
    fall = (made["now"] - made["actual"]).to_numpy(float)
    age = pd.cut(made["age"], list(AGES), right=False).cat.codes.to_numpy()
    date, origins = made["date"].to_numpy(), made["origin"].to_numpy()
    columns = [*(f"fall_{q}" for q in QUANTILES), "crps"]
    found = np.full((len(made), len(columns)), np.nan)
    for origin in np.unique(origins):
        late = date > np.datetime64(pd.Timestamp(origin) - pd.DateOffset(months=RECENT))
        came = late & (date <= origin)
        for code in np.unique(age[origins == origin]):
            rows, known = (origins == origin) & (age == code), fall[came & (age == code)]
            if len(known) >= FEWEST_KNOWN:
                found[rows, :-1] = np.quantile(known, list(QUANTILES.values()))
                found[rows, -1] = crps(known, fall[rows])
    return pd.DataFrame(found, index=made.index, columns=columns)


@explained("sec-forecasts")
def crps(known: Floats, came: Floats) -> Floats:
    """Return the continuous ranked probability score of an ensemble, in its unit; lower is better.

    Gneiting and Raftery (2007, Journal of the American Statistical Association 102): the mean
    distance to what came, less half the mean distance within. Of a single value, absolute error.
    """
    size = len(known)
    ranks = 2 * np.arange(1, size + 1) - size - 1
    within = 2 * float(ranks @ np.sort(known)) / size**2
    score: Floats = np.abs(known[None, :] - came[:, None]).mean(axis=1) - within / 2
    return score


@explained("sec-forecasts")
def scores(made: pd.DataFrame, random: np.random.Generator) -> pd.DataFrame:
    """Return the score of the forecast by age over that of no change, below 1 the better.

    ``made``: as of ``past``. By ``group`` (age, and which third of its benchmark's scores, lowest
    first) and ``horizon``: ``ratio`` with ``low`` and ``high`` (90 %, whole benchmarks resampled,
    as a benchmark's forecasts share their errors), ``n``, ``benchmarks``.
    """
    known = made.dropna(subset=["crps"]).assign(none=lambda rows: rows["error_none"].abs())
    rank = known.groupby("benchmark")["level"].rank(pct=True, method="average")
    thirds = pd.cut(rank, [0, 1 / 3, 2 / 3, 1], labels=list(THIRDS)).astype(str)
    both = pd.concat([known, known.assign(group=thirds)], ignore_index=True)
    return pd.DataFrame(
        {"group": group, "horizon": horizon, **_ratio(rows, random)}
        for (group, horizon), rows in both.groupby(["group", "horizon"])
    )


def _ratio(rows: pd.DataFrame, random: np.random.Generator) -> dict[str, float]:
    sums = rows.groupby("benchmark")[["crps", "none"]].sum().to_numpy(float)
    times = random.multinomial(len(sums), np.full(len(sums), 1 / len(sums)), RESAMPLES)
    drawn = times @ sums
    drawn = drawn[drawn[:, 1] > 0]  # where no price moved there is nothing to forecast
    found = drawn[:, 0] / drawn[:, 1]
    few = len(sums) < 3 or not len(found)
    low, high = (np.nan, np.nan) if few else np.quantile(found, [0.05, 0.95])
    whole = sums.sum(axis=0)
    ratio = float(whole[0] / whole[1]) if whole[1] else np.nan
    size = {"n": len(rows), "benchmarks": len(sums)}
    return {"ratio": ratio, "low": float(low), "high": float(high), **size}


def summary(made: pd.DataFrame) -> pd.DataFrame:
    """Return how each method did, on forecasts that all methods of the group could make.

    Columns: ``group``, ``method``, ``horizon``, ``n``, ``error`` (median, as a factor), ``bias``
    (median of what came over the forecast: below 1, it came cheaper), ``covered`` (by age only).
    """
    found = []
    for (group, horizon), rows in made.groupby(["group", "horizon"]):
        methods = [m for m in METHODS if group != "just reached" or m != "last-year"]
        kept = rows.dropna(subset=[f"error_{m}" for m in methods])
        inside = kept["actual"].between(kept["low"], kept["high"])
        for method in methods if len(kept) else ():
            error = kept[f"error_{method}"]
            found.append(
                {
                    "group": group, "method": method, "horizon": int(str(horizon)), "n": len(kept),
                    "error": float(np.exp(error.abs().median())),
                    "bias": float(np.exp(error.median())),
                    "covered": float(inside.mean()) if method == "age" else np.nan,
                }
            )  # fmt: skip
    return pd.DataFrame(found)


@explained("sec-forecasts")
def ahead(history: pd.DataFrame, made: pd.DataFrame) -> pd.DataFrame:
    """Return the record and the forecast by age from its end, with 80 and 90 % bands.

    Columns: ``benchmark``, ``level``, ``date``, ``kind`` (observed or forecast), ``price``,
    ``low``, ``high`` (80 %), ``low90``, ``high90`` (USD a pass). Levels whose age has too few
    past falls have no forecast.
    """
    observed = history.assign(price=np.exp(history["log_price"]), kind="observed")
    last = history.sort_values("date").groupby(["benchmark", "level"], as_index=False).tail(1)
    start = last.assign(kind="forecast", price=np.exp(last["log_price"]))
    parts = [
        observed,
        start.assign(**dict.fromkeys(("low", "high", "low90", "high90"), start["price"])),
    ]
    age = pd.cut(last["age"], list(AGES), right=False).cat.codes
    reached = np.full((len(last), len(QUANTILES)), np.inf)
    for horizon in HORIZONS:
        rows = made[made["horizon"] == horizon]
        rows = rows[rows["date"] > rows["date"].max() - pd.DateOffset(months=RECENT)]
        months = (rows["origin"].dt.year - rows["first"].dt.year) * 12 + (
            rows["origin"].dt.month - rows["first"].dt.month
        )
        code = pd.cut(months, list(AGES), right=False).cat.codes
        falls = (rows["now"] - rows["actual"]).groupby(code)
        told = pd.DataFrame({q: falls.quantile(share) for q, share in QUANTILES.items()})
        told = told[falls.size() >= FEWEST_KNOWN].reindex(age)
        # a price once reached is not lost: six months' falls bound those of twelve
        moved = np.exp(last["log_price"].to_numpy()[:, None] - told.to_numpy())
        reached = moved = np.where(moved > reached, reached, moved)
        names = ["high90", "high", "price", "low", "low90"]  # a larger fall is a lower price
        table = pd.DataFrame(moved, columns=names, index=last.index)
        date = last["date"] + pd.DateOffset(months=horizon)
        parts.append(last[["benchmark", "level"]].join(table).assign(date=date, kind="forecast"))
    columns = ["benchmark", "level", "date", "kind", "price", "low", "high", "low90", "high90"]
    return pd.concat(parts, ignore_index=True).reindex(columns=columns).dropna(subset=["price"])
