"""A chart as a piece of a page: a static picture, its spec, its data as a table and a CSV.

The picture is made at build time and needs no script; ``charts.js`` puts the live chart in its
place when the reader comes near. Vega-Lite is compiled here, so that a spec fails here or never.
Nothing on the page asks another host for anything.
"""

from __future__ import annotations

import hashlib
import html
import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import altair as alt
import pandas as pd

from analysis import format as fmt
from analysis.benchprice.errors import UserError
from analysis.charts import theme
from analysis.charts.layout import PICTURES
from analysis.facts.tables import ROOT
from analysis.kept import kept
from analysis.number import DIGITS
from analysis.page.pieces import controls, png, safe
from analysis.page.pieces.block import Block
from analysis.page.pieces.grid import grid
from analysis.site import engine

SHOWN = 12  # rows of data on the page; the CSV has them all
MIDNIGHT = "T00:00:00"
SIGNIFICANT = 6  # digits of the data in the spec and in the CSV


@dataclass(frozen=True)
class Figure(Block):
    """A chart with its data, under the id that its page may link to; elsewhere a picture."""

    id: str
    svg: str

    def _repr_markdown_(self) -> str | None:
        return None if png.wanted() else super()._repr_markdown_()

    def _repr_png_(self) -> bytes | None:
        return png.png(self.svg, png.colours(ROOT)) if png.wanted() else None

    @property
    def shown(self) -> str:
        """The markup to the letter: addresses name what a reader chose in the words of the data."""
        return self.markup


def figure(
    chart: alt.TopLevelMixin,
    rows: pd.DataFrame,
    *,
    name: str,
    alt_text: str | None = None,
    columns: Mapping[str, str] | None = None,
    wide: bool = False,
) -> Figure:
    """Return ``chart`` ready for a page.

    ``rows`` is the data behind it, ``columns`` the headings (with units) of those of its columns
    that the reader gets, in order. ``name`` names the CSV and begins the id, whose rest is a
    digest of the content. ``wide`` draws for a figure that breaks out of the column.
    Raises UserError if there is no text alternative or a column is not in ``rows``.
    """
    described = specification(chart)
    text = alt_text or described.pop("description", "")
    if not text:
        raise UserError(f"chart {name!r}: no text alternative; give alt= or a description")
    missing = [c for c in columns or {} if c not in rows]
    if missing:
        raise UserError(f"chart {name!r}: no column {', '.join(missing)} among its rows")
    for name_, data in described.get("datasets", {}).items():
        safe.refuse_controls(data, f"chart {name!r}: {name_}")
    chosen = controls.draw(controls.take(described), name)
    size = "page" if wide else "wide"
    code, drawn = _drawn(json.dumps(described), size)
    digest = hashlib.sha256((code + text).encode()).hexdigest()[:10]
    pictures = "".join(_picture(svg, size) for size, svg in drawn.items())
    markup = (
        f'<div class="bp-chart" id="{name}-{digest}" data-pagefind-ignore>{chosen}'
        f'<div class="bp-plot" role="img" aria-label="{html.escape(text)}">{pictures}</div>'
        f"{code}{_data(rows, columns, name)}</div>"
    )
    return Figure(id=f"{name}-{digest}", markup=_one_block(markup), svg=drawn[size])


def specification(chart: alt.TopLevelMixin) -> dict[str, Any]:
    """Return a chart's Vega-Lite: numbers short, data named by place, as on every machine."""
    told = chart.to_dict(validate=False)  # see charts.theme
    rows = {
        name: [{k: _short(v) for k, v in row.items() if v is not None} for row in data]
        for name, data in told.pop("datasets", {}).items()
    }
    text = json.dumps(_settled(told) | {"datasets": rows})
    for place, name in enumerate(rows):  # Altair names them by a digest of all their digits
        text = text.replace(f'"{name}"', f'"rows-{place}"')
    found: dict[str, Any] = json.loads(text)
    return found


def _settled(value: Any) -> Any:
    """Shorten the numbers of a chart that are no data, such as the ends of its axes."""
    if isinstance(value, dict):
        return {name: _settled(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_settled(each) for each in value]
    return fmt.shortened(value, DIGITS) if isinstance(value, float) else value


@kept
def _drawn(described: str, size: str) -> tuple[str, dict[str, str]]:
    """Return the element with a chart's Vega spec, and its pictures by size."""
    spec = _compiled(json.loads(described))
    code = safe.embedded_json(spec, 'class="bp-spec"')
    return code, {size: _svg(spec, size) for size in (size, "narrow")}


def picture(described: dict[str, Any]) -> str:
    """Return a chart as one SVG of the wide size; its colours are the style sheets' properties."""
    controls.take(described)
    return _svg(_compiled(described), "wide")


def _compiled(described: dict[str, Any]) -> dict[str, Any]:
    """Return the Vega spec of a Vega-Lite one: themed, sized to its place."""
    themed = {
        **described,
        "autosize": {"type": "fit", "contains": "padding"},
        "config": theme.CONFIG,
        "width": PICTURES["wide"],
    }
    spec: dict[str, Any] = engine.call("vl_convert.vegalite_to_vega", themed)
    spec.pop("$schema", None)  # an address on another host
    return spec


def _short(value: Any) -> Any:
    if isinstance(value, float) and math.isfinite(value):
        return fmt.shortened(value, SIGNIFICANT)
    if isinstance(value, str) and value.endswith(MIDNIGHT):
        return value.removesuffix(":00")  # still local midnight, as Vega reads it
    return value


def _svg(spec: dict[str, Any], size: str) -> str:
    signals = [
        {**signal, "value": size == "narrow"} if signal["name"] == theme.NARROW else signal
        for signal in spec["signals"]
    ]
    sized = {**spec, "signals": signals, "width": PICTURES[size]}
    return str(engine.call("vl_convert.vega_to_svg", sized))


_PLACES = re.compile(r' (?:d|transform|[xy][12]?|width|height)="[^"]*"')
_TOO_LONG = re.compile(r"(\.\d)\d+")


def _picture(svg: str, size: str) -> str:
    """Let the picture scale with its place, and say places to a tenth of a pixel."""
    head, rest = svg.split(">", 1)
    box = head.split('viewBox="', 1)[1].split('"', 1)[0]
    short = _PLACES.sub(lambda place: _TOO_LONG.sub(r"\1", place[0]), rest)
    return f'<svg class="bp-static bp-{size}" viewBox="{box}" aria-hidden="true">{short}'


def _data(rows: pd.DataFrame, columns: Mapping[str, str] | None, name: str) -> str:
    """Return the data, folded away: a table of the first rows and the CSV of all."""
    named = rows[list(columns)].rename(columns=dict(columns)) if columns else rows
    csv = safe.spreadsheet(named).to_csv(
        index=False, lineterminator="\n", float_format=f"%.{SIGNIFICANT}g"
    )
    # percent signs compress better than base64
    address = f"data:text/csv;charset=utf-8,{quote(csv, safe='/:,;()')}"
    count = (
        f"{len(named):,} rows" if len(named) <= SHOWN else f"first {SHOWN} of {len(named):,} rows"
    )
    table = grid(named.head(SHOWN), caption=f"Data of the figure {name}")
    return (
        f'<details class="bp-data"><summary>Data</summary>'
        f'<p><a download="{name}.csv" href="{address}">Download as CSV</a> ({count} shown)</p>'
        f"{fmt.unbroken(table)}</details>"
    )


def _one_block(markup: str) -> str:
    """Keep the block free of blank lines and fences, which would end it."""
    return "\n".join(line for line in markup.splitlines() if line.strip()).replace(
        "```", "&#96;" * 3
    )
