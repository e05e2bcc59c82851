"""Kills the build of a small site again and again (see ``tests/killing``)."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

from analysis.site.build import build
from tests import killing

# not conftest's: each page's process imports this module again, and that would bring pandas
SITE = "project:\n  type: website\nwebsite:\n  title: Small\n  search: false\n"


def project(root: Path) -> None:
    """Make a project of two pages, build it, and change a page's words."""
    (root / "report").mkdir(parents=True)
    (root / "_quarto.yml").write_text(SITE)
    (root / "index.qmd").write_text("---\ntitle: Front\n---\n\n[on](report/other.qmd)\n")
    (root / "report/other.qmd").write_text("---\ntitle: Other\n---\n\nOld words.\n")
    assert killing.in_child(lambda: work(root))[0]  # which takes the servers of processes with it
    (root / "report/other.qmd").write_text("---\ntitle: Other\n---\n\nNew words.\n")


def work(root: Path) -> None:
    build(root, jobs=1, tell=lambda _: None)


def state(root: Path) -> str:
    """Digest of the site that stands; asserts that it is whole."""
    site = root / "_site"
    assert (site / "index.html").is_file() and (site / "report/other.html").is_file()
    total = hashlib.sha256()
    for path in sorted(path for path in site.rglob("*") if path.is_file()):
        total.update(str(path.relative_to(site)).encode() + path.read_bytes())
    return total.hexdigest()


if __name__ == "__main__":
    base = Path(sys.argv[1]) / "base"
    project(base)
    killing.again_and_again(base, work, state, int(sys.argv[2]))
