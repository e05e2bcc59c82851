"""Brings the pages and files made from data up to date; leaves them alone where they are."""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from analysis import kept
from analysis.facts.tables import ROOT
from analysis.number import Number, Register
from analysis.page import changelog, meaning
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
from analysis.site import markdown, stored

Content = Callable[[], Iterable[files.Part]]  # made when asked for
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
        frame, content = FOLDERS[folder](root, register, _digest(version, date, ()))
        _write(root, {folder: content}, hashlib.sha256((facts + frame).encode()).hexdigest())


def _of_numbers(root: Path, register: Register, code: str) -> tuple[str, Content]:
    frame = Frame(root, numbers.FOLDER, searched=False, head=STYLE)

    def made(*about: Any) -> Iterator[tuple[str, str]]:
        sheet = numbers.sheet(*about)
        yield f"{sheet.name}.html", frame.around(sheet)

    def parts() -> Iterator[files.Part]:
        shared = _told(code, [frame.text, [*meaning.benchmarks().items()]])
        for about in numbers.facts(register):
            yield _told(shared, about), functools.partial(made, *about)

    return frame.text + json.dumps(on_pages(root)), parts


def _of_benchmarks(root: Path, register: Register, code: str) -> tuple[str, Content]:
    frame = Frame(root, benchmarks.FOLDER, searched=True, head=STYLE, full=True, copied=True)

    def made(about: benchmarks.Facts) -> Iterator[tuple[str, str]]:
        yield from _copied(frame, benchmarks.sheet(known.living(), about))
        if about.ways is not None:
            key = about.about["benchmark_id"]
            yield finder.file(known.living(), key, about.ways, about.now)

    def parts() -> Iterator[files.Part]:
        shared = _shared(code, frame)
        for about in benchmarks.facts(known.living(), register):
            yield _told(shared, vars(about)), functools.partial(made, about)

    return frame.text, parts


def draw(root: Path) -> None:
    """Draw the benchmarks' charts from the last on, until one whose page another process has made.

    A chart is kept: where none is, as at first, two processes draw them in half the time.
    """

    def there(key: str) -> bool:
        return (root / benchmarks.FOLDER / f"{key}.html").exists()

    if there(known.facts().benchmarks["benchmark_id"].iloc[-1]):
        return  # before all is gathered that pages are made from
    for about in reversed([*benchmarks.facts(known.living(), {})]):
        if there(about.about["benchmark_id"]):
            return
        benchmarks.sheet(known.living(), about)


def _of_models(root: Path, _register: Register, code: str) -> tuple[str, Content]:
    frame = Frame(root, models.FOLDER, searched=True, head=STYLE, full=True, copied=True)

    def made(*about: Any) -> Iterator[tuple[str, str]]:
        return _copied(frame, models.sheet(known.living(), *about))

    def parts() -> Iterator[files.Part]:
        shared = _shared(code, frame)
        for about in models.facts(known.living()):
            yield _told(shared, about), functools.partial(made, *about)

    return frame.text, parts


# what tells that a folder of pages is of now, besides the facts, and how it is made
FOLDERS: dict[str, Callable[[Path, Register, str], tuple[str, Content]]] = {
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
        f"{api.FOLDER}/prices": _whole(lambda: series.prices(known(), head)),
        f"{api.FOLDER}/models": _whole(lambda: series.models(known(), head)),
        f"{api.FOLDER}/benchmarks": _whole(lambda: series.benchmarks(known(), head)),
    }
    told = hashlib.sha256(json.dumps(chapters.as_json(register)).encode()).hexdigest()
    told += _digest(version, date, sorted((root / "data" / "releases").glob("*.json")))
    schemas = _digest(version, date, sorted(api.SCHEMAS.glob("*.json")))
    _write(root, of_facts, facts)
    of_numbers = functools.partial(_numbers, register, head)
    _write(root, {f"{api.FOLDER}/numbers": of_numbers}, facts + told)
    _write(root, {f"{api.FOLDER}/schemas": _whole(api.schemas)}, schemas)
    state = hashlib.sha256(" ".join([facts, told, schemas, site]).encode()).hexdigest()
    store = stored.Store(root / files.ASIDE.relative_to(ROOT) / "lists")
    content = store.get(state)
    if content is None:
        content = json.dumps(_lists(register, known(), head, site)).encode()
        store.put(state, content)
        store.forget(store.names()[files.MOST :])
    for path, text in json.loads(content).items():
        files.put(root / path, text)


def _lists(
    register: Register, known: series.Settled, head: Mapping[str, str], site: str
) -> dict[str, str]:
    """Return the files that tell of many, by their place."""
    found = changelog.every()
    log = changelog.of(found, editions.reasons())
    lists = {f"{api.FOLDER}/{n}": text for n, text in api.lists(register, known, log, head)}
    return {**lists, feed.FILE: feed.feed(log, found, site)}


def _numbers(register: Register, head: Mapping[str, str]) -> Iterator[files.Part]:
    shared = _told(_digest("", "", ()), [dict(head), [*meaning.benchmarks().items()]])
    for number in register.values():
        yield _told(shared, number), functools.partial(api.number, number, head)


def _write(root: Path, made: Made, state: str) -> None:
    for folder, content in made.items():
        files.refresh(root / folder, content(), state)


def _digest(version: str, date: str, paths: Iterable[Path]) -> str:
    """Digest files, and the code and the version that something is made with from them."""
    digest = hashlib.sha256(f"{kept.state(__name__)} {version} {date}".encode())
    for path in paths:
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def _copied(frame: Frame, sheet: Sheet) -> Iterator[tuple[str, str]]:
    """Yield a page and its copy in Markdown, whose links lead to those that have one too."""
    name = f"{sheet.name}.html"
    yield name, frame.around(sheet)
    yield markdown.name(name), copy.copy(sheet, f"{frame.folder}/{name}", frame.copied | _paged())


@functools.cache
def _paged() -> set[str]:
    return {*known.living().names.pages.values()}


def _whole(content: Callable[[], files.Files]) -> Content:
    """Return files that are made together or not at all."""
    return lambda: [("", content)]


def _shared(code: str, frame: Frame) -> str:
    """Digest what all pages of a folder are made from: ``known.Shared``, their frame, the code."""
    shared = known.living()
    about = [shared.names.models, shared.names.benchmarks, shared.names.bases, shared.names.titles]
    return _told(code, [frame.text, sorted(frame.copied), about, shared.day, shared.sources])


def _told(shared: str, about: object) -> str:
    """Digest what a page is made from, beside what it shares with others."""
    text = json.dumps(about, default=_plain)
    return hashlib.sha256((shared + text).encode()).hexdigest()[:20]


def _plain(value: object) -> object:
    """Return for JSON what tells a value from others. Raises TypeError where nothing does."""
    if isinstance(value, pd.Timestamp):
        return str(value)
    return vars(value) if isinstance(value, Number) else kept.fingerprint(value)
