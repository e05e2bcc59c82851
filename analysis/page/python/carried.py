"""What the site carries so that a page can run ``benchprice``: Pyodide, and the packages it needs.

Pyodide is CPython compiled to WebAssembly. Its core comes from the npm package of that name, in
the version and with the digest pinned here, once, and is kept in ``.cache``; of the Python packages
the parts in Python are taken as installed. A page loads all of it only when a log is dropped. Where
Pyodide cannot be had, the site is built without, and says so.
"""

from __future__ import annotations

import base64
import hashlib
import importlib.metadata
import io
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from analysis import kept
from analysis.benchprice.errors import UserError
from analysis.page.made import files

VERSION = "314.0.7"
INTEGRITY = (  # as npm has it
    "sha512-0YvXxEhfEdpLfb/XkM2BFAeMROq0iMUX2bzzH9pO"
    "ttyMcWkwq+HbE5uyuGD82LN7y2q+SNvi/6V5JEsOlD2R1A=="
)
FOLDER = "report/python"  # on the site
CORE = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip")
LOCK = "pyodide-lock.json"  # of other packages: we carry ours, so none is left in it
PACKAGES = "packages.zip"
SIZE = "size.txt"
NOTICE = "licences.txt"
NEEDED = (  # by benchprice's forms and schema; read in Python alone, compiled parts left out
    "attrs",
    "jinja2",
    "jsonschema",
    "jsonschema-specifications",
    "markupsafe",
    "referencing",
)
PARTS = (  # of Pyodide's core, with their licences, and where the sources are
    ("pyodide", "MPL-2.0", "https://github.com/pyodide/pyodide"),
    ("cpython", "PSF-2.0", "https://github.com/python/cpython"),
    ("emscripten", "MIT", "https://github.com/emscripten-core/emscripten"),
    ("sqlite", "blessing", "https://sqlite.org"),
    ("zlib", "Zlib", "https://zlib.net"),
    ("bzip2", "bzip2-1.0.6", "https://sourceware.org/bzip2"),
    ("xz", "0BSD", "https://tukaani.org/xz"),
    ("zstd", "BSD-3-Clause", "https://github.com/facebook/zstd"),
    ("libffi", "MIT", "https://github.com/libffi/libffi"),
    ("mpdecimal", "BSD-2-Clause", "https://www.bytereef.org/mpdecimal"),
    ("expat", "MIT", "https://github.com/libexpat/libexpat"),
)
PATIENCE = 180.0  # seconds for the download of 6 MB


def prepare(root: Path) -> None:
    """Put what a page needs into ``FOLDER`` below ``root``; without Pyodide say why, on stderr."""
    folder, state = root / FOLDER, f"{kept.state(__name__)} {VERSION} {INTEGRITY}"
    if files.Earlier(folder).back(state):
        return
    try:
        core = _core(root / ".cache" / "pyodide")
    except UserError as error:
        print(f"Pricing a log in the page is not in this build: {error}", file=sys.stderr)
        files.replace(folder, [(SIZE, "0\n")], f"{state} without it")
        return
    carried = [(name, core[name]) for name in CORE]
    carried += [(LOCK, _lock(core)), (PACKAGES, packages())]
    total = sum(len(content) for name, content in carried if not name.endswith(".mjs"))
    files.replace(folder, [*carried, (NOTICE, _notice()), (SIZE, f"{total}\n")], state)


def size(root: Path) -> int:
    """Return how many bytes a page fetches before it reads a log, but for the wheel; 0: none.

    Scripts are not counted, as no page sees their bytes come. Read from a file, so that a page that
    tells it is made anew when that changes.
    """
    told = root / FOLDER / SIZE
    return int(told.read_text(encoding="utf-8")) if told.exists() else 0


def packages() -> bytes:
    """Return the packages that benchprice needs as one zip archive, the same for the same files."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in sorted(_parts()):
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return held.getvalue()


def _parts() -> Iterator[tuple[str, bytes]]:
    """Yield every file of the packages but compiled ones and tests, and what stands in for Rust."""
    for package in NEEDED:
        for file in importlib.metadata.files(package) or ():
            left_out = {"tests", "benchmarks", "RECORD", "INSTALLER", ".."} & set(file.parts)
            if file.suffix in (".py", ".json", ".txt", "") and not left_out:
                yield file.as_posix(), file.read_binary()
    yield "rpds.py", Path(__file__).with_name("rpds.py").read_bytes()


def _core(cache: Path) -> dict[str, bytes]:
    """Return the files of Pyodide's package, out of the cache where it is there.

    Raises UserError where it cannot be had or is not the one that is pinned.
    """
    packed = cache / f"pyodide-{VERSION}.tgz"
    if not packed.exists():
        _fetch(packed)
    content = packed.read_bytes()
    algorithm, _, digest = INTEGRITY.partition("-")
    if base64.b64encode(hashlib.new(algorithm, content).digest()).decode() != digest:
        packed.unlink()
        raise UserError(f"pyodide {VERSION}: another digest than the one pinned in {__name__}")
    with tarfile.open(fileobj=io.BytesIO(content), mode="r:gz") as archive:
        read = ((name, archive.extractfile(f"package/{name}")) for name in (*CORE, LOCK))
        return {name: file.read() for name, file in read if file}


def _fetch(packed: Path) -> None:
    """Download Pyodide's package with the machine's npm. Raises UserError where that fails."""
    npm = shutil.which("npm")
    if npm is None:
        raise UserError("npm is not installed, and Pyodide comes from its registry")
    packed.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=packed.parent) as aside:
        command = [npm, "pack", f"pyodide@{VERSION}", "--pack-destination", aside]
        command += ["--fetch-retries=1", "--loglevel=error"]
        try:
            done = subprocess.run(
                command, capture_output=True, text=True, check=False, timeout=PATIENCE, cwd=aside
            )
        except subprocess.TimeoutExpired:
            raise UserError(f"npm did not bring pyodide in {PATIENCE:.0f} seconds") from None
        made = list(Path(aside).glob("*.tgz"))
        if done.returncode or not made:
            why = (done.stderr.strip().splitlines() or ["it does not say why"])[0]
            raise UserError(f"npm cannot bring pyodide: {why}")
        made[0].replace(packed)


def _lock(core: dict[str, bytes]) -> bytes:
    """Return Pyodide's list of packages with none in it, so that nothing is asked for elsewhere."""
    told = json.loads(core[LOCK])
    return json.dumps({"info": told["info"], "packages": {}}).encode()


def _notice() -> bytes:
    """Return under which licences the files beside are, and where their sources are."""
    lines = [
        f"{name}: {licence}" + (f", {address}" if address else "")
        for name, licence, address in PARTS
    ]
    lines += [f"{name}: its licence is in {PACKAGES}" for name in NEEDED]
    return ("\n".join(lines) + "\n").encode()
