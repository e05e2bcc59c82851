"""Where things lie in a plot, in pixels from its top left corner (the price axis is a log axis)."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

# pixels across a picture: a column of text, one that breaks out of it, a phone
PICTURES = {"wide": 600, "page": 880, "narrow": 344}

Array = npt.NDArray[np.float64]
Points = list[tuple[float, float]]

INSET = 14.0  # between the plot's edge and its outermost mark, on every side
_AXIS = 45.0  # left of the plot
_FURNITURE = 64.0  # above and below it: axis title, months, years
WIDTHS = {name: width - _AXIS - 2 * INSET for name, width in PICTURES.items() if name != "page"}


def depth(height: float) -> float:
    """Return the pixels between the highest and lowest mark of a picture so high."""
    return height - _FURNITURE - 2 * INSET


@dataclass(frozen=True)
class Box:
    """A rectangle in pixels."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: Box) -> bool:
        """Tell whether the two rectangles share area."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


def pixels(
    rows: pd.DataFrame, drawn: pd.DataFrame, x: str, y: str, width: float, height: float
) -> Points:
    """Return where the plot has the rows, from its top left corner."""
    across = unit(plain(rows[x]), plain(drawn[x])) * width
    up = unit(np.log(plain(rows[y])), np.log(plain(drawn[y]))) * height
    return list(zip(across.tolist(), (height - up).tolist(), strict=True))


def plain(values: pd.Series[Any]) -> Array:
    """Return numbers or dates as floats."""
    return pd.to_numeric(values).to_numpy(dtype=float)


def unit(values: Array, drawn: Array) -> Array:
    """Scale values so that those ``drawn`` span 0 to 1; all of them 0.5 where they are one."""
    span = drawn.max() - drawn.min()
    return (values - drawn.min()) / span if span else np.full(len(values), 0.5)


def stairs(corners: Points, levels: pd.Series[Any]) -> list[Box]:
    """Return the treads and risers between successive corners of each level."""
    boxes = []
    for (start, level), (end, next_level) in pairwise(zip(corners, levels, strict=True)):
        if level == next_level:  # not where another line begins, nor at places on no stairs
            boxes.append(Box(start[0], start[1] - 2, end[0], start[1] + 2))
            top, bottom = sorted((start[1], end[1]))
            boxes.append(Box(end[0] - 2, top, end[0] + 2, bottom))
    return boxes


def along(lines: pd.DataFrame, line: list[str]) -> pd.DataFrame:
    """Return twelve places (date, price) on each straight line; ``line`` tells lines apart."""
    places = []
    for name, ends in lines.groupby(line):
        ordered = ends.sort_values("date")
        days = pd.date_range(ordered["date"].iloc[0], ordered["date"].iloc[-1], periods=12)
        prices = np.geomspace(ordered["price"].iloc[0], ordered["price"].iloc[-1], 12)
        places.append(pd.DataFrame({**dict(zip(line, name, strict=True)), "date": days}))
        places[-1]["price"] = prices
    return pd.concat(places, ignore_index=True)
