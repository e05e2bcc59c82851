"""What others wrote, put into a page so that it is only ever text: names, addresses, data."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from analysis.benchprice.errors import UserError

_WEB = re.compile(r"https?://[^\s/]", re.IGNORECASE)
# What no text has and no XML, so no picture, can hold: controls, lone surrogates, non-characters.
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def embedded_json(value: Any, attributes: str = "") -> str:
    """Return a script element that holds JSON, and that no text inside can end or confuse."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    opening = f'<script type="application/json"{attributes and " " + attributes}>'
    return f"{opening}{text.replace('<', chr(92) + 'u003c')}</script>"


def link(address: object, words: str) -> str:
    """Return words as a link where the address is one of the web, else the words alone."""
    if not isinstance(address, str) or not _WEB.match(address):
        return html.escape(words)
    return f'<a href="{html.escape(address)}">{html.escape(words)}</a>'


def refuse_controls(rows: Iterable[Mapping[str, Any]], where: str) -> None:
    """Raise UserError naming the first cell whose text has a character that is no text."""
    for number, row in enumerate(rows, 1):
        for name, value in row.items():
            if isinstance(value, str) and (found := CONTROL.search(value)):
                raise UserError(
                    f"{where}: row {number}: {name}: {value[:60]!r} has the control character "
                    f"U+{ord(found[0]):04X}; correct it where the row comes from"
                )


def spreadsheet(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows whose texts no spreadsheet takes for formulas: those have an apostrophe first."""
    texts = rows.select_dtypes(include=["object", "str", "string"])
    return rows.assign(**{str(name): texts[name].map(_unformed) for name in texts})


def _unformed(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
