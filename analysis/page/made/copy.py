"""The Markdown copy of a page made from data.

pandoc, which copies the other pages, takes a second for each of these: there are a thousand, and
they hold tables and little else.
"""

from __future__ import annotations

import re
from collections.abc import Container
from html import unescape

from analysis.page.made.frame import Sheet
from analysis.site import markdown

# What stands before and after the text of a block; of the others nothing does.
_AROUND = {
    "h1": ("# ", ""), "h2": ("## ", ""), "h3": ("### ", ""), "caption": ("*", "*"),
    "summary": ("**", "**"), "li": ("- ", ""),
}  # fmt: skip
_BLOCKS = {"p", "div", "section", "figure", "figcaption", "details", "ul", "table", "pre", *_AROUND}
# Markup as ``parts`` writes it, where ">" is escaped in text and attributes alike.
_PIECE = re.compile(r'<(/?)([a-z]\w*)(?:[^>]*?\bhref="([^"]*)")?[^>]*>|([^<]+)')
_SIGNS = re.compile(r"([\\`*_\[\]<|])")  # what Markdown would take for its own


def copy(sheet: Sheet, output: str, copied: Container[str]) -> str:
    """Return a sheet as Markdown; ``output`` is its place in the site, ``copied`` as in the site's.

    ``copied`` are the pages that have copies, to which links lead.
    """
    writer = _Writer()
    for end, tag, link, text in _PIECE.findall(markdown.readable(sheet.body, output, copied)):
        if text:
            writer.text(unescape(text))
        elif end:
            writer.end(tag)
        else:
            writer.begin(tag, unescape(link))
    writer.block()
    title = _SIGNS.sub(r"\\\1", sheet.title)
    return "\n\n".join([f"# {title}", *writer.blocks]) + "\n"


class _Writer:
    """Writes blocks of text, rows of tables and code; of other elements only their text."""

    def __init__(self) -> None:
        self.blocks: list[str] = []
        self._text: list[str] = []
        self._rows: list[str] = []
        self._cells: list[str] = []
        self._link, self._code = "", False

    def text(self, words: str) -> None:
        self._text.append(words if self._code else _SIGNS.sub(r"\\\1", words))

    def begin(self, tag: str, link: str) -> None:
        if tag in _BLOCKS:
            self.block()
        elif tag == "a":
            self._link = link
            self._text.append("[" if link else "")
        elif tag == "strong":
            self._text.append("**")
        self._code = tag == "pre"

    def end(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._cells.append(self._taken())
        elif tag == "tr":
            self._row()
        elif tag == "table":
            self.blocks.append("\n".join(self._rows))
            self._rows.clear()
        elif tag == "pre":
            self.blocks.append("```\n" + "".join(self._text).strip() + "\n```")
            self._text.clear()
            self._code = False
        elif tag in _BLOCKS:
            self.block(*_AROUND.get(tag, ("", "")))
        elif tag == "a":
            self._text.append(f"]({self._link})" if self._link else "")
        elif tag == "strong":
            self._text.append("**")

    def _row(self) -> None:
        self._rows.append(f"| {' | '.join(self._cells)} |")
        if len(self._rows) == 1:
            self._rows.append("|---" * len(self._cells) + "|")
        self._cells.clear()

    def block(self, before: str = "", after: str = "") -> None:
        if text := self._taken():
            self.blocks.append(before + text + after)

    def _taken(self) -> str:
        text = " ".join("".join(self._text).split())
        self._text.clear()
        return text
