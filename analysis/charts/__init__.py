"""One function a chart: the rows it draws in, a chart out. No fitting, no reading, no saving."""

from analysis.charts.estimates import forest, waterfall
from analysis.charts.milestones import best_run, price_to_reach
from analysis.charts.runs import price_against_score, price_over_time

__all__ = [
    "best_run",
    "forest",
    "price_against_score",
    "price_over_time",
    "price_to_reach",
    "waterfall",
]
