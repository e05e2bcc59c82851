"""Brings the pages and files made from data up to date; leaves them alone where they are."""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path

from analysis import kept
from analysis.number import Register
from analysis.page import changelog
from analysis.page.made import api, benchmarks, feed, files, finder, known, models, numbers, series
from analysis.page.made.frame import Frame, Sheet
from analysis.register import chapters, editions
from analysis.site import config, rests

Made = dict[str, Callable[[], Iterable[tuple[str, str]]]]  # folder -> its files
STYLE = '<link rel="stylesheet" href="/report/theme/made.css">'


def prepare(root: Path, register: Register, version: str, date: str) -> None:
    """Write what is made from data below ``root``, each folder unless it is of now."""
    state = _state(root, register, version, date)
    interface(root, register, version, date, config.load(root).site_url)
    made: Made = {
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
    _write(root, made, state)


def interface(root: Path, register: Register, version: str, date: str, site: str = "") -> None:
    """Write the API and the feed; what rests on the facts alone stays while numbers change.

    ``site``: the site's address, or empty.
    """
    head, known = api.head(version, date), functools.cache(series.living)
    facts = _digest(version, date, sorted((root / "data").glob("*.csv")))
    of_facts: Made = {
        f"{api.FOLDER}/prices": lambda: series.prices(known(), head),
        f"{api.FOLDER}/models": lambda: series.models(known(), head),
        f"{api.FOLDER}/benchmarks": lambda: series.benchmarks(known(), head),
    }
    told = hashlib.sha256(json.dumps(chapters.as_json(register)).encode()).hexdigest()
    told += _digest(version, date, sorted((root / "data" / "releases").glob("*.json")))
    schemas = _digest(version, date, sorted(api.SCHEMAS.glob("*.json")))
    _write(root, of_facts, facts)
    _write(root, {f"{api.FOLDER}/numbers": lambda: api.numbers(register, head)}, facts + told)
    _write(root, {f"{api.FOLDER}/schemas": api.schemas}, schemas)
    stamp, news = root / api.FOLDER / files.STAMP, root / feed.FILE
    if not news.exists() or not files.is_of(stamp.parent, facts + told + schemas):
        found = changelog.every()
        log = changelog.of(found, editions.reasons())
        for name, text in api.lists(register, known(), log, head):
            files.put(root / api.FOLDER / name, text)
        files.put(news, feed.feed(log, found, site))
        files.put(stamp, facts + told + schemas)


def _write(root: Path, made: Made, state: str) -> None:
    for folder, content in made.items():
        if not files.is_of(root / folder, state):
            files.replace(root / folder, content(), state)


def _digest(version: str, date: str, paths: Iterable[Path]) -> str:
    """Digest files, and the code and the version that something is made with from them."""
    digest = hashlib.sha256(f"{kept.state(__name__)} {version} {date}".encode())
    for path in paths:
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def _pages(frame: Frame, sheets: Iterable[Sheet]) -> Iterator[tuple[str, str]]:
    for sheet in sheets:
        yield f"{sheet.name}.html", frame.around(sheet)


def _state(root: Path, register: Register, version: str, date: str) -> str:
    """Digest what the files are made from: numbers, code, frame, sources, earlier versions."""
    site = Path(__file__).parents[2] / "site"
    code = [rests.source(path, rests.ROOT)[0] for path in sorted(site.rglob("*.py"))]
    made_from = [
        root / "_quarto.yml",
        *(root / "data").glob("*.csv"),
        *(root / "data" / "releases").glob("*.json"),
        *site.rglob("*.j2"),
        *root.glob("*.qmd"),
        *(root / "report").rglob("*.qmd"),
    ]
    numbers = json.dumps(chapters.as_json(register))
    whole = _digest(version, date, sorted(made_from)) + numbers + repr(code)
    return hashlib.sha256(whole.encode()).hexdigest()
