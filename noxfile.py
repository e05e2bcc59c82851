"""What a maintainer runs. The sessions share one environment, made from the lock files."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import sys
from pathlib import Path

import nox

LOCK = Path("requirements.txt")  # what the site is built with
TOOLS_LOCK = Path("requirements-dev.txt")  # that, and what tests and lints it, also by Quarto
ENVIRONMENT = Path(".nox/environment")
PROJECT = Path("pyproject.toml")
PYTHON = ENVIRONMENT / ("Scripts" if os.name == "nt" else "bin") / "python"
MINIMUM = (3, 11)
# all cores but no crowd of them, one process a module, in the order that tests/conftest.py gives
SPREAD = ("-n", "auto", "--maxprocesses", "8", "--dist", "loadfile", "--no-loadscope-reorder")
PRELOAD = ("--preload", "analysis.page.preload")  # the pages share it; the renderer knows no page

nox.needs_version = ">=2025.5"
nox.options.sessions = ["site"]
nox.options.error_on_missing_interpreters = True


def environment(session: nox.Session, lock: Path = TOOLS_LOCK) -> str:
    """Return the interpreter of the locked environment; make it where its lock has changed."""
    if sys.version_info < MINIMUM:
        session.error(f"Python {MINIMUM[0]}.{MINIMUM[1]} or newer is needed, this is {sys.version}")
    if not _stands(LOCK):
        session.log("making the environment (once, a minute)")
        bare = ("--clear", "--without-pip", str(ENVIRONMENT))
        session.run(sys.executable, "-m", "venv", *bare, external=True)
    if not _stands(lock):
        # uncompiled: Python compiles what it imports, a quarter of what is installed
        _install(session, "--no-compile", "--require-hashes", "-r", str(lock))
        for held in {LOCK, lock}:
            _stamp(held).write_text(_state(held))
    # its commands are written at installation: an older one would call modules that have moved
    if not _stands(PROJECT):
        _install(session, "--no-deps", "--no-build-isolation", "-e", ".")
        _stamp(PROJECT).write_text(_state(PROJECT))
    return str(PYTHON)


def _install(session: nox.Session, *what: str) -> None:
    """Let the pip beside nox install into the environment, which needs none of its own."""
    if importlib.util.find_spec("pip") is None:
        session.error(f"pip is needed beside nox: run {sys.executable} -m ensurepip")
    pip = ("-m", "pip", "--disable-pip-version-check", "--python", str(PYTHON), "install")
    session.run(sys.executable, *pip, "--quiet", *what, external=True)


def _renders(session: nox.Session) -> Path:
    """Return the lock that renders pages: Quarto runs them in a kernel, a tool."""
    quarto = "quarto" in session.posargs or os.environ.get("QUARTO_PATH") or shutil.which("quarto")
    return TOOLS_LOCK if quarto else LOCK


def _state(file: Path) -> str:
    return hashlib.sha256(file.read_bytes() + sys.version.encode()).hexdigest()


def _stamp(file: Path) -> Path:
    return ENVIRONMENT / f"{file.name}.sha256"


def _stands(file: Path) -> bool:
    """Tell whether the environment holds what a file says now."""
    return _stamp(file).exists() and _stamp(file).read_text() == _state(file)


def module(session: nox.Session, name: str, *arguments: str, lock: Path = TOOLS_LOCK) -> None:
    """Run a module of the environment; its exit code is the session's."""
    python = environment(session, lock)
    session.env["PYTHONDONTWRITEBYTECODE"] = ""  # or each of its processes compiles all anew
    session.run(python, "-m", name, *arguments, *session.posargs, external=True)


@nox.session(venv_backend="none")
def site(session: nox.Session) -> None:
    """Build the website into _site/ (-- --renderer quarto|embedded forces a renderer)."""
    module(session, "analysis.site", *PRELOAD, "build", lock=_renders(session))


@nox.session(venv_backend="none")
def preview(session: nox.Session) -> None:
    """Serve the website on this machine and rebuild it on every change."""
    module(session, "analysis.site", *PRELOAD, "preview", lock=_renders(session))


@nox.session(venv_backend="none")
def tests(session: nox.Session) -> None:
    """Run the tests, without network (-- -m quick runs those of a minute)."""
    module(session, "pytest", *SPREAD)


@nox.session(venv_backend="none")
def live(session: nox.Session) -> None:
    """Run the tests that fetch from the package registry."""
    module(session, "pytest", "-m", "live")


@nox.session(venv_backend="none")
def questions(session: nox.Session) -> None:
    """Draw 300 priced questions, settle them by two lists, count right answers (-- --seed N)."""
    module(session, "analysis.facts.drawn", lock=LOCK)


@nox.session(venv_backend="none")
def check(session: nox.Session) -> None:
    """Check every table of data/ by its rules, in seconds (-- --accept, -- --data FOLDER)."""
    module(session, "analysis", "check", lock=LOCK)


@nox.session(venv_backend="none")
def update(session: nox.Session) -> None:
    """Refresh data/ from its upstreams (-- --from FOLDER, --check, --offline, --vintages)."""
    module(session, "analysis.update", lock=LOCK)


@nox.session(venv_backend="none", default=False)
def bench(session: nox.Session) -> None:
    """Time what has to be fast: loading, the register, builds, messages for damaged inputs."""
    module(session, "analysis.bench")
    session.run(environment(session), "-m", "tests.damaged", external=True)


@nox.session(venv_backend="none", default=False)
def audit(session: nox.Session) -> None:
    """Ask the built site whether it holds what it says (-- --only links, -- FOLDER)."""
    module(session, "analysis.audit")


@nox.session(venv_backend="none", default=False)
def study(session: nox.Session) -> None:
    """Try the intervals and the test of slowing on planted worlds; writes data/study (minutes)."""
    module(session, "analysis.study", lock=LOCK)


@nox.session(venv_backend="none")
def lint(session: nox.Session) -> None:
    """Check style, types and which room imports which (ruff, mypy --strict, import-linter)."""
    python = environment(session)
    for check in (["ruff", "check", "."], ["ruff", "format", "--check", "."], ["mypy"]):
        session.run(python, "-m", *check, external=True)
    contracts = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    session.run(python, "-c", contracts, external=True)


@nox.session(venv_backend="none", default=False)
def release(session: nox.Session) -> None:
    """Freeze a version beside the others: -- VERSION [--tree DIR], or -- --verify VERSION."""
    module(session, "analysis.release", "cut", lock=LOCK)


@nox.session(venv_backend="none", default=False)
def wheel(session: nox.Session) -> None:
    """Build the light package benchprice, its record inside, into dist/."""
    module(session, "analysis.page.wheel", lock=LOCK)


@nox.session(venv_backend="none", default=False)
def parts(session: nox.Session) -> None:
    """Write the bill of materials with every licence into dist/; fail where one may not ship."""
    module(session, "analysis.release.parts", lock=LOCK)


@nox.session(venv_backend="none", default=False)
def publish(session: nox.Session) -> None:
    """Send the published versions to their host (-- --dry-run only serves them here)."""
    module(session, "analysis.release", "publish", lock=LOCK)


@nox.session(default=False)
def lock(session: nox.Session) -> None:
    """Write both lock files anew from pyproject.toml, every package with its hashes."""
    _lock(session, *session.posargs)


@nox.session(default=False)
def upgrade(session: nox.Session) -> None:
    """Lock the newest version of every package, and say which cited numbers move with them."""
    before = Path(session.create_tmp()) / "numbers.json"
    with before.open("w", encoding="utf-8") as file:
        numbers = ("-m", "analysis", "numbers")
        asked = (environment(session, LOCK), *numbers, "--json")
        # its progress is told on stderr, which nox would put into the file, too
        session.run(*asked, stdout=file, stderr=sys.stderr, external=True)
    _lock(session, "--upgrade", *session.posargs)
    session.run(environment(session, LOCK), *numbers, "--against", str(before), external=True)


def _lock(session: nox.Session, *options: str) -> None:
    session.install("uv==0.13.9")
    compile = ("uv", "pip", "compile", "pyproject.toml", "--extra", "site", "--extra", "update")
    locked = ("--universal", "--python-version", ".".join(map(str, MINIMUM)), "--generate-hashes")
    quiet = ("--quiet", "--no-emit-index-url", "--no-header", *options)
    session.run(*compile, *locked, *quiet, "-o", str(LOCK))
    tools = ("--extra", "dev", "-c", str(LOCK), "-o", str(TOOLS_LOCK))
    session.run(*compile, *locked, *quiet, *tools)


@nox.session(default=False)
def vulnerable(session: nox.Session) -> None:
    """Ask the registry which locked packages have known vulnerabilities (needs its advisories)."""
    session.install("pip-audit==2.10.1")
    known = ("--require-hashes", "--disable-pip", "--strict")  # what it cannot ask about, it fails
    session.run("pip-audit", "-r", str(TOOLS_LOCK), *known, *session.posargs)


@nox.session(
    python=["3.11", "3.12"], venv_backend="uv|venv", download_python="never", default=False
)
def formats(session: nox.Session) -> None:
    """Hold what the guide says of other formats against their packages (needs the registries)."""
    session.install("-e", ".[formats]", "pytest>=9.0", "hypothesis>=6.140")
    if session.python == "3.11":  # HELM has no newer; its pandas is older than ours, and not used
        session.install("--no-deps", "crfm-helm>=0.5.10")
        session.install("pyhocon", "colorlog", "zstandard", "tqdm", "filelock")
    tests = ("-m", "formats", "--noconftest", "tests/benchprice/test_formats.py", "-rs")
    session.run("python", "-m", "pytest", *tests, *session.posargs)


@nox.session(venv_backend="none", default=False)
def fuzz(session: nox.Session) -> None:
    """Try ten thousand damaged logs and tables, and every false cell (-- 1000000: so many)."""
    python = environment(session)
    session.run(python, "-m", "tests.damaged", *session.posargs, external=True)
    session.run(python, "-m", "tests.facts.false_cells", external=True)


@nox.session(venv_backend="none", default=False)
def faults(session: nox.Session) -> None:
    """Kill releases, builds and updates at 200 random moments each, half an hour (-- 20)."""
    session.env["KILLS"] = session.posargs[0] if session.posargs else "200"
    rooms = ("release/test_stores.py", "site/test_killed.py", "update/test_killed.py")
    files = [f"tests/{name}" for name in rooms]
    python = environment(session)
    session.run(python, "-m", "pytest", "-m", "kills", "--durations=0", *files, external=True)


@nox.session(venv_backend="none", default=False)
def mutants(session: nox.Session) -> None:
    """Show mutants of the code to its tests, half an hour (-- 50, --of FOLDER, --seed N)."""
    python = environment(session)
    folder = Path(".nox/cosmic-ray").absolute()  # beside the locked environment, for it alone
    _install(session, "--upgrade", "--target", str(folder), "cosmic-ray==8.7.0")
    session.env["PYTHONPATH"] = os.pathsep.join((str(Path.cwd()), str(folder)))
    session.run(python, "-m", "tests.mutants", *session.posargs, external=True)
