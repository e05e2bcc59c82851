"""What the pages call: ``num`` for a number, ``show`` for a chart, ``table``, ``data``."""

from analysis.page.calls import data, heads, num, show, table

__all__ = ["data", "heads", "num", "show", "table"]
