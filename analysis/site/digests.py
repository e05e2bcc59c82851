"""Digests of what a page depends on, and the cache of rendered pages that they key."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from analysis.site import source
from analysis.site.config import FILE, Config
from analysis.site.render import Rendered

PACKAGE = Path(__file__).resolve().parent.parent
CACHE = ".cache/site"


def of_files(base: Path, paths: Iterable[Path]) -> str:
    """Return one digest of files: their paths under ``base`` and their bytes."""
    total = hashlib.sha256()
    for path in sorted(paths):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        total.update(f"{path.relative_to(base).as_posix()} {content}\n".encode())
    return total.hexdigest()


def _files(folder: Path) -> Iterator[Path]:
    return (p for p in folder.rglob("*") if p.is_file() and p.suffix != ".pyc")


class Digests:
    """What a build depends on, read once."""

    def __init__(self, root: Path, config: Config) -> None:
        named = [FILE, "_variables.yml", *config.bibliography, config.csl]
        settings = [root / name for name in named if name and (root / name).is_file()]
        site = PACKAGE / "site"
        self._root = root
        # A page without cells depends on the renderer, not on the analysis or the data.
        self._renderer = of_files(PACKAGE, _files(site)) + of_files(root, settings)
        analysis = (p for p in _files(PACKAGE) if site not in p.parents)
        self._computed = of_files(PACKAGE, analysis) + of_files(root, _files(root / "data"))

    def key(self, page: source.Page, computes: bool) -> str:
        """Return the cache key of a page; ``computes`` tells whether it runs code."""
        parts = [self._renderer, self._computed if computes else "", page.file]
        parts += [
            (self._root / name).read_text(encoding="utf-8") for name in (page.file, *page.includes)
        ]
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()


class Cache:
    """Rendered pages by key, in ``.cache/site``."""

    def __init__(self, root: Path) -> None:
        self._folder = root / CACHE
        self._used: set[str] = set()

    def get(self, key: str) -> Rendered | None:
        """Return the page kept under a key, if it is there and whole."""
        self._used.add(key)
        try:
            return Rendered.from_json(json.loads(self._path(key).read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError, KeyError):
            return None

    def put(self, key: str, page: Rendered) -> None:
        """Keep a page; written aside first, so that an interruption leaves no half."""
        aside = self._path(key).with_suffix(f".{os.getpid()}.part")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            aside.write_text(json.dumps(page.as_json()), encoding="utf-8")
            aside.replace(self._path(key))
        except OSError:  # a full or read-only disk costs time, not the site
            with contextlib.suppress(OSError):
                aside.unlink(missing_ok=True)

    def prune(self) -> None:
        """Forget the pages that this build did not ask for."""
        for path in self._folder.glob("*.json"):
            if path.stem not in self._used:
                path.unlink()

    def _path(self, key: str) -> Path:
        return self._folder / f"{key}.json"
