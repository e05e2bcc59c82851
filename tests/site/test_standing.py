"""A site that stands is not built again; one that would come out otherwise is."""

from __future__ import annotations

import os
import subprocess

import pytest

from analysis.site import standing, stored
from analysis.site.build import build


@pytest.fixture
def built(small):
    """A small project whose site is built, and a way to build it again and hear what was said."""
    root = small("One.", **{"notes.txt": "a", "module.py": "x = 1\n"})

    def again() -> str:
        told: list[str] = []
        build(root, tell=told.append)
        return told[-1]

    again()
    return root, again


def times(root):
    return standing.stats(root / "_site")


def test_nothing_changed_leaves_the_site_as_it_is(built):
    root, again = built
    before = times(root)
    assert "1 pages, 0 rendered" in again()
    assert times(root) == before


def test_a_file_touched_and_a_comment_in_a_module_are_no_change(built):
    root, again = built
    before = times(root)
    os.utime(root / "notes.txt")
    again()
    assert times(root) == before
    assert standing.Standing(root, "x", root / "_site").found() is None


@pytest.mark.parametrize(
    "change",
    [
        lambda root: (root / "index.qmd").write_text("---\ntitle: Front\n---\n\nTwo.\n"),
        lambda root: (root / "more.qmd").write_text("---\ntitle: More\n---\n\nMore.\n"),
        lambda root: (root / "notes.txt").write_text("b"),
        lambda root: (root / "_site" / "index.html").write_text("Somebody's own."),
        lambda root: (root / "_site" / "robots.txt").unlink(),
        lambda root: (root / "_site" / "more.html").write_text("Not ours."),
    ],
)
def test_what_comes_out_otherwise_is_built(built, change):
    root, again = built
    old = (root / "_site" / "index.html").read_text()
    change(root)
    again()
    new = (root / "_site" / "index.html").read_text()
    assert ("Two." in new) if "Two." in (root / "index.qmd").read_text() else "One." in old
    assert "Somebody's own." not in new
    assert (root / "_site" / "robots.txt").exists()
    assert (root / "_site" / "more.html").exists() == (root / "more.qmd").exists()


def test_a_source_that_changes_while_it_is_built_is_not_taken_for_built(small, monkeypatch):
    root = small("One.")
    keep = standing.Standing.keep

    def late(self, told):
        (root / "index.qmd").write_text("---\ntitle: Front\n---\n\nLate.\n")
        keep(self, told)

    with monkeypatch.context() as patch:
        patch.setattr(standing.Standing, "keep", late)
        build(root, tell=lambda _: None)
    build(root, tell=lambda _: None)
    assert "Late." in (root / "_site" / "index.html").read_text()


def test_products_that_git_ignores_may_appear_and_others_may_not(tmp_path):
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    (tmp_path / ".gitignore").write_text("/made.txt\n")
    for name, stands in (("made.txt", True), ("source.txt", None)):
        one = standing.Standing(tmp_path, name, tmp_path / "_site")
        (tmp_path / name).write_text("x")
        one.keep(True)
        assert standing.Standing(tmp_path, name, tmp_path / "_site").found() is stands


def test_a_link_to_a_folder_is_no_file_that_changes_with_it(tmp_path):
    (tmp_path / "theme").mkdir()
    (tmp_path / "features").mkdir()
    (tmp_path / "features/theme").symlink_to("../theme")
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    (tmp_path / ".gitignore").write_text("theme/vega.js\n")
    stands = standing.Standing(tmp_path, "site", tmp_path / "_site")
    (tmp_path / "theme/vega.js").write_text("made from others")
    stands.keep("told")
    assert standing.Standing(tmp_path, "site", tmp_path / "_site").found() == "told"


def test_a_site_that_lacks_something_does_not_stand_until_it_is_there(built):
    root, again = built
    (root / "notes.txt").write_text("b")
    for is_so in (True, False):
        standing.wanting(root, "a part", is_so)
        again()
        stands = standing.Standing(root, f"site in {root / '_site'}", root / "_site").found()
        assert (stands is None) == is_so


def test_a_module_counts_by_its_code(tmp_path, monkeypatch):
    monkeypatch.setattr(standing.rests, "ROOT", tmp_path)
    module = tmp_path / "module.py"
    module.write_text("x = 1\n")
    standing.Standing(tmp_path, "m", tmp_path / "_site").keep(1)
    module.write_text("# now explained\nx = 1\n")
    assert standing.Standing(tmp_path, "m", tmp_path / "_site").found() == 1
    for text in ("x = 2\n", "x = (\n", ""):
        module.write_text(text)
        assert standing.Standing(tmp_path, "m", tmp_path / "_site").found() is None


def test_a_modules_text_counts_only_where_it_is_the_one_that_was_digested(tmp_path, monkeypatch):
    monkeypatch.setattr(standing.rests, "ROOT", tmp_path)
    (tmp_path / "module.py").write_text("x = 1\n")
    one = standing.Standing(tmp_path, "m", tmp_path / "_site")
    monkeypatch.setattr(standing, "_text", lambda _: "x = 2\n")  # written in between
    one.keep(1)
    monkeypatch.undo()
    monkeypatch.setattr(standing.rests, "ROOT", tmp_path)
    (tmp_path / "module.py").write_text("x = 2\n")
    assert standing.Standing(tmp_path, "m", tmp_path / "_site").found() is None


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b'{"libraries": 1}'])
def test_a_record_that_is_none_is_no_record(tmp_path, content):
    one = standing.Standing(tmp_path, "m", tmp_path / "_site")
    one.keep(1)
    store = stored.Store(tmp_path / standing.FOLDER)
    (name,) = store.names()
    store.put(name, content)
    assert one.found() is None
