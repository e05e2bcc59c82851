"""Charts of change: the pace of the decline over time, forecasts and how they fared."""

from __future__ import annotations

import altair as alt
import pandas as pd

from analysis import format as fmt
from analysis.charts import labels, slope, theme, words
from analysis.charts.layout import depth

HEIGHT = 380
YEARLY = "times cheaper a year"
PASS = "US$ a pass"


def rolling(rows: pd.DataFrame) -> alt.LayerChart:
    """The factor a year in a window that moves on, with its band, one scope in front.

    ``rows``: one row a scope and window: scope (a benchmark's or a domain's name, what the
    reader chooses), domain (its hue), date (the window's end), factor, low, high (NaN where the
    window has too little), n, models. The other scopes stay behind, thin.
    """
    scopes = list(rows["scope"].unique())
    floor, ceiling = rows["factor"].min() / 1.5, rows["factor"].max() * 1.5
    table = rows.assign(
        left=rows["low"].clip(min(floor, 1)), right=rows["high"].clip(upper=ceiling)
    ).assign(said=words.told(rows))
    front = alt.Chart(table).transform_filter(theme.chosen("scope"))
    x, y = theme.dates("date"), theme.factors("factor", YEARLY, x=False)
    hue = theme.domain_colour()
    behind = alt.Chart(table).mark_line(strokeWidth=1, opacity=0.35)
    first = theme.first(table, ["scope"])
    last = first.sort_values("date").iloc[-1]
    return theme.finished(
        [
            behind.encode(x=x, y=y, color=hue, detail="scope:N"),
            front.mark_area(opacity=0.2).encode(x="date:T", y="left:Q", y2="right:Q", color=hue),
            *theme.level(1.0, "no change"),
            front.mark_line(strokeWidth=3).encode(x="date:T", y="factor:Q", color=hue),
            front.mark_point(size=40, filled=True).encode(
                x="date:T", y="factor:Q", color=hue, tooltip=_window_tooltip(rows)
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


def segments(lines: pd.DataFrame, breaks: pd.DataFrame) -> alt.LayerChart:
    """Two straight lines that meet where the pace is most likely to have changed.

    ``lines``: scope (what the reader chooses), segment, date, price (fitted, at one score), two
    or more points a segment. ``breaks``: scope, date, price, label ("9.0× a year, then 3.1×").
    """
    scopes = list(lines["scope"].unique())
    keep = theme.chosen("scope")
    base = alt.Chart(lines).transform_filter(keep)
    broken = alt.Chart(breaks).transform_filter(keep).encode(x="date:T")
    places = slope.spots(lines, by="scope", height=depth(HEIGHT))
    return theme.finished(
        [
            base.mark_line(strokeWidth=3.5, color=theme.FOREGROUND).encode(
                x=theme.dates("date"), y=theme.dollars("price", PASS), detail="segment:N"
            ),
            broken.mark_rule(color=theme.MUTED, strokeDash=[3, 3]),
            broken.mark_point(size=90, filled=True, color=theme.ACCENT).encode(y="price:Q"),
            broken.mark_text(align="left", baseline="bottom", dx=8, dy=-8).encode(
                y="price:Q", text="label:N", color=alt.value(theme.FOREGROUND)
            ),
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
    inside = base.transform_filter(f"datum.share > ({theme.NARROW} ? .16 : .08)").mark_text(
        color=theme.GROUND
    )
    told = table["benchmark"] + ", " + table["cause"] + ": " + table["said"]
    return theme.finished(
        [
            base.mark_bar(height=22, stroke=theme.GROUND, strokeWidth=1).encode(
                x=x.scale(domain=[0, 1], padding=0),
                x2="end:Q",
                color=hue.legend(orient="top", columns=alt.ExprRef(f"{theme.NARROW} ? 1 : 4")),
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
    cheaper = ends["index"].map(lambda index: fmt.times(1 / index)) + " cheaper"
    ends = ends.assign(end=ends["method"] + "|" + cheaper)
    ends = labels.dodge(ends, rows, y="index", height=depth(HEIGHT), gap=2 * labels.LINE)
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


def _band(rows: pd.DataFrame, colour: alt.Color) -> alt.Chart:
    band: alt.Chart = (
        alt.Chart(rows)
        .mark_area(opacity=0.15)
        .encode(x="date:T", y="low:Q", y2="high:Q", color=colour)
    )
    return band
