"""What a new version changes in the publish tree, planned before anything is touched.

The tree: the latest site at its root, every version frozen under ``v/<version>/``, what versions
share under ``assets/``, and ``versions.json``, which the version menu of every page reads. Its
form (``FORM``) never changes: pages of all ages read it.
"""

from __future__ import annotations

import hashlib
import json
import posixpath
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

import jinja2

from analysis.benchprice.errors import UserError
from analysis.register import versions
from analysis.register.versions import Version
from analysis.release import freeze
from analysis.release.freeze import Files, Insert, Place

FORM = 1
INDEX, ROOT_SUMS, SUMS, LOG = "versions.json", "latest.sha256", "SHA256SUMS", "build.log"
Changes = dict[str, bytes | None]  # address -> new content, None to remove it


@dataclass(frozen=True)
class Release:
    """A version ready to be published, as ``frozen`` makes it.

    ``kept``: the version's folder, by address below it, checksums included; ``shared``: assets by
    address in the tree; ``latest``: the site as it stands at the root of the tree; ``log``: what
    the build said; ``note``: what a correction corrects.
    """

    version: Version
    date: str
    kept: Files
    shared: Files
    latest: Files
    log: str = ""
    note: str = ""


def read_index(content: bytes | None) -> dict[str, Any]:
    """Read ``versions.json``; None is an empty tree."""
    if content is None:
        return {"form": FORM, "latest": "", "versions": [], "pages": {}}
    index: dict[str, Any] = json.loads(content)
    if index.get("form") != FORM:
        raise UserError(
            f"{INDEX}: its form is {index.get('form')!r}, this code knows {FORM}; "
            "publish with the code that wrote it"
        )
    return index


def published(index: Mapping[str, Any]) -> list[Version]:
    """Return the versions of a tree, oldest first."""
    return sorted(versions.parse(entry["version"]) for entry in index["versions"])


def folder(version: Version) -> str:
    """Return where a version stands in the tree."""
    return f"v/{version}/"


def frozen(
    version: Version, date: str, site: Files, insert: Insert = lambda _page: ("", "")
) -> Release:
    """Freeze a built site, with all that the version carries besides, as a release.

    ``insert`` returns what goes to the end of a page's head and of its text.
    """
    moved = freeze.assets(site)
    shared = {address: site[name] for name, address in moved.items()}
    place = Place(folder(version), str(version))
    kept = freeze.placed(site, place, moved, insert)
    up = "../" * place.folder.count("/")
    sums = checksums(kept | {up + address: content for address, content in shared.items()})
    latest = freeze.placed(site, Place("", str(version)), moved, insert)
    return Release(version, date, {**kept, SUMS: sums}, shared, latest)


def checksums(files: Files) -> bytes:
    """Return the lines that ``sha256sum --check`` reads."""
    lines = (f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files))
    return "".join(lines).encode()


def faults(read: Callable[[str], bytes | None]) -> list[str]:
    """List the files of a tree that are not as they were published; empty where it is whole."""
    index = read_index(read(INDEX))
    found = []
    for entry in index["versions"]:
        sums = read(entry["path"] + SUMS) or b""
        if _sha256(sums) != entry["sha256"]:
            found.append(entry["path"] + SUMS)
        found += _unlike(entry["path"], sums, read)
    return found + _unlike("", read(ROOT_SUMS) or b"", read)


def _unlike(base: str, sums: bytes, read: Callable[[str], bytes | None]) -> list[str]:
    pairs = (line.split("  ", 1) for line in sums.decode().splitlines())
    named = ((posixpath.normpath(base + name), digest) for digest, name in pairs)
    return [name for name, digest in named if _sha256(read(name)) != digest]


def _sha256(content: bytes | None) -> str:
    return "" if content is None else hashlib.sha256(content).hexdigest()


def plan(release: Release, read: Callable[[str], bytes | None]) -> Changes:
    """Return what publishing the release changes; nothing where it is published already.

    ``read`` returns a file of the tree as it stands, or None. Raises UserError where the version
    is published with other bytes, or may not follow what is published.
    """
    index = read_index(read(INDEX))
    digest = _sha256(release.kept[SUMS])
    for entry in index["versions"]:
        if entry["version"] == str(release.version):
            if entry["sha256"] != digest:
                raise UserError(_refusal(release.version))
            return {}
    versions.check_next(release.version, published(index))
    index = _entered(index, release, digest)
    at = folder(release.version)
    changes: Changes = {**release.shared, **{at + name: c for name, c in release.kept.items()}}
    changes |= {at + LOG: release.log.encode(), INDEX: _json(index), ".nojekyll": b""}
    if index["latest"] == str(release.version):
        changes |= _root(release, index, read)
    changes[freeze.VERSIONS_PAGE] = _versions_page(index)
    return changes


def _json(data: Any) -> bytes:
    return (json.dumps(data, indent=1, ensure_ascii=False) + "\n").encode()


def _refusal(version: Version) -> str:
    following = Version(version.year, version.month, version.correction + 1)
    return (
        f"{version} is published, with other bytes; a published version never changes. "
        f"Release {following} instead, and say in data/changes.csv what it corrects; "
        f"`nox -s release -- --verify {version}` names the files that differ"
    )


def _entered(index: Mapping[str, Any], release: Release, digest: str) -> dict[str, Any]:
    """Return the index with the release in it, newest first."""
    entry = {
        "version": str(release.version),
        "date": release.date,
        "path": folder(release.version),
        "sha256": digest,
        "corrects": str(release.version.corrects or ""),
        "note": release.note,
    }
    entries = sorted(
        [*index["versions"], entry], key=lambda e: versions.parse(e["version"]), reverse=True
    )
    order = [e["version"] for e in entries]
    pages = {page: set(names) for page, names in index["pages"].items()}
    for name in release.latest:
        if name.endswith(".html"):
            pages.setdefault(name, set()).add(str(release.version))
    having = {page: sorted(pages[page], key=order.index) for page in sorted(pages)}
    return {"form": FORM, "latest": order[0], "versions": entries, "pages": having}


def _root(
    release: Release, index: Mapping[str, Any], read: Callable[[str], bytes | None]
) -> Changes:
    """Return the changes at the root: the latest site, and ways to pages that it has no more."""
    files = dict(release.latest)
    for page, having in index["pages"].items():
        if page not in release.latest:
            files[page] = _gone(page, having[0])
    sums = read(ROOT_SUMS) or b""
    earlier = {line.split("  ", 1)[1] for line in sums.decode().splitlines()}
    changes: Changes = dict.fromkeys(earlier - files.keys())
    return {**changes, **files, ROOT_SUMS: checksums(files)}


def _gone(page: str, version: str) -> bytes:
    """Return the page that stands where a page was: it leads to the last version that had it."""
    address = escape("../" * page.count("/") + f"v/{version}/{page}")
    return (
        '<!DOCTYPE html>\n<html lang="en"><meta charset="utf-8">'
        f"<title>This page is in version {version}</title>\n"
        f'<meta http-equiv="refresh" content="0; url={address}">\n'
        f'<p>This page was last part of <a href="{address}">version {version}</a>.</p>\n'
    ).encode()


def _versions_page(index: Mapping[str, Any]) -> bytes:
    """Return the list of versions for readers, without any script."""
    template = (Path(__file__).parent / "versions.html.j2").read_text(encoding="utf-8")
    text: str = jinja2.Template(template, autoescape=True).render(index)
    return f"{text}\n".encode()
