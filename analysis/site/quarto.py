"""Finds Quarto where there is one, and renders with it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

from analysis.errors import UserError


def find() -> str | None:
    """Return the path of a Quarto: ``QUARTO_PATH`` first, then the PATH."""
    named = os.environ.get("QUARTO_PATH")
    if named and Path(named).is_dir():
        named = str(Path(named) / "quarto")
    if named and not shutil.which(named):
        raise UserError(f"QUARTO_PATH is {named}, and that is no program; correct it or unset it")
    return named or shutil.which("quarto")


def install(root: Path) -> str:
    """Install Quarto from PyPI into an environment of its own and return its path.

    The package downloads Quarto from its own host, which many networks do not reach. Raises
    UserError where that fails.
    """
    folder = root / ".cache" / "quarto"
    program = folder / "bin" / "quarto"
    if not program.is_file():
        venv.create(folder, with_pip=True, clear=True)
        pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", "quarto-cli"]
        done = subprocess.run(pip, capture_output=True, text=True)
        if done.returncode:
            last = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
            raise UserError(_no_quarto(f"pip could not install quarto-cli: {last}"))
    done = subprocess.run([str(program), "--version"], capture_output=True, text=True)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise UserError(_no_quarto(f"quarto-cli could not download Quarto: {last}"))
    return str(program)


def _no_quarto(reason: str) -> str:
    return (
        f"{reason}\nInstall Quarto yourself (1.9 or newer) and set QUARTO_PATH, "
        "or build with --renderer embedded"
    )


def render(program: str, root: Path, output: Path | None) -> None:
    """Render the site with Quarto. Raises UserError where Quarto fails."""
    command = [program, "render", str(root)]
    if output is not None:
        command += ["--output-dir", str(output)]
    environment = os.environ | {"QUARTO_PYTHON": sys.executable}
    if subprocess.run(command, env=environment).returncode:
        raise UserError("Quarto could not render the site; its message stands above")
