"""Which files of the analysis a module rests on: its own and those of all that it imports."""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parent


def files(module: str) -> frozenset[Path]:
    """Return the files of a module of ``analysis``, of its packages, and of all behind it.

    Imports inside functions count. Names that are no module of ``analysis`` are passed over.
    """
    found: set[Path] = set()
    waiting = [module]
    while waiting:
        for path in _paths(waiting.pop()):
            if path not in found:
                found.add(path)
                waiting.extend(_imported(path))
    return frozenset(found)


def _paths(module: str) -> Iterator[Path]:
    """Give the files that importing a module runs: those of its packages, then its own."""
    parts = module.split(".")
    if parts[0] != HERE.name:
        return
    for depth in range(1, len(parts) + 1):
        base = HERE.joinpath(*parts[1:depth])
        for path in (base / "__init__.py", base.with_suffix(".py")):
            if path.is_file():
                yield path


@functools.cache
def _imported(path: Path) -> tuple[str, ...]:
    """Name what a file imports; ``from a import b`` may mean the module ``a.b``."""
    package = [HERE.name, *path.relative_to(HERE).parent.parts]
    names = []
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            names += [name.name for name in node.names]
        elif isinstance(node, ast.ImportFrom):
            up = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*up, *([node.module] if node.module else [])])
            names += [base, *(f"{base}.{name.name}" for name in node.names)]
    return tuple(names)
