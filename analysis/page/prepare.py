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
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

from analysis import heard, kept
from analysis.benchprice.errors import UserError
from analysis.benchprice.record import carried as record
from analysis.benchprice.statements import validity
from analysis.facts import tables
from analysis.facts.downloads import export
from analysis.facts.tables import ROOT
from analysis.page import cite, explorer, picture, releases, wheel
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
        with ThreadPoolExecutor() as beside:  # the register's processes leave this one idle
            script = beside.submit(bundle, ROOT / "report" / "theme" / "vega.js")
            chapters.register()
        script.result()
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
        context = multiprocessing.get_context("forkserver")
        with ProcessPoolExecutor(2, context, initializer=gc.disable) as beside:
            slow = [
                beside.submit(made.pages, *asked, *made.FOLDERS),
                beside.submit(asked_for),
            ]
            explorer.prepare(ROOT / "report" / "record", version.version)
            schemas(ROOT)
            picture.prepare(ROOT)
            wheel.prepare(ROOT)
            carried.prepare(ROOT)
            standing.wanting(ROOT, "pyodide", not carried.size(ROOT))
            made.interface(*asked, config.load(ROOT).site_url)
            for done in slow:
                done.result()
    except (UserError, SiteError) as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        if error.filename is None:  # no file's fault
            raise
        print(f"{error.filename}: {error.strerror}; mend that and build again", file=sys.stderr)
        return 1
    return 0


def asked_for() -> None:
    """Compute what pages ask for and takes seconds, and mark what they have asked for before."""
    releases.keep_earlier()
    export.keep(record.MADE)  # each page that runs the command would make it, two at once
    heard.refresh(tables.load())


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
