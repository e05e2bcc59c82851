"""A DataFrame as an accessible HTML table: units in the heads, numbers to the right."""

from __future__ import annotations

import html
import re
from numbers import Integral
from typing import Any

import pandas as pd
from markupsafe import Markup

from analysis import format as fmt
from analysis.benchprice.errors import UserError


def grid(frame: pd.DataFrame, *, caption: str = "", ids: str | None = None) -> str:
    """Return ``frame`` as one table that scrolls inside itself, its first column held.

    A cell that has ``__html__`` (a number with its link) is put in as it is; floats get three
    significant digits, dates are ISO, an empty cell is a dash. ``ids`` names a column, not shown,
    whose values become the ids of the rows. Without rows there is nothing to see: an empty text.
    """
    if frame.empty:
        return ""
    if not frame.columns.is_unique:
        twice = ", ".join(sorted({str(c) for c in frame.columns[frame.columns.duplicated()]}))
        raise UserError(f"table: two columns are called {twice}; give each a head of its own")
    shown = frame.drop(columns=ids) if ids else frame
    numeric = [
        _is_numeric(shown[column]) or (n > 0 and _reads_so(shown[column]))
        for n, column in enumerate(shown)
    ]
    head = "".join(
        f'<th scope="col"{_CLASS[right]}>{html.escape(str(column))}</th>'
        for column, right in zip(shown, numeric, strict=True)
    )
    anchors = frame[ids].astype(str) if ids else [""] * len(frame)
    body = "".join(
        _row(values, numeric, anchor)
        for values, anchor in zip(shown.itertuples(index=False, name=None), anchors, strict=True)
    )
    title = f"<caption>{html.escape(caption)}</caption>" if caption else ""
    label = f' role="region" aria-label="{html.escape(caption)}"' if caption else ""
    # Quarto would take the table apart and lose scope and ids
    return (
        f'<div class="bp-table" tabindex="0"{label} data-pagefind-ignore>'
        f'<table data-quarto-disable-processing="true">{title}'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


_NUMBER = re.compile(r"[$+−-]?\d[\d,.]*(?: ?[%×])?")  # "35 %", "$12.64", "1.8×"
_CLASS = {True: Markup(' class="bp-right"'), False: Markup("")}
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def side(number: bool, told: str) -> Markup:
    """Return the class of a cell: numbers stand to the right, a day stands on one line."""
    return Markup(' class="bp-day"') if _DAY.fullmatch(told) else _CLASS[number]


def _is_numeric(column: pd.Series[Any]) -> bool:
    """Tell whether the column holds numbers, plain or with their links."""
    if column.dtype == object:
        filled = column.dropna()
        return len(filled) > 0 and bool(filled.map(lambda v: hasattr(v, "number")).all())
    return pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)


def _reads_so(column: pd.Series[Any]) -> bool:
    """Tell whether a column's texts are all numbers, so that no room for words is left to it."""
    filled = column[column.notna() & (column.astype("object") != "")]
    told = [value for value in filled if isinstance(value, str)]
    return len(told) == len(filled) > 0 and all(map(_NUMBER.fullmatch, told))


def _row(values: tuple[Any, ...], numeric: list[bool], anchor: str) -> str:
    told = [_cell(value) for value in values]
    cells = [f'<th scope="row">{told[0]}</th>'] if values else []
    cells += [
        f"<td{side(right, cell)}>{cell}</td>"
        for cell, right in zip(told[1:], numeric[1:], strict=True)
    ]
    place = f' id="{html.escape(anchor)}"' if anchor else ""
    return f"<tr{place}>{' '.join(cells)}</tr>"  # a blank, or search reads one word


def _cell(value: Any) -> str:
    if hasattr(value, "__html__"):
        return str(value.__html__())
    if value is None or value is pd.NA or value is pd.NaT or value != value or value == "":
        return fmt.MISSING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, float):
        return fmt.significant(value, 3) if value != int(value) else f"{int(value):,}"
    if isinstance(value, Integral):  # a column's own kind of whole number is no int
        return f"{value:,}"
    return html.escape(str(value))
