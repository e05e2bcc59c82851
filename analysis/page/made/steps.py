"""A small picture of prices that move in steps, as plain SVG: a thousand pages have one each.

The charts of the chapters take a tenth of a second apiece to draw, which a page a model cannot
afford; this one takes none, and needs no script.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd
from markupsafe import Markup

from analysis import format as fmt

WIDTH, HEIGHT = 460.0, 220.0
LEFT, RIGHT, TOP, BOTTOM = 52.0, 166.0, 26.0, 28.0
TEXT = 16.0  # pixels high, as a phone has it
APART = 2 * TEXT + 2  # between the names at the right, each over its price
MONTH = 82.0  # pixels that the name of a month takes, with room beside it


@dataclass(frozen=True)
class Line:
    """What a seller asked: (from, until, price in USD), in order; ``kind`` names its look."""

    name: str
    spans: tuple[tuple[pd.Timestamp, pd.Timestamp, float], ...]
    kind: str = "other"


class _Plot:
    """Places of dates and prices (log) in the picture."""

    def __init__(self, lines: Sequence[Line], until: pd.Timestamp) -> None:
        spans = [span for line in lines for span in line.spans]
        self.first, self.last = min(begin for begin, _, _ in spans), until
        prices = [price for _, _, price in spans]
        self.low, self.high = min(prices) / 1.15, max(prices) * 1.15

    def x(self, day: pd.Timestamp) -> float:
        share = (min(day, self.last) - self.first) / (self.last - self.first)
        return LEFT + share * (WIDTH - LEFT - RIGHT)

    def y(self, price: float) -> float:
        share = math.log(price / self.low) / math.log(self.high / self.low)
        return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM)


def picture(lines: Sequence[Line], until: pd.Timestamp, said: str) -> Markup:
    """Return the picture, ``said`` its text alternative; lines with a kind are named."""
    plot = _Plot(lines, until)
    inside = Markup("").join(
        [
            *_prices(plot),
            *_years(plot),
            *(_path(plot, line) for line in lines),
            *_names(plot, lines),
        ]
    )
    return Markup(
        '<svg class="bp-steps" viewBox="0 0 {:g} {:g}" role="img" aria-label="{}">{}</svg>'
    ).format(WIDTH, HEIGHT, said, inside)


def _path(plot: _Plot, line: Line) -> Markup:
    """Draw a line span by span; it breaks where the seller had no offer."""
    moves, end = [], None
    for begin, until, price in line.spans:
        x, y = plot.x(begin), plot.y(price)
        joined = end is not None and begin <= end
        moves.append(f"{'V' if joined else f'M{x:.1f} '}{y:.1f}H{plot.x(until):.1f}")
        end = until
    return Markup('<path class="bp-{}" d="{}"><title>{}</title></path>').format(
        line.kind, "".join(moves), line.name
    )


def _prices(plot: _Plot) -> Iterator[Markup]:
    for price in _ticks(plot.low, plot.high):
        yield Markup('<path class="bp-grid" d="M{:g} {:.1f}H{:g}"/>').format(
            LEFT, plot.y(price), WIDTH - RIGHT
        )
        yield Markup('<text x="{:g}" y="{:.1f}" text-anchor="end">{}</text>').format(
            LEFT - 7, plot.y(price) + 4, fmt.usd(price, 2)
        )


def _ticks(low: float, high: float) -> list[float]:
    """Return round prices within the range: decades, or their halves where those are few."""
    decades = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    for leads in ((1,), (1, 3), (1, 2, 5), (1, 1.5, 2, 3, 4, 5, 7)):
        found = [lead * 10.0**decade for decade in decades for lead in leads]
        inside = [price for price in found if low <= price <= high]
        if len(inside) >= 3:
            break
    return inside[:: math.ceil(len(inside) / 8)] if inside else []


def _years(plot: _Plot) -> Iterator[Markup]:
    months = pd.date_range(plot.first, plot.last, freq="MS")
    step = max(1, math.ceil(len(months) * MONTH / (WIDTH - LEFT - RIGHT)))
    for day in months[::step]:
        yield Markup('<text x="{:.1f}" y="{:g}" text-anchor="middle">{}</text>').format(
            plot.x(day), HEIGHT - 6, fmt.month(day)
        )


def _names(plot: _Plot, lines: Sequence[Line]) -> Iterator[Markup]:
    """Name the lines that have a kind at their ends, each over its price, apart from each other."""
    named = sorted((line for line in lines if line.kind != "other"), key=lambda line: -_last(line))
    lowest = HEIGHT - BOTTOM - APART * len(named)
    above = -APART
    for line in named:
        lowest += APART
        above = max(min(plot.y(_last(line)), lowest), above + APART)
        x = plot.x(line.spans[-1][1]) + 6
        price = Markup('<tspan x="{:.1f}" dy="{:g}">{}</tspan>').format(
            x, TEXT, fmt.usd(_last(line), 2)
        )
        yield Markup('<text class="bp-{}" x="{:.1f}" y="{:.1f}">{}{}</text>').format(
            line.kind, x, above + 4 - TEXT, line.name, price
        )


def _last(line: Line) -> float:
    return line.spans[-1][2]
