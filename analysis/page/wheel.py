"""The light package ``benchprice`` as a wheel, with the record of prices inside.

``python -m analysis.page.wheel FOLDER`` copies the package aside, writes the record beside its
modules and builds there, so that a checkout never holds a record of its own. The site carries the
wheel: readers install it from there.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from analysis import kept
from analysis.benchprice.errors import UserError
from analysis.facts import tables
from analysis.facts.downloads import export
from analysis.facts.tables import ROOT
from analysis.page.made import files

PACKAGE = ROOT / "analysis" / "benchprice"
FOLDER = "report/wheel"  # on the site


def build(folder: Path) -> Path:
    """Build the wheel of this checkout into ``folder`` and return its path.

    Raises UserError with the builder's last words if it fails.
    """
    folder = folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        aside, built = Path(name, "benchprice"), Path(name, "built")
        shutil.copytree(PACKAGE, aside, ignore=shutil.ignore_patterns("__pycache__"))
        export.write(tables.load(), aside / "record.sqlite")
        command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(built)]
        done = subprocess.run(command, cwd=aside, capture_output=True, text=True, check=False)
        if done.returncode:
            raise UserError(f"the wheel could not be built:\n{done.stdout}{done.stderr}")
        (wheel,) = built.glob("*.whl")
        return Path(shutil.move(wheel, folder / wheel.name))


def prepare(root: Path) -> None:
    """Put the wheel into ``FOLDER`` below ``root``, unless one of this code and record is there.

    Raises UserError as ``build`` does.
    """
    files.refresh(root / FOLDER, [("", _built)], _state())


def _built() -> files.Files:
    with tempfile.TemporaryDirectory() as aside:
        wheel = build(Path(aside))
        return [(wheel.name, wheel.read_bytes())]


def _state() -> str:
    """Digest what a wheel is made from: every file of the package, the record, and their code."""
    digest = hashlib.sha256(f"{kept.state(__name__)} {tables.digest(tables.DATA)}".encode())
    for path in sorted(PACKAGE.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            digest.update(path.relative_to(PACKAGE).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()


def main(arguments: list[str]) -> int:
    """Build into the folder named (default: ``dist``); print the wheel's path and size."""
    try:
        wheel = build(Path(arguments[0] if arguments else "dist"))
    except (UserError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{wheel} ({wheel.stat().st_size / 1e6:.1f} MB)")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
