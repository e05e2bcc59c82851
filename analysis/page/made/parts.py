"""Pieces of the pages made from data: links, tables, folds; text is escaped, markup is not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup, escape

from analysis import format as fmt
from analysis.page.pieces import grid

Cell = str | Markup | None
Head = tuple[str, bool]  # of a column: its words, and whether numbers stand in it


def link(address: str, words: str) -> Markup:
    """Return words as a link."""
    return Markup(f'<a href="{escape(address)}">{escape(words)}</a>')


def table(heads: Sequence[Head], rows: Iterable[Sequence[Cell]], caption: str) -> Markup:
    """Return a table that scrolls inside itself, its first column held; None is a dash.

    Without rows there is nothing to see: an empty text.
    """
    right = [number for _, number in heads]
    body = Markup("").join(_row(cells, right) for cells in rows)
    if not body:
        return Markup("")
    head = Markup("").join(
        Markup('<th scope="col"{}>{}</th>').format(grid.side(number, ""), words)
        for words, number in heads
    )
    return Markup(
        '<div class="bp-table" tabindex="0" role="region" aria-label="{}" data-pagefind-ignore>'
        "<table><caption>{}</caption><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>"
    ).format(caption, caption, head, body)


def _row(cells: Sequence[Cell], right: Sequence[bool]) -> Markup:
    told = [fmt.MISSING if cell is None or cell == "" else cell for cell in cells]
    rest = "".join(  # hundreds of thousands: Markup.format takes ten times as long
        f"<td{grid.side(number, cell)}>{escape(cell)}</td>"
        for cell, number in zip(told[1:], right[1:], strict=True)
    )
    return Markup(f'<tr><th scope="row">{escape(told[0])}</th>{rest}</tr>')


def fold(words: str, inside: Markup) -> Markup:
    """Return markup folded away under words; nothing where there is nothing to fold."""
    if not inside:
        return Markup("")
    return Markup('<details class="bp-data"><summary>{}</summary>{}</details>').format(
        words, inside
    )


def section(place: str, title: str, *inside: Markup) -> Markup:
    """Return a section with its head; nothing where nothing is in it."""
    body = Markup("\n").join(piece for piece in inside if piece)
    if not body:
        return Markup("")
    return Markup('<h2 id="{}">{}</h2>\n{}').format(place, title, body)


def paragraph(*sentences: Cell, kind: str = "") -> Markup:
    """Return the sentences that there are as one paragraph."""
    told = Markup(" ").join(escape(one) for one in sentences if one)
    name = Markup(' class="{}"').format(kind) if kind else Markup("")
    return Markup("<p{}>{}</p>").format(name, told) if told else Markup("")
