"""What a score costs, for the page of a benchmark: rungs of scores, today's price, its course."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import pandas as pd
from markupsafe import Markup

from analysis import charts
from analysis.facts import ways
from analysis.facts.prices import sellers
from analysis.facts.tables import Dataset
from analysis.kept import kept
from analysis.page.made.known import Row, Rows, of

STEPS = (0.05, 0.1)  # between rungs, for a short range of scores and a long one
NEAR = 1e-9  # between two fractions that are the same score
DRAWN = 5  # levels that one chart can tell apart


@dataclass(frozen=True)
class Rung:
    """A score (a fraction), what it has cost (``ways.over_time``), and today's cheapest way."""

    score: float
    moves: pd.DataFrame
    way: Row | None

    @property
    def first(self) -> pd.Series[Any]:
        """The cheapest way on the day on which the score could first be bought."""
        row: pd.Series[Any] = self.moves.iloc[0]
        return row

    @property
    def lowest(self) -> float:
        """The lowest price there has been, which may be gone."""
        return float(self.moves["low"].iloc[-1])


def rungs(found: pd.DataFrame, now: Rows) -> list[Rung]:
    """Return the rungs of one benchmark, lowest first.

    ``found``: its rows of ``ways.ways``; ``now``: those open today, cheapest first.
    """
    told = []
    for score in scores(found["score"]):
        told.append(Rung(score, ways.over_time(found, score - NEAR), cheapest(now, score)))
    return told


def cheapest(now: Rows, score: float) -> Row | None:
    """Return the cheapest way to a score, of rows that stand cheapest first."""
    return next((way for way in now if way["score"] >= score - NEAR), None)


@kept
def doubts(data: Dataset, benchmark_id: str, score: float) -> str:
    """Say what is doubted of the cheapest way to a score today; empty where nothing is."""
    way = cheapest(of(data).now[benchmark_id], score)
    return str(way["said"]) if way else ""


def scores(reached: pd.Series[float]) -> list[float]:
    """Return the scores to show: even steps up to the best score, and that to its percent.

    >>> scores(pd.Series([0.22, 0.31, 0.43]))
    [0.2, 0.25, 0.3, 0.35, 0.4, 0.43]
    """
    best, worst = float(reached.max()), float(reached.quantile(0.1))
    if not best > 0:
        return []
    step = STEPS[best - worst > 8 * STEPS[0]]
    begin = max(1, math.floor(worst / step + 1e-9))
    even = [round(n * step, 4) for n in range(begin, math.floor(best / step + 1e-9) + 1)]
    top = math.floor(best * 100 + 1e-9) / 100 or math.floor(best * 1000) / 1000
    return even if even and even[-1] >= top else [*even, round(top, 4)]


def drawn(told: list[Rung]) -> list[Rung]:
    """Return the rungs that the chart shows: as many as it can tell apart, the best among them."""
    if len(told) <= DRAWN:
        return told
    gap = (len(told) - 1) / (DRAWN - 1)
    return [told[round(n * gap)] for n in range(DRAWN)]


def steps(told: list[Rung], benchmark: str) -> pd.DataFrame:
    """Return the moves of the rungs as ``charts.price_to_reach`` draws them."""
    parts = [rung.moves.assign(level=rung.score, benchmark=benchmark) for rung in told]
    return pd.concat(parts, ignore_index=True)


def figure(moves: pd.DataFrame, day: pd.Timestamp) -> Markup:
    """Draw ``steps`` until ``day``, with their data and a caption."""
    caption = (
        "The cheapest way to each score: solid what is on offer on the day, dashed the lowest so "
        "far. The solid line rises where an offer ends and breaks where nobody sells the score; "
        "steps are named where there is room, and all in the data."
    )
    return Markup('<figure class="figure">{}<figcaption>{}</figcaption></figure>').format(
        Markup(_drawn(moves, day)), caption
    )


@kept
def _drawn(moves: pd.DataFrame, day: pd.Timestamp) -> str:
    from analysis.page.pieces import figure  # altair takes a second to import

    moves = moves.assign(seller=moves["provider"].map(sellers.name, na_action="ignore"))
    return figure.figure(
        charts.price_to_reach(moves, day),
        moves,
        name="price-to-reach",
        columns={
            "level": "Score reached",
            "date": "Date",
            "price": "Price of a pass, US$",
            "low": "Lowest so far, US$",
            "model": "Model",
            "seller": "Seller",
        },
    ).markup
