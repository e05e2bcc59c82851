"""What a built page offers to others: its title, figures, anchors, and the numbers it cites."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser

_ANCHOR = re.compile(r"(?:sec|fig|tbl|eq)-.+")
_FIGURE = re.compile(r"(?:fig|tbl)-.+")
_VOID = {
    "area",
    "base",
    "br",
    "col",
    "embed",
    "hr",
    "img",
    "input",
    "link",
    "meta",
    "source",
    "wbr",
}


@dataclass(frozen=True)
class Contents:
    """A page's title and description; figures and tables by id with their captions as text;
    the ids that others may link to; the keys of the numbers that it cites."""

    title: str
    description: str
    figures: dict[str, str]
    anchors: frozenset[str]
    numbers: frozenset[str]


class _Reader(HTMLParser):
    """Collects the text of the title and of the captions, and ids and keys on the way."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = []  # (tag, what its text belongs to)
        self.texts: dict[str, list[str]] = {}
        self.figures: list[str] = []
        self.anchors: set[str] = set()
        self.numbers: set[str] = set()
        self.description = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attributes}
        if tag == "meta" and told.get("name") == "description":
            self.description = told.get("content", "")
        if tag == "figcaption":
            told.pop("id", None)  # it repeats the figure's
        if _ANCHOR.fullmatch(told.get("id", "")):
            self.anchors.add(told["id"])
        if "data-key" in told:
            self.numbers.add(told["data-key"])
        if tag not in _VOID:
            self.open.append((tag, self._belongs(tag, told)))

    def _belongs(self, tag: str, told: dict[str, str]) -> str:
        if _FIGURE.fullmatch(told.get("id", "")):
            self.figures.append(told["id"])
        if tag == "figcaption" and self.figures:
            return self.figures[-1]
        if tag == "h1" and "title" in told.get("class", "").split():
            return "title"
        if tag in ("script", "style"):
            return ""
        return self.open[-1][1] if self.open else ""

    def handle_endtag(self, tag: str) -> None:
        while any(opened == tag for opened, _ in self.open):
            if self.open.pop()[0] == tag:
                break

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1][1]:
            self.texts.setdefault(self.open[-1][1], []).append(data)


def read(text: str) -> Contents:
    """Read a built page, of either renderer."""
    reader = _Reader()
    reader.feed(text)
    told = {name: " ".join("".join(parts).split()) for name, parts in reader.texts.items()}
    captions = {name: told[name] for name in reader.figures if name in told}
    title = told.get("title", "")
    anchors, cited = frozenset(reader.anchors), frozenset(reader.numbers)
    return Contents(title, reader.description, captions, anchors, cited)
