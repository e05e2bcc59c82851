"""Charts of training: loss against compute, and the gain of one architecture over another."""

from __future__ import annotations

import altair as alt
import pandas as pd

from analysis import format as fmt
from analysis.charts import theme

FLOP = "training compute, FLOP"
_POWERS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_DIGIT = f"'{_POWERS}'[{{}}]"
_POWER = "'10' + {} + {}".format(
    _DIGIT.format("floor(round(log(datum.value)/LN10)/10)"),
    _DIGIT.format("round(log(datum.value)/LN10)%10"),
)
COLOURS = (
    "var(--bp-reasoning)",
    "var(--bp-mathematics)",
    "var(--bp-knowledge)",
    "var(--bp-software)",
)
SOURCES = {"Tuned for each width": COLOURS[2], "Set by a trend": COLOURS[0]}


def _compute(title: str = FLOP) -> alt.X:
    every, third = ([10.0**p for p in range(15, 25, step)] for step in (1, 3))
    room = "width > 28 * log(domain('x')[1] / domain('x')[0]) / LN10"
    values = alt.ExprRef(f"{room} ? {every} : {third}")
    axis = alt.Axis(values=values, labelExpr=_POWER, grid=False)
    return alt.X("compute:Q", title=title, axis=axis, scale=alt.Scale(type="log", nice=False))


def loss_against_compute(points: pd.DataFrame, lines: pd.DataFrame) -> alt.LayerChart:
    """Loss against training compute: the best checkpoints of each sweep and the fitted laws.

    Both: rule (what the reader chooses by), architecture, compute (FLOP), loss (nats).
    """
    rules, names = list(points["rule"].unique()), list(points["architecture"].unique())
    keep = theme.chosen("rule")
    colour = alt.Color("architecture:N", title=None, sort=names)
    colour = colour.scale(domain=names, range=list(COLOURS[: len(names)]))
    colour = colour.legend(orient="top", columns=alt.ExprRef(f"{theme.NARROW} ? 2 : 4"))
    y = alt.Y("loss:Q", title="loss above the irreducible, nats", axis=alt.Axis(tickCount=5))
    y = y.scale(type="log", nice=False, zero=False)
    base = alt.Chart(points).transform_filter(keep).encode(x=_compute(), y=y, color=colour)
    tooltip = [
        alt.Tooltip("architecture:N", title="Architecture"),
        alt.Tooltip("compute:Q", title="Compute, FLOP", format=".2e"),
        alt.Tooltip("loss:Q", title="Loss less 1.9 nats", format=".3f"),
    ]
    fitted = alt.Chart(lines).transform_filter(keep).mark_line(strokeWidth=2)
    first = points[points["rule"] == rules[0]]
    ends = first.sort_values("compute").groupby("architecture", sort=False).tail(1)
    pairs = zip(ends["architecture"], ends["loss"], strict=True)
    told = [f"{name} {fmt.significant(loss, 3)}" for name, loss in pairs]
    return theme.finished(
        [
            fitted.encode(x=_compute(), y=y, color=colour),
            base.mark_point(size=26, filled=True, opacity=0.7).encode(tooltip=tooltip),
        ],
        theme.choice("rule", rules, "Learning rate"),
        height=400,
        description=f"Loss above 1.9 nats at the largest compute tried: {', '.join(told)}.",
    )


def gain_ribbon(rows: pd.DataFrame, frontier: float, tried: float) -> alt.LayerChart:
    """The compute-equivalent gain over compute, with 90 % ribbons, far beyond what was tried.

    ``rows``: lstm (what the reader chooses by), source, compute, gain, low, high (NaN: no
    interval). ``frontier``: FLOP at which the gain is read; ``tried``: FLOP of the largest run.
    """
    choices = list(rows["lstm"].unique())
    keep = theme.chosen("lstm")
    refits = [source for source in rows["source"].unique() if source in SOURCES]
    colour = alt.Color("source:N", title="Learning rate", sort=refits)
    colour = colour.scale(domain=refits, range=[SOURCES[s] for s in refits])
    colour = colour.legend(
        orient="top",
        columnPadding=28,
        columns=alt.ExprRef(f"{theme.NARROW} ? 1 : 2"),
    )
    y = theme.factors("gain", "times less compute", x=False)
    own = rows[rows["source"].isin(refits)]
    published = rows[~rows["source"].isin(refits)]
    base = alt.Chart(own).transform_filter(keep).encode(x=_compute(), color=colour)
    tooltip = [
        alt.Tooltip("source:N", title="Learning rate"),
        alt.Tooltip("compute:Q", title="Compute, FLOP", format=".1e"),
        alt.Tooltip("gain:Q", title="Gain", format=",.3~r"),
        alt.Tooltip("low:Q", title="Low", format=",.2~r"),
        alt.Tooltip("high:Q", title="High", format=",.2~r"),
    ]
    line = alt.Chart(published).transform_filter(keep).mark_line(strokeDash=[6, 4], strokeWidth=2)
    last = line.transform_filter(f"datum.compute > {rows['compute'].max() * 0.99}")
    return theme.finished(
        [
            base.mark_area(opacity=0.25).encode(
                y=alt.Y("low:Q"), y2=alt.Y2("high:Q"), tooltip=tooltip
            ),
            base.mark_line(strokeWidth=3).encode(y=y, tooltip=tooltip),
            line.encode(x=_compute(), y=y, color=alt.value(theme.FOREGROUND)),
            last.mark_text(text="published", align="right", dy=-10).encode(
                x=alt.X("compute:Q"), y=alt.Y("gain:Q")
            ),
            *_marker(tried, "largest run"),
            *_marker(frontier, "frontier of 2023", below=1),
        ],
        theme.choice("lstm", choices, "Compared with"),
        height=420,
        description=_told(rows, choices[0], frontier),
    )


def _marker(compute: float, text: str, below: int = 0) -> list[alt.Chart]:
    """Mark a compute by a line, and say what it is, so many lines of text further down."""
    base = alt.Chart(pd.DataFrame({"compute": [compute]})).encode(x=alt.X("compute:Q"))
    rule = base.mark_rule(color=theme.MUTED, strokeDash=[2, 3])
    right = "scale('x', datum.compute) > .6 * width"
    label = base.mark_text(
        text=text,
        align=alt.ExprRef(f"{right} ? 'right' : 'left'"),
        baseline="top",
        dx=alt.ExprRef(f"{right} ? -5 : 5"),
        color=theme.MUTED,
    )
    return [rule, label.encode(y=alt.value(4 + 15 * below))]


def _told(rows: pd.DataFrame, lstm: str, frontier: float) -> str:
    near = rows[rows["lstm"] == lstm].copy()
    near["off"] = (near["compute"] / frontier).map(lambda r: abs(r - 1))
    near = near.sort_values("off").drop_duplicates("source")
    said = [f"{s} {fmt.times(g)}" for s, g in zip(near["source"], near["gain"], strict=True)]
    return f"Gain of the Transformer over the {lstm} near {frontier:.0e} FLOP: {', '.join(said)}."
