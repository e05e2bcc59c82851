"""Builds the site with the embedded renderer: aside first, then put in place whole."""

from __future__ import annotations

import itertools
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import perf_counter

from analysis.site import (
    assemble,
    config,
    engine,
    links,
    place,
    prerender,
    source,
    standing,
    workers,
)
from analysis.site.digests import Cache, Digests
from analysis.site.problems import Problem, Problems
from analysis.site.render import Rendered

Say = Callable[[str], None]


def say(text: str) -> None:
    """Tell the progress, on stderr."""
    print(text, file=sys.stderr, flush=True)


def build(
    root: Path,
    output: Path | None = None,
    jobs: int | None = None,
    tell: Say = say,
    preload: Sequence[str] = (),
) -> Path:
    """Build the website of ``root`` and return its folder.

    ``preload``: modules that the processes of pages share where a page names their package.
    Raises Problems with the faults of all pages together; what stood in the folder then stays.
    """
    begun = perf_counter()
    target = output or root / config.project(root).get("output-dir", "_site")
    staff = workers.Staff(jobs or os.cpu_count() or 1, tuple(preload))
    with place.locked([root, target.parent], tell):
        stands = standing.Standing(root, f"site in {target.resolve()}", target.resolve())
        if (kept := stands.found()) and kept["site"] == _files(target):
            pages, fresh = kept["pages"], 0
        else:
            with engine.offered(workers.FIXED):
                pages, fresh = _anew(root, target, staff, tell)
            stands.keep({"pages": pages, "site": _files(target)})
    tell(f"{pages} pages, {fresh} rendered, in {perf_counter() - begun:.1f} s: {target}")
    return target


def _anew(root: Path, target: Path, staff: workers.Staff, tell: Say) -> tuple[int, int]:
    """Put the site of now in its place; return how many pages it has, and how many are new."""
    prerender.run(root)
    site = config.load(root)
    pages = _read(root, site)
    os.environ.update(workers.FIXED)
    outputs = [links.output_of(page.file) for page in pages]
    with place.aside(target, outputs) as folder:
        with ThreadPoolExecutor(1) as beside:
            begin = beside.submit(assemble.begin, root, site, outputs, folder, target)
            rendered, fresh = _rendered(root, pages, site, staff, tell)
            there = begin.result()
        used = assemble.used(root, site, rendered) - there
        assemble.put(root, used, folder, target)
        assemble.write(root, site, rendered, folder, sorted(there | used))
        prerender.after(root, folder)
        every = {page.file for page in pages}
        if lost := _broken(rendered, every, lambda name: (folder / name).is_file()):
            raise Problems(lost)
    return len(pages), fresh


def _files(site: Path) -> dict[str, list[int]]:
    return {name: list(stat) for name, stat in standing.stats(site).items()}


def _read(root: Path, site: config.Config) -> list[source.Page]:
    return _collected(lambda name: source.read(root, name), config.pages(root, site))


def _collected(read: Callable[[str], source.Page], names: Iterable[str]) -> list[source.Page]:
    pages, problems = [], list[Problem]()
    for name in names:
        try:
            pages.append(read(name))
        except Problems as found:
            problems += found.problems
    if problems:
        raise Problems(problems)
    return pages


def _rendered(
    root: Path, pages: list[source.Page], site: config.Config, staff: workers.Staff, tell: Say
) -> tuple[list[Rendered], int]:
    """Take pages from the cache or render them; return them and how many were rendered."""
    digests, cache = Digests(root, site), Cache(root)
    keys, found = dict[str, tuple[str, str]](), dict[str, Rendered | None]()
    again, todo = list[workers.Done](), list[source.Page]()
    for page in pages:
        keys[page.file] = key, code = digests.keys(page)
        found[page.file] = cache.get(key)
        if found[page.file] is None:
            kept = cache.answers(code)
            if kept and (done := workers.again(root, page, site, kept)):
                again.append(done)
                continue
            if not todo:  # it imports while the others are looked for
                workers.begin(pages, staff)
            todo.append(page)
    todo.sort(key=source.cells, reverse=True)  # those that take longest first
    problems: list[Problem] = []
    every = itertools.chain(again, workers.rendered(root, todo, site, staff))
    for count, done in enumerate(every, 1):
        name = done.page.file
        if isinstance(done.result, Problems):
            problems += done.result.problems
        else:
            found[name] = done.result
            if digests.as_loaded(done.page):
                key, code = keys[name]
                cache.put(key, done.result, done.reads)
                if done.noted:
                    cache.put_answers(code, done.noted, done.reads)
        tell(f"[{count}/{len(again) + len(todo)}] {name} {done.seconds:.1f} s")
    whole = [page for page in found.values() if page is not None]
    late = bool(prerender.scripts(root, "post-render"))  # a file may be added yet
    problems += _broken(
        whole,
        {page.file for page in pages},
        lambda name: (root / name).is_file() or (late and not name.endswith(".html")),
    )
    if problems:
        raise Problems(problems)
    cache.prune()
    return whole, len(again) + len(todo)


def _broken(
    pages: list[Rendered], every: set[str], is_file: Callable[[str], bool]
) -> list[Problem]:
    """List the links that lead nowhere; a page that failed itself is no reason to complain.

    ``is_file`` tells whether a target that is no page is a file of the site.
    """
    outputs = {links.output_of(name) for name in every} - {page.output for page in pages}
    by_output = {page.output: page for page in pages}
    bodies = {page.output: page.body for page in pages}
    problems = []
    for output, address, reason in links.broken(bodies, lambda t: t in outputs or is_file(t)):
        page = by_output[output]
        file, line = page.origins.get(address, (page.file, 1))
        problems.append(Problem(file, line, f"broken link `{address}`: {reason}; correct it"))
    return problems
