"""Kills a piece of work again and again, at random moments, and asks what it leaves.

A child does the work on a copy of a folder and is killed (SIGKILL) at one of its file and process
operations, which Python's audit events count: the product needs no hook. Then the parent looks at
the folder, has the work done again in a child that is left alone, and looks once more.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

EVENTS = (
    "open", "os.link", "os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.symlink",
    "shutil.rmtree", "subprocess.Popen",
)  # fmt: skip

SEEN = "old and new: "  # before what ``again_and_again`` prints


def kills(usual: int) -> int:
    """How often to kill: as ``nox -s faults`` says, else the few of every run of the tests."""
    return int(os.environ.get("KILLS") or usual)


def adopt() -> None:
    """Become who buries the children of a killed child: the system's first process takes seconds."""
    ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER


def in_child(
    work: Callable[[], object], limit: int | None = None, seconds: float = 0
) -> tuple[bool, int]:
    """Run ``work`` in a child killed at its ``limit``-th event or after ``seconds``.

    Return whether it came to its end, and how many events it made.
    """
    adopt()
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
    os.close(write_end)
    if seconds:
        time.sleep(seconds)
        os.kill(pid, signal.SIGKILL)
    status = os.waitpid(pid, 0)[1]
    with contextlib.suppress(ChildProcessError):
        while True:  # a git that the child had started comes to its own end
            os.waitpid(-pid, 0)
    counted = os.read(read_end, 20)
    os.close(read_end)
    return status == 0, int(counted or 0)


def again_and_again(
    base: Path,
    work: Callable[[Path], object],
    state: Callable[[Path], str],
    count: int,
    copy_function: Callable[[str, str], object] = shutil.copy2,
) -> None:
    """Kill ``work`` on copies of ``base`` ``count`` times; print how often old, how often new.

    ``state`` digests what a reader of the folder sees, and asserts that it is whole.
    """
    chance, copy = random.Random(6), base.with_name("copy")

    def fresh() -> None:
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(base, copy, symlinks=True, copy_function=copy_function)

    fresh()
    old, begun = state(copy), time.monotonic()
    finished, events = in_child(lambda: work(copy))
    took = time.monotonic() - begun
    new = state(copy)
    assert finished and old != new
    seen = {old: 0, new: 0}
    for number in range(count):
        fresh()
        # most are killed at one of the operations, every fifth by the clock; much is done after
        # the change, such as cleaning up: early operations are as many as late ones in the log
        by_clock = number % 5 == 4
        limit = None if by_clock else int(events ** ((number + chance.random()) / count))
        in_child(lambda: work(copy), limit, by_clock and chance.uniform(0, took))
        found = state(copy)
        assert found in seen, f"between old and new: killed at {limit} of {events}"
        seen[found] += 1
        assert in_child(lambda: work(copy))[0], f"not done again: killed at {limit} of {events}"
        assert state(copy) == new, f"not completed: killed at {limit} of {events}"
    print(f"{SEEN}{seen[old]} {seen[new]}")


def told(module: str, *arguments: object) -> list[tuple[int, int]]:
    """Run a module that calls ``again_and_again``, in a process of its own; what each printed."""
    command = [sys.executable, "-m", module, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return seen(done.stdout.splitlines())


def seen(lines: Iterable[str]) -> list[tuple[int, int]]:
    """Return how often old and how often new, of each ``again_and_again`` that printed it."""
    counts = (line.removeprefix(SEEN) for line in lines if line.startswith(SEEN))
    return [(int(old), int(new)) for old, new in map(str.split, counts)]
