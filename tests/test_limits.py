"""How large a module, a function and a folder may be: what a reader takes in at once."""

from __future__ import annotations

import ast
import statistics
from collections import Counter
from pathlib import Path

ANALYSIS = Path(__file__).parents[1] / "analysis"
MODULES = sorted(ANALYSIS.rglob("*.py"))
LINES, FUNCTION_LINES, MEDIAN, FOLDER = 250, 50, 8, 26
LARGER = {"site": 30}  # the renderer: small modules, one a step of a page's way


def functions(path: Path) -> list[tuple[str, int]]:
    """Name and lines of every function of a module, from ``def`` to its end."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    found = [
        n for n in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(n, kinds)
    ]
    return [
        (f"{path.relative_to(ANALYSIS)}: {n.name}", (n.end_lineno or 0) - n.lineno + 1)
        for n in found
    ]


def test_no_module_is_too_long_to_read_at_once() -> None:
    counted = {
        str(p.relative_to(ANALYSIS)): len(p.read_text(encoding="utf-8").splitlines())
        for p in MODULES
    }
    assert {name: n for name, n in counted.items() if n > LINES} == {}


def test_no_function_is_too_long_and_most_are_short() -> None:
    sizes = dict(pair for path in MODULES for pair in functions(path))
    assert {name: n for name, n in sizes.items() if n > FUNCTION_LINES} == {}
    assert statistics.median(sizes.values()) <= MEDIAN


def test_no_folder_holds_more_modules_than_a_list_one_reads() -> None:
    folders = Counter(
        str(p.parent.relative_to(ANALYSIS)) for p in MODULES if not p.name.startswith("__")
    )
    assert {name: n for name, n in folders.items() if n > LARGER.get(name, FOLDER)} == {}


def test_nothing_is_loose_at_the_root_but_what_the_map_names() -> None:
    loose = {p.name for p in ANALYSIS.iterdir() if p.is_file()}
    assert loose == {
        "__init__.py", "__main__.py", "explained.py", "format.py", "heard.py",
        "kept.py", "number.py", "packed.py",
    }  # fmt: skip
