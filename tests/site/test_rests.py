"""What a kept result rests on: code by its meaning, imports followed, files heard as they are read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from analysis.site import rests

PLAIN = "import os\n\ndef f(x):\n    return x + 1\n"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setattr(rests, "ROOT", tmp_path)
    rests._files.cache_clear()
    yield tmp_path
    rests._files.cache_clear()


def digest(root: Path, text: str) -> str:
    (root / "a.py").write_text(text)
    return rests.source(root / "a.py", root)[0]


@pytest.mark.parametrize(
    "text",
    [
        "# why\n" + PLAIN,
        '"""What."""\n' + PLAIN,
        PLAIN.replace("    return x + 1", '    """Why."""\n    return x + 1  # so'),
        PLAIN.replace("x + 1", "(x\n        + 1)"),
    ],
)
def test_a_comment_or_docstring_is_no_change(root: Path, text: str) -> None:
    assert digest(root, PLAIN) == digest(root, text)


@pytest.mark.parametrize(
    "text", [PLAIN.replace("1", "2"), PLAIN.replace("f(", "g("), PLAIN + "f.__doc__\n"]
)
def test_other_code_is_one(root: Path, text: str) -> None:
    assert digest(root, PLAIN) != digest(root, text)


def test_imports_are_followed_wherever_they_stand(root: Path) -> None:
    package = root / "p"
    (package / "sub").mkdir(parents=True)
    (package / "__init__.py").write_text("")
    (package / "sub/__init__.py").write_text("from . import deep\n")
    (package / "sub/deep.py").write_text("from ..late import name\n")
    (package / "late.py").write_text("def f():\n    import p.last\n")
    (package / "last.py").write_text("import os, numpy\n")
    (package / "other.py").write_text("")
    (root / "a.py").write_text("from p import sub\n")
    assert sorted(rests.code(["a"])) == [
        "a.py",
        "p/__init__.py",
        "p/last.py",
        "p/late.py",
        "p/sub/__init__.py",
        "p/sub/deep.py",
    ]
    assert rests.code(["no.such.module"]) == {}


def test_files_are_heard_when_they_are_read_and_not_when_they_are_written(tmp_path: Path) -> None:
    rests.listen()
    for name in ("read.csv", "written.csv", ".hidden/read.csv", "left.csv"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("a")
    (tmp_path / "read.csv").read_text()
    (tmp_path / ".hidden/read.csv").read_text()
    assert list(rests.read(tmp_path)) == ["read.csv"]
    rests.mark(tmp_path / ".hidden/read.csv")
    assert list(rests.read(tmp_path)) == [".hidden/read.csv", "read.csv"]


def test_the_results_of_several_states_are_kept_side_by_side(tmp_path: Path) -> None:
    facts = tmp_path / "facts.csv"

    def slots() -> rests.Slots:
        return rests.Slots(tmp_path / "kept", tmp_path)

    for text in ("a", "b"):
        facts.write_text(text)
        assert slots().find("name") is None
        slots().keep("name", {"facts.csv": rests.digest(facts)}, text.encode())
    for text in ("a", "b"):
        facts.write_text(text)
        assert slots().find("name") == text.encode()
    facts.unlink()
    assert slots().find("name") is None and slots().find("nam") is None


def test_locked_libraries_count_and_tools_beside_them_do_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def beside(package: str) -> str:
        (tmp_path / f"{package}.dist-info").mkdir()
        return rests.libraries.__wrapped__()

    monkeypatch.syspath_prepend(tmp_path)
    without = rests.libraries.__wrapped__()
    assert beside("ruff-99.0") == without
    assert beside("backports.zstd-99.0") != without  # the lock writes it with a hyphen
