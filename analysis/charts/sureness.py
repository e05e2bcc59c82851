"""Charts of how sure the estimates are: every specification, who carries a result, coverage."""

from __future__ import annotations

from collections.abc import Mapping

import altair as alt
import pandas as pd

from analysis import format as fmt
from analysis.charts import theme
from analysis.charts.estimates import forest, rows_axis

NOTHING = "everything"  # the option of the second selector that marks all specifications
CENTRAL = (0.02, 0.98)  # quantiles of the factors that a curve's axis spans
YEARLY = "times cheaper a year"


def specification_curve(
    rows: pd.DataFrame, choices: Mapping[str, str], own: str = "published"
) -> alt.LayerChart:
    """All specifications of a headline in the order of their factors, intervals as a band.

    ``rows``: one row a specification that could be fitted: benchmark (a name), factor, low, high
    (NaN where none), published (flag) and the columns of ``choices`` (column -> what the choice
    is called). ``own`` names the one that is flagged. The reader chooses the benchmark and one
    choice to mark, such as "weights: open".
    """
    table, ends = _ranked(rows, choices)
    benchmarks = list(rows["benchmark"].unique())
    y = theme.factors("factor", YEARLY, x=False).scale(type="log", domain=list(ends), nice=False)
    x = alt.X("rank:Q", title="specifications, slowest fall first")
    x = x.axis(grid=False, labels=False).scale(nice=False, zero=False, padding=8)
    base = alt.Chart(table).transform_filter(theme.chosen("benchmark")).encode(x=x)
    marked = f"mark === '{NOTHING}' || datum[split(mark, ': ')[0]] === split(mark, ': ')[1]"
    band = base.mark_area(color=theme.MUTED, opacity=0.2, interpolate="step")
    dots = base.mark_point(size=14, filled=True, color=theme.ACCENT).encode(
        y=y,
        opacity=alt.when(marked).then(alt.value(1)).otherwise(alt.value(0.12)),
        tooltip=[
            alt.Tooltip("said:N", title="Times cheaper a year"),
            *(alt.Tooltip(f"{name}:N", title=name) for name in choices.values()),
        ],
    )
    first = table[table["benchmark"] == benchmarks[0]]
    return theme.finished(
        [
            band.encode(y=alt.Y("left:Q"), y2=alt.Y2("right:Q")),
            *theme.level(1.0, "no change"),
            dots,
            *_published(base, own),
            _summary(base, marked),
        ],
        theme.choice("benchmark", benchmarks, "Benchmark"),
        theme.choice("mark", _options(table, choices), "Mark"),
        height=380,
        description=f"{len(first)} specifications of the decline on {benchmarks[0]}: a tenth fall "
        f"slower than {fmt.times(first['whole'].quantile(0.1))} a year, half than "
        f"{fmt.times(first['whole'].median())}, nine tenths than "
        f"{fmt.times(first['whole'].quantile(0.9))}.",
    )


def _ranked(
    rows: pd.DataFrame, choices: Mapping[str, str]
) -> tuple[pd.DataFrame, tuple[float, float]]:
    """Rank each benchmark's factors, keep them on the axis, call the choices by their names."""
    low, high = (float(rows["factor"].quantile(share)) for share in CENTRAL)
    ends = min(low, 1.0) / 2, max(high, 1.0) * 2
    table = pd.DataFrame(
        {
            "benchmark": rows["benchmark"],
            "rank": rows.groupby("benchmark")["factor"].rank("first"),
            "whole": rows["factor"],
            "factor": rows["factor"].clip(*ends),
            "left": rows["low"].fillna(rows["factor"]).clip(*ends),
            "right": rows["high"].fillna(rows["factor"]).clip(*ends),
            "said": rows["factor"].map(fmt.times),
            "published": rows["published"],
        }
    )
    named = rows[list(choices)].astype(str).rename(columns=dict(choices))
    return pd.concat([table, named], axis=1).sort_values(["benchmark", "rank"]), ends


def _options(table: pd.DataFrame, choices: Mapping[str, str]) -> list[str]:
    made = [f"{name}: {option}" for name in choices.values() for option in table[name].unique()]
    return [NOTHING, *made]


def _published(base: alt.Chart, own: str) -> list[alt.Chart]:
    known = base.transform_filter("datum.published")
    ring = known.mark_point(size=120, strokeWidth=2, color=theme.FOREGROUND)
    text = known.mark_text(align="right", dx=-10, dy=-4, color=theme.FOREGROUND)
    return [
        ring.encode(y=alt.Y("factor:Q")),
        text.encode(y=alt.Y("factor:Q"), text=alt.value(own)),
    ]


def _summary(base: alt.Chart, marked: str) -> alt.Chart:
    """Say how many specifications are marked, and where half and most of them lie."""
    counted = base.transform_filter(marked).transform_aggregate(
        count="count()", low="q1(whole)", half="median(whole)", high="q3(whole)"
    )
    said = (
        "datum.count + ' marked|median ' + format(datum.half, '.2~r') + '×|middle half '"
        " + format(datum.low, '.2~r') + ' to ' + format(datum.high, '.2~r')"
    )
    text: alt.Chart = (
        counted.transform_calculate(said=said)
        .mark_text(align="right", baseline="bottom", dx=-4, dy=-34, lineBreak="|", lineHeight=15)
        .encode(x=alt.value("width"), y=alt.value("height"), text=alt.Text("said:N"))
    )
    return text


def choice_effects(rows: pd.DataFrame, choices: Mapping[str, str]) -> alt.LayerChart:
    """What each choice does: the median factor of the specifications that make it.

    ``rows`` and ``choices`` as in ``specification_curve``. The bars span the middle eight tenths.
    """
    options = []
    for column, name in choices.items():
        factors = rows.groupby(["benchmark", column], sort=False)["factor"]
        span = {"low": factors.quantile(0.1), "factor": factors.median(), "n": factors.size()}
        span["high"] = factors.quantile(0.9)
        named = pd.DataFrame(span).reset_index().rename(columns={column: "label"})
        options.append(named.assign(group=name, label=named["label"].astype(str)))
    table = pd.concat(options, ignore_index=True)
    order = list(rows["benchmark"].unique())
    table = table.sort_values("benchmark", key=lambda b: b.map(order.index), kind="stable")
    return forest(table, choose={"benchmark": "Benchmark"})


def influence(rows: pd.DataFrame, choose: Mapping[str, str], *, most: int = 12) -> alt.LayerChart:
    """Who carries a result: the factor without each model or creator, the most telling first.

    ``rows``, the most influential first: left_out (a name), factor (without it), whole (with
    all), rows (how many leave with it), and the columns of ``choose`` (column -> the selector's
    name: benchmark, sample, by). Each choice shows its first ``most``.
    """
    columns = list(choose)
    rank = rows.groupby(columns, sort=False).cumcount() + 1
    table = rows.assign(rank=rank, said=rows["factor"].map(fmt.times))
    table = table[rank <= most]
    base = alt.Chart(table).transform_filter(theme.chosen(*columns))
    y = alt.Y("left_out:N", title=None, sort=alt.SortField("rank"))
    limit = alt.ExprRef(f"{theme.NARROW} ? 230 : 260")
    y = y.axis(grid=False, labelColor=theme.FOREGROUND, labelLimit=limit)
    x = theme.factors("factor", f"{YEARLY}, without it")
    whole = base.transform_aggregate(whole="mean(whole)").encode(x=alt.X("whole:Q"))
    first = theme.first(table, columns).iloc[0]
    return theme.finished(
        [
            whole.mark_rule(color=theme.FOREGROUND, strokeWidth=2),
            whole.mark_text(baseline="bottom", dy=-4).encode(
                y=alt.value(0), text=alt.value("with all")
            ),
            base.mark_rule(color=theme.MUTED).encode(
                x=alt.X("factor:Q"), x2=alt.X2("whole:Q"), y=y
            ),
            base.mark_point(size=80, filled=True, color=theme.ACCENT).encode(
                x=x,
                y=y,
                tooltip=[
                    alt.Tooltip("left_out:N", title="Without"),
                    alt.Tooltip("said:N", title="Factor a year"),
                    alt.Tooltip("rows:Q", title="Rows that leave"),
                ],
            ),
        ],
        *theme.choices(rows, choose),
        height=24 * most + 70,
        description=f"Factors a year with one left out. Without {first['left_out']}, which moves "
        f"it most, {fmt.times(first['factor'])} instead of {fmt.times(first['whole'])}.",
    )


def calibration(rows: pd.DataFrame) -> alt.LayerChart:
    """How often each method's intervals held the truth planted in simulated data.

    ``rows``: design and method (texts), covered (share), se (its standard error), nominal (the
    share that was promised), samples.
    """
    table = rows.assign(
        low=(rows["covered"] - 1.645 * rows["se"]).clip(0),
        high=(rows["covered"] + 1.645 * rows["se"]).clip(upper=1),
        said=rows["covered"].map(fmt.percent),
        row=rows["design"] + "|" + rows["method"],
    )
    names: list[str] = []
    for design, group in table.groupby("design", sort=False):
        names += [str(design), *group["row"]]
    y = alt.Y("row:N", title=None, axis=rows_axis()).scale(domain=names)
    x = theme.shares("covered", "intervals that held the truth")
    base = alt.Chart(table).encode(y=y, tooltip=_calibration_tooltip())
    promised = alt.Chart(table.head(1)).encode(x=alt.X("nominal:Q"))
    told = table["design"] + ", " + table["method"] + ": " + table["said"]
    return theme.finished(
        [
            promised.mark_rule(color=theme.FOREGROUND, strokeWidth=2),
            promised.mark_text(baseline="bottom").encode(
                y=alt.value(-6), text=alt.value("promised")
            ),
            base.mark_rule(strokeWidth=3, opacity=0.5, color=theme.ACCENT).encode(
                x=alt.X("low:Q"), x2=alt.X2("high:Q")
            ),
            base.mark_point(size=80, filled=True, color=theme.ACCENT).encode(x=x),
            base.mark_text(align="left", dx=10).encode(
                x=alt.value("width"), text=alt.Text("said:N")
            ),
        ],
        height=22 * len(names) + 60,
        description=f"Share of intervals that held the planted factor. {'; '.join(told)}.",
    )


def _calibration_tooltip() -> list[alt.Tooltip]:
    titles = {
        "method": "Interval",
        "design": "Data",
        "said": "Held the truth",
        "samples": "Samples",
    }
    return [alt.Tooltip(f"{column}:N", title=title) for column, title in titles.items()]
