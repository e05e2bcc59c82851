"""One function a chart: the rows it draws in, a chart out. No fitting, no reading, no saving."""

from analysis.charts.estimates import forest, waterfall
from analysis.charts.runs import price_over_time, price_to_reach

__all__ = ["forest", "price_over_time", "price_to_reach", "waterfall"]
