"""Kills a release again and again (see ``tests/killing``), in a process of its own."""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path

from analysis.register import versions
from analysis.release import cut, tree
from analysis.release.stores import Branch, Folder, Store
from tests import killing
from tests.release.repository import maker, repository
from tests.release.site import release

# What names the commit, which is another one when a release is begun again before its tag.
CHANGING = ("manifest.json", "SHA256SUMS", "latest.sha256", "versions.json")


def publish(store: Store, version: str) -> None:
    if isinstance(store, Cut):
        store.cut(version)
        return
    changes = tree.plan(release(version), store.read)
    if changes:
        store.commit(changes, version)


def state(store: Store) -> str:
    """Digest of everything a reader of the tree can see; asserts that it is whole."""
    index = tree.read_index(store.read(tree.INDEX))
    assert tree.faults(store.read) == []
    if index["versions"]:
        assert (store.read("index.html") or b"").count(index["latest"].encode()) >= 1
    total = hashlib.sha256()
    for name in store.names():
        if isinstance(store, Cut) and name.endswith(CHANGING):
            continue
        total.update(name.encode() + (store.read(name) or b"").replace(b"\0", b""))
    return total.hexdigest()


class Cut(Branch):
    """A tree that whole releases go into: commit, tag and all."""

    def cut(self, version: str) -> None:
        wanted = versions.parse(version)
        date = f"{wanted.year}-{wanted.month:02}-01"
        cut.cut(self.repository, wanted, date, self, maker, lambda _: None)


def open_tree(kind: str, folder: Path) -> Store:
    if kind == "folder":
        return Folder(folder / "public")
    return Branch(folder) if kind == "branch" else Cut(folder)


def main(kind: str, folder: Path, count: int) -> None:
    """Kill a third release ``count`` times beside the same tree of two."""
    base = folder / "base"
    if kind != "folder":
        repository(base)
    for version in ("2026.9", "2026.10"):
        publish(open_tree(kind, base), version)
    killing.again_and_again(
        base,
        lambda copy: publish(open_tree(kind, copy), "2026.11"),
        lambda copy: state(open_tree(kind, copy)),
        count,
        os.link,
    )


if __name__ == "__main__":
    os.sync = lambda: None  # a killed process loses nothing that it gave to the system
    for told in sys.argv[2:]:  # a kind and how often to kill it: one process loads all once
        of, times = told.split("=")
        main(of, Path(sys.argv[1]) / of, int(times))
