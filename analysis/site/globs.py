"""Which files ``render`` means, as in Quarto; and Quarto's files that this renderer cannot heed."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from analysis.site.problems import Problem

# Quarto would take settings from these without a word in _quarto.yml; so would nobody here.
_UNHEEDED = {
    "_quarto-*.yml": "a profile",
    "_quarto-*.yaml": "a profile",
    "_quarto.yml.local": "a profile",
    "_quarto.yaml": "a second configuration",
    "_brand.yml": "a brand",
    "_brand.yaml": "a brand",
    "brand/_brand.yml": "a brand",
    "_environment*": "an environment",
    "_extensions": "extensions",
    "_metadata.yml": "a folder's metadata",
    "_metadata.yaml": "a folder's metadata",
    "report/**/_metadata.yml": "a folder's metadata",
    "report/**/_metadata.yaml": "a folder's metadata",
    "report/**/_extensions": "extensions",
}


def unheeded(root: Path) -> Iterator[Problem]:
    """Yield a problem for each file that Quarto heeds and this renderer does not."""
    for pattern, what in _UNHEEDED.items():
        for path in sorted(root.glob(pattern)):
            text = f"{what}, which only Quarto would heed; set it in _quarto.yml or in the pages"
            yield Problem(path.relative_to(root).as_posix(), 1, text)


def wanted(page: str, patterns: Iterable[str]) -> bool:
    """Tell whether ``render`` means a page: named by a pattern, if there is one, and by no ``!``.

    A pattern with a leading slash begins at the root, others in any folder; ``**`` stands for
    any number of folders, none too, and ``*`` for a part of one name.
    """
    every = [*patterns]
    named = [p for p in every if not p.startswith("!")]
    barred = [p[1:] for p in every if p.startswith("!")]
    return (not named or _matches(page, named)) and not _matches(page, barred)


def _matches(page: str, patterns: list[str]) -> bool:
    return any(_compiled(pattern).fullmatch(page) for pattern in patterns)


@functools.cache
def _compiled(pattern: str) -> re.Pattern[str]:
    parts = [*([] if pattern.startswith("/") else ["**"]), *pattern.strip("/").split("/")]
    if pattern.endswith("/"):
        parts.append("**")
    *folders, last = parts
    told = "".join("(?:[^/]+/)*" if part == "**" else _name(part) + "/" for part in folders)
    return re.compile(told + (".*" if last == "**" else _name(last)))


def _name(part: str) -> str:
    signs = {"*": "[^/]*", "?": "[^/]"}
    return "".join(signs.get(sign) or re.escape(sign) for sign in part)
