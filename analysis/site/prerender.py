"""Runs the project's pre-render scripts, as Quarto does: before anything else is read."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from analysis.site import config
from analysis.site.problems import SiteError

IMPORTED = Path(__file__).resolve().parents[2]  # where scripts and pages import this package from


def run(root: Path) -> None:
    """Run each script that ``_quarto.yml`` names under ``project: pre-render``.

    They run with this interpreter, in the project's folder. Raises SiteError where one fails;
    what it printed stands above.
    """
    named = config.project(root).get("pre-render", [])
    for script in [named] if isinstance(named, str) else named:
        environment = os.environ | {"PYTHONPATH": str(IMPORTED)}
        done = subprocess.run([sys.executable, script], cwd=root, env=environment)
        if done.returncode:
            raise SiteError(f"{script}: the pre-render script failed; its message stands above")
