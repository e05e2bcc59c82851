"""Fits over time: factor a year, its interval, and the rows behind it."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

DAYS_PER_YEAR = 365  # as published; calendar years differ by 0.07 %
LEVEL = 0.90
CLIP = (0.005, 0.995)  # scores are clipped before the logit, as published
METHOD = (
    "Least squares of log price of one pass on the date and the logit of the score; "
    "exp(-365 x slope), t interval"
)


@dataclass(frozen=True)
class Trend:
    """A yearly factor from a regression of a log price on time.

    ``factor``: how many times cheaper a year (below 1: dearer). ``low``, ``high``: its interval
    at ``level``, None where no degree of freedom is left. ``slope``: natural log units a day.
    ``score_slope``: log price per unit of logit score, None without a score term.
    ``n`` rows of ``models`` models between ``start`` and ``end``; ``note`` names what is wrong
    with a fit that has no interval.
    """

    factor: float
    low: float | None
    high: float | None
    level: float
    n: int
    models: int
    r2: float | None
    slope: float
    score_slope: float | None
    intercept: float
    start: datetime.date
    end: datetime.date
    note: str = ""
    score_scale: str = "logit"

    def inverted(self) -> Trend:
        """Return the same fit with factor and interval turned over: times *dearer* a year."""
        low = None if self.high is None else 1 / self.high
        high = None if self.low is None else 1 / self.low
        return dataclasses.replace(self, factor=1 / self.factor, low=low, high=high)

    def predict(self, dates: pd.Series[Any], score: float | None = None) -> pd.Series[Any]:
        """Return the fitted price (in the unit fitted) at the dates, at a score."""
        log_price = self.intercept + self.slope * days(dates)
        if score is not None and self.score_slope is not None:
            scaled = SCALES[self.score_scale](pd.Series([score]))
            log_price = log_price + self.score_slope * float(scaled.iloc[0])
        return log_price.map(np.exp)


def logit(score: pd.Series[Any], clip: tuple[float, float] = CLIP) -> pd.Series[Any]:
    """Return log(s / (1 - s)) of scores as fractions, clipped first."""
    clipped = np.clip(score.to_numpy(float), *clip)  # pandas' own clip is ten times slower
    return pd.Series(np.log(clipped / (1 - clipped)), index=score.index)


def _as_it_is(score: pd.Series[Any]) -> pd.Series[Any]:
    return score


SCALES: Mapping[str, Callable[[pd.Series[Any]], pd.Series[Any]]] = {
    "logit": logit,
    "linear": _as_it_is,
}


def days(dates: pd.Series[Any]) -> pd.Series[Any]:
    """Return dates as days since 1970-01-01."""
    day = dates.to_numpy("datetime64[D]").astype(float)  # pandas' own difference is slower
    return pd.Series(np.where(dates.isna(), np.nan, day), index=dates.index)


def fit(
    rows: pd.DataFrame,
    *,
    value: str = "price",
    score: str | None = "score",
    score_scale: str = "logit",
    level: float = LEVEL,
) -> Trend | None:
    """Regress log ``value`` on the date and, unless ``score`` is None, the logit of the score.

    ``rows``: ``date``, ``value`` > 0, ``score`` as a fraction, ``model_id``; ``score_scale`` is
    a key of ``SCALES``. Ordinary least squares with the t distribution's interval (*The Price of
    Progress*). None with fewer rows than parameters or with collinear columns; no interval, and
    a note, with exactly as many rows.
    """
    columns = [days(rows["date"])] + ([SCALES[score_scale](rows[score])] if score else [])
    design = np.column_stack([np.ones(len(rows)), *columns])
    n, k = design.shape
    if n < k or np.linalg.matrix_rank(_standardised(design)) < k:
        return None
    result = _ols(np.log(rows[value].to_numpy(dtype=float)), design)
    slope = float(result.params[1])
    low = high = None
    note = f"degenerate: {n} rows, {k} parameters, no interval" if n == k else ""
    if n > k:
        bounds = -DAYS_PER_YEAR * result.conf_int(1 - level)[1]
        low, high = float(np.exp(bounds[1])), float(np.exp(bounds[0]))
    return Trend(
        factor=float(np.exp(-DAYS_PER_YEAR * slope)),
        low=low,
        high=high,
        level=level,
        n=n,
        models=rows["model_id"].nunique(),
        r2=float(result.rsquared),
        slope=slope,
        score_slope=float(result.params[2]) if score else None,
        intercept=float(result.params[0]),
        start=rows["date"].min().date(),
        end=rows["date"].max().date(),
        note=note,
        score_scale=score_scale,
    )


def _ols(y: np.ndarray[Any, Any], design: np.ndarray[Any, Any]) -> Any:
    from statsmodels.regression.linear_model import OLS  # half a second to import

    # QR, not the pseudo-inverse: day numbers near 20,000 beside ones make an ill-conditioned
    # design whose small singular value pinv would be free to drop.
    return OLS(y, design).fit(method="qr")


def _standardised(design: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Centre and scale all but the constant, so that rank is judged free of units."""
    rest = design[:, 1:] - design[:, 1:].mean(axis=0)
    spread = rest.std(axis=0)
    return np.column_stack([design[:, :1], rest / np.where(spread > 0, spread, 1)])
