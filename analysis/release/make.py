"""Makes one version from a checkout of its commit: builds, records, compares, cites, freezes.

Runs with the code of that commit (``python -m analysis.release make`` in its folder), so that the
same bytes come out whenever it is done again.
"""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import importlib.metadata
import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from analysis.benchprice.errors import UserError
from analysis.facts import tables
from analysis.facts.downloads import package
from analysis.page import cite
from analysis.page.cite import Citation
from analysis.register import compare, editions
from analysis.register.compare import Edition
from analysis.register.versions import Version
from analysis.release import contents, freeze, metadata, stores, tree
from analysis.release.contents import Contents
from analysis.release.tree import Release

CARRIED = ("CITATION.cff", "LICENSE", freeze.SCRIPT, freeze.STYLE)  # beside site and data
PACKAGE = "data/datapackage.json"
KEPT = (".csv", ".json", ".zip")  # of the data package; Parquet is made from it again


@dataclasses.dataclass(frozen=True)
class Order:
    """What is to be made, besides what the commit says.

    ``address``: the site's address, or empty; ``signed``: who signs the manifest off, as a name
    and an address; ``previous``: the edition of the version before, if there is one.
    """

    version: Version
    date: str
    commit: str
    signed: str
    address: str = ""
    previous: Edition | None = None


def make(root: Path, order: Order, built: Path) -> Release:
    """Return the release of a built site. Raises UserError where a headline needs a reason."""
    version = str(order.version)
    site = stores.read_in(built)
    front = contents.read(site["index.html"].decode())
    if version not in site["index.html"].decode():
        raise UserError(f"the front page does not name version {version}; its footer should")
    edition = editions.current(version, order.date)
    site |= _carried(root) | _package(built.with_name("data"), version)
    site |= {"numbers.json": editions.as_text(edition).encode()}
    moved = _compared(order.previous, edition, front)
    site["changes.json"] = (json.dumps(moved, indent=1, allow_nan=False) + "\n").encode()
    cited = dataclasses.replace(cite.current(), released=order.date)
    read = {n: contents.read(c.decode()) for n, c in site.items() if freeze.is_page(n, c)}
    base = f"{order.address}{tree.folder(order.version)}"
    site |= _citations([whole for page in read for whole in _cited(cited, base, page, read[page])])
    site["manifest.json"] = _manifest(root, order, edition)
    insert = functools.partial(_inserted, cited, base, read, json.loads(site[PACKAGE]))
    return tree.frozen(order.version, order.date, site, insert)


def address(root: Path) -> str:
    """Return the site's address as ``_quarto.yml`` has it (``site-url``), or nothing."""
    from analysis.site import config  # not needed by whoever only reads what was made

    return config.load(root).site_url


def build(root: Path, output: Path) -> None:
    """Build the site with the embedded renderer, whose output is the same everywhere."""
    command = [sys.executable, "-m", "analysis.site", "--root", str(root)]
    command += [
        "--preload",
        "analysis.page.preload",
        "build",
        "--renderer",
        "embedded",
        "--output",
        str(output),
    ]
    if subprocess.run(command).returncode:
        raise UserError("the site could not be built; the message stands above")


def _carried(root: Path) -> dict[str, bytes]:
    """Return what a version carries besides the site and the data: citation, licence, menu."""
    return {name: (root / name).read_bytes() for name in CARRIED if (root / name).is_file()}


def _package(folder: Path, version: str) -> dict[str, bytes]:
    """Return the version's data package, made in ``folder``."""
    files = package.write(tables.load(check=False), folder, version).files
    return {f"data/{path.name}": path.read_bytes() for path in files if path.suffix in KEPT}


def _compared(previous: Edition | None, edition: Edition, front: Contents) -> dict[str, Any]:
    if previous is None:
        return {"from": None, "to": edition.version, "date": edition.date}
    table = compare.compare(previous, edition, editions.reasons(), front.numbers)
    compare.check_explained(table, edition.version)
    return compare.as_json(previous, edition, table)


def _cited(whole: Citation, base: str, page: str, told: Contents) -> list[Citation]:
    """Return how to cite a page, and then its figures and tables."""
    title = "" if page == "index.html" else told.title
    first = dataclasses.replace(whole, part=title, address=base + page)
    return [
        first,
        *(
            dataclasses.replace(whole, part=caption.split(". ")[0], address=f"{base}{page}#{name}")
            for name, caption in told.figures.items()
        ),
    ]


def _citations(cited: list[Citation]) -> dict[str, bytes]:
    items = json.dumps([each.csl() for each in cited], indent=1, ensure_ascii=False)
    return {
        "citations.bib": "\n".join(each.bibtex() for each in cited).encode(),
        "citations.ris": "\r\n".join(each.ris() for each in cited).encode(),
        "citations.json": f"{items}\n".encode(),
    }


def _inserted(
    whole: Citation,
    base: str,
    read: Mapping[str, Contents],
    described: Mapping[str, Any],
    page: str,
) -> tuple[str, str]:
    first, *figures = _cited(whole, base, page, read[page])
    up = "../" * page.count("/")
    head = metadata.json_ld(first, read[page], described)
    return head, metadata.citation_box(first, figures, up)


def _manifest(root: Path, order: Order, edition: Edition) -> bytes:
    """Say what went in. It holds no clock and no machine: made again, it is the same."""
    lock = (root / "requirements.txt").read_bytes()
    told = {
        "version": edition.version,
        "date": edition.date,
        "commit": order.commit,
        "tag": order.version.tag,
        "previous": order.previous.version if order.previous else None,
        "corrects": str(order.version.corrects) if order.version.corrects else None,
        "lock": {"file": "requirements.txt", "sha256": hashlib.sha256(lock).hexdigest()},
        "python": f"{sys.version_info.major}.{sys.version_info.minor}",
        "renderer": {
            "name": "embedded",
            "version": edition.version,
            "pypandoc_binary": importlib.metadata.version("pypandoc_binary"),
        },
        "data": {name: entry["sha256"] for name, entry in edition.tables.items()},
        "checksums": tree.SUMS,
        "build log": tree.LOG,
        "signed-off-by": order.signed,
    }
    return (json.dumps(told, indent=1, ensure_ascii=False) + "\n").encode()


def write(release: Release, folder: Path) -> None:
    """Write a release for ``read``, which may run other code: kept/, shared/, latest/."""
    for name in ("kept", "shared", "latest"):
        stores.write_out(getattr(release, name), folder / name)


def read(folder: Path, version: Version, date: str, log: str, note: str) -> Release:
    """Read what ``write`` wrote."""
    kept, shared, latest = (stores.read_in(folder / name) for name in ("kept", "shared", "latest"))
    return Release(version, date, kept, shared, latest, log, note)
