"""Where the methods page explains a function: said beside the function, read by its page.

``@explained("sec-bootstrap")`` above a function names the section whose anchor that is.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

Function = TypeVar("Function", bound=Callable[..., Any])
_MARK = "__explained__"


def explained(section: str) -> Callable[[Function], Function]:
    """Say which section of the methods page, by its anchor, explains the function below."""

    def marked(function: Function) -> Function:
        setattr(function, _MARK, section)
        return function

    return marked


def section(function: Callable[..., Any]) -> str | None:
    """Return the anchor of the section that explains a function; None where none does."""
    found: str | None = getattr(function, _MARK, None)
    return found


def dotted(function: Callable[..., Any]) -> str:
    """Return the name by which a function can be imported."""
    return f"{function.__module__}.{function.__qualname__}"
