"""What the pages need and is computed once: runs before every rendering, by either renderer.

``report/prepare.py``, the pre-render script, calls ``main``. It brings the register of numbers up
to date, and writes ``_variables.yml`` (the version and date in the footer), the script that draws
the charts, the record's files for browsing and download, and the schema of price statements at the
address that its ``$id`` names; then the pages and files made from data. All of them are left alone
where they are as they should be.
"""

from __future__ import annotations

import gc
import json
import multiprocessing
import os
import sys
from collections.abc import Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

from analysis import heard, kept
from analysis.benchprice.errors import UserError
from analysis.benchprice.record import carried as record
from analysis.benchprice.statements import validity
from analysis.facts import tables
from analysis.facts.downloads import export
from analysis.facts.prices import offers
from analysis.facts.tables import ROOT
from analysis.page import cite, explorer, picture, releases, wheel
from analysis.page.made import benchmarks, known, models, numbers
from analysis.page.made import prepare as made
from analysis.page.pieces import vega
from analysis.page.python import carried
from analysis.register import chapters
from analysis.site import config, standing
from analysis.site.problems import SiteError


def main() -> int:
    """Prepare the project for rendering; return the exit code."""
    try:
        kept.prune()
        with _process() as one, _process() as other, ThreadPoolExecutor() as beside:
            script = beside.submit(bundle, ROOT / "report" / "theme" / "vega.js")
            living = tables.load()  # checked, and kept for all that follow
            # what takes seconds and asks for no number; each page that runs the command would make
            # the record, two at once
            early = [one.submit(releases.keep_earlier)]
            offers.lasting(living)  # while that process begins: those after ask for it, all at once
            early += [one.submit(export.keep, record.MADE), one.submit(wheel.prepare, ROOT)]
            chapters.register().refresh()  # here, for all processes that follow
            script.result()
            prepared(one, other, early)
    except (UserError, SiteError) as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        if error.filename is None:  # no file's fault
            raise
        print(f"{error.filename}: {error.strerror}; mend that and build again", file=sys.stderr)
        return 1
    return 0


def prepared(one: Executor, other: Executor, early: Sequence[Future[None]]) -> None:
    """Write what rests on the facts and the numbers, in this process and two others.

    ``early``: what is at work already in the first of these.
    """
    version = cite.current()
    told = {
        "version": version.version,
        "data-date": version.date,
        "authors": version.authors,
        "title": version.title,
        "year": version.year,
    }
    lines = (f"{name}: {json.dumps(text)}\n" for name, text in told.items())
    write(ROOT / "_variables.yml", "".join(lines))
    asked = (ROOT, chapters.register(), version.version, version.date)
    slow = [
        other.submit(made.pages, *asked, benchmarks.FOLDER, numbers.FOLDER),
        one.submit(made.pages, *asked, models.FOLDER),
        one.submit(made.draw, ROOT),
    ]
    explorer.prepare(ROOT / "report" / "record", version.version)
    schemas(ROOT)
    picture.prepare(ROOT)
    carried.prepare(ROOT)
    standing.wanting(ROOT, "pyodide", not carried.size(ROOT))
    made.interface(*asked, config.load(ROOT).site_url)
    for done in (*early, *slow):
        done.result()
    other.submit(marks).result()


def marks() -> None:
    """Mark what pages have asked for before, with what was gathered for those made from data."""
    heard.refresh(known.facts())


def _process() -> Executor:
    context = multiprocessing.get_context("forkserver")
    return ProcessPoolExecutor(1, context, initializer=gc.disable)


def bundle(path: Path) -> None:
    """Write Vega as one script, once for each version of the package that carries it."""
    from importlib.metadata import version

    first = (
        f"// Vega and Vega-Lite as carried by vl-convert-python {version('vl-convert-python')}\n"
    )
    if path.exists() and path.read_text(encoding="utf-8").startswith(first):
        return
    write(path, first + vega.bundle())


def schemas(root: Path) -> None:
    """Put every version of the statements' schema where its ``$id`` says, below the site's root."""
    for one in validity.EVERY_SCHEMA:
        text = one.read_text(encoding="utf-8")
        path = root / json.loads(text)["$id"].lstrip("/")
        path.parent.mkdir(parents=True, exist_ok=True)
        write(path, text)


def write(path: Path, text: str) -> None:
    """Write a file unless it holds the text already, so that its time tells of a change."""
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return
    aside = path.with_name(f"{path.name}.{os.getpid()}.part")  # two builds may be at it
    aside.write_text(text, encoding="utf-8")
    aside.replace(path)
