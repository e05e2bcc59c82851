"""Charts of what a success costs, of what drives the price of the best, and of price reversals."""

from __future__ import annotations

import altair as alt
import numpy as np
import pandas as pd

from analysis import format as fmt
from analysis.charts import labels, theme, tooltips, words
from analysis.charts.layout import depth

HEIGHT = 400
BINS = 36  # along each axis of the reversals
SOLVED = "US$ per solved item"


def price_of_success(steps: pd.DataFrame, until: pd.Timestamp) -> alt.LayerChart:
    """The cheapest price of one solved item so far, one stepping line a benchmark.

    ``steps``: one row each time it fell: benchmark (a name), domain (its hue), date, price (USD
    per solved item), model; for the tooltip as in ``price_to_reach``. Lines run on to ``until``.
    """
    line = ["benchmark"]
    steps = steps.sort_values([*line, "date"], ignore_index=True)
    ends = steps.groupby(line, as_index=False, sort=False).tail(1).assign(date=until)
    drawn = pd.concat([steps, ends]).sort_values([*line, "date"])
    ends = ends.assign(end=ends["benchmark"] + "|" + ends["price"].map(lambda v: fmt.usd(v, 2)))
    ends = labels.dodge(ends, drawn, y="price", height=depth(HEIGHT), gap=2 * labels.LINE)
    hue = theme.domain_colour()
    base = tooltips.run_texts(alt.Chart(steps), steps).encode(
        x=alt.X("date:T"), y=alt.Y("price:Q"), color=hue
    )
    told = [
        f"{name} {words.first_and_last(rows)}"
        for name, rows in steps.groupby("benchmark", sort=False)
    ]
    return theme.finished(
        [
            alt.Chart(drawn)
            .mark_line(interpolate="step-after", strokeWidth=2.5)
            .encode(
                x=theme.dates("date"),
                y=theme.dollars("price", SOLVED),
                color=hue,
                detail=alt.Detail("benchmark:N"),
            ),
            base.mark_point(size=45, filled=True).encode(tooltip=tooltips.run_tooltip(steps)),
            theme.ring(base),
            labels.line_ends(ends, "price", hue),
        ],
        height=HEIGHT,
        description=f"Cheapest price of a solved item so far: {'; '.join(told)}.",
    )


DRIVERS = {  # column -> its name at the end of its line, and its colour
    "price": ("the run", theme.FOREGROUND),
    "tokens": ("tokens", theme.SCORE_COLOURS[1]),
    "price_per_token": ("token price", theme.SCORE_COLOURS[3]),
}


def drivers_of_best(rows: pd.DataFrame) -> alt.LayerChart:
    """What the best model's run cost, and the tokens and token price that multiply to it.

    ``rows``: one row a record score: benchmark (a name), date, model, price (USD a pass), tokens
    (a pass), price_per_token (USD per million). Each is drawn as a multiple of its first value,
    so that on the log axis two lines add up to the third.
    """
    table = _multiples(rows.dropna(subset=list(DRIVERS)))
    benchmarks = list(table["benchmark"].unique())
    keep = theme.chosen("benchmark")
    names = [name for name, _ in DRIVERS.values()]
    scale = alt.Scale(domain=names, range=[colour for _, colour in DRIVERS.values()])
    colour = alt.Color("driver:N", scale=scale, legend=None)
    base = (
        alt.Chart(table)
        .transform_filter(keep)
        .encode(x=alt.X("date:T"), y=alt.Y("multiple:Q"), color=colour)
    )
    ends = table.sort_values("date").groupby(["benchmark", "driver"], as_index=False).tail(1)
    ends = ends.assign(end=ends["driver"] + ": " + ends["multiple"].map(fmt.times))
    ends = labels.dodge(ends, table, y="multiple", by="benchmark", height=depth(HEIGHT))
    last = ends[ends["benchmark"] == benchmarks[0]]["end"]
    return theme.finished(
        [
            *theme.level(1.0, ""),
            base.mark_line(interpolate="step-after").encode(
                x=theme.dates("date"),
                y=theme.factors("multiple", "times the first record's", x=False),
                strokeWidth=alt.when("datum.driver === 'the run'")
                .then(alt.value(3.5))
                .otherwise(alt.value(2)),
            ),
            base.mark_point(size=45, filled=True).encode(
                tooltip=[
                    alt.Tooltip("model:N", title="Model"),
                    alt.Tooltip("date:T", title="Date", format="%d %b %Y"),
                    alt.Tooltip("told:N", title="Value"),
                ]
            ),
            alt.Chart(ends)
            .transform_filter(keep)
            .mark_text(align="left", dx=7, dy=alt.ExprRef("datum.shift"), fontWeight="bold")
            .encode(x=alt.X("date:T"), y=alt.Y("multiple:Q"), text=alt.Text("end:N"), color=colour),
        ],
        theme.choice("benchmark", benchmarks, "Benchmark"),
        height=HEIGHT,
        description=f"The best run on {benchmarks[0]} as multiples of the first record's: "
        f"{fmt.listing(list(last))}.",
    )


def _multiples(rows: pd.DataFrame) -> pd.DataFrame:
    """Return a row a record and driver: its value in words, and as a multiple of the first."""
    ordered = rows.sort_values(["benchmark", "date"], kind="stable")
    order = list(rows["benchmark"].unique())
    told = {
        "price": lambda v: f"{fmt.usd(v)} a pass",
        "tokens": lambda v: f"{fmt.significant(v, 3)} tokens a pass",
        "price_per_token": lambda v: f"{fmt.usd(v)} per million tokens",
    }
    parts = []
    for column, (name, _) in DRIVERS.items():
        first = ordered.groupby("benchmark")[column].transform("first")
        part = ordered[["benchmark", "model", "date"]].assign(
            driver=name, multiple=ordered[column] / first, told=ordered[column].map(told[column])
        )
        parts.append(part)
    table = pd.concat(parts, ignore_index=True)
    return table.sort_values("benchmark", key=lambda b: b.map(order.index), kind="stable")


def reversals(pairs: pd.DataFrame) -> alt.LayerChart:
    """Pairs of models by how much dearer one is per token, and how much the other per run.

    ``pairs``: benchmark (a name), list_ratio (dearer over cheaper token price, above 1),
    run_ratio (run price of the one with the cheaper tokens over the other's), reversed (flag:
    run_ratio above 1), cheaper_list and dearer_list (models). Pairs are counted in squares; the
    most extreme reversal is ringed. The reader chooses among benchmarks where there are several.
    """
    benchmarks = list(pairs["benchmark"].unique())
    choose = {"benchmark": "Benchmark"} if len(benchmarks) > 1 else {}
    keep = theme.chosen(*choose)
    told = pairs.groupby("benchmark", sort=False)["reversed"].mean()
    shares = told.map(fmt.percent).rename("share").reset_index()
    shares["said"] = "cheaper per token, costlier to run: " + shares["share"] + " of pairs"
    extreme = pairs.loc[pairs.groupby("benchmark", sort=False)["run_ratio"].idxmax()]
    extreme = extreme.assign(said=extreme["run_ratio"].map(fmt.times))
    point = (
        alt.Chart(extreme)
        .transform_filter(keep)
        .encode(x=alt.X("list_ratio:Q"), y=alt.Y("run_ratio:Q"))
    )
    words_at_top = alt.Chart(shares).transform_filter(keep)
    return theme.finished(
        [
            _cells(alt.Chart(_squares(pairs)).transform_filter(keep)),
            *theme.level(1.0, ""),
            point.mark_point(size=110, strokeWidth=2, color=theme.FOREGROUND).encode(
                tooltip=[
                    alt.Tooltip("cheaper_list:N", title="Cheaper per token"),
                    alt.Tooltip("dearer_list:N", title="More expensive per token"),
                    alt.Tooltip("said:N", title="More expensive to run"),
                ]
            ),
            words_at_top.transform_calculate(
                told=f"{theme.NARROW} ? datum.share + ' costlier to run' : datum.said"
            )
            .mark_text(align="right", baseline="top", dy=4, fontWeight="bold")
            .encode(
                x=alt.value("width"),
                y=alt.value(0),
                text=alt.Text("told:N"),
                color=alt.value(theme.ACCENT),
            ),
        ],
        *theme.choices(pairs, choose),
        height=HEIGHT,
        description=f"On {benchmarks[0]} {shares['share'].iloc[0]} of the pairs of models are "
        "reversed: the one that is cheaper per token costs more to run, up to "
        f"{extreme['said'].iloc[0]}.",
    )


def _cells(base: alt.Chart) -> alt.Chart:
    """Draw squares as large as the pairs in them are many; coloured where the order turned."""
    turned = alt.when("datum.run_ratio > 1").then(alt.value(theme.ACCENT))
    drawn: alt.Chart = base.mark_square(opacity=1).encode(
        x=theme.factors("list_ratio", "times more expensive per token"),
        y=theme.factors("run_ratio", "times more expensive to run", x=False),
        color=turned.otherwise(alt.value(theme.MUTED)),
        size=alt.Size("pairs:Q", legend=None).scale(type="sqrt", range=[4, 80]),
        tooltip=[alt.Tooltip("pairs:Q", title="Pairs")],
    )
    return drawn


def _squares(pairs: pd.DataFrame) -> pd.DataFrame:
    """Count pairs in cells of the two log ratios: ``BINS`` cells each way, 1 on an edge."""
    logs = np.log10(pairs[["list_ratio", "run_ratio"]].to_numpy(dtype=float))
    step = np.maximum(np.ptp(logs, axis=0), 0.1) / BINS
    middle = (np.floor(logs / step) + 0.5) * step
    cells = pd.DataFrame({"benchmark": pairs["benchmark"], "x": middle[:, 0], "y": middle[:, 1]})
    counted = cells.value_counts(sort=False).rename("pairs").reset_index()
    return counted.assign(list_ratio=10 ** counted["x"], run_ratio=10 ** counted["y"])
