"""A function's name on a page, as a link to where the methods page explains it."""

from __future__ import annotations

import functools
import html
import importlib
from dataclasses import dataclass

from analysis import explained

PAGE = "/report/reference/methods.qmd"


@dataclass(frozen=True)
class Explained:
    """The dotted name of a function, linked to the section that explains it, if there is one."""

    function: str

    def __str__(self) -> str:
        return self.function

    @property
    def section(self) -> str | None:
        """The anchor on the methods page, without its ``#``."""
        return _section(self.function)

    def __html__(self) -> str:
        name = html.escape(self.function).replace(".", ".<wbr>").replace("_", "_<wbr>")
        name = f"<code>{name}</code>"
        return f'<a href="{PAGE}#{self.section}">{name}</a>' if self.section else name


@functools.cache
def _section(name: str) -> str | None:
    """Return what is declared beside the function; a kept number may name one that is gone."""
    module, _, function = name.rpartition(".")
    try:
        found = getattr(importlib.import_module(module), function, None)
    except ImportError:
        return None
    return found and explained.section(found)
