"""Brings the pages and files made from data up to date; leaves them alone where they are."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path

from analysis import kept
from analysis.number import Register
from analysis.page.made import api, benchmarks, files, finder, known, models, numbers
from analysis.page.made.frame import Frame, Sheet
from analysis.register import chapters

STYLE = '<link rel="stylesheet" href="/report/theme/made.css">'


def prepare(root: Path, register: Register, version: str, date: str) -> None:
    """Write what is made from data below ``root``, each folder unless it is of now."""
    state = _state(root, register, version, date)
    made: dict[str, Callable[[], Iterable[tuple[str, str]]]] = {
        api.FOLDER: lambda: api.numbers(register, version, date),
        numbers.FOLDER: lambda: _pages(
            Frame(root, numbers.FOLDER, searched=False, head=STYLE), numbers.sheets(register)
        ),
        benchmarks.FOLDER: lambda: chain(
            _pages(
                Frame(root, benchmarks.FOLDER, searched=True, head=STYLE, full=True),
                benchmarks.sheets(known.living(), register),
            ),
            finder.facts(known.living()),
        ),
        models.FOLDER: lambda: _pages(
            Frame(root, models.FOLDER, searched=True, head=STYLE, full=True),
            models.sheets(known.living()),
        ),
    }
    for folder, content in made.items():
        if not files.is_of(root / folder, state):
            files.replace(root / folder, content(), state)


def _pages(frame: Frame, sheets: Iterable[Sheet]) -> Iterator[tuple[str, str]]:
    for sheet in sheets:
        yield f"{sheet.name}.html", frame.around(sheet)


def _state(root: Path, register: Register, version: str, date: str) -> str:
    """Digest what the files are made from: numbers, code, frame, sources, earlier versions."""
    digest = hashlib.sha256(f"{kept.state(__name__)} {version} {date}".encode())
    digest.update(json.dumps(chapters.as_json(register)).encode())
    site = Path(__file__).parents[2] / "site"
    made_from = [
        root / "_quarto.yml",
        *(root / "data").glob("*.csv"),
        *(root / "data" / "releases").glob("*.json"),
        *(path for path in site.rglob("*") if path.suffix in (".py", ".j2", ".js")),
        *Path(__file__).parent.rglob("*.json"),
        *root.glob("*.qmd"),
        *(root / "report").rglob("*.qmd"),
    ]
    for path in sorted(made_from):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()
