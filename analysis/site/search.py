"""The search index: pagefind reads the built pages; nothing loads before a reader searches.

The pages rendered here and those that the project made by itself have an index each, which the
reader's browser merges: of the second there may be thousands, and they seldom change.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import re
import subprocess
import tempfile
import zipfile
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from pathlib import Path

import pagefind_bin

from analysis.site import rests, stored
from analysis.site.problems import SiteError

FOLDER, MADE = "pagefind", "pagefind-made"
BODY = b"data-pagefind-body"  # what the pages to be searched have
# Parts of pagefind for its own dialogues, which the site does not show.
_UNUSED = (
    "pagefind-ui.*",
    "pagefind-modular-ui.*",
    "pagefind-highlight.js",
    "pagefind-component-ui.*",
)
# pandoc gives a section the id of its heading; pagefind takes headings with ids for parts of a page
_HEADED = re.compile(rb'<section id=("[^"]+")[^>]*>\s*<h([1-6])')
# What pagefind is told to ignore, at most to where an element inside it ends; and drawings, of
# which it reads nothing.
_IGNORED = re.compile(
    rb"<(?:((div|section)\b[^>]*\bdata-pagefind-ignore\b[^>]*>)(.*?)</\2>|svg\b.*?</svg>)",
    re.DOTALL,
)
# of what it ignores it keeps anchors and images all the same
_TOLD = re.compile(rb"\bid=|<img\b|data-pagefind")
MOST = 40_000_000  # bytes of indices kept


def index(folder: Path, pages: Iterable[str]) -> None:
    """Write the search index of a built site's ``pages``. Raises SiteError if pagefind fails."""
    _run(folder, sorted(pages), folder / FOLDER)


def index_made(folder: Path, pages: Iterable[str], kept: stored.Store, before: Path) -> None:
    """Write the index of a site's other HTML files; it is kept while these say the same.

    ``before`` is the site that this one replaces. Raises SiteError where pagefind fails.
    """
    made = dict(sorted(_made(folder, {*pages}).items()))
    if not made:
        return
    said = {page: _sum(text) for page, text in made.items()}
    whole = f"of-{_digest(said)}"  # spares a look at what is searched in them
    name = (kept.get(whole) or b"").decode()
    if not name:
        name = _digest(_searched(made, said, kept))
        kept.put(whole, name.encode())
    content = kept.get(name)
    if content is None:
        _run(folder, made, folder / MADE)
        kept.put(name, _packed(folder / MADE))
        kept.shrink(MOST)
    else:
        _unpack(content, folder / MADE, before / MADE)


def _made(folder: Path, rendered: set[str]) -> Mapping[str, bytes]:
    """Return every other page that is to be searched, by its name."""
    found = {}
    for path in folder.rglob("*.html"):
        name = path.relative_to(folder).as_posix()
        if name not in rendered and BODY in (content := path.read_bytes()):
            found[name] = content
    return found


def _searched(
    made: Mapping[str, bytes], said: Mapping[str, str], kept: stored.Store
) -> Mapping[str, str]:
    """Digest what is searched in each page; one that says what it said is not looked through."""
    before = f"searched-{rests.digest(Path(__file__))}"
    known = json.loads(kept.get(before) or b"{}")
    found = {
        page: known.get(said[page]) or _sum(_IGNORED.sub(_kept, text))
        for page, text in made.items()
    }
    kept.put(before, json.dumps({said[page]: told for page, told in found.items()}).encode())
    return found


def _digest(pages: Mapping[str, str]) -> str:
    told = json.dumps([version("pagefind"), rests.digest(Path(__file__)), *pages.items()])
    return _sum(told.encode())


def _sum(text: bytes) -> str:
    return hashlib.sha256(text).hexdigest()


def _kept(ignored: re.Match[bytes]) -> bytes:
    """Return what tells an ignored piece of a page from another: all of it, or that it is there."""
    if _TOLD.search(ignored[3] or b""):
        return ignored[0]
    return b"<" + ignored[1] if ignored[1] else b""


def _run(folder: Path, names: Iterable[str], output: Path) -> None:
    """Let pagefind index some pages of a site: it takes a folder, so they are copied into one."""
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f"{folder.name}.") as aside:
        for name in names:
            copy = Path(aside, name)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(_HEADED.sub(rb"<section><h\2 id=\1", (folder / name).read_bytes()))
        command = [pagefind_bin.get_executable(), "--site", aside, "--output-path", output]
        done = subprocess.run([*command, "--quiet"], capture_output=True, text=True)
    if done.returncode:
        raise SiteError(f"pagefind could not index {folder}: {done.stderr.strip()}")
    for pattern in _UNUSED:
        for path in output.glob(pattern):
            path.unlink()


def _unpack(content: bytes, folder: Path, before: Path) -> None:
    """Write what ``_packed`` packed; a file that ``before`` has, byte for byte, is linked.

    There are a thousand, and making one takes a disk ten times as long as reading it.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            told, path, old = archive.read(name), folder / name, before / name
            path.parent.mkdir(parents=True, exist_ok=True)
            with contextlib.suppress(OSError):  # not there before, or a disk without links
                if old.read_bytes() == told:
                    os.link(old, path)
                    continue
            path.write_bytes(told)


def _packed(folder: Path) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path in sorted(p for p in folder.rglob("*") if p.is_file()):
            archive.write(path, path.relative_to(folder).as_posix())
    return packed.getvalue()
