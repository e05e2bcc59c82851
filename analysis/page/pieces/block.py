"""HTML as it stands on a page: what tables, figures, cards and the explorer are shown as."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Block:
    """A piece of HTML, as Markdown that both Quarto and the embedded renderer accept."""

    markup: str

    def _repr_markdown_(self) -> str:
        return f"\n```{{=html}}\n{self.markup}\n```\n"

    def __html__(self) -> str:
        """Return the markup as it is: a cell of a table may hold it."""
        return self.markup
