"""Charts of forecasts: how far they fan out, and how past ones fared."""

from __future__ import annotations

import altair as alt
import pandas as pd

from analysis import format as fmt
from analysis.charts import slope, theme
from analysis.charts.layout import depth

HEIGHT = 380
PASS = "US$ a pass"


def fan(rows: pd.DataFrame) -> alt.LayerChart:
    """The cheapest price so far and the forecast of it, widening with its horizon.

    ``rows``: series (what the reader chooses, such as "GPQA Diamond, 75 %"), kind (observed or
    forecast), date, price (USD a pass); of forecasts also low and high (80 %), low90 and high90.
    """
    names = list(rows["series"].unique())
    keep = theme.chosen("series")
    known, ahead = (rows[rows["kind"] == kind] for kind in ("observed", "forecast"))
    x, y = theme.dates("date"), theme.dollars("price", PASS)
    past = alt.Chart(known).transform_filter(keep)
    future = (
        alt.Chart(ahead)
        .transform_filter(keep)
        .encode(x=alt.X("date:T"), color=alt.value(theme.ACCENT))
    )
    tooltip = [
        alt.Tooltip("date:T", title="Date", format="%b %Y"),
        alt.Tooltip("price:Q", title="Price", format="$,.2r"),
    ]
    bounds = [alt.Tooltip(f"{c}:Q", title=t, format="$,.2r") for c, t in BOUNDS.items()]
    places = slope.spots(rows, by="series", height=depth(HEIGHT))
    last = ahead[ahead["series"] == names[0]].sort_values("date").iloc[-1]
    return theme.finished(
        [
            future.mark_area(opacity=0.16).encode(y=alt.Y("low90:Q"), y2=alt.Y2("high90:Q")),
            future.mark_area(opacity=0.26).encode(y=alt.Y("low:Q"), y2=alt.Y2("high:Q")),
            future.mark_line(strokeWidth=2, strokeDash=[6, 4]).encode(y=alt.Y("price:Q")),
            past.mark_line(
                interpolate="step-after", strokeWidth=3.5, color=theme.FOREGROUND
            ).encode(x=x, y=y),
            past.mark_point(size=30, filled=True, color=theme.FOREGROUND).encode(
                x=x, y=y, tooltip=tooltip
            ),
            future.mark_point(size=30, filled=True).encode(
                y=alt.Y("price:Q"), tooltip=[*tooltip, *bounds]
            ),
            *slope.key(places, keep),
        ],
        theme.choice("series", names, "Show"),
        height=HEIGHT,
        description=f"Cheapest price of {names[0]} and its forecast: "
        f"{fmt.usd(last['price'], 2)} by {fmt.month(last['date'])}, 80 % interval "
        f"{fmt.usd(last['low'], 2)} to {fmt.usd(last['high'], 2)}.",
    )


BOUNDS = {"low": "80 % from", "high": "to", "low90": "90 % from", "high90": "to "}


def scoreboard(rows: pd.DataFrame) -> alt.LayerChart:
    """What past forecasts said against what happened; on the diagonal they were right.

    ``rows``: benchmark and series (texts), horizon (text, what the reader chooses: "6 months"),
    date (of the forecast), predicted, low, high, actual (USD a pass).
    """
    horizons = list(rows["horizon"].unique())
    held = rows["actual"].between(rows["low"], rows["high"])
    table = rows.assign(held=held)
    ends = [rows[["predicted", "actual"]].min().min(), rows[["predicted", "actual"]].max().max()]
    table = table.assign(bottom=rows["low"].clip(ends[0]), top=rows["high"].clip(upper=ends[1]))
    base = alt.Chart(table).transform_filter(theme.chosen("horizon"))
    base = base.encode(
        x=theme.dollars("actual", "what it was, US$ a pass", x=True),
        color=alt.when("datum.held")
        .then(alt.value(theme.FOREGROUND))
        .otherwise(alt.value(theme.ACCENT)),
    )
    right = alt.Chart(pd.DataFrame({"actual": ends, "predicted": ends}))
    counts = table[table["horizon"] == horizons[0]]["held"]
    return theme.finished(
        [
            right.mark_line(color=theme.MUTED, strokeWidth=1).encode(
                x=alt.X("actual:Q"), y=alt.Y("predicted:Q")
            ),
            base.mark_rule(opacity=0.45).encode(y=alt.Y("bottom:Q"), y2=alt.Y2("top:Q")),
            base.mark_point(size=50, filled=True).encode(
                y=theme.dollars("predicted", "forecast, US$ a pass"),
                tooltip=[
                    alt.Tooltip("series:N", title="Series"),
                    alt.Tooltip("date:T", title="Forecast of", format="%b %Y"),
                    alt.Tooltip("predicted:Q", title="Said", format="$,.2r"),
                    alt.Tooltip("actual:Q", title="Was", format="$,.2r"),
                ],
            ),
        ],
        theme.choice("horizon", horizons, "Ahead"),
        height=HEIGHT,
        description=f"Forecasts {horizons[0]} against what happened: "
        f"{int(counts.sum())} of {len(counts)} intervals held it.",
    )
