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

import vl_convert

from analysis import charts
from analysis.facts import tables, ways
from analysis.findings.price_of_a_score import rows
from analysis.kept import kept
from analysis.page.pieces import figure

FILE = "report/price-to-reach.png"
SCALE = 2  # for screens with two pixels a point
STYLES = ("site.css", "charts.css")  # where the colours live
_KEY = b"bp-chart"
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_COLOUR = re.compile(r"(--bp-[\w-]+):\s*(?:light-dark\(\s*)?(#[0-9a-f]{6})")


def prepare(root: Path) -> None:
    """Draw the picture anew where it is not of today's chart, and put it in place whole."""
    described = spec(tables.digest(tables.DATA))
    mark = hashlib.sha256(described.encode()).hexdigest()[:16]
    path = root / FILE
    if path.is_file() and made_from(path.read_bytes()) == mark:
        return
    aside = path.with_name(f"{path.name}.{os.getpid()}.part")
    aside.write_bytes(marked(drawn(described, colours(root)), mark))
    aside.replace(path)


@kept
def spec(_digest: str) -> str:
    """Return the chart as Vega-Lite, in JSON; ``_digest`` tells the facts from earlier ones."""
    data = tables.load()
    steps = rows.price_to_reach(data, [rows.STORY[0]])
    chart = charts.price_to_reach(steps, until=ways.newest_day(data))
    return json.dumps(chart.to_dict(), sort_keys=True)


def drawn(described: str, known: dict[str, str]) -> bytes:
    """Return a chart as PNG on its ground, in the colours ``known`` by their property's name."""
    svg = figure.picture(json.loads(described))
    coloured = re.sub(r"var\((--bp-[\w-]+)\)", lambda name: known[name[1]], svg)
    head, rest = coloured.split(">", 1)
    ground = f'<rect width="100%" height="100%" fill="{known["--bp-bg"]}"/>'
    return bytes(vl_convert.svg_to_png(f"{head}>{ground}{rest}", scale=SCALE))


def colours(root: Path) -> dict[str, str]:
    """Return the light theme's colours by property; the first of two said is the light one."""
    text = "".join((root / "report/theme" / name).read_text(encoding="utf-8") for name in STYLES)
    found: dict[str, str] = {}
    for name, colour in _COLOUR.findall(text):
        found.setdefault(name, colour)
    return found


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
