"""Charts of prices that move in steps: to reach a score, and of the best model's run."""

from __future__ import annotations

import altair as alt
import numpy as np
import pandas as pd

from analysis import format as fmt
from analysis.charts import labels, layout, slope, theme, tooltips, words
from analysis.charts.layout import depth
from analysis.facts import titles

HEIGHT = 420
# To which a tablet presses it, and a narrow phone: labels have to stand apart there too.
LEAST = {"wide": depth(330), "narrow": depth(366)}
MARGIN = 85  # pixels at the right for "60 %: $0.043"
PASS = "US$ a pass"
LINE = ["benchmark", "level"]


def price_to_reach(steps: pd.DataFrame, until: pd.Timestamp) -> alt.LayerChart:
    """The cheapest price of reaching a score, one stepping line a score level.

    Solid what it costs on the day, dashed the lowest so far where that offer has ended.
    ``steps``: one row each time the price moved: benchmark (a name), level (fraction), date, price
    (USD a pass; empty from the day on which nobody offers the score, and the line breaks there),
    model; for the tooltip, where known, score, score_se, tokens, token_prices, source. At most
    five levels a benchmark. Lines run on to ``until``.
    """
    benchmarks = list(steps["benchmark"].unique())
    steps = steps[[*LINE, *tooltips.used(steps)]].sort_values([*LINE, "date"], ignore_index=True)
    steps = steps.assign(rank=steps.groupby("benchmark")["level"].rank("dense"))
    ends = steps.groupby(LINE, as_index=False).tail(1).assign(date=until)
    drawn = pd.concat([steps, ends]).sort_values([*LINE, "date"])
    keep = theme.chosen("benchmark")
    sold, open_ends = steps.dropna(subset="price"), ends.dropna(subset="price")
    first = sold[sold["benchmark"] == benchmarks[0]].groupby("level")
    told = [f"{fmt.percent(level)} {words.first_and_last(group)}" for level, group in first]
    inked = drawn.dropna(subset="price")
    spots = slope.spots(inked, by="benchmark", height=depth(HEIGHT), margin=MARGIN)
    return theme.finished(
        [
            *_tracks(drawn, keep),
            *_corners(_named(sold, pd.concat([inked, slope.line(spots)]), spots), keep),
            _line_ends(open_ends, sold, keep),
            *slope.key(spots, keep),
        ],
        theme.choice("benchmark", benchmarks, "Benchmark"),
        height=HEIGHT,
        description="Cheapest known price of reaching a score on "
        f"{benchmarks[0]}: {'; '.join(told)}.",
    )


def _colour() -> alt.Color:
    return alt.Color("rank:O", scale=theme.rank_scale(), legend=None)


def _tracks(drawn: pd.DataFrame, keep: str) -> list[alt.Chart]:
    low = drawn.groupby(LINE)["price"].cummin()
    table = drawn[[*LINE, "rank", "date", "price"]].assign(
        low=low.groupby([drawn[c] for c in LINE]).ffill()
    )
    base = alt.Chart(table).transform_filter(keep)
    base = base.encode(x=theme.dates("date"), color=_colour(), detail=alt.Detail("level:Q"))
    lowest = base.mark_line(interpolate="step-after", strokeWidth=1.5, strokeDash=[4, 3])
    on_the_day = base.mark_line(interpolate="step-after", strokeWidth=3)
    return [lowest.encode(y=alt.Y("low:Q")), on_the_day.encode(y=theme.dollars("price", PASS))]


def _named(steps: pd.DataFrame, drawn: pd.DataFrame, spots: pd.DataFrame) -> pd.DataFrame:
    """Place the models' names: a line's first step, then the deepest falls, have the choice."""
    kept = steps["price"] / steps.groupby(LINE)["price"].shift()
    before = steps.groupby(LINE)["model"].shift().fillna("")
    again = steps["model"] == before  # a price cut: named already
    named = titles.bare(steps["model"])  # the setting is in its tooltip
    ordered = steps.assign(kept=kept.fillna(0), name=named.mask(again, ""))
    return labels.place(
        ordered.sort_values("kept").drop(columns="kept"),
        drawn,
        x="date",
        y="price",
        text="name",
        by="benchmark",
        height=LEAST,
        sides=labels.STAIRS,
        most={"wide": 14, "narrow": 6},
        margin=MARGIN,
        keys=slope.texts(spots),
    )


def _corners(named: pd.DataFrame, keep: str) -> list[alt.Chart]:
    base = tooltips.run_texts(alt.Chart(named).transform_filter(keep), named).encode(
        x=alt.X("date:T"), y=alt.Y("price:Q"), color=_colour()
    )
    points = base.mark_point(size=60, filled=True).encode(tooltip=tooltips.run_tooltip(named))
    return [points, theme.ring(base), labels.named(base, "name")]


def _line_ends(ends: pd.DataFrame, steps: pd.DataFrame, keep: str) -> alt.Chart:
    """Say at each line's end its score and what that costs now."""
    pairs = zip(ends["level"], ends["price"], strict=True)
    said = ends.assign(end=[f"{fmt.percent(level)}: {fmt.usd(price, 2)}" for level, price in pairs])
    placed = labels.dodge(said, steps, y="price", by="benchmark", height=depth(HEIGHT))
    text: alt.Chart = (
        alt.Chart(placed)
        .transform_filter(keep)
        .mark_text(align="left", dx=6, dy=alt.ExprRef("datum.shift"), fontWeight="bold")
        .encode(x=alt.X("date:T"), y=alt.Y("price:Q"), text=alt.Text("end:N"), color=_colour())
    )
    return text


def best_run(rows: pd.DataFrame, fits: pd.DataFrame) -> alt.LayerChart:
    """Steps of what the run of the best model of its day cost, with the fitted rise.

    ``rows``: one row a record score: benchmark (a name), date, price (USD a pass), model, score
    (fraction); for the tooltip as in ``price_to_reach``. ``fits``: two or more points a line:
    benchmark, date, price, and ``label``, what is written at its end ("up 4.2× a year").
    """
    benchmarks = list(rows["benchmark"].unique())
    keep = theme.chosen("benchmark")
    steps = rows.sort_values(["benchmark", "date"], ignore_index=True)
    lines = layout.along(fits, ["benchmark"]).assign(level=np.nan)
    drawn = pd.concat([steps.assign(level=0), lines])
    first = steps[steps["benchmark"] == benchmarks[0]]
    named = _places(steps, lines, fits, drawn)
    return theme.finished(
        [
            *_records(steps, named[named["kind"] == "record"], keep),
            *_rise(fits, named[named["kind"] == "fit"], keep),
        ],
        theme.choice("benchmark", benchmarks, "Benchmark"),
        height=HEIGHT,
        description=f"What a pass over {benchmarks[0]} cost with the best model of its day: "
        f"{words.first_and_last(first)}; {len(first)} record scores.",
    )


def _places(
    steps: pd.DataFrame, lines: pd.DataFrame, fits: pd.DataFrame, drawn: pd.DataFrame
) -> pd.DataFrame:
    """Place what the fitted line says, once, as late on it as there is room, then the models."""
    texts = fits.drop_duplicates("benchmark").set_index("benchmark")["label"]
    said = lines[::-1].assign(text=lines["benchmark"].map(texts), kind="fit")
    models = steps.assign(text=steps["model"], kind="record").sort_values("score", ascending=False)
    return labels.place(
        pd.concat([said.drop(columns="level"), models]),
        drawn,
        x="date",
        y="price",
        text="text",
        by="benchmark",
        height=depth(HEIGHT),
        sides=("over", *labels.STAIRS, *labels.SCATTER),
        most={"wide": 11, "narrow": 5},
    )


def _records(steps: pd.DataFrame, named: pd.DataFrame, keep: str) -> list[alt.Chart]:
    base = tooltips.run_texts(alt.Chart(steps).transform_filter(keep), steps)
    base = base.encode(x=theme.dates("date"), y=theme.dollars("price", PASS))
    points = base.mark_point(size=70, filled=True, color=theme.FOREGROUND)
    names = alt.Chart(named).transform_filter(keep).encode(x=alt.X("date:T"), y=alt.Y("price:Q"))
    return [
        base.mark_line(interpolate="step-after", strokeWidth=3.5, color=theme.FOREGROUND),
        points.encode(tooltip=tooltips.run_tooltip(steps)),
        theme.ring(base),
        labels.named(names, "text"),
    ]


def _rise(fits: pd.DataFrame, named: pd.DataFrame, keep: str) -> list[alt.Chart]:
    line = alt.Chart(fits).transform_filter(keep).mark_line(strokeWidth=1.5, color=theme.ACCENT)
    end = alt.Chart(named).transform_filter(keep).encode(x=alt.X("date:T"), y=alt.Y("price:Q"))
    return [
        line.encode(x=alt.X("date:T"), y=alt.Y("price:Q")),
        labels.named(end, "text", color=theme.ACCENT, fontWeight="bold"),
    ]
