"""What the pages import: ``num`` for a number, ``show`` for a chart, ``table``, ``data``."""

from __future__ import annotations

import functools
import html
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from analysis import format as fmt
from analysis.benchprice.errors import UserError
from analysis.facts import tables
from analysis.number import Number, unlogged
from analysis.page import meaning, names
from analysis.page.pieces.block import Block
from analysis.page.pieces.grid import grid
from analysis.register import chapters

if TYPE_CHECKING:
    import altair as alt

    from analysis.page.pieces.figure import Figure

__all__ = ["data", "num", "show", "table"]

PAGES = "/report/numbers"  # of the numbers, one each
FORMS = ("value", "interval", "value-interval", "moved", "n", "models", "r2")
LOGS = ("times", "times-interval", "percent")  # forms of what is a difference of logs


@dataclass(frozen=True)
class Cited:
    """A number as it stands in the text: its words, linked to the page that explains it."""

    text: str
    number: Number

    def __str__(self) -> str:
        return self.text

    def _repr_markdown_(self) -> str:
        attributes = " ".join(f'{k}="{_quoted(v)}"' for k, v in self._attributes().items())
        return f"[{fmt.unbroken(self.text)}]({PAGES}/{self.number.key}.html){{.num {attributes}}}"

    def __html__(self) -> str:
        attributes = " ".join(f'{k}="{html.escape(v)}"' for k, v in self._attributes().items())
        text = html.escape(fmt.unbroken(self.text))
        return f'<a class="num" href="{PAGES}/{self.number.key}.html" {attributes}>{text}</a>'

    def _attributes(self) -> dict[str, str]:
        """Return what the card says, so that it needs no file beside the page."""
        number = self.number
        plain = meaning.plain(number)
        told = {
            "data-key": number.key,
            "title": summary(number),
            "data-meaning": meaning.meaning(number),
            "data-value": fmt.quantity(plain.value, plain.unit, plain.low, plain.high),
            "data-unit": plain.unit,
            "data-method": number.method,
            "data-note": number.note,
            "data-source": number.data,
        }
        return {name: text for name, text in told.items() if text}


def num(key: str, form: str = "value", *, digits: int | None = None) -> Cited:
    """Cite a number of the register: 9.0×, linked to its page.

    ``form``: ``value``; ``interval`` (3.9 to 21); ``value-interval`` (9.0× (3.9 to 21)); ``n``,
    ``models`` (counts); ``r2``; ``moved`` (of a factor by which something got cheaper: fell 1.2×,
    or rose 1.2×). Of a difference of logs also ``times`` and ``times-interval`` (the factor that
    it is: 1.1×) and ``percent`` (by how much that is off one: −10 %). ``digits`` overrides the
    significant digits that the interval supports. Raises UserError for an unknown key, naming
    close ones, for an unknown form, and where the number has no such thing (a degenerate fit has
    no interval).
    """
    number = chapters.get(key)
    known = FORMS + LOGS if number.unit.startswith("log ") else FORMS
    if form not in known:
        raise UserError(f"num({key!r}): no form {form!r}; one of {', '.join(known)}")
    text = _unlogged(number, form) if form in LOGS else _text(number, form, digits)
    if text is None:
        why = f" ({number.note})" if number.note else ""
        raise UserError(f"num({key!r}): it has no {form}{why}; say so in words instead")
    return Cited(text, number)


def _text(number: Number, form: str, digits: int | None) -> str | None:
    if form in ("n", "models"):
        count = getattr(number, form)
        return None if count is None else fmt.word(count)
    if form == "r2":
        return None if number.r2 is None else f"{number.r2:.2f}"
    if form == "moved":
        return None if number.value is None else _moved(number.value, digits or 2)
    value = None
    if number.value is not None:
        value = fmt.quantity(number.value, number.unit, number.low, number.high, digits=digits)
    if form == "value":
        return value
    if number.low is None or number.high is None:
        return None
    interval = fmt.interval(number.low, number.high, number.unit)
    return interval if form == "interval" else f"{value} ({interval})"


def _moved(cheaper: float, digits: int) -> str:
    """Say which way a price moved that got so many times cheaper: fell 1.2×, rose 1.2×."""
    return f"{'fell' if cheaper >= 1 else 'rose'} {fmt.either_way(cheaper, digits)}"


def _unlogged(number: Number, form: str) -> str | None:
    """Write a difference of logs as the factor that it is, or as percent beyond one."""
    factor = unlogged(number)
    if form == "percent":
        return None if factor.value is None else fmt.percent(round(factor.value - 1, 3))
    return _text(factor, "interval" if form == "times-interval" else "value", None)


def summary(number: Number) -> str:
    """Say interval, rows and window in a line: 90 % interval 3.9 to 21; n 57; 45 models."""
    parts = []
    if number.low is not None and number.high is not None and number.level is not None:
        interval = fmt.interval(number.low, number.high, number.unit)
        parts.append(f"{fmt.percent(number.level)} interval {interval}")
    if number.n is not None:
        parts.append(f"n {number.n:,}")
    if number.models is not None:
        parts.append(f"{number.models:,} models")
    if number.start and number.end:
        parts.append(f"{number.start} to {number.end}")
    return "; ".join(parts)


def _quoted(text: str) -> str:
    """Make text safe inside a Markdown attribute, which ends at a quote and knows escapes."""
    return text.replace("\\", "\\\\").replace('"', "”").replace("\n", " ")


def show(
    chart: alt.TopLevelMixin,
    rows: pd.DataFrame,
    *,
    name: str,
    alt: str | None = None,
    columns: Mapping[str, str] | None = None,
    wide: bool = False,
) -> Figure:
    """Put a chart on the page, with its data a click away; see ``charts.embed.figure``."""
    from analysis.page.pieces import figure  # altair takes a second to import

    return figure.figure(chart, rows, name=name, alt_text=alt, columns=columns, wide=wide)


def table(
    frame: pd.DataFrame,
    columns: Mapping[str, str] | None = None,
    *,
    caption: str = "",
    ids: str | None = None,
) -> Block:
    """Put a table on the page; ``columns`` picks, orders and names (with units) what it shows.

    Cells may be ``num(...)``; one that is a model's or benchmark's name links to its page.
    ``ids`` names the column whose values become the rows' anchors.
    Raises UserError for a column that is not there.
    """
    columns = columns or {str(c): str(c) for c in frame if c != ids}
    missing = [c for c in [*columns, *([ids] if ids else [])] if c not in frame]
    if missing:
        raise UserError(
            f"table: no column {', '.join(missing)}; there are {', '.join(map(str, frame))}"
        )
    shown = frame[list(columns)].rename(columns=dict(columns))
    for name in shown.select_dtypes(["object", "string"]):
        shown[name] = shown[name].astype(object).map(names.linked)
    anchors = {"id": frame[ids]} if ids else {}
    return Block(grid(shown.assign(**anchors), caption=caption, ids="id" if ids else None))


def heads(
    group: str,
    label: str,
    *,
    factor: str = "Times cheaper a year",
    low: str = "Low",
    high: str = "High",
    n: str = "n",
    models: str = "Models",
    note: str = "",
    before: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """Return the heads of a forest's rows (``findings.rows.estimates``), a column left out by "".

    ``before``: heads of further columns, which come first.
    """
    named = {"group": group, "label": label, "factor": factor, "low": low, "high": high}
    named |= {"n": n, "models": models, "note": note}
    return {**(before or {}), **{column: head for column, head in named.items() if head}}


@functools.cache
def data(vintage: str = "") -> tables.Dataset:
    """Return the facts: the living ones, or those of a vintage such as price-of-progress."""
    return tables.vintage(vintage) if vintage else tables.load()
