"""Charts of token prices: record lows in bands of score, and the cheapest token at a level."""

from __future__ import annotations

import altair as alt
import pandas as pd

from analysis.charts import labels, layout, theme, tooltips, words

MTOK = "US$ per million tokens"
HEIGHT = 400


def record_lows(lows: pd.DataFrame, lines: pd.DataFrame) -> alt.LayerChart:
    """Record lows of a price in each band of score, with the fitted lines.

    ``lows``: sample (what the reader chooses by), band, date, price (USD per million tokens),
    model, score (fraction). ``lines``: sample, band, date, price.
    """
    bands = list(lows["band"].unique())
    samples = list(lows["sample"].unique())
    keep = theme.chosen("sample")
    colour = alt.Color("band:N", sort=bands, title="Score on MMLU-Pro")
    colour = colour.scale(domain=bands, range=theme.SCORE_COLOURS[1 : 1 + len(bands)])
    columns = alt.ExprRef(f"{theme.NARROW} ? 1 : {len(bands)}")
    colour = colour.legend(orient="top", titleOrient="left", titlePadding=10, columns=columns)
    base = tooltips.run_texts(alt.Chart(lows).transform_filter(keep), lows)
    base = base.encode(x=theme.dates("date"), y=theme.dollars("price", MTOK), color=colour)
    fitted = alt.Chart(lines).transform_filter(keep).mark_line(strokeDash=[5, 4], strokeWidth=1.5)
    first = lows[lows["sample"] == samples[0]]
    told = [
        f"{band} {words.first_and_last(rows)}" for band, rows in first.groupby("band", sort=False)
    ]
    return theme.finished(
        [
            fitted.encode(x=alt.X("date:T"), y=alt.Y("price:Q"), color=colour),
            base.mark_line(interpolate="step-after", strokeWidth=3),
            base.mark_point(size=70, filled=True).encode(tooltip=tooltips.run_tooltip(lows)),
            theme.ring(base),
        ],
        theme.choice("sample", samples, "Models"),
        height=400,
        description=f"Record lows of the token price, {samples[0].lower()}: {'; '.join(told)}.",
    )


def staircase(steps: pd.DataFrame, claims: pd.DataFrame, until: pd.Timestamp) -> alt.LayerChart:
    """The cheapest token at or above a level of score, stepping down, and what is claimed of it.

    ``steps``: level, date, price (USD per million tokens), model. ``claims``: level, claim (its
    words), date, price, two points a claim. Lines run on to ``until``.
    """
    levels = list(steps["level"].unique())
    ends = steps.groupby("level", as_index=False, sort=False).tail(1).assign(date=until)
    drawn = pd.concat([steps, ends]).sort_values(["level", "date"])
    keep = theme.chosen("level")
    base = tooltips.run_texts(alt.Chart(steps).transform_filter(keep), steps)
    base = base.encode(x=theme.dates("date"), y=theme.dollars("price", MTOK))
    track = alt.Chart(drawn).transform_filter(keep)
    track = track.mark_line(interpolate="step-after", strokeWidth=3.5, color=theme.FOREGROUND)
    claimed = alt.Chart(claims).transform_filter(keep).encode(x=alt.X("date:T"), y=alt.Y("price:Q"))
    said = alt.Chart(_beside(claims, drawn)).transform_filter(keep)
    told = [
        f"{level} {words.first_and_last(rows)}"
        for level, rows in steps.groupby("level", sort=False)
    ]
    return theme.finished(
        [
            claimed.mark_line(strokeDash=[6, 4], strokeWidth=2, color=theme.ACCENT),
            track.encode(x=theme.dates("date"), y=theme.dollars("price", MTOK)),
            base.mark_point(size=70, filled=True, color=theme.FOREGROUND).encode(
                tooltip=tooltips.run_tooltip(steps)
            ),
            theme.ring(base),
            labels.named(
                said.encode(x=alt.X("date:T"), y=alt.Y("price:Q")),
                "claim",
                color=theme.ACCENT,
                fontWeight="bold",
            ),
        ],
        theme.choice("level", levels, "Level"),
        height=HEIGHT,
        description=f"Cheapest price of a million tokens at a level: {'; '.join(told)}.",
    )


def _beside(claims: pd.DataFrame, drawn: pd.DataFrame) -> pd.DataFrame:
    """Place each claim's words beside its line, near the middle, where no step is in the way."""
    line = layout.along(claims, ["level", "claim"]).assign(which=lambda rows: rows["level"])
    place = line.groupby("which").cumcount()
    spots = line.iloc[(place - place.max() / 2).abs().argsort(kind="stable")]
    within = [drawn.assign(which=drawn["level"]), line.assign(level=float("nan"))]
    return labels.place(
        spots, pd.concat(within), x="date", y="price", text="claim", by="which",
        height=layout.depth(HEIGHT), sides=("before", "after"),
    )  # fmt: skip
