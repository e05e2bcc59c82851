"""Charts of the record itself."""

from __future__ import annotations

import altair as alt
import pandas as pd

from analysis import format as fmt
from analysis.charts import labels, theme
from analysis.charts.layout import depth

HEIGHT = 340


def coverage_over_time(rows: pd.DataFrame, unit: str) -> alt.LayerChart:
    """How the record grew: what it held at each date, one line a kind.

    ``rows``: kind (text, at most five), date, count (held by then). ``unit`` is what is counted.
    """
    kinds = list(rows["kind"].unique())
    colour = alt.Color("kind:N", legend=None).scale(domain=kinds, range=theme.SCORE_COLOURS)
    ends = rows.sort_values("date").groupby("kind", as_index=False, sort=False).tail(1)
    ends = ends.assign(end=ends["kind"] + "|" + ends["count"].map("{:,}".format))
    ends = labels.dodge(ends, rows, y="count", height=depth(HEIGHT), gap=2 * labels.LINE)
    y = theme.plain("count", unit)
    told = fmt.listing(list(ends["end"].str.replace("|", " ")))
    return theme.finished(
        [
            alt.Chart(rows)
            .mark_line(interpolate="step-after", strokeWidth=2.5)
            .encode(x=theme.dates("date"), y=y, color=colour),
            labels.line_ends(ends, "count", colour),
        ],
        height=HEIGHT,
        description=f"What the record held by {fmt.month(rows['date'].max())}, {unit}: {told}.",
    )
