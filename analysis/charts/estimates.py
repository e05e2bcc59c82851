"""Charts of estimates with their intervals: forest, waterfall."""

from __future__ import annotations

from collections.abc import Mapping

import altair as alt
import numpy as np
import pandas as pd

from analysis import format as fmt
from analysis.charts import theme, words

ROW = 21  # pixels a row of a forest
REACH = 4.0  # the axis ends so many times beyond the outermost estimate, not interval
STRAY = 10.0  # estimates so many times beyond nine tenths of the others are marked at the axis' end


def forest(
    rows: pd.DataFrame,
    *,
    choose: Mapping[str, str] | None = None,
    title: str = "times cheaper a year",
) -> alt.LayerChart:
    """Factors a year with their intervals, one line an estimate, under the head of its group.

    ``rows``, in the order of the page: group (the benchmark), label (the sample), factor, low,
    high (NaN for a degenerate fit, drawn hollow with its ``note`` beside it), note, n; what lies
    far off the others is an arrow at the end of the axis, its value beside it; where
    known models, domain (its hue), published (a tick). ``choose`` (column -> the selector's name)
    says which columns the reader chooses by; all choices share their lines and the axis.
    """
    choose = choose or {}
    low, high = _limits(rows)
    table = _told(rows).assign(left=rows["low"].clip(low), right=rows["high"].clip(upper=high))
    names = _row_names(table)
    x = theme.factors("factor", title).scale(type="log", domain=[low, high], nice=False)
    hue = theme.domain_colour() if "domain" in rows else alt.value(theme.FOREGROUND)
    y = alt.Y("row:N", title=None, axis=rows_axis()).scale(domain=names)
    base = alt.Chart(table).transform_filter(theme.chosen(*choose))
    base = base.encode(y=y, color=hue, tooltip=_tooltip(table))
    known = alt.when("isValid(datum.low)")
    inside = base.transform_filter(f"datum.factor >= {low} && datum.factor <= {high}")
    points = inside.mark_point(size=80, strokeWidth=2, filled=True).encode(
        x=x, stroke=hue, fillOpacity=known.then(alt.value(1)).otherwise(alt.value(0))
    )
    first = theme.first(table, list(choose))
    heads = first["group"].where(first["group"] == "", first["group"] + ", ")
    told = heads + first["label"] + ": " + first["said"]
    return theme.finished(
        [
            *_no_change(),
            *_bars(base, low, high),
            points,
            *(_published(base) if "published" in rows else []),
            _readings(base),
        ],
        *theme.choices(rows, choose),
        height=ROW * len(names) + 60,
        description=f"{title[:1].upper()}{title[1:]}, with intervals. {'; '.join(told)}.",
    )


def rows_axis() -> alt.Axis:
    """Return the axis of rows called "group|label", under heads called "group" alone."""
    head = alt.when("indexof(datum.value, '|') < 0")
    return alt.Axis(
        labelExpr="split(datum.value, '|')[1] || datum.value",
        labelFontWeight=head.then(alt.value("bold")).otherwise(alt.value("normal")),
        labelColor=head.then(alt.value(theme.FOREGROUND)).otherwise(alt.value(theme.MUTED)),
        labelLimit=alt.ExprRef(f"{theme.NARROW} ? 205 : 260"),
        grid=False,
    )


def _told(rows: pd.DataFrame) -> pd.DataFrame:
    """Add the row's name on the axis and what stands beside it, long and short."""
    names = rows["group"] + "|" + rows["label"]
    said = words.told(rows)
    return rows.assign(row=names, said=said, short=said.str.partition(" (")[0])


def _row_names(table: pd.DataFrame) -> list[str]:
    """List the rows from the top: each group's head, then its estimates."""
    names: list[str] = []
    for group, rows in table.groupby("group", sort=False):
        names += [str(group), *rows["row"].unique()]
    return names


def _limits(rows: pd.DataFrame) -> tuple[float, float]:
    """Return the ends of the axis: 1, estimates that do not stray, readable parts of intervals."""
    factor = rows["factor"]
    least = max(factor.min(), factor.quantile(0.05) / STRAY)
    most = min(factor.max(), factor.quantile(0.95) * STRAY)
    low = np.nanmin([rows["low"].min(), least, 1])
    high = np.nanmax([rows["high"].max(), most, 1])
    ends = max(low, min(least, 1) / REACH) / 1.1, min(high, max(most, 1) * REACH) * 1.1
    return fmt.shortened(ends[0], 6), fmt.shortened(ends[1], 6)  # they stand in filters, as text


def _no_change() -> list[alt.Chart]:
    base = alt.Chart(pd.DataFrame({"one": [1.0]})).encode(x=alt.X("one:Q"))
    text = base.mark_text(text="no change", y=-6, baseline="bottom", color=theme.MUTED)
    return [base.mark_rule(color=theme.MUTED, strokeWidth=1), text]


def _bars(base: alt.Chart, low: float, high: float) -> list[alt.Chart]:
    """Draw intervals as thin bars, with an arrow head where they run off the axis."""
    bars = base.transform_filter("isValid(datum.low)").mark_rule(strokeWidth=3, opacity=0.5)
    off_left = base.transform_filter(f"min(datum.factor, datum.low || datum.factor) < {low}")
    off_right = base.transform_filter(f"max(datum.factor, datum.high || 0) > {high}")
    return [
        bars.encode(x=alt.X("left:Q"), x2=alt.X2("right:Q")),
        off_left.mark_text(text="◂", align="left", dx=-3).encode(x=alt.value(0)),
        off_right.mark_text(text="▸", align="right", dx=3).encode(x=alt.value("width")),
    ]


def _published(base: alt.Chart) -> list[alt.Chart]:
    known = base.transform_filter("isValid(datum.published)")
    ticks = known.encode(x=alt.X("published:Q"), color=alt.value(theme.FOREGROUND))
    first = ticks.transform_window(rank="row_number()").transform_filter("datum.rank === 1")
    tick = ticks.mark_tick(thickness=2, size=ROW - 4, opacity=1)
    return [tick, first.mark_text(text="published", align="left", dx=-1, dy=-ROW + 2)]


def _readings(base: alt.Chart) -> alt.Chart:
    """Write each estimate and its interval in a column of their own, right of the plot."""
    readings = base.transform_calculate(reading=f"{theme.NARROW} ? datum.short : datum.said")
    marked: alt.Chart = readings.mark_text(align="left", dx=10).encode(
        x=alt.value("width"), text=alt.Text("reading:N"), color=alt.value(theme.FOREGROUND)
    )
    return marked


def _tooltip(table: pd.DataFrame) -> list[alt.Tooltip]:
    titles = {
        "group": "Benchmark",
        "label": "Sample",
        "said": "Factor a year",
        "n": "Rows",
        "models": "Models",
        "published": "Published",
        "note": "Note",
    }
    return [alt.Tooltip(f"{c}:N", title=t) for c, t in titles.items() if c in table]


def waterfall(
    rows: pd.DataFrame,
    *,
    choose: Mapping[str, str] | None = None,
    title: str = "times cheaper a year",
) -> alt.LayerChart:
    """Factors that multiply to a total: bars on a log scale, each starting where the last ended.

    ``rows``, in order: label, factor, low, high (NaN: no interval is known), kind ("part", or
    "total" for a bar from 1). ``choose`` (column -> the selector's name) says which columns the
    reader chooses by; each combination has its own parts and total. ``note``, where there is
    one, is said in place of a missing interval.
    """
    choose = choose or {}
    table = _stacked(rows, list(choose))
    labels = list(rows["label"].unique())
    x = alt.X("label:N", sort=labels, title=None).scale(paddingInner=0.35, paddingOuter=0.15)
    x = x.axis(
        labelAngle=alt.ExprRef(f"{theme.NARROW} ? -40 : 0"),
        labelAlign=alt.ExprRef(f"{theme.NARROW} ? 'right' : 'center'"),
        labelColor=theme.FOREGROUND,
        labelLimit=110,
    )
    base = alt.Chart(table).transform_filter(theme.chosen(*choose)).encode(x=x)
    total = alt.when("datum.kind === 'total'")
    bars = base.mark_bar(cornerRadius=2).encode(
        y=theme.factors("start", title, x=False),
        y2=alt.Y2("end:Q"),
        color=total.then(alt.value(theme.FOREGROUND)).otherwise(alt.value(theme.ACCENT)),
        tooltip=[alt.Tooltip("label:N", title="Part"), alt.Tooltip("said:N", title="Factor")],
    )
    joins = base.transform_filter("isValid(datum.next)").mark_rule(color=theme.MUTED)
    known = base.transform_filter("isValid(datum.from)").encode(
        y=alt.Y("from:Q"), y2=alt.Y2("to:Q")
    )
    lines = 1 + int(table["above"].str.contains("|", regex=False).any())
    text = base.mark_text(baseline="bottom", dy=10 - 15 * lines, lineBreak="|", lineHeight=15)
    return theme.finished(
        [
            joins.encode(x2=alt.X2("next:N"), y=alt.Y("end:Q")),
            bars,
            known.mark_rule(strokeWidth=5, color=theme.GROUND),  # keeps the bar off the column
            known.mark_rule(strokeWidth=2, color=theme.MUTED),
            text.encode(y=alt.Y("top:Q"), text=alt.Text("above:N")),
        ],
        *theme.choices(rows, choose),
        height=340,
        description=_product(table, list(choose)),
    )


def _stacked(rows: pd.DataFrame, choose: list[str]) -> pd.DataFrame:
    """Add where each bar starts and ends, where its interval does, and what stands above it."""
    parts = rows["factor"].where(rows["kind"] == "part", 1.0)
    groups = parts.groupby([rows[c] for c in choose]) if choose else None
    so_far = groups.cumprod() if groups is not None else parts.cumprod()
    start = (so_far / parts).where(rows["kind"] == "part", 1.0)
    end = start * rows["factor"]
    order = rows.groupby(choose, sort=False) if choose else rows.assign(_=0).groupby("_")
    table = rows.assign(start=start, end=end, next=order["label"].shift(-1))
    table["from"], table["to"] = start * rows["low"], start * rows["high"]
    table["top"] = table[["start", "end", "to"]].max(axis=1)
    unknown = rows["low"].isna().all()  # then the caption says so, not every bar
    table["said"] = rows["factor"].map(fmt.times) if unknown else words.told(rows)
    table["above"] = table["said"].str.replace(" (", "|", regex=False).str.rstrip(")")
    return table


def _product(table: pd.DataFrame, choose: list[str]) -> str:
    first = theme.first(table, choose)
    which = " ".join(str(first[column].iloc[0]) for column in choose)
    return f"{which}: {fmt.listing(list(first['label'] + ' ' + first['said']))}.".lstrip(": ")
