from __future__ import annotations

import os
import subprocess
import time

import pytest

from analysis.benchprice.errors import UserError
from analysis.release import tree
from analysis.release.stores import Branch, Folder
from tests import killing
from tests.release.crash import publish, state
from tests.release.repository import repository
from tests.release.site import release, site


@pytest.fixture(params=["folder", "branch"])
def store(request, tmp_path):
    return (
        Folder(tmp_path / "public") if request.param == "folder" else Branch(repository(tmp_path))
    )


def test_both_stores_give_back_what_was_put_in_and_forget_what_was_removed(store):
    assert store.read("a") is None
    assert store.names() == []
    store.commit({"a": b"1\n", "d/b c": b"2", "d/\u00e9": b""}, "first")
    store.commit({"a": None, "d/b c": b"3"}, "second")
    assert store.names() == ["d/b c", "d/\u00e9"]
    assert store.names("x") == []
    assert (store.read("a"), store.read("d/b c"), store.read("d/\u00e9")) == (None, b"3", b"")


def test_both_stores_hold_the_same_tree(tmp_path):
    folder, branch = Folder(tmp_path / "public"), Branch(repository(tmp_path / "git"))
    for version in ("2026.9", "2026.10", "2026.11"):
        publish(folder, version)
        publish(branch, version)
    assert state(folder) == state(branch)


def test_a_change_in_a_folder_never_writes_through_to_the_tree_before_it(tmp_path):
    store = Folder(tmp_path / "public")
    store.commit({"a": b"old", "b": b"same"}, "first")
    before = (tmp_path / "public").resolve()
    store.commit({"a": b"new"}, "second")
    assert (before / "a").read_bytes() == b"old"
    assert store.read("a") == b"new"
    assert (before / "b").samefile(tmp_path / "public" / "b")


def test_a_real_folder_is_not_taken_for_a_tree(tmp_path):
    (tmp_path / "public").mkdir()
    with pytest.raises(UserError, match=r"mv public public\.a && ln -s public\.a public"):
        Folder(tmp_path / "public")


def test_each_change_of_the_branch_is_one_commit_and_main_is_left_alone(tmp_path):
    git = ["git", "-C", str(repository(tmp_path))]
    head = subprocess.check_output([*git, "rev-parse", "main"])
    for version in ("2026.10", "2026.11"):
        publish(Branch(tmp_path), version)
    told = subprocess.check_output([*git, "log", "--format=%s", "gh-pages"], text=True)
    assert told.split() == ["2026.11", "2026.10"]
    assert subprocess.check_output([*git, "rev-parse", "main"]) == head
    assert subprocess.check_output([*git, "status", "--porcelain"]) == b""


def test_a_branch_that_moved_meanwhile_is_not_overwritten(tmp_path, monkeypatch):
    store = Branch(repository(tmp_path))
    store.commit({"a": b"1"}, "first")
    stream = b"".join(store._stream({"a": b"2"}, "late", b"A <a@example.org> 0 +0000"))
    parent = subprocess.check_output(["git", "-C", str(tmp_path), "rev-parse", "gh-pages"]).strip()
    store.commit({"a": b"3"}, "other")
    assert b"from " + parent in stream
    monkeypatch.setattr(Branch, "_stream", lambda *_: [stream])
    with pytest.raises(UserError, match="git fast-import"):
        store.commit({}, "late")
    assert store.read("a") == b"3"


@pytest.mark.kills
def test_killed_anywhere_the_tree_is_whole_and_a_rerun_completes_it(tmp_path):
    counts = {kind: killing.kills(n) for kind, n in (("folder", 10), ("branch", 3), ("cut", 2))}
    asked = [f"{kind}={count}" for kind, count in counts.items()]
    found = killing.told("tests.release.crash", tmp_path, *asked)
    for (old, new), count in zip(found, counts.values(), strict=True):
        assert old + new == count
        assert old > 0


@pytest.mark.slow
def test_one_more_beside_fifty_versions_takes_seconds_and_shares_assets(tmp_path):
    store = Folder(tmp_path / "public")
    many = site(**{f"page{n}": "Words. " * 500 for n in range(100)})
    many["report/theme/site.js"] = os.urandom(600_000)
    files: dict[str, bytes] = {}
    for count in range(50):  # made in memory: fifty changes of the folder are not the question
        version = f"{2021 + count // 12}.{count % 12 + 1}"
        files |= tree.plan(release(version, many), files.get)
    store.commit(files, "fifty")
    begun = time.monotonic()
    store.commit(tree.plan(release("2026.11", many), store.read), "one more")
    assert time.monotonic() - begun < 30  # the mark; 2 s on two idle cores
    assert len(store.names("assets/")) == 4
    assert len(tree.published(tree.read_index(store.read(tree.INDEX)))) == 51
