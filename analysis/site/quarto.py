"""Finds Quarto where there is one, and renders with it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import venv
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from analysis.site import config, place, rests, workers
from analysis.site.problems import SiteError

_COLOUR = re.compile(r"\x1b\[[\d;]*m")
_PAGE = re.compile(r"\[ *\d+/\d+\] (.+)")
_WARNING = re.compile(r"\[?WARN(?:ING)?\b")  # so begin Quarto, its filters and pandoc, no kernel


def find() -> str | None:
    """Return the path of a Quarto: ``QUARTO_PATH`` first, then the PATH."""
    named = os.environ.get("QUARTO_PATH")
    if named and Path(named).is_dir():
        named = str(Path(named) / "quarto")
    if named and not shutil.which(named):
        raise SiteError(f"QUARTO_PATH is {named}, and that is no program; correct it or unset it")
    return named or shutil.which("quarto")


def install(root: Path) -> str:
    """Install Quarto from PyPI into an environment of its own and return its path.

    The package downloads Quarto from its own host, which many networks do not reach. Raises
    SiteError where that fails.
    """
    folder = root / ".cache" / "quarto"
    program = folder / "bin" / "quarto"
    if not program.is_file():
        venv.create(folder, with_pip=True, clear=True)
        pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", "quarto-cli"]
        done = subprocess.run(pip, capture_output=True, text=True)
        if done.returncode:
            last = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
            raise SiteError(_no_quarto(f"pip could not install quarto-cli: {last}"))
    done = subprocess.run([str(program), "--version"], capture_output=True, text=True)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise SiteError(_no_quarto(f"quarto-cli could not download Quarto: {last}"))
    return str(program)


def _no_quarto(reason: str) -> str:
    return (
        f"{reason}\nInstall Quarto yourself (1.9 or newer) and set QUARTO_PATH, "
        "or build with --renderer embedded"
    )


def render(program: str, root: Path, output: Path | None, tell: Callable[[str], None]) -> Path:
    """Render the site with Quarto, aside first, and return its folder.

    Raises SiteError where Quarto fails, and where it warns: what it warns of (a reference to
    nothing, say) it leaves on the page. What stood in the folder then stays.
    """
    target = output or root / config.project(root).get("output-dir", "_site")
    environment = os.environ | workers.FIXED
    environment |= {"QUARTO_PYTHON": sys.executable, "PYTHONPATH": str(rests.ROOT)}
    environment.pop("VIRTUAL_ENV", None)  # the kernel would take the libraries of that one
    with place.locked([root, target.parent], tell), place.aside(target) as folder:
        command = [program, "render", str(root), "--output-dir", str(folder)]
        with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as run:
            assert run.stderr is not None
            warnings = list(_warnings(run.stderr))
        if run.returncode:
            raise SiteError("Quarto could not render the site; its message stands above")
        if warnings:
            raise SiteError("\n".join(["Quarto warned of what it left on the pages:", *warnings]))
    return target


def _warnings(lines: Iterable[str]) -> Iterator[str]:
    """Pass Quarto's lines on as they come, and pick its warnings, each with its page."""
    page = ""
    for line in lines:
        print(line, end="", file=sys.stderr, flush=True)
        text = _COLOUR.sub("", line).strip()
        if found := _PAGE.fullmatch(text):
            page = f"{found[1]}: "
        elif _WARNING.match(text):
            yield page + text
