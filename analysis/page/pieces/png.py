"""Drawings as PNG: for README, for links to the site, for documents that hold no HTML."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

from analysis.site import engine

SCALE = 2  # for screens with two pixels a point
STYLES = ("site.css", "charts.css")  # where the colours live
WITH_HTML = ("html", "html4", "html5", "revealjs")  # what pandoc calls them
_COLOUR = re.compile(r"(--bp-[\w-]+):\s*(?:light-dark\(\s*)?(#[0-9a-f]{6})")


def png(svg: str, known: dict[str, str]) -> bytes:
    """Return a drawing on its ground, in the colours ``known`` by their property's name."""
    coloured = re.sub(r"var\((--bp-[\w-]+)\)", lambda name: known[name[1]], svg)
    head, rest = coloured.split(">", 1)
    ground = f'<rect width="100%" height="100%" fill="{known["--bp-bg"]}"/>'
    return bytes(engine.call("vl_convert.svg_to_png", f"{head}>{ground}{rest}", scale=SCALE))


def colours(root: Path) -> dict[str, str]:
    """Return the light theme's colours by property; the first of two said is the light one."""
    text = "".join((root / "report/theme" / name).read_text(encoding="utf-8") for name in STYLES)
    found: dict[str, str] = {}
    for name, colour in _COLOUR.findall(text):
        found.setdefault(name, colour)
    return found


def wanted() -> bool:
    """Whether Quarto is making a document that holds no HTML, as ``--to docx`` asks."""
    told = Path(os.environ.get("QUARTO_EXECUTE_INFO", "") or os.devnull)
    if not told.is_file():  # it goes away with the render that a kernel was started for
        return False
    to = json.loads(told.read_text(encoding="utf-8"))["format"]["pandoc"]["to"]
    return to.partition("+")[0].partition("-")[0] not in WITH_HTML
