"""Charts of change: the pace of the decline over time, forecasts and how they fared."""

from __future__ import annotations

import altair as alt
import pandas as pd

from analysis import format as fmt
from analysis.charts import labels, theme
from analysis.charts.layout import depth

HEIGHT = 380
YEARLY = "times cheaper a year"
PASS = "US$ a pass"


def decline_shares(rows: pd.DataFrame) -> alt.LayerChart:
    """Where the decline comes from: the share of all falls by their cause, a bar a benchmark.

    ``rows``: benchmark (a name), cause (text, at most four), share (fraction, adding up to 1).
    """
    causes = list(rows["cause"].unique())
    colours = [theme.FOREGROUND, theme.ACCENT, theme.MUTED, theme.RULE][: len(causes)]
    order = rows["cause"].map(causes.index)
    end = rows.groupby("benchmark", sort=False)["share"].cumsum()
    table = rows.assign(
        end=end, start=end - rows["share"], order=order, said=rows["share"].map(fmt.percent)
    )
    y = alt.Y("benchmark:N", title=None, sort=list(rows["benchmark"].unique()))
    y = y.axis(labelColor=theme.FOREGROUND, labelLimit=205)
    base = alt.Chart(table).encode(y=y)
    x = theme.shares("start", "share of the decline")
    hue = alt.Color("cause:N", title=None).scale(domain=causes, range=colours)
    inside = base.transform_filter(f"datum.share > ({theme.NARROW} ? .3 : .1)").mark_text(
        color=theme.GROUND
    )
    told = table["benchmark"] + ", " + table["cause"] + ": " + table["said"]
    return theme.finished(
        [
            base.mark_bar(height=22, stroke=theme.GROUND, strokeWidth=1).encode(
                x=x.scale(domain=[0, 1], padding=0),
                x2=alt.X2("end:Q"),
                color=hue.legend(
                    orient="top", columns=alt.ExprRef(f"{theme.NARROW} ? 1 : 4"), columnPadding=28
                ),
                tooltip=[
                    alt.Tooltip("benchmark:N", title="Benchmark"),
                    alt.Tooltip("cause:N", title="Cause"),
                    alt.Tooltip("said:N", title="Share"),
                ],
            ),
            inside.transform_calculate(middle="(datum.start + datum.end) / 2").encode(
                x=alt.X("middle:Q"), text=alt.Text("said:N")
            ),
        ],
        height=34 * rows["benchmark"].nunique() + 90,
        description=f"Shares of the decline by cause. {'; '.join(told)}.",
    )


def indices(rows: pd.DataFrame) -> alt.LayerChart:
    """Price indices by their method, 1 at the start, falling on a log axis.

    ``rows``: method (text), date, index (1 at the start), and where known low and high.
    """
    methods = list(rows["method"].unique())
    scale = alt.Scale(domain=methods, range=theme.SCORE_COLOURS)
    colour = alt.Color("method:N", scale=scale, legend=None)
    ends = rows.sort_values("date").groupby("method", as_index=False, sort=False).tail(1)
    cheaper = ends["index"].map(_changed)
    ends = ends.assign(end=ends["method"] + "|" + cheaper)
    drawn = [rows, *(rows.assign(index=rows[name]) for name in ("low", "high") if name in rows)]
    within = pd.concat(drawn).dropna(subset="index")  # the bands are on the axis, too
    ends = labels.dodge(ends, within, y="index", height=depth(HEIGHT), gap=2.4 * labels.LINE)
    base = alt.Chart(rows).encode(color=colour)
    y = theme.plain("index", "price index, 1 at the start")
    told = ends["end"].str.replace("|", " ")
    return theme.finished(
        [
            *([_band(rows, colour)] if "low" in rows else []),
            base.mark_line(strokeWidth=2.5).encode(x=theme.dates("date"), y=y),
            labels.line_ends(ends, "index", colour),
        ],
        height=HEIGHT,
        description=f"Price indices since {fmt.month(rows['date'].min())}: {'; '.join(told)}.",
    )


def _changed(index: float) -> str:
    told = fmt.times(max(index, 1 / index))
    if told == fmt.times(1.0):
        return "no change"
    return f"{told} costlier" if index > 1 else f"{told} cheaper"


def _band(rows: pd.DataFrame, colour: alt.Color) -> alt.Chart:
    band: alt.Chart = (
        alt.Chart(rows)
        .mark_area(opacity=0.15)
        .encode(x=alt.X("date:T"), y=alt.Y("low:Q"), y2=alt.Y2("high:Q"), color=colour)
    )
    return band
