"""Runs the project's pre-render scripts, as Quarto does: before anything else is read."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from analysis.benchprice.errors import UserError
from analysis.facts.tables import ROOT
from analysis.site import config


def run(root: Path) -> None:
    """Run each script that ``_quarto.yml`` names under ``project: pre-render``.

    They run with this interpreter, in the project's folder. Raises UserError where one fails;
    what it printed stands above.
    """
    named = config.project(root).get("pre-render", [])
    for script in [named] if isinstance(named, str) else named:
        environment = os.environ | {"PYTHONPATH": str(ROOT)}
        done = subprocess.run([sys.executable, script], cwd=root, env=environment)
        if done.returncode:
            raise UserError(f"{script}: the pre-render script failed; its message stands above")
