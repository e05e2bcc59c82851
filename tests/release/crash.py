"""Kills a release again and again; run by test_release_stores in a process of its own.

A child publishes and is killed (SIGKILL) at the chosen one of its file and process operations,
which Python's audit events count: the product needs no hook. Then the parent looks at the tree,
publishes again in a child that is left alone, and looks once more.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import random
import shutil
import signal
import sys
import time
from pathlib import Path

from analysis.register import versions
from analysis.release import cut, tree
from analysis.release.stores import Branch, Folder, Store
from tests.release.repository import maker
from tests.release.site import release

EVENTS = (
    "open", "os.link", "os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.symlink",
    "shutil.rmtree", "subprocess.Popen",
)  # fmt: skip
# What names the commit, which is another one when a release is begun again before its tag.
CHANGING = ("manifest.json", "SHA256SUMS", "latest.sha256", "versions.json")


def publish(store: Store, version: str) -> None:
    if isinstance(store, Cut):
        store.cut(version)
        return
    changes = tree.plan(release(version), store.read)
    if changes:
        store.commit(changes, version)


def in_child(work, limit: int | None = None, seconds: float = 0) -> tuple[bool, int]:
    """Run ``work`` in a child killed at its ``limit``-th event or after ``seconds``.

    Return whether it came to its end, and how many events it made.
    """
    read_end, write_end = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.setsid()
        count = 0

        def hook(event: str, _arguments: object) -> None:
            nonlocal count
            if event in EVENTS:
                count += 1
                if count == limit:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(hook)
        work()
        os.write(write_end, str(count).encode())
        os._exit(0)
    if seconds:
        time.sleep(seconds)
        os.kill(pid, signal.SIGKILL)
    status = os.waitpid(pid, 0)[1]
    with contextlib.suppress(ProcessLookupError):
        while True:  # a git that the child had started comes to its own end
            os.killpg(pid, 0)
            time.sleep(0.005)
    os.close(write_end)
    counted = os.read(read_end, 20)
    os.close(read_end)
    return status == 0, int(counted or 0)


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
        wanted, date = versions.parse(version), "2026-02-01"
        cut.cut(self.repository, wanted, date, self, maker, lambda _: None)


def open_tree(kind: str, folder: Path) -> Store:
    if kind == "folder":
        return Folder(folder / "public")
    return Branch(folder) if kind == "branch" else Cut(folder)


def main(kind: str, folder: Path, kills: int, seed: int) -> None:
    """Kill ``kills`` times from the same tree of two versions; print how it was found each time."""
    os.sync = lambda: None  # a killed process loses nothing that it gave to the system
    chance = random.Random(seed)
    base, copy = folder / "base", folder / "copy"
    for version in ("2026.9", "2026.10"):
        publish(open_tree(kind, base), version)
    old = state(open_tree(kind, base))
    shutil.copytree(base, copy, symlinks=True)
    begun = time.monotonic()
    finished, events = in_child(lambda: publish(open_tree(kind, copy), "2026.11"))
    took = time.monotonic() - begun
    new = state(open_tree(kind, copy))
    assert finished and old != new
    seen = {old: 0, new: 0}
    for count in range(kills):
        shutil.rmtree(copy)
        shutil.copytree(base, copy, symlinks=True, copy_function=os.link)
        store = open_tree(kind, copy)
        # most are killed at one of the operations, every fifth by the clock
        by_clock = count % 5 == 4
        limit = None if by_clock else chance.randint(1, events)
        in_child(lambda s=store: publish(s, "2026.11"), limit, by_clock and chance.uniform(0, took))
        found = state(open_tree(kind, copy))
        assert found in seen, f"between the trees: killed at {limit} of {events}"
        seen[found] += 1
        publish(open_tree(kind, copy), "2026.11")
        assert state(open_tree(kind, copy)) == new, f"not completed: killed at {limit}"
    print(seen[old], seen[new])


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
