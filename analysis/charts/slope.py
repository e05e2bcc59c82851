"""The slope key: what "10× a year" looks like, drawn where a chart is emptiest."""

from __future__ import annotations

from dataclasses import astuple

import altair as alt
import numpy as np
import pandas as pd

from analysis.charts import theme
from analysis.charts.layout import WIDTHS, Array, Box, along, pixels, plain, stairs

LABEL = "10× a year"
_TEXT = (84.0, 14.0)  # pixels that the label takes
_STEPS = 14  # places tried along each axis


def spots(drawn: pd.DataFrame, *, by: str, height: float, margin: float = 0) -> pd.DataFrame:
    """Find for each group of ``by`` the emptiest place for a line that falls tenfold in a year.

    ``drawn`` has date and price (and ``level``, where its rows are corners of stairs); ``margin``
    as in ``labels.place``. Returns by, date, price, end, low: the line's two ends. It spans half
    a year where a year would not fit. Groups with less than a month of record get none.
    """
    found = []
    for group, rows in drawn.groupby(by, sort=False):
        days = (rows["date"].max() - rows["date"].min()).days
        if days >= 30 and rows["price"].max() > rows["price"].min():
            found.append({by: group, **_emptiest(rows, days, height, margin)})
    return pd.DataFrame(found, columns=[by, "date", "price", "end", "low"])


def _emptiest(rows: pd.DataFrame, days: int, height: float, margin: float) -> dict[str, object]:
    decades = float(np.log10(rows["price"].max() / rows["price"].min()))
    small = 365 / days < 0.5 and 1 / decades < 0.5  # a whole year would not take half the plot
    tried = [
        _best(rows, p, days, decades, height, margin) for p in ((1.0, 0.5) if small else (0.5,))
    ]
    part, left, top = min(tried)[1:]
    first = rows["date"].min() + pd.Timedelta(days=round(left * days))
    price = plain(rows["price"]).max() / 10 ** (top * decades)
    end = first + pd.Timedelta(days=round(365 * part))
    return {"date": first, "price": price, "end": end, "low": price / 10**part}


def _best(
    rows: pd.DataFrame, part: float, days: int, decades: float, height: float, margin: float
) -> tuple[tuple[float, float], float, float, float]:
    """Return how crowded the best place for ``part`` of a year is, the part, and the place.

    The place is the line's upper end, as shares of the plot from its top left corner.
    """
    wide, tall = min(part * 365 / days, 1.0), min(part / decades, 1.0)
    across, down = np.meshgrid(
        np.linspace(0, max(0.96 - wide, 0.0), _STEPS), np.linspace(0, 1 - tall, _STEPS)
    )
    lefts, tops = across.ravel(), down.ravel()
    crowd = np.zeros(len(lefts))
    for outer in WIDTHS.values():
        width = outer - margin
        crowd += 100 * (lefts * width + 0.35 * wide * width + _TEXT[0] > outer)  # runs off
        taken = _taken(rows, width, height)
        crowd += _hits(taken, lefts * width, tops * height, wide * width, tall * height)
    # of equally free places the one nearest to a corner
    edge = np.minimum(lefts, 1 - wide - lefts) + np.minimum(tops, 1 - tall - tops)
    best = int(np.lexsort((edge, crowd))[0])
    return (float(crowd[best]), -part), part, float(lefts[best]), float(tops[best])


def _taken(rows: pd.DataFrame, width: float, height: float) -> list[Box]:
    at = pixels(rows, rows, "date", "price", width, height)
    points = [Box(x - 5, y - 5, x + 5, y + 5) for x, y in at]
    return points + (stairs(at, rows["level"]) if "level" in rows else [])


def _hits(boxes: list[Box], lefts: Array, tops: Array, dx: float, dy: float) -> Array:
    """Count for each place the ``boxes`` that would touch the line or its label there."""
    left, top, right, bottom = np.array([astuple(box) for box in boxes]).T[:, :, None]
    hit = np.zeros((len(boxes), len(lefts)), dtype=bool)
    for step in np.linspace(0, 1, 9):
        x, y = lefts + step * dx, tops + step * dy
        hit |= (left < x + 8) & (x - 8 < right) & (top < y + 8) & (y - 8 < bottom)
    x, y = lefts + 0.35 * dx, tops + 0.35 * dy
    hit |= (left < x + _TEXT[0]) & (x < right) & (top < y) & (y - _TEXT[1] < bottom)
    hits: Array = hit.sum(axis=0).astype(float)
    return hits


def line(places: pd.DataFrame) -> pd.DataFrame:
    """Return twelve places on each key's line, for ``labels.place`` to keep clear of."""
    ends = places.drop(columns=["date", "price"]).rename(columns={"end": "date", "low": "price"})
    by = [str(c) for c in places if c not in ("date", "price", "end", "low")]
    both = pd.concat([places, ends])
    return along(both, by).assign(level=np.nan) if len(places) else both.assign(level=np.nan)


def texts(places: pd.DataFrame) -> pd.DataFrame:
    """Return where each key's words begin, for ``labels.place``."""
    third = places["date"] + 0.35 * (places["end"] - places["date"])
    price = places["price"] ** 0.65 * places["low"] ** 0.35
    return places.assign(date=third, price=price, wide=_TEXT[0])


def key(places: pd.DataFrame, keep: str) -> list[alt.Chart]:
    """Draw the key at the ``spots`` of the rows that ``keep`` (an expression) selects."""
    base = alt.Chart(places).transform_filter(keep)
    line = base.mark_rule(color=theme.MUTED, strokeWidth=1.5, strokeDash=[4, 3])
    text = (
        base.transform_calculate(
            third="toDate(.65 * toDate(datum.date) + .35 * toDate(datum.end))",
            height="pow(datum.price, .65) * pow(datum.low, .35)",
            label=f"'{LABEL}'",
        )
        .mark_text(align="left", baseline="bottom", dx=3, color=theme.MUTED, fontStyle="italic")
        .encode(x=alt.X("third:T"), y=alt.Y("height:Q"), text=alt.Text("label:N"))
    )
    return [
        line.encode(x=alt.X("date:T"), x2=alt.X2("end:T"), y=alt.Y("price:Q"), y2=alt.Y2("low:Q")),
        text,
    ]
