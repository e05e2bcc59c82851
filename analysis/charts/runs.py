"""Charts of priced runs: price against date, against score, and the price to reach a score."""

from __future__ import annotations

import altair as alt
import numpy as np
import pandas as pd

from analysis import format as fmt
from analysis.charts import labels, slope, theme, words
from analysis.charts.layout import depth

HEIGHT, KEY = 420, 24  # of the picture; of the score's key above a plot
MARGIN = 85  # pixels at the right for "60 %: $0.043"
PASS = "US$ a pass"


def price_over_time(
    rows: pd.DataFrame, frontier: pd.DataFrame, fits: pd.DataFrame
) -> alt.LayerChart:
    """Runs by date and price, coloured by score; the frontier thick, the fits thin.

    ``rows``: one priced run each: model, benchmark (a name), date, price (USD a pass), score
    (fraction), weights (open, closed), frontier (flag); for the tooltip, where known, score_se,
    tokens, token_prices, source (texts).
    ``frontier``: the corners of a line that steps down: benchmark, sample, date, price.
    ``fits``: two or more points a line: benchmark, sample, score (the line's level), date, price.
    ``sample`` is an option of the second selector; one that begins with "Open" also hides the
    runs whose weights are not open.
    """
    benchmarks, samples = list(rows["benchmark"].unique()), list(fits["sample"].unique())
    runs = f"{theme.chosen('benchmark')} && (sample[0] !== 'O' || datum.weights === 'open')"
    lines = theme.chosen("benchmark", "sample")
    shown = rows[rows["benchmark"] == benchmarks[0]]
    free = slope.spots(_drawn(rows, fits), by="benchmark", height=depth(HEIGHT - KEY))
    return theme.finished(
        [
            *_run_points(rows, runs, theme.dates("date")),
            _stairs(frontier, lines),
            *_fit_lines(fits, lines),
            *slope.key(free, theme.chosen("benchmark")),
        ],
        theme.choice("benchmark", benchmarks, "Benchmark"),
        theme.choice("sample", samples, "Weights"),
        height=HEIGHT,
        description=f"{len(shown)} priced runs of {benchmarks[0]}, {words.span(shown)} a pass; "
        f"{int(shown['frontier'].sum())} are on the frontier of price and score.",
    )


def _drawn(rows: pd.DataFrame, fits: pd.DataFrame) -> pd.DataFrame:
    """Return the places of all runs and, twelve a line, of the fitted lines."""
    columns = ["benchmark", "date", "price"]
    lines = [rows[columns]]
    for (benchmark, *_), ends in fits.groupby(["benchmark", "sample", "score"]):
        first, last = ends["date"].min(), ends["date"].max()
        high, low = ends.sort_values("date")["price"].iloc[[0, -1]]
        days = pd.date_range(first, last, periods=12)
        prices = np.geomspace(high, low, 12)
        lines.append(pd.DataFrame({"benchmark": benchmark, "date": days, "price": prices}))
    return pd.concat(lines)


def _run_points(rows: pd.DataFrame, keep: str, x: alt.X) -> list[alt.Chart]:
    """Draw runs as circles, open weights filled; those off the frontier small and faint."""
    base = theme.run_texts(alt.Chart(rows).transform_filter(keep), rows).encode(
        x=x, y=theme.dollars("price", PASS)
    )
    points = base.mark_point(strokeWidth=1.6).encode(
        stroke=alt.Stroke("score:Q", scale=theme.score_scale(), legend=theme.score_key()),
        fill=alt.Fill("score:Q", scale=theme.score_scale(), legend=theme.score_key()),
        fillOpacity=alt.when("datum.weights === 'open'").then(alt.value(1)).otherwise(alt.value(0)),
        strokeOpacity=alt.when("datum.frontier").then(alt.value(1)).otherwise(alt.value(0.5)),
        size=alt.when("datum.frontier").then(alt.value(75)).otherwise(alt.value(32)),
        tooltip=theme.run_tooltip(rows),
    )
    return [points, theme.ring(base)]


def _stairs(frontier: pd.DataFrame, keep: str) -> alt.Chart:
    marked: alt.Chart = (
        alt.Chart(frontier)
        .transform_filter(keep)
        .mark_line(interpolate="step-after", strokeWidth=3.5, color=theme.FOREGROUND)
        .encode(x="date:T", y="price:Q")
    )
    return marked


def _fit_lines(fits: pd.DataFrame, keep: str) -> list[alt.Chart]:
    """Draw each fitted line in the colour of its score, named at its later end."""
    colour = alt.Color("score:Q", scale=theme.score_scale(), legend=None)
    base = alt.Chart(fits).transform_filter(keep).encode(y="price:Q", color=colour)
    ends = base.transform_joinaggregate(end="max(date)", groupby=["score"]).transform_filter(
        "time(datum.date) === time(datum.end)"
    )
    return [
        base.mark_line(strokeWidth=1.5).encode(x="date:T", detail="score:Q"),
        ends.mark_text(align="left", dx=5, fontWeight="bold").encode(
            x="date:T", text=alt.Text("score:Q", format=".0%")
        ),
    ]


def price_to_reach(steps: pd.DataFrame, until: pd.Timestamp) -> alt.LayerChart:
    """The cheapest known price of reaching a score, one stepping line a score level.

    ``steps``: one row each time the price fell: benchmark (a name), level (fraction), date, price
    (USD a pass), model; for the tooltip as in ``price_over_time``. Lines run on to ``until``.
    """
    benchmarks = list(steps["benchmark"].unique())
    line = ["benchmark", "level"]
    steps = steps.sort_values([*line, "date"], ignore_index=True)
    steps = steps.assign(rank=steps.groupby("benchmark")["level"].rank("dense"))
    ends = steps.groupby(line, as_index=False).tail(1).assign(date=until)
    ends["end"] = [
        f"{fmt.percent(level)}: {fmt.usd(price, 2)}"
        for level, price in zip(ends["level"], ends["price"], strict=True)
    ]
    ends = labels.dodge(ends, steps, y="price", by="benchmark", height=depth(HEIGHT))
    colour = alt.Color("rank:O", scale=theme.rank_scale(), legend=None)
    keep = theme.chosen("benchmark")
    encode = {"y": theme.dollars("price", PASS), "color": colour}
    track = (
        alt.Chart(pd.concat([steps, ends])[[*line, "rank", "date", "price"]])
        .transform_filter(keep)
        .mark_line(interpolate="step-after", strokeWidth=3)
        .encode(x=theme.dates("date"), detail="level:Q", **encode)
    )
    drop = steps["price"] / steps.groupby(line)["price"].shift()
    drawn = pd.concat([steps, ends]).sort_values([*line, "date"])
    named = labels.place(
        steps.assign(drop=drop.fillna(0)).sort_values("drop"),
        drawn,
        x="date",
        y="price",
        text="model",
        by="benchmark",
        height=depth(HEIGHT),
        sides=labels.STAIRS,
        most={"wide": 14, "narrow": 4},
        margin=MARGIN,
    )
    spots = slope.spots(drawn, by="benchmark", height=depth(HEIGHT), margin=MARGIN)
    base = theme.run_texts(alt.Chart(named).transform_filter(keep), named).encode(
        x="date:T", **encode
    )
    shown = steps[steps["benchmark"] == benchmarks[0]].groupby("level")
    told = [f"{fmt.percent(level)} {words.change(group)}" for level, group in shown]
    return theme.finished(
        [
            track,
            base.mark_point(size=60, filled=True).encode(tooltip=theme.run_tooltip(named)),
            theme.ring(base),
            labels.named(base, "model", color=theme.FOREGROUND),
            _line_ends(ends, keep, colour),
            *slope.key(spots, keep),
        ],
        theme.choice("benchmark", benchmarks, "Benchmark"),
        height=HEIGHT,
        description="Cheapest known price of reaching a score on "
        f"{benchmarks[0]}: {'; '.join(told)}.",
    )


def _line_ends(ends: pd.DataFrame, keep: str, colour: alt.Color) -> alt.Chart:
    marked: alt.Chart = (
        alt.Chart(ends)
        .transform_filter(keep)
        .mark_text(align="left", dx=6, dy=alt.ExprRef("datum.shift"), fontWeight="bold")
        .encode(x="date:T", y="price:Q", text="end:N", color=colour)
    )
    return marked
