"""What the pages call: ``num`` for a number, ``show`` for a chart, ``table``, ``data``."""

from analysis.page.calls import data, num, show, table

__all__ = ["data", "num", "show", "table"]
