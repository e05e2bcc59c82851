"""One function a chart: the rows it draws in, a chart out. No fitting, no reading, no saving.

Channels are objects, ``x=alt.X("date:T")``: Altair needs 5 ms to find what a bare text stands for.
"""

from analysis.charts.declines import decline_shares, indices
from analysis.charts.estimates import forest, waterfall
from analysis.charts.forecasts import fan, scoreboard
from analysis.charts.milestones import best_run, price_to_reach
from analysis.charts.record import coverage_over_time
from analysis.charts.runs import price_against_score, price_over_time
from analysis.charts.success import drivers_of_best, price_of_success, reversals
from analysis.charts.sureness import calibration, choice_effects, influence, specification_curve
from analysis.charts.tokens import record_lows, staircase
from analysis.charts.training import gain_ribbon, loss_against_compute

__all__ = [
    "best_run",
    "calibration",
    "choice_effects",
    "coverage_over_time",
    "decline_shares",
    "drivers_of_best",
    "fan",
    "forest",
    "gain_ribbon",
    "indices",
    "influence",
    "loss_against_compute",
    "price_against_score",
    "price_of_success",
    "price_over_time",
    "price_to_reach",
    "record_lows",
    "reversals",
    "scoreboard",
    "specification_curve",
    "staircase",
    "waterfall",
]
