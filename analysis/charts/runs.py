"""Charts of priced runs: price against date and against score."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from analysis.charts import layout, slope, theme, tooltips, words

HEIGHT, KEY = 420, 24  # of the picture; of the score's key above a plot
PASS = "US$ a pass"
DAY = 86_400_000  # milliseconds
APART = 1.7  # ratio of two prices between which a line of text fits


def price_over_time(rows: pd.DataFrame, lows: pd.DataFrame) -> alt.LayerChart:
    """Runs by date and price, coloured by score, and the cheapest way to one score.

    ``rows``: one priced run each: model, benchmark (a name), date, price (USD a pass), score
    (fraction), weights (open, closed), frontier (flag); for the tooltip, where known, score_se,
    tokens, token_prices, source (texts).
    ``lows``: the corners of lines that step down, one a benchmark and sample: benchmark, sample,
    score (the line's level), date, price.
    ``sample`` is an option of the second selector; one that begins with "Open" also hides the
    runs whose weights are not open.
    """
    benchmarks, samples = list(rows["benchmark"].unique()), list(lows["sample"].unique())
    runs = f"{theme.chosen('benchmark')} && (sample[0] !== 'O' || datum.weights === 'open')"
    lines = theme.chosen("benchmark", "sample")
    shown = rows[rows["benchmark"] == benchmarks[0]]
    free = slope.spots(rows, by="benchmark", height=layout.depth(HEIGHT - KEY))
    return theme.finished(
        [
            *_run_points(rows, runs, theme.dates("date")),
            *_stairs(lows, lines),
            *slope.key(free, theme.chosen("benchmark")),
        ],
        theme.choice("benchmark", benchmarks, "Benchmark"),
        theme.choice("sample", samples, "Weights"),
        height=HEIGHT,
        description=f"{len(shown)} priced runs of {benchmarks[0]}, {words.span(shown)} a pass; "
        f"{int(shown['frontier'].sum())} are on the frontier of price and score.",
    )


def _run_points(rows: pd.DataFrame, keep: str, x: alt.X) -> list[alt.Chart]:
    """Draw runs as circles, open weights filled; those off the frontier small and faint."""
    base = tooltips.run_texts(alt.Chart(rows).transform_filter(keep), rows).encode(
        x=x, y=theme.dollars("price", PASS)
    )
    points = _circles(base, rows).encode(
        stroke=alt.Stroke("score:Q", scale=theme.score_scale(), legend=theme.score_key()),
        fill=alt.Fill("score:Q", scale=theme.score_scale(), legend=theme.score_key()),
        strokeOpacity=alt.when("datum.frontier").then(alt.value(1)).otherwise(alt.value(0.5)),
        size=alt.when("datum.frontier")
        .then(alt.value(alt.ExprRef(f"{theme.NARROW} ? 40 : 70")))
        .otherwise(alt.value(alt.ExprRef(f"{theme.NARROW} ? 14 : 30"))),
    )
    return [points, theme.ring(base)]


def _circles(base: alt.Chart, rows: pd.DataFrame) -> alt.Chart:
    """Draw open weights as filled circles, closed ones hollow, with what a run tells."""
    is_open = alt.when("datum.weights === 'open'")
    circles: alt.Chart = base.mark_point(
        size=alt.ExprRef(f"{theme.NARROW} ? 22 : 45"),
        strokeWidth=alt.ExprRef(f"{theme.NARROW} ? 1.1 : 1.6"),
        stroke=theme.ACCENT,
        fill=theme.ACCENT,
    ).encode(
        fillOpacity=is_open.then(alt.value(1)).otherwise(alt.value(0)),
        tooltip=tooltips.run_tooltip(rows),
    )
    return circles


def _stairs(lows: pd.DataFrame, keep: str) -> list[alt.Chart]:
    """Draw each line of steps, its score said where it begins."""
    base = alt.Chart(lows).transform_filter(keep).encode(x=alt.X("date:T"), y=alt.Y("price:Q"))
    begins = base.transform_joinaggregate(
        begin="min(date)", groupby=["benchmark", "sample"]
    ).transform_filter("time(datum.date) === time(datum.begin)")
    return [
        base.mark_line(interpolate="step-after", strokeWidth=3.5, color=theme.FOREGROUND),
        begins.transform_calculate(level="format(100 * datum.score, '.0f') + ' % or more'")
        .mark_text(align="left", dy=-9, fontWeight="bold", color=theme.FOREGROUND)
        .encode(text=alt.Text("level:N")),
    ]


def price_against_score(rows: pd.DataFrame) -> alt.LayerChart:
    """Price against score as of a date that the reader slides, with the frontier of that day.

    ``rows``: one row a run and price it has had: model, benchmark (a name), date (from which it
    had the price), price (USD a pass), score (fraction), weights (open, closed); for the tooltip
    as in ``price_over_time``. The frontier, a step line, is the cheapest price at or above a
    score; the thin one is that of a year before.
    """
    benchmarks = list(rows["benchmark"].unique())
    slider, choice = _as_of(rows["date"]), theme.choice("benchmark", benchmarks, "Benchmark")
    day, keep = "+toDate(datum.date)", theme.chosen("benchmark")
    x = theme.shares("score", "Score")
    price = theme.dollars("price", PASS)
    known = alt.Chart(rows).transform_filter(keep).transform_calculate(day=day)
    now = known.transform_filter("datum.day <= as_of")
    before = known.transform_filter(f"datum.day <= as_of - {365 * DAY}")
    # all runs, unseen, hold the axes still while the date moves
    still = known.mark_point(opacity=0, tooltip=None).encode(x=x, y=price)
    latest = now.transform_joinaggregate(last="max(day)", groupby=["model"]).transform_filter(
        "datum.day === datum.last"
    )
    base = tooltips.run_texts(latest, rows).encode(x=alt.X("score:Q"), y=alt.Y("price:Q"))
    first = rows[rows["benchmark"] == benchmarks[0]]
    return theme.finished(
        [
            still,
            _frontier_line(before, theme.MUTED, 1.5),
            _frontier_line(now, theme.FOREGROUND, 3.5),
            _circles(base, rows),
            theme.ring(base),
            *_corner_names(_best_for_the_price(now)),
            *_past(before),
        ],
        choice,
        slider,
        height=HEIGHT,
        description=f"Price against score of {first['model'].nunique()} models on "
        f"{benchmarks[0]}, {words.span(first)} a pass; the frontier steps up from the cheapest "
        "model to the best.",
    )


def _as_of(days: pd.Series[pd.Timestamp]) -> alt.Parameter:
    """Let the reader slide through the record month by month; it begins at the last day."""
    first, last = (int(day.timestamp() * 1000) for day in (days.min(), days.max()))
    month = DAY * 365.25 / 12
    months = max(1, round((last - first) / month))
    last += DAY  # midnight here is not midnight in the reader's zone
    bind = alt.binding_range(min=last - months * month, max=last, step=month, name="As of")
    return alt.param(name="as_of", value=last, bind=bind)


def _best_for_the_price(runs: alt.Chart) -> alt.Chart:
    """Keep the runs that no run at most as dear is better than."""
    rising: list[alt.SortField | dict[str, str]] = [
        alt.SortField("price"),
        alt.SortField("score", order="descending"),
    ]
    best = runs.transform_window(best="max(score)", frame=[None, 0], sort=rising)
    ranked = best.transform_window(better="lag(best)", sort=rising)
    kept: alt.Chart = ranked.transform_filter(
        "!isValid(datum.better) || datum.score > datum.better"
    )
    return kept


def _frontier_line(runs: alt.Chart, colour: str, width: float) -> alt.Chart:
    line: alt.Chart = (
        _best_for_the_price(runs)
        .mark_line(interpolate="step-before", strokeWidth=width, color=colour)
        .encode(x=alt.X("score:Q"), y=alt.Y("price:Q"), order=alt.Order("score:Q"))
    )
    return line


def _past(runs: alt.Chart) -> list[alt.Chart]:
    """Say at the upper end of the thin frontier what it is, on a ground of its own."""
    best = _best_for_the_price(runs).transform_joinaggregate(top="max(score)")
    end = best.transform_filter("datum.score === datum.top").encode(
        x=alt.X("score:Q"), y=alt.Y("price:Q")
    )
    text: dict[str, Any] = {"text": "a year before", "align": "right", "dy": -9}
    return [
        end.mark_text(**text, color=theme.GROUND, stroke=theme.GROUND, strokeWidth=4),
        end.mark_text(**text, color=theme.MUTED),
    ]


def _corner_names(corners: alt.Chart) -> list[alt.Chart]:
    """Name the frontier's models right of its corners, a line of text apart from each other.

    There is room at every score: a run right of a corner and not above it would be the frontier's.
    """
    rising: list[alt.SortField | dict[str, str]] = [alt.SortField("price")]
    bands = corners.transform_calculate(band=f"floor(log(datum.price) / log({APART}))")
    first = bands.transform_window(nth="row_number()", groupby=["band"], sort=rising)
    first = first.transform_filter(f"!{theme.NARROW} && datum.nth === 1")
    apart = first.transform_window(cheaper="lag(price)", sort=rising).transform_filter(
        f"!isValid(datum.cheaper) || datum.price > {APART} * datum.cheaper"
    )
    short = apart.transform_calculate(name="split(datum.model, ' (')[0]")  # settings have tooltips
    named = short.encode(x=alt.X("score:Q"), y=alt.Y("price:Q"), text=alt.Text("name:N"))
    text: dict[str, Any] = {"align": "left", "baseline": "middle", "dx": 8, "dy": 5}
    return [
        named.mark_text(**text, color=theme.GROUND, stroke=theme.GROUND, strokeWidth=4),
        named.mark_text(**text),
    ]
