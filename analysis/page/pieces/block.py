"""HTML as it stands on a page: what tables, figures, cards and the explorer are shown as."""

from __future__ import annotations

from dataclasses import dataclass

from analysis import format as fmt


@dataclass(frozen=True)
class Block:
    """A piece of HTML, as Markdown that both Quarto and the embedded renderer accept."""

    markup: str

    def _repr_markdown_(self) -> str | None:
        return f"\n```{{=html}}\n{self.shown}\n```\n"

    @property
    def shown(self) -> str:
        """The markup as a page holds it, its lines broken where they may be."""
        return fmt.unbroken(self.markup)

    def __html__(self) -> str:
        """Return the markup as it is: a cell of a table may hold it."""
        return self.markup
