"""Imports go one way: the contracts hold, and each breach is told by file, line and rule."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LINT = "from importlinter.cli import lint_imports_command; lint_imports_command()"


def linted(root: Path) -> tuple[int, str]:
    """Run the linter as ``nox -s lint`` does, on the tree in ``root``."""
    command = [sys.executable, "-c", LINT, "--no-cache"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of the code, which a test may spoil."""
    modules = shutil.ignore_patterns("__pycache__", "templates", "schemas")
    shutil.copytree(ROOT / "analysis", tmp_path / "analysis", ignore=modules)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_every_contract_is_kept() -> None:
    code, told = linted(ROOT)
    assert code == 0 and "5 kept, 0 broken" in told


@pytest.mark.parametrize(
    ("module", "line", "rule"),
    [
        ("methods/trends.py", "from analysis.facts import tables", "Methods know no table"),
        ("charts/runs.py", "from analysis.methods import trends", "Charts draw"),
        ("sources/hardware.py", "from analysis.register import chapters", "Facts flow one way"),
        ("site/render.py", "from analysis import number", "Facts flow one way"),
        ("benchprice/bill.py", "import pandas", "benchprice is light"),
        ("facts/schema.py", "from analysis.facts import tables", "No circles inside a room"),
    ],
)
def test_an_import_against_the_arrows_is_told_by_module_and_rule(
    tree: Path, module: str, line: str, rule: str
) -> None:
    path = tree / "analysis" / module
    text = path.read_text(encoding="utf-8")
    start = "from __future__ import annotations\n"
    path.write_text(text.replace(start, f"{start}{line}\n"), encoding="utf-8")
    code, told = linted(tree)
    broken = told.partition("Broken contracts")[2]
    assert code == 1 and rule in broken
    assert f"analysis.{module.removesuffix('.py').replace('/', '.')} -> " in broken


def test_a_room_that_has_no_place_is_refused(tree: Path) -> None:
    (tree / "analysis" / "attic.py").write_text('"""Nobody said where this stands."""\n')
    code, told = linted(tree)
    assert code == 1 and "analysis.attic" in told
