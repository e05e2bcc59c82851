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
from analysis.page.made import (
    api,
    benchmarks,
    copy,
    feed,
    files,
    finder,
    known,
    models,
    numbers,
    series,
)
from analysis.page.made.frame import Frame, Sheet
from analysis.register import chapters, editions
from analysis.register.cited import on_pages
from analysis.site import config, markdown

Content = Callable[[], Iterable[tuple[str, str]]]  # name -> text, made when asked for
Made = dict[str, Content]  # folder -> its files
STYLE = '<link rel="stylesheet" href="/report/theme/made.css">'


def prepare(root: Path, register: Register, version: str, date: str) -> None:
    """Write what is made from data below ``root``, each folder unless it is of now.

    Each rests on the facts, the numbers and its frame; a page of a number tells who cites it.
    """
    interface(root, register, version, date, config.load(root).site_url)
    releases = (root / "data" / "releases").glob("*.json")
    facts = _digest(version, date, sorted([*(root / "data").glob("*.csv"), *releases]))
    facts += json.dumps(chapters.as_json(register))
    alone = Frame(root, numbers.FOLDER, searched=False, head=STYLE)
    about, model = (
        Frame(root, folder, searched=True, head=STYLE, full=True, copied=True)
        for folder in (benchmarks.FOLDER, models.FOLDER)
    )
    cited = json.dumps(on_pages(root))
    made: list[tuple[str, str, Content]] = [
        (numbers.FOLDER, alone.text + cited, lambda: _pages(alone, numbers.sheets(register))),
        (
            benchmarks.FOLDER,
            about.text,
            lambda: chain(
                _copied(about, benchmarks.sheets(known.living(), register)),
                finder.facts(known.living()),
            ),
        ),
        (models.FOLDER, model.text, lambda: _copied(model, models.sheets(known.living()))),
    ]
    for folder, frame, content in made:
        state = hashlib.sha256((facts + frame).encode()).hexdigest()
        _write(root, {folder: content}, state)


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


def _copied(frame: Frame, sheets: Iterable[Sheet]) -> Iterator[tuple[str, str]]:
    """Yield each page and its copy in Markdown, whose links lead to those that have one too."""
    copied = {*frame.copied, *known.living().names.pages.values()}
    for sheet in sheets:
        yield f"{sheet.name}.html", frame.around(sheet)
        yield (
            markdown.name(f"{sheet.name}.html"),
            copy.copy(sheet, f"{frame.folder}/{sheet.name}.html", copied),
        )
