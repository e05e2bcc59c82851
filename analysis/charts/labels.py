"""Where direct labels go, so that none covers another, on a wide page and on a phone."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from analysis.charts.layout import WIDTHS, Array, Box, Points, pixels, plain, stairs, unit
from analysis.charts.theme import NARROW

CHARACTER, LINE = 7.1, 14.0  # pixels that a broad 12-pixel system font takes, on average
APART = 6.0  # pixels between two labels side by side
# side -> pixels from the point to the text's baseline, and how the text is aligned there
_SIDES = {
    "right": (7, 4, "left"),
    "left": (-7, 4, "right"),
    "above": (0, -9, "center"),
    "below": (0, 17, "center"),
    "after": (5, -6, "left"),  # over a line that goes on to the right
    "over": (-4, -8, "right"),  # over the end of a line
    "before": (-6, 15, "right"),  # under a line that comes from the left
    "under": (5, 16, "left"),
}
SCATTER = ("right", "left", "above", "below")
STAIRS = ("after", "before", "under", "over")  # beside the corners of a line that steps down


def place(
    points: pd.DataFrame,
    within: pd.DataFrame,
    *,
    x: str,
    y: str,
    text: str,
    by: str,
    height: float | Mapping[str, float],
    sides: Sequence[str] = SCATTER,
    most: Mapping[str, int] | None = None,
    margin: float = 0,
    keys: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Give each point a free side for its label, the first rows first and each text once.

    Returns ``points`` with ``wide_side`` and ``narrow_side``: one of ``sides``, or empty where
    none is free of other labels, points and stairs. ``within`` has all that is drawn, and so the
    range of the axes (y is a log axis); with a column ``level`` its rows are corners of stairs.
    A chart shows one group of ``by`` at a time; ``most`` caps the labels of a width; ``margin``
    pixels at the right are taken by the labels of line ends. ``height``: one, or one a width.
    ``keys``: where texts that stand
    already begin (``by``, x, y and ``wide``, their pixels across).
    """
    placed = []
    heights = height if isinstance(height, Mapping) else dict.fromkeys(WIDTHS, height)
    for group, rows in points.groupby(by, sort=False):
        drawn = within[within[by] == group]
        found = {}
        for name, outer in WIDTHS.items():
            width = outer - margin
            corners = pixels(drawn, drawn, x, y, width, heights[name])
            taken = [Box(left - 4, top - 4, left + 4, top + 4) for left, top in corners]
            if "level" in drawn:
                taken += stairs(corners, drawn["level"])
            frame = Box(-4, -14, width + 10, heights[name] + 6)
            if keys is not None:
                own = keys[keys[by] == group]
                spots = pixels(own, drawn, x, y, width, heights[name])
                taken += [
                    Box(left, top - LINE, left + across, top + 3)
                    for (left, top), across in zip(spots, own["wide"], strict=True)
                ]
            limit = (most or {}).get(name, len(rows))
            at = pixels(rows, drawn, x, y, width, heights[name])
            found[f"{name}_side"] = _find(at, rows[text], sides, frame, taken, limit)
        placed.append(rows.assign(**found))
    return pd.concat(placed)


def _find(
    points: Points,
    texts: Iterable[str],
    sides: Sequence[str],
    frame: Box,
    taken: list[Box],
    most: int,
) -> list[str]:
    taken = list(taken)
    found: list[str] = []
    written = {""}
    for (x, y), text in zip(points, texts, strict=True):
        wanted = sides if text not in written and len(written) <= most else ()
        boxes = {side: _box(x, y, text, side) for side in wanted}
        free = [side for side, box in boxes.items() if _is_free(box, frame, taken)]
        if free:
            box = boxes[free[0]]
            taken.append(Box(box.left - APART, box.top, box.right + APART, box.bottom))
            written.add(text)
        found.append(free[0] if free else "")
    return found


def _is_free(box: Box, frame: Box, taken: list[Box]) -> bool:
    inside = (
        frame.left <= box.left
        and box.right <= frame.right
        and frame.top <= box.top
        and box.bottom <= frame.bottom
    )
    return inside and not any(box.overlaps(other) for other in taken)


def _box(x: float, y: float, text: str, side: str) -> Box:
    dx, dy, align = _SIDES[side]
    width = CHARACTER * len(text)
    left = x + dx - {"left": 0.0, "right": width, "center": width / 2}[align]
    return Box(left, y + dy - LINE + 4, left + width, y + dy + 3)


def named(chart: alt.Chart, text: str, **mark: Any) -> alt.Chart:
    """Write each point's label on the side that ``place`` found for the width at hand."""
    dx, dy, align = (
        alt.ExprRef(f"({json.dumps({s: at[i] for s, at in _SIDES.items()})})[datum.side]")
        for i in range(3)
    )
    marked: alt.Chart = (
        chart.transform_calculate(side=f"{NARROW} ? datum.narrow_side : datum.wide_side")
        .transform_filter("datum.side !== ''")
        .mark_text(align=align, dx=dx, dy=dy, baseline="alphabetic", **mark)
        .encode(text=f"{text}:N")
    )
    return marked


def dodge(
    ends: pd.DataFrame,
    within: pd.DataFrame,
    *,
    y: str,
    height: float,
    by: str | None = None,
    gap: float = LINE,
) -> pd.DataFrame:
    """Add ``shift``, the pixels that keep the labels of a column ``gap`` apart (log y).

    ``within`` has all that is drawn, for each value of ``by`` where there is one.
    """
    if by is None:
        one = dodge(ends.assign(_=""), within.assign(_=""), y=y, height=height, by="_", gap=gap)
        return one.drop(columns="_")
    shifted = []
    for group, rows in ends.groupby(by, sort=False):
        drawn = within[within[by] == group]
        up = unit(np.log(plain(rows[y])), np.log(plain(drawn[y])))
        wanted = (1 - up) * height
        shifted.append(rows.assign(shift=_apart(wanted, height, gap) - wanted))
    return pd.concat(shifted) if shifted else ends.assign(shift=0.0)


def _apart(wanted: Array, height: float, gap: float) -> Array:
    """Move positions as little as possible downwards, then up where they ran off the end."""
    order = np.argsort(wanted, kind="stable")
    placed = wanted[order]
    for i in range(1, len(placed)):
        placed[i] = max(placed[i], placed[i - 1] + gap)
    limit = max(height, float(wanted.max()))
    for i in range(len(placed) - 1, -1, -1):
        placed[i] = min(placed[i], limit)
        limit = placed[i] - gap
    back = np.empty_like(placed)
    back[order] = placed
    return back


def line_ends(ends: pd.DataFrame, y: str, colour: Any) -> alt.Chart:
    """Write at the end of each line its name and value, one over the other on a phone.

    ``ends``, from ``dodge`` with a gap of two lines: date, ``y``, end ("name|value"), shift.
    """
    said = f"{NARROW} ? datum.end : replace(datum.end, '|', ': ')"
    text: alt.Chart = (
        alt.Chart(ends)
        .transform_calculate(said=said)
        .mark_text(
            align="left",
            dx=6,
            dy=alt.ExprRef(f"datum.shift - ({NARROW} ? {LINE / 2} : 0)"),
            lineBreak="|",
            lineHeight=LINE,
            fontWeight="bold",
        )
        .encode(x=alt.X("date:T"), y=alt.Y(f"{y}:Q"), text=alt.Text("said:N"), color=colour)
    )
    return text
