"""Pages in parallel: each in a process of its own, forked from one that has the imports done."""

from __future__ import annotations

import gc
import multiprocessing
import os
import traceback
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from multiprocessing import forkserver
from multiprocessing.connection import Connection, wait
from pathlib import Path
from time import perf_counter
from typing import Any

from analysis.site import rests
from analysis.site.answers import Again, Noted, Noting
from analysis.site.config import Config
from analysis.site.problems import Problem, Problems
from analysis.site.render import Rendered, render
from analysis.site.source import Page, computes

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
Sent = tuple[Rendered | Problems, Mapping[str, str], Noted]


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
    """A page that is finished: rendered or faulty, the seconds, the files read.

    ``noted``: what its code gave, where it ran.
    """

    page: Page
    result: Rendered | Problems
    seconds: float
    reads: Mapping[str, str]
    noted: Noted


def begin(pages: Sequence[Page], staff: Staff) -> None:
    """Let the process that the pages are forked from import what they share, meanwhile.

    It has the environment of this one, where ``FIXED`` is to be.
    """
    multiprocessing.set_forkserver_preload(staff.wanted(pages))
    forkserver.ensure_running()


def rendered(root: Path, pages: Sequence[Page], config: Config, staff: Staff) -> Iterator[Done]:
    """Render pages, ``staff.jobs`` at a time, and yield each as it is done; ``begin`` first."""
    context = multiprocessing.get_context("forkserver")
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
            result, reads, noted = _received(ready, page, process)
            yield Done(page, result, perf_counter() - started, reads, noted)


def again(root: Path, page: Page, config: Config, kept: Mapping[str, Any]) -> Done | None:
    """Render a page here from what its code gave before; None where that does not do.

    ``kept``: ``reads`` and ``noted`` of that time.
    """
    started = perf_counter()
    try:
        result: Rendered | Problems = render(root, page, config, Again(kept["noted"]))
    except Problems as problems:
        result = problems
    except Exception:  # something else is asked, or fails: a process of the page's own tells
        return None
    return Done(page, result, perf_counter() - started, kept["reads"], [])


def _received(connection: Connection, page: Page, process: Any) -> Sent:
    try:
        result: Sent = connection.recv()
    except EOFError:
        process.join()
        text = f"the process that ran this page died (exit code {process.exitcode})"
        return Problems([Problem(page.file, 1, text)]), {}, []
    process.join()
    return result


def _work(connection: Connection, root: Path, page: Page, config: Config) -> None:
    os.chdir(root)
    rests.listen()  # another's fork server may run here, without our preload
    gc.disable()  # the process ends with its page
    session = Noting()
    try:
        found = render(root, page, config, session)
        reads = rests.read(root) if computes(page) else {}
        connection.send((found, reads, session.noted))
    except Problems as problems:
        connection.send((problems, {}, []))
    except Exception:
        told = traceback.format_exc().strip()
        problem = Problem(page.file, 1, f"the renderer itself failed:\n{told}")
        connection.send((Problems([problem]), {}, []))
    finally:
        connection.close()
