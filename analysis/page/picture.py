"""The picture of the front page's first chart, for README and where links to the site are shown.

Drawn from the record in the build, so that it cannot grow old beside the numbers; a mark inside the
file says of which chart it is, and it is drawn again only when that changes.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import struct
import zlib
from pathlib import Path

from analysis import charts
from analysis.facts import tables, ways
from analysis.facts.tables import Dataset
from analysis.findings.price_of_a_score import rows
from analysis.kept import kept
from analysis.page.pieces import figure, png

FILE = "report/price-to-reach.png"
_KEY = b"bp-chart"
_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def prepare(root: Path) -> None:
    """Draw the picture anew where it is not of today's chart, and put it in place whole."""
    described = spec(tables.load())
    mark = hashlib.sha256(described.encode()).hexdigest()[:16]
    path = root / FILE
    if path.is_file() and made_from(path.read_bytes()) == mark:
        return
    aside = path.with_name(f"{path.name}.{os.getpid()}.part")
    aside.write_bytes(marked(drawn(described, png.colours(root)), mark))
    aside.replace(path)


@kept
def spec(data: Dataset) -> str:
    """Return the chart as Vega-Lite, in JSON."""
    steps = rows.price_to_reach(data, [rows.STORY[0]])
    chart = charts.price_to_reach(steps, until=ways.newest_day(data))
    return json.dumps(figure.specification(chart), sort_keys=True)


def drawn(described: str, known: dict[str, str]) -> bytes:
    """Return a chart as PNG on its ground, in the colours ``known`` by their property's name."""
    return png.png(figure.picture(json.loads(described)), known)


def marked(png: bytes, mark: str) -> bytes:
    """Return a PNG with a text inside it, right after its head."""
    text = _KEY + b"\0" + mark.encode()
    chunk = struct.pack(">I", len(text)) + b"tEXt" + text
    chunk += struct.pack(">I", zlib.crc32(b"tEXt" + text))
    head = len(_SIGNATURE) + 25  # the signature and the chunk IHDR
    return png[:head] + chunk + png[head:]


def made_from(png: bytes) -> str:
    """Return the mark inside a PNG; empty where it has none, as one made by hand."""
    found = re.search(re.escape(_KEY) + rb"\0([0-9a-f]{16})", png[:200])
    return found[1].decode() if found else ""
