"""Which files a module rests on: its imports, those inside functions, and theirs."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis import imports


def names(module: str) -> set[str]:
    return {str(path.relative_to(imports.HERE)) for path in imports.files(module)}


def test_a_module_rests_on_itself_its_packages_and_what_it_imports() -> None:
    found = names("analysis.methods.samples")
    assert {"__init__.py", "methods/__init__.py", "methods/samples.py"} <= found
    assert "methods/frontier.py" in found and "methods/trends.py" not in found


def test_imports_inside_functions_and_relative_ones_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "analysis"
    (root / "room").mkdir(parents=True)
    for name, text in {
        "room/one.py": "def f():\n    from .two import g\n",
        "room/two.py": "import analysis.three\nimport os\n",
        "three.py": "from analysis.room import one\n",
        "apart.py": "",
    }.items():
        (root / name).write_text(text)
    monkeypatch.setattr(imports, "HERE", root)
    assert names("analysis.room.one") == {"room/one.py", "room/two.py", "three.py"}
    assert names("elsewhere.one") == set()
