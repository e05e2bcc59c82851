"""Whether the text of a table is text: what no name, address or note has is refused at load.

A control, direction-changing or invisible character looks like nothing on a page and breaks
pictures, file names and comparisons; a cell that begins as a formula runs in the spreadsheet that
opens a download; a cell of megabytes is another file pasted in.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

LONGEST = 1_000  # characters; the longest cell on record has a third of it
MOST = 5  # messages a column; the rest follows once these are mended
QUOTES = ("example",)  # columns that quote a refused cell of an upstream as it stood there

LOST = "\ufffd"
_FORMULA = ("=", "+", "-", "@")
_SHOWN = 60  # characters of a refused cell in its message


def faults(text: pd.Series[Any], where: str) -> Iterator[str]:
    """Yield a message for each of the first cells that are no plain text; ``where``: the file.

    ``text``: a column as read, empty where nothing stands; its index is the row's number from 0.
    """
    wrong = {value: fault for value in text.unique() if (fault := _fault(value, str(text.name)))}
    if not wrong:
        return
    for row, value in text[text.isin(list(wrong))].head(MOST).items():
        shown = repr(value[:_SHOWN]) + ("…" if len(value) > _SHOWN else "")
        yield f"{where}: line {int(str(row)) + 2}: {text.name}: {shown} {wrong[value]}"


def _fault(value: str, column: str) -> str:
    if len(value) > LONGEST:
        return f"has {len(value):,} characters, at most {LONGEST:,} may stand; shorten it"
    if not value.isprintable():
        odd = next(c for c in value if not c.isprintable())
        return f"has U+{ord(odd):04X}, which is no letter, sign or plain blank; take it out"
    if column not in QUOTES and LOST in value:
        return "has U+FFFD, which stands for a byte that could not be read; write the letter"
    if column not in QUOTES and value != value.strip():
        return "begins or ends with a blank; take it away"
    if value.startswith(_FORMULA):
        return f"begins with {value[0]!r}, as a formula of a spreadsheet does; write it otherwise"
    return ""
