"""What all charts share: colours by meaning, axes in dollars and months, tooltips, selectors.

Colours are CSS custom properties, so one SVG serves light, dark and print: ``--bp-*`` of the site
and ``--bp-score-*`` of ``charts.css``. Vega never interpolates them, so a colour scale here is
always ordinal or a threshold.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import altair as alt
import pandas as pd
from altair.utils import schemapi

from analysis.charts.layout import INSET
from analysis.facts.schema import DOMAINS

# Holding each part of a chart against Vega-Lite's schema takes a sixth of a benchmark's page; the
# tests of charts turn it on (tests/charts/conftest.py).
schemapi.disable_debug_mode()

FOREGROUND, MUTED, RULE = "var(--bp-fg)", "var(--bp-muted)", "var(--bp-rule)"
ACCENT, GROUND = "var(--bp-accent)", "var(--bp-bg)"
DOMAIN_COLOURS = [f"var(--bp-{domain.replace(' ', '-')})" for domain in DOMAINS]
SCORE_EDGES = [0.25, 0.5, 0.7, 0.85]
SCORE_COLOURS = [f"var(--bp-score-{step})" for step in range(1, len(SCORE_EDGES) + 2)]
FONT = "system-ui, sans-serif"
NARROW = "narrow"  # a signal, true on a phone: fewer labels, same marks

CONFIG: dict[str, Any] = {
    "aria": False,  # the figure carries one text alternative; a label a mark is noise
    "background": "transparent",
    "font": FONT,
    "view": {"stroke": None},
    "axis": {
        "domain": False,
        "gridColor": RULE,
        "gridWidth": 1,
        "labelColor": MUTED,
        "labelFontSize": 12,
        "labelPadding": 6,
        "ticks": False,
        "titleAlign": "left",
        "titleColor": MUTED,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
    },
    "axisY": {"titleAngle": 0, "titleAnchor": "end", "titleBaseline": "bottom", "titleX": 0},
    "axisX": {"titleAnchor": "end", "titleAlign": "right"},
    "legend": {
        "labelColor": MUTED,
        "labelFontSize": 12,
        "titleColor": MUTED,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "symbolStrokeColor": MUTED,
    },
    "point": {"opacity": 1},
    "text": {"color": FOREGROUND, "fontSize": 12},
    "rule": {"color": MUTED},
}

# Ticks of a log axis: the leads in a decade, the densest first, or one in two or three decades.
_LEADS: tuple[tuple[float, ...], ...] = (
    (1, 1.2, 1.4, 1.6, 1.8, 2, 2.2, 2.5, 3, 3.5, 4, 4.5, 5, 6, 7, 8, 9),
    (1, 1.5, 2, 3, 4, 5, 7),
    (1, 2, 3, 5),
    (1, 2, 5),
    (1, 3),
    (1,),
)
_DECADES = range(-6, 13)
_APART = {"factors": 40, "dollars": 48, "y": 36}  # pixels from one label to the next


def _ticks(pixels: int, axis: str) -> str:
    """Return the expression of as many ticks as have room beside or above each other."""
    length = "height" if axis == "y" else "(domain('x')[1] < 1e4 ? width : width / 1.3)"
    room = f"{length} / log(domain('{axis}')[1] / domain('{axis}')[0])"  # pixels per factor of e
    choices = []
    for leads in _LEADS:
        values = [float(f"{lead}e{decade}") for decade in _DECADES for lead in leads]
        closest = min(math.log(after / one) for one, after in pairwise((*leads, 10)))
        choices.append(f"{room} > {pixels / closest:.0f} ? {values}")
    fewest = [10.0**decade for decade in _DECADES if decade % 3 == 0]
    pairs = [10.0**decade for decade in _DECADES if decade % 2 == 0]
    choices.append(f"{room} > {pixels / math.log(100):.0f} ? {pairs}")
    return " : ".join([*choices, str(fewest)])


PERCENT = "datum.value < 0 || datum.value > 1 ? '' : format(100 * datum.value, '.3~r') + ' %'"
_DOLLARS = "'$' + format(datum.value, datum.value < 10 ? '.2~r' : ',.0f')"
_TIMES = "format(datum.value, datum.value < 10 ? '.2~r' : ',.0f') + '×'"


def dollars(field: str, title: str, *, x: bool = False) -> Any:
    """Encode a price on a log axis whose labels are dollars: $0.01, $1, $100."""
    return _log(field, title, _DOLLARS, x=x)


def factors(field: str, title: str, *, x: bool = True) -> Any:
    """Encode a factor on a log axis whose labels are 1×, 10×, 100×."""
    return _log(field, title, _TIMES, x=x)


def plain(field: str, title: str) -> Any:
    """Encode any positive number on a log axis: 0.01, 1, 1,000."""
    return _log(field, title, "format(datum.value, datum.value < 10 ? '.2~r' : ',.0f')", x=False)


def shares(field: str, title: str) -> alt.X:
    """Encode a fraction on an axis of percent that keeps to the data."""
    count = alt.ExprRef("width < 110 ? 1 : width < 200 ? 3 : 6")
    axis = alt.Axis(labelExpr=PERCENT, grid=False, tickCount=count)
    return alt.X(f"{field}:Q", title=title, axis=axis).scale(padding=INSET, nice=False, zero=False)


def _log(field: str, title: str, label: str, *, x: bool) -> Any:
    apart = _APART["y" if not x else "dollars" if label == _DOLLARS else "factors"]
    channel = alt.X if x else alt.Y
    scale = alt.Scale(type="log", nice=False, padding=INSET)
    return channel(f"{field}:Q", scale=scale, title=title).axis(
        values=alt.ExprRef(_ticks(apart, "x" if x else "y")), labelExpr=label
    )


HALF_YEAR = 182.6 * 86_400_000  # milliseconds
ROOM = 32  # pixels that the name of a month takes, with the gap to the next


def dates(field: str, title: str | None = None) -> alt.X:
    """Encode a date on an axis of half years: Jan over its year, Jul; where narrow, years or two.

    Where every second label had no room, Vega left out those with the years.
    """
    half_years = f"(domain('x')[1] - domain('x')[0]) / {HALF_YEAR}"
    label = (
        f"width < 170 || width < {ROOM} * {half_years} ? (month(datum.value) == 0 &&"
        f" (width > (width < 170 ? 13 : 18) * {half_years} || year(datum.value) % 2 == 0) ?"
        " timeFormat(datum.value, width < 170 ? '’%y' : '%Y') : '') :"
        " [timeFormat(datum.value, '%b'),"
        " month(datum.value) == 0 ? timeFormat(datum.value, '%Y') : '']"
    )
    axis = alt.Axis(
        tickCount={"interval": "month", "step": 6}, labelExpr=label, grid=False, labelAlign="center"
    )
    return alt.X(f"{field}:T", title=title, axis=axis, scale=alt.Scale(padding=INSET))


def choice(name: str, options: Sequence[str], label: str) -> alt.Parameter:
    """Let the reader choose one of ``options``, the first to begin with.

    ``show`` draws the control from this binding; a field of the same name is filtered by
    ``chosen(name)``.
    """
    select = alt.binding_select(options=list(options), name=label)
    return alt.param(name=name, value=options[0], bind=select)


def choices(rows: pd.DataFrame, columns: Mapping[str, str]) -> list[alt.Parameter]:
    """Return a selector for each column -> name, its options in the order of ``rows``."""
    return [choice(c, list(rows[c].unique()), name) for c, name in columns.items()]


def first(rows: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """Return the rows shown before the reader chooses anything."""
    for column in columns:
        rows = rows[rows[column] == rows[column].iloc[0]]
    return rows


def chosen(*names: str) -> str:
    """Return the Vega expression that keeps the rows of the reader's choices."""
    return " && ".join(f"datum.{name} === {name}" for name in names) or "true"


def level(value: float, text: str) -> list[alt.Chart]:
    """Draw a thin line across at a value of the y axis, and say over its right end what it is."""
    base = alt.Chart(pd.DataFrame({"level": [value]})).encode(y=alt.Y("level:Q"))
    said = base.mark_text(align="right", baseline="bottom", dx=-2, dy=-3, color=MUTED)
    return [
        base.mark_rule(color=MUTED, strokeWidth=1),
        said.encode(x=alt.value("width"), text=alt.value(text)),
    ]


PINNED = "pinned !== '' && datum.model === pinned"


def finished(
    layers: Sequence[alt.Chart], *selectors: alt.Parameter, height: float, description: str
) -> alt.LayerChart:
    """Lay marks over each other and add what all charts have: selectors, pin, height, text.

    ``pinned`` is the model that the reader pinned across the page's figures, empty at first;
    ``narrow`` is set by whoever draws on a phone.
    """
    shared = [alt.param(name="pinned", value=""), alt.param(name=NARROW, value=False)]
    first, *others = layers
    # all at once: what is added to a chart of layers afterwards copies the whole of it
    layers = [first.add_params(*shared, *selectors), *others]
    return alt.LayerChart(layer=layers, height=height, description=description)


def ring(base: alt.Chart) -> alt.Chart:
    """Ring the marks of the pinned model; ``base`` has its data, filters and places."""
    marked: alt.Chart = base.transform_filter(PINNED).mark_point(
        size=230, stroke=ACCENT, strokeWidth=3, fill=None
    )
    return marked


def score_scale() -> alt.Scale:
    """Return the five steps of colour from a low score (fraction) to a high one."""
    return alt.Scale(type="threshold", domain=SCORE_EDGES, range=SCORE_COLOURS)


def score_key() -> alt.Legend:
    """Return the key to ``score_scale``, a line above the chart."""
    label = "replace(datum.label, /%/g, ' %')"
    return alt.Legend(
        orient="top",
        title="Score",
        titleOrient="left",
        titlePadding=10,
        labelExpr=label,
        format=".0%",
        columns=alt.ExprRef(f"{NARROW} ? 2 : 5"),
    )


def rank_scale() -> alt.Scale:
    """Return the colours of ``score_scale`` for levels counted from one."""
    return alt.Scale(domain=list(range(1, len(SCORE_COLOURS) + 1)), range=SCORE_COLOURS)


def domain_colour(field: str = "domain", *, legend: bool = False) -> alt.Color:
    """Colour a benchmark's domain by its hue, the same on every page."""
    scale = alt.Scale(domain=list(DOMAINS), range=DOMAIN_COLOURS)
    return alt.Color(f"{field}:N", scale=scale, legend=alt.Legend() if legend else None)
