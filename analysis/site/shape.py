"""Which keys may stand where in ``_quarto.yml``, in a page's header and in a cell's options.

Quarto knows many more. A key that is missing here is one this renderer would silently do without,
so it is refused by name instead.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from analysis.site.problems import Problem, Problems
from analysis.site.yamltext import Document, Path

ANY = object()
TEXT, FLAG, COUNT = str, bool, int
TEXTS = (str, [str])

_EXECUTE = {
    "echo": FLAG,
    "warning": FLAG,
    "error": {False},
    "enabled": {True},
    "freeze": {False},
    "cache": {False},
    "daemon": {False},
}
_HTML = {
    "theme": ANY,  # Bootstrap's, under Quarto
    "css": TEXTS,
    "include-in-header": [{"text": TEXT}],  # lists are joined; one text would replace another
    "toc": FLAG,
    "toc-depth": COUNT,
    "toc-title": TEXT,
    "number-sections": FLAG,
    "code-fold": (bool, {"show"}),
    "code-summary": TEXT,
    "html-math-method": {"mathml"},
    "page-layout": {"article", "full"},
    "anchor-sections": FLAG,
    "code-copy": FLAG,
    "citations-hover": FLAG,
    "footnotes-hover": FLAG,
    "crossrefs-hover": FLAG,
    "smooth-scroll": FLAG,
    "link-external-newwindow": {False},
    "grid": ANY,  # Quarto's column widths; ours are in the style sheet
    "respect-user-color-scheme": FLAG,
    "email-obfuscation": {"none"},
}
_ITEM: dict[str, Any] = {"text": TEXT, "href": TEXT, "aria-label": TEXT, "icon": TEXT}
_MENU = {**_ITEM, "menu": [(str, _ITEM)]}
_SECTION = {"section": TEXT, "href": TEXT, "contents": [(str, {"text": TEXT, "href": TEXT})]}
_SIDEBAR = {
    "id": TEXT,
    "title": TEXT,
    "style": {"docked", "floating"},
    "search": FLAG,
    "align": TEXT,
    "background": TEXT,
    "collapse-level": COUNT,
    "contents": [(str, {"text": TEXT, "href": TEXT}, _SECTION)],
}
_FOOTER = (str, [(str, _ITEM)])

SITE = {
    "project": {
        "type": {"website"},
        "output-dir": TEXT,
        "render": [TEXT],
        "resources": [TEXT],
        "execute-dir": {"project"},
        "pre-render": TEXTS,
        "post-render": TEXTS,
    },
    "website": {
        "title": TEXT,
        "description": TEXT,
        "site-url": TEXT,
        "repo-url": TEXT,
        "favicon": TEXT,
        "image": TEXT,
        "open-graph": (bool, ANY),
        "search": (bool, ANY),
        "llms-txt": FLAG,
        "bread-crumbs": FLAG,
        "page-navigation": FLAG,
        "back-to-top-navigation": FLAG,
        "navbar": {
            "title": (str, {False}),
            "background": TEXT,
            "foreground": TEXT,
            "search": FLAG,
            "left": [(str, _MENU)],
            "right": [(str, _MENU)],
        },
        "sidebar": (_SIDEBAR, [_SIDEBAR]),
        "page-footer": (
            str,
            {"left": _FOOTER, "center": _FOOTER, "right": _FOOTER, "border": FLAG},
        ),
    },
    "lang": TEXT,
    "bibliography": TEXTS,
    "csl": TEXT,
    "filters": TEXTS,
    "link-citations": FLAG,
    "execute": _EXECUTE,
    "jupyter": ANY,
    "engine": {"jupyter"},
    "format": {"html": _HTML},
}
PAGE = {
    "title": TEXT,
    "subtitle": TEXT,
    "pagetitle": TEXT,
    "description": TEXT,
    "author": TEXT,
    "date": TEXT,
    "image": TEXT,
    "image-alt": TEXT,
    "aliases": [TEXT],
    "body-classes": TEXT,
    "sidebar": (str, {False}),
    "search": FLAG,
    "nocite": TEXT,
    "execute": _EXECUTE,
    "format": {"html": _HTML},
    **{k: v for k, v in _HTML.items() if k not in ("theme", "css", "grid")},
}
CELL = {
    "echo": FLAG,
    "eval": FLAG,
    "include": FLAG,
    "output": (bool, {"asis"}),
    "warning": FLAG,
    "error": {False},
    "label": TEXT,
    "code-fold": (bool, {"show"}),
    "code-summary": TEXT,
    "fig-alt": TEXT,
}


def check(document: Document, shape: Mapping[str, Any]) -> None:
    """Raise Problems for every key that ``shape`` lacks and every value it does not allow."""
    found = list(_check(document.data, shape, (), document))
    if found:
        raise Problems(found)


def _check(value: Any, shape: Any, path: Path, document: Document) -> Iterator[Problem]:
    if isinstance(value, dict) and (inner := _keys(shape)) is not None:
        for key, item in value.items():
            if key in inner:
                yield from _check(item, inner[key], (*path, key), document)
            else:
                known = ", ".join(sorted(inner))
                text = f"unknown key `{_dotted((*path, key))}`; known here: {known}"
                yield document.problem((*path, key), text)
    elif isinstance(value, list) and (inner := _items(shape)) is not None:
        for index, item in enumerate(value):
            yield from _check(item, inner, (*path, index), document)
    elif not _allows(shape, value):
        text = f"`{_dotted(path)}: {value}` is not supported; write {_allowed(shape)}"
        yield document.problem(path, text)


def _keys(shape: Any) -> dict[str, Any] | None:
    """Return what keys a mapping may have: of several alternatives, their union."""
    mappings = [option for option in _alternatives(shape) if isinstance(option, dict)]
    return {k: v for mapping in mappings for k, v in mapping.items()} if mappings else None


def _items(shape: Any) -> Any:
    """Return what the items of a list may be, or None where no list may stand."""
    return next((o[0] for o in _alternatives(shape) if isinstance(o, list)), None)


def _alternatives(shape: Any) -> tuple[Any, ...]:
    return shape if isinstance(shape, tuple) else (shape,)


def _allows(shape: Any, value: Any) -> bool:
    return any(
        option is ANY
        or (isinstance(option, type) and type(value) is option)
        or (
            isinstance(option, set)
            and any(value is o or (value == o and o is not False) for o in option)
        )
        for option in _alternatives(shape)
    )


def _allowed(shape: Any) -> str:
    words = {str: "text", bool: "true or false", int: "a whole number"}
    parts: list[str] = []
    for option in _alternatives(shape):
        if isinstance(option, type):
            parts.append(words[option])
        elif isinstance(option, set):
            parts += sorted("`" + str(o).lower() + "`" for o in option)
        elif isinstance(option, list):
            parts.append("a list")
        elif isinstance(option, dict):
            parts.append("a mapping of " + ", ".join(option))
    return " or ".join(parts)


def _dotted(path: Path) -> str:
    return ".".join(str(part) for part in path)
