"""Charts of change: the pace of the decline over time, forecasts and how they fared."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from analysis import format as fmt
from analysis.charts import labels, slope, theme, words
from analysis.charts.layout import depth

HEIGHT = 380
YEARLY = "times cheaper a year"
PASS = "US$ a pass"
CENTRAL = (0.02, 0.98)  # quantiles of the windows' factors that the axis spans


def rolling(rows: pd.DataFrame) -> alt.LayerChart:
    """The factor a year in a window that moves on, with its band, one scope in front.

    ``rows``: one row a scope and window: scope (a benchmark's or a domain's name, what the
    reader chooses), domain (its hue), date (the window's end), factor, low, high (NaN where the
    window has too little), n, models. The other scopes stay behind, thin. What lies off the axis
    runs along its end.
    """
    scopes = list(rows["scope"].unique())
    least, most = rows["factor"].quantile(list(CENTRAL))
    floor, ceiling = min(least, 1) / 1.5, max(most, 1) * 1.5
    ends = {"at": rows["factor"], "left": rows["low"], "right": rows["high"]}
    table = rows.assign(**{name: value.clip(floor, ceiling) for name, value in ends.items()})
    table = table.assign(said=words.told(rows))
    front = alt.Chart(table).transform_filter(theme.chosen("scope"))
    x, y = theme.dates("date"), theme.factors("at", YEARLY, x=False)
    hue = theme.domain_colour()
    behind = alt.Chart(table).mark_line(strokeWidth=1, opacity=0.35)
    first = theme.first(table, ["scope"])
    last = first.sort_values("date").iloc[-1]
    return theme.finished(
        [
            behind.encode(x=x, y=y, color=hue, detail="scope:N"),
            front.mark_area(opacity=0.2).encode(x="date:T", y="left:Q", y2="right:Q", color=hue),
            *theme.level(1.0, "no change"),
            front.mark_line(strokeWidth=3).encode(x="date:T", y="at:Q", color=hue),
            front.mark_point(size=40, filled=True).encode(
                x="date:T", y="at:Q", color=hue, tooltip=_window_tooltip(rows)
            ),
        ],
        theme.choice("scope", scopes, "Show"),
        height=HEIGHT,
        description=f"Factor a year in a moving window, {scopes[0]}: {last['said']} in the window "
        f"to {fmt.month(last['date'])}; between {fmt.times(first['factor'].min())} and "
        f"{fmt.times(first['factor'].max())} since {fmt.month(first['date'].min())}.",
    )


def _window_tooltip(rows: pd.DataFrame) -> list[alt.Tooltip]:
    titles = {"scope": "Scope", "said": "Factor a year", "n": "Rows", "models": "Models"}
    day = alt.Tooltip("date:T", title="Window to", format="%d %b %Y")
    told = [alt.Tooltip(f"{c}:N", title=t) for c, t in titles.items() if c in (*rows, "said")]
    return [*told[:1], day, *told[1:]]


def segments(lines: pd.DataFrame, breaks: pd.DataFrame, points: pd.DataFrame) -> alt.LayerChart:
    """Two straight lines that meet where the pace is most likely to have changed.

    ``lines``: scope (what the reader chooses), segment, date, price (fitted, at one score), two
    or more points a segment. ``breaks``: scope, date, price, label ("9.0× a year, then 3.1×").
    ``points``: scope, date, price (at that score), model: what the lines are fitted to.
    """
    scopes = list(lines["scope"].unique())
    keep = theme.chosen("scope")
    base = alt.Chart(lines).transform_filter(keep)
    broken = alt.Chart(breaks).transform_filter(keep).encode(x="date:T")
    drawn = pd.concat([points, lines])
    named = broken.encode(y="price:Q", text="label:N")
    text: dict[str, Any] = {"align": "left", "baseline": "bottom", "dx": 8, "dy": -8}
    places = slope.spots(drawn, by="scope", height=depth(HEIGHT))
    dots = alt.Chart(points.assign(said=points["price"].map(fmt.usd))).transform_filter(keep)
    return theme.finished(
        [
            dots.mark_point(size=30, filled=True, color=theme.MUTED, opacity=0.5).encode(
                x="date:T",
                y="price:Q",
                tooltip=[
                    alt.Tooltip("model:N", title="Model"),
                    alt.Tooltip("date:T", title="Date", format="%d %b %Y"),
                    alt.Tooltip("said:N", title="At this score"),
                ],
            ),
            base.mark_line(strokeWidth=3.5, color=theme.FOREGROUND).encode(
                x=theme.dates("date"), y=theme.dollars("price", PASS), detail="segment:N"
            ),
            broken.mark_rule(color=theme.MUTED, strokeDash=[3, 3]),
            broken.mark_point(size=90, filled=True, color=theme.ACCENT).encode(y="price:Q"),
            named.mark_text(**text, color=theme.GROUND, stroke=theme.GROUND, strokeWidth=4),
            named.mark_text(**text, color=theme.FOREGROUND),
            *slope.key(places, keep),
        ],
        theme.choice("scope", scopes, "Show"),
        height=HEIGHT,
        description="Fitted price in two segments. "
        + "; ".join(breaks["scope"] + ": " + breaks["label"])
        + ".",
    )


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
    y = y.axis(labelColor=theme.FOREGROUND, labelLimit=170)
    base = alt.Chart(table).encode(y=y)
    x = theme.shares("start", "share of the decline")
    hue = alt.Color("cause:N", title=None).scale(domain=causes, range=colours)
    inside = base.transform_filter(f"datum.share > ({theme.NARROW} ? .24 : .08)").mark_text(
        color=theme.GROUND
    )
    told = table["benchmark"] + ", " + table["cause"] + ": " + table["said"]
    return theme.finished(
        [
            base.mark_bar(height=22, stroke=theme.GROUND, strokeWidth=1).encode(
                x=x.scale(domain=[0, 1], padding=0),
                x2="end:Q",
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
                x="middle:Q", text="said:N"
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
    ends = labels.dodge(ends, rows, y="index", height=depth(HEIGHT), gap=2.4 * labels.LINE)
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
    return f"{fmt.times(index)} dearer" if index > 1 else f"{fmt.times(1 / index)} cheaper"


def _band(rows: pd.DataFrame, colour: alt.Color) -> alt.Chart:
    band: alt.Chart = (
        alt.Chart(rows)
        .mark_area(opacity=0.15)
        .encode(x="date:T", y="low:Q", y2="high:Q", color=colour)
    )
    return band
