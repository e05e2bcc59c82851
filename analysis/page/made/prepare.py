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
from analysis.site import markdown

Content = Callable[[], Iterable[tuple[str, str]]]  # name -> text, made when asked for
Made = dict[str, Content]  # folder -> its files
STYLE = '<link rel="stylesheet" href="/report/theme/made.css">'


def pages(root: Path, register: Register, version: str, date: str, *folders: str) -> None:
    """Write some of ``FOLDERS`` of pages below ``root``, those that are not of now.

    They rest on the facts, the numbers and their frame; a page of a number tells who cites it.
    """
    releases = (root / "data" / "releases").glob("*.json")
    facts = _digest(version, date, sorted([*(root / "data").glob("*.csv"), *releases]))
    facts += json.dumps(chapters.as_json(register))
    for folder in folders:
        frame, content = FOLDERS[folder](root, register)
        _write(root, {folder: content}, hashlib.sha256((facts + frame).encode()).hexdigest())


def _of_numbers(root: Path, register: Register) -> tuple[str, Content]:
    frame = Frame(root, numbers.FOLDER, searched=False, head=STYLE)
    state = frame.text + json.dumps(on_pages(root))
    return state, lambda: _pages(frame, numbers.sheets(register))


def _of_benchmarks(root: Path, register: Register) -> tuple[str, Content]:
    frame = Frame(root, benchmarks.FOLDER, searched=True, head=STYLE, full=True, copied=True)
    return frame.text, lambda: chain(
        _copied(frame, benchmarks.sheets(known.living(), register)), finder.facts(known.living())
    )


def _of_models(root: Path, _register: Register) -> tuple[str, Content]:
    frame = Frame(root, models.FOLDER, searched=True, head=STYLE, full=True, copied=True)
    return frame.text, lambda: _copied(frame, models.sheets(known.living()))


# what tells that a folder of pages is of now, besides the facts, and how it is made
FOLDERS: dict[str, Callable[[Path, Register], tuple[str, Content]]] = {
    benchmarks.FOLDER: _of_benchmarks,
    numbers.FOLDER: _of_numbers,
    models.FOLDER: _of_models,
}


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
