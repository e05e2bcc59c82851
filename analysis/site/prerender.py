"""Runs the project's scripts, as Quarto does: before anything is read, and after all is written."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from analysis.site import config, rests
from analysis.site.problems import SiteError


def run(root: Path) -> None:
    """Run each script that ``_quarto.yml`` names under ``project: pre-render``."""
    _run(root, "pre-render", {})


def after(root: Path, output: Path) -> None:
    """Run each script under ``project: post-render``; QUARTO_PROJECT_OUTPUT_DIR names the site."""
    _run(root, "post-render", {"QUARTO_PROJECT_OUTPUT_DIR": str(output.resolve())})


def scripts(root: Path, when: str) -> list[str]:
    """Return the scripts that ``_quarto.yml`` names under ``pre-render`` or ``post-render``."""
    named = config.project(root).get(when, [])
    return [named] if isinstance(named, str) else list(named)


def _run(root: Path, when: str, told: dict[str, str]) -> None:
    """Run scripts with this interpreter, in the project's folder.

    Raises SiteError where one fails; what it printed stands above.
    """
    for script in scripts(root, when):
        environment = os.environ | {"PYTHONPATH": str(rests.ROOT)} | told
        done = subprocess.run([sys.executable, script], cwd=root, env=environment)
        if done.returncode:
            raise SiteError(f"{script}: the {when} script failed; its message stands above")
