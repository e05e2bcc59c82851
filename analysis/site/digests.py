"""Digests of what a page depends on, and the cache of rendered pages that they key."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from analysis.site import rests, source, syntax
from analysis.site.answers import Noted
from analysis.site.config import FILE, Config
from analysis.site.problems import Problems
from analysis.site.render import Rendered

RENDERER = Path(__file__).resolve().parent
CACHE = ".cache/site"
MOST = 200_000_000  # bytes kept of pages; those used longest ago are forgotten first


def _renderer() -> dict[str, str]:
    """Digest the renderer itself: its modules by their code, filters and templates as they are."""
    files = [p for p in RENDERER.rglob("*") if p.is_file() and p.suffix != ".pyc"]
    return {path.relative_to(RENDERER).as_posix(): rests.digest(path) for path in files}


class Digests:
    """What a page depends on as far as that is known before it is rendered."""

    def __init__(self, root: Path, config: Config) -> None:
        named = [FILE, "_variables.yml", *config.bibliography, config.csl, *config.filters]
        named += [read for name in config.filters for read in _reads(root / name)]
        settings = {name: rests.digest(root / name) for name in named if name}
        self._root, self._known = root, rests.Known()
        self._site = rests.digest_of(_renderer() | settings, rests.libraries())

    def keys(self, page: source.Page) -> tuple[str, str]:
        """Return the key of a page and that of its code.

        The first digests its text, what its code imports and the renderer; the second no text.
        """
        code = rests.code(_imports(page), self._known)
        texts = {name: rests.digest(self._root / name) for name in (page.file, *page.includes)}
        told = (self._site, page.file)
        return rests.digest_of(code | texts, *told), rests.digest_of(code, *told, "code")

    def as_loaded(self, page: source.Page) -> bool:
        """Tell whether a page's code and the renderer ran as their files say; see ``rests``."""
        renderer = map(str, RENDERER.rglob("*.py"))
        return rests.as_loaded([*rests.code(_imports(page), self._known), *renderer])


def _reads(lua: Path) -> list[str]:
    """Return the files of the project that a filter says it reads: ``-- reads: NAME``."""
    return re.findall(r"^-- reads: (\S+)$", lua.read_text(encoding="utf-8"), re.MULTILINE)


def _imports(page: source.Page) -> Iterator[str]:
    try:
        cells = [chunk for chunk in source.chunks(page) if isinstance(chunk, source.Cell)]
    except Problems:  # told when the page is rendered
        return
    for cell in cells:
        yield from syntax.imports("\n".join(line.text for line in cell.code))


class Cache:
    """Rendered pages, and what their code gave, beside the files that they read (``CACHE``)."""

    def __init__(self, root: Path) -> None:
        self._slots = rests.Slots(root / CACHE, root)

    def get(self, key: str) -> Rendered | None:
        """Return the page kept under a key, if what it read is as it was."""
        content = self._slots.find(key)
        try:
            return Rendered.from_json(json.loads(content)) if content else None
        except (ValueError, TypeError, KeyError):
            return None

    def put(self, key: str, page: Rendered, reads: Mapping[str, str]) -> None:
        """Keep a page and what it read."""
        self._slots.keep(key, reads, json.dumps(page.as_json()).encode())

    def answers(self, key: str) -> dict[str, Any] | None:
        """Return what a page's code gave (``noted``) and read, if that is as it was."""
        content = self._slots.find(key)
        return json.loads(content) if content else None

    def put_answers(self, key: str, noted: Noted, reads: Mapping[str, str]) -> None:
        """Keep what a page's code gave, and what it read."""
        told = {"reads": dict(reads), "noted": noted}
        self._slots.keep(key, reads, json.dumps(told).encode())

    def prune(self) -> None:
        """Forget the pages that no build has asked for in a long time."""
        self._slots.store.shrink(MOST)
