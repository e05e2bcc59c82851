"""README and CONTRIBUTING name files and functions that exist."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MAP = (ROOT / "README.md").read_text(encoding="utf-8").partition("## Where everything is")[2]
LINES = [line for line in MAP.splitlines() if line.startswith("| ") and "`" in line]
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
PATH = re.compile(r"`((?:data|analysis|report|tests)/[\w./-]*|_quarto\.yml)`")
ROOMS = {path.name for path in (ROOT / "analysis").iterdir() if (path / "__init__.py").exists()}


def resolves(name: str) -> bool:
    """Whether a dotted name, from ``analysis`` on, is a module or something in one."""
    parts = name.split(".")
    for depth in range(len(parts), 0, -1):
        try:
            found = importlib.import_module(".".join(["analysis", *parts[:depth]]))
        except ModuleNotFoundError:
            continue
        for part in parts[depth:]:
            found = getattr(found, part, None)
        return found is not None
    return False


@pytest.mark.parametrize("line", LINES)
def test_every_line_of_the_readmes_map_is_true(line: str) -> None:
    _, _, functions, data, _ = line.split("|")
    for name in re.findall(r"`([^`]+)`", functions):
        assert resolves(name), name
    for name in re.findall(r"`([^`]+)`", data):
        known = name.startswith("python -m") or (ROOT / name).exists() or resolves(name)
        assert known, name


def test_no_line_of_the_readmes_map_names_nothing() -> None:
    table = [line for line in MAP.partition("\n## ")[0].splitlines() if line.startswith("| ")]
    assert [line for line in table[1:] if "`" not in line.split("|")[2]] == []
    assert len(table) == len(LINES) + 1  # the heads


def test_a_page_of_findings_and_its_code_bear_one_name() -> None:
    pages = [page.stem.replace("-", "_") for page in (ROOT / "report/findings").glob("*.qmd")]
    rooms = ROOT / "analysis/findings"
    assert len(pages) > 5
    assert [p for p in pages if not (rooms / p / "numbers.py").exists()] == []


def test_a_line_that_is_not_true_is_found() -> None:
    assert len(LINES) > 15
    assert not resolves("methods.trends.fitted") and not resolves("living.trend")


def test_every_path_of_contributing_exists() -> None:
    paths = [path for path in PATH.findall(CONTRIBUTING) if "NAME" not in path]
    assert len(paths) > 10
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_every_path_of_a_recipe_stands_in_a_folder_that_exists() -> None:
    paths = [path for path in PATH.findall(CONTRIBUTING) if "NAME" in path]
    folders = [re.sub(r"/?(FAMILY/)?NAME.*", "", path) for path in paths]
    assert len(folders) > 5
    assert [folder for folder in folders if not (ROOT / folder).is_dir()] == []


def test_every_command_of_contributing_is_a_session() -> None:
    sessions = re.findall(r"^def (\w+)\(session", (ROOT / "noxfile.py").read_text("utf-8"), re.M)
    named = set(re.findall(r"`nox -s (\w+)", CONTRIBUTING))
    assert len(named) > 4 and named <= set(sessions)


def test_contributing_names_every_room() -> None:
    rooms = {r for row in re.findall(r"^\| (`[a-z`, ]+`) \|", CONTRIBUTING, re.M) for r in
             re.findall(r"`(\w+)`", row)}  # fmt: skip
    assert rooms == ROOMS
