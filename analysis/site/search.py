"""The search index: pagefind reads the built pages; nothing loads before a reader searches."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from analysis.site.problems import SiteError

FOLDER = "pagefind"
# Parts of pagefind for its own dialogues, which the site does not show.
_UNUSED = (
    "pagefind-ui.*",
    "pagefind-modular-ui.*",
    "pagefind-highlight.js",
    "pagefind-component-ui.*",
)


def index(folder: Path) -> None:
    """Write the search index of a built site into it. Raises SiteError where pagefind fails."""
    command = [sys.executable, "-m", "pagefind", "--site", str(folder), "--output-subdir", FOLDER]
    done = subprocess.run([*command, "--quiet"], capture_output=True, text=True)
    if done.returncode:
        raise SiteError(f"pagefind could not index {folder}: {done.stderr.strip()}")
    for pattern in _UNUSED:
        for path in (folder / FOLDER).glob(pattern):
            path.unlink()
