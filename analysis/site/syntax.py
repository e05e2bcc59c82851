"""A module's code as it runs: what its syntax tree says without comments and docstrings."""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterator
from typing import Any


def parsed(text: str, package: str = "") -> tuple[str, list[str]]:
    """Return the digest of a module's code and what it imports, also inside functions.

    Raises SyntaxError or ValueError where it is no code.
    """
    said: list[Any] = []
    imports: list[ast.AST] = []
    _tell(ast.parse(text), "__doc__" in text, said, imports)
    imported = sorted({name for node in imports for name in _imported(node, package)})
    return hashlib.sha256(repr(said).encode()).hexdigest()[:16], imported


def same(one: str, other: str) -> bool:
    """Tell whether two texts of a module are the same code."""
    try:
        return parsed(one)[0] == parsed(other)[0]
    except (SyntaxError, ValueError):
        return False


def imports(text: str) -> list[str]:
    """Return the modules that a piece of code imports; nothing where it is no code."""
    try:
        return parsed(text)[1]
    except (SyntaxError, ValueError):
        return []


def _tell(value: Any, documented: bool, said: list[Any], imports: list[ast.AST]) -> None:
    """Tell a piece of a syntax tree without its place, and gather what imports in it.

    By hand, as ``ast.dump`` and two walks take thrice as long: a cold build tells each module.
    """
    if isinstance(value, ast.AST):
        if isinstance(value, (ast.Import, ast.ImportFrom)):
            imports.append(value)
        if not documented:
            _strip(value)
        said.append(type(value).__name__)
        for name in value._fields:
            _tell(getattr(value, name), documented, said, imports)
    elif isinstance(value, list):
        said.append(len(value))
        for each in value:
            _tell(each, documented, said, imports)
    else:
        said.append(value)


def _imported(node: ast.AST, package: str) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        parts = package.split(".")
        above = parts[: len(parts) - node.level + 1] if node.level else []
        base = ".".join([*above, *([node.module] if node.module else [])])
        yield from (f"{base}.{alias.name}" for alias in node.names)


def _strip(node: ast.AST) -> None:
    """Take the docstring out of a module, class or function."""
    body = getattr(node, "body", None)
    if isinstance(body, list) and body and isinstance(body[0], ast.Expr):
        value = body[0].value
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            body[:] = body[1:] or [ast.Pass()]
