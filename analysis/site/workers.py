"""Pages in parallel: each in a process of its own, forked from one that has the imports done."""

from __future__ import annotations

import gc
import multiprocessing
import os
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from pathlib import Path
from time import perf_counter
from typing import Any

from analysis.site.config import Config
from analysis.site.problems import Problem, Problems
from analysis.site.render import Rendered, render
from analysis.site.source import Page

# What a page computes must not depend on who builds it, where or when.
FIXED = {
    "PYTHONHASHSEED": "0",
    "TZ": "UTC",
    "LC_ALL": "C.UTF-8",
    "LANG": "C.UTF-8",
    "SOURCE_DATE_EPOCH": "1767225600",
    "OPENBLAS_NUM_THREADS": "1",  # a forked process must not inherit threads
    "OMP_NUM_THREADS": "1",
    "COLUMNS": "80",
}
PRELOAD = "analysis.site.preload"


@dataclass(frozen=True)
class Staff:
    """How many pages at a time, and the modules that their processes share.

    A module is imported before they part where a page names its package, as ``analysis.page`` for
    ``analysis.page.preload``.
    """

    jobs: int
    preload: tuple[str, ...] = ()

    def wanted(self, pages: Sequence[Page]) -> list[str]:
        """Return the modules that some of these pages have a use for."""
        text = "\n".join(line.text for page in pages for line in page.lines)
        return [PRELOAD, *(name for name in self.preload if name.rpartition(".")[0] in text)]


@dataclass(frozen=True)
class Done:
    """A page that is finished: rendered or faulty, and the seconds it took."""

    page: Page
    result: Rendered | Problems
    seconds: float


def rendered(root: Path, pages: Sequence[Page], config: Config, staff: Staff) -> Iterator[Done]:
    """Render pages, ``staff.jobs`` at a time, and yield each as it is done."""
    os.environ.update(FIXED)
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(staff.wanted(pages))
    waiting, running = list(pages), dict[Connection, tuple[Page, Any, float]]()
    while waiting or running:
        while waiting and len(running) < staff.jobs:
            page = waiting.pop(0)
            ours, theirs = context.Pipe(duplex=False)
            process = context.Process(target=_work, args=(theirs, root, page, config))
            process.start()
            theirs.close()
            running[ours] = page, process, perf_counter()
        for ready in wait(list(running)):
            assert isinstance(ready, Connection)
            page, process, started = running.pop(ready)
            yield Done(page, _received(ready, page, process), perf_counter() - started)


def _received(connection: Connection, page: Page, process: Any) -> Rendered | Problems:
    try:
        result: Rendered | Problems = connection.recv()
    except EOFError:
        process.join()
        text = f"the process that ran this page died (exit code {process.exitcode})"
        return Problems([Problem(page.file, 1, text)])
    process.join()
    return result


def _work(connection: Connection, root: Path, page: Page, config: Config) -> None:
    os.chdir(root)
    gc.disable()  # the process ends with its page
    try:
        connection.send(render(root, page, config))
    except Problems as problems:
        connection.send(problems)
    except Exception:
        told = traceback.format_exc().strip()
        connection.send(Problems([Problem(page.file, 1, f"the renderer itself failed:\n{told}")]))
    finally:
        connection.close()
