"""Brings the pages and files made from data up to date; leaves them alone where they are."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

from analysis import kept
from analysis.number import Register
from analysis.page.made import api, files, numbers
from analysis.page.made.frame import Frame
from analysis.register import chapters

STYLE = '<link rel="stylesheet" href="/report/theme/made.css">'


def prepare(root: Path, register: Register, version: str, date: str) -> None:
    """Write ``report/numbers`` and ``api/v1`` below ``root`` unless they are of now."""
    state = _state(root, register, version, date)
    pages, interface = root / numbers.FOLDER, root / api.FOLDER
    if not files.is_of(interface, state):
        files.replace(interface, api.numbers(register, version, date), state)
    if not files.is_of(pages, state):
        files.replace(pages, _pages(root, register), state)


def _pages(root: Path, register: Register) -> Iterator[tuple[str, str]]:
    frame = Frame(root, numbers.FOLDER, searched=False, head=STYLE)
    for sheet in numbers.sheets(register):
        yield f"{sheet.name}.html", frame.around(sheet)


def _state(root: Path, register: Register, version: str, date: str) -> str:
    """Digest what the files are made from: numbers, code, frame, sources, earlier versions."""
    digest = hashlib.sha256(f"{kept.state(__name__)} {version} {date}".encode())
    digest.update(json.dumps(chapters.as_json(register)).encode())
    site = Path(__file__).parents[2] / "site"
    made_from = [
        root / "_quarto.yml",
        *(root / "data" / "releases").glob("*.json"),
        *(path for path in site.rglob("*") if path.suffix in (".py", ".j2", ".js")),
        *Path(__file__).parent.rglob("*.json"),
        *root.glob("*.qmd"),
        *(root / "report").rglob("*.qmd"),
    ]
    for path in sorted(made_from):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()
