"""What several commands need: the record asked for, a statement from its file, our name."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from .. import readers
from ..errors import UserError
from ..record import carried
from ..record.carried import Record
from ..record.rates import TIERS
from ..statements import forms, validity

FILE = {"bash": "_shtab_compgen_files", "zsh": "_files", "tcsh": "f"}  # as shtab has it
STDIN = "-"
PACKAGE = Path(__file__).parents[1]


@contextmanager
def file_of(name: str) -> Iterator[Path]:
    """Yield the path of what a command is given; of stdin, that of a file made of it."""
    if name != STDIN:
        yield Path(name)
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "stdin"
        with path.open("wb") as file:
            shutil.copyfileobj(sys.stdin.buffer, file)
        yield path


def prices(options: argparse.Namespace, required: bool) -> Record | None:
    """Return the record asked for; without any only given rates can be used."""
    found = carried.known(options.record or "")
    if found is None and required:
        raise UserError(
            "no record of prices here; take one with --record FILE, or give rates with --rate or"
            " --rates"
        )
    return found


def made_by() -> str:
    """Return the name and version of this program: this code's, whatever is installed beside it."""
    import tomllib  # few commands ask

    project = tomllib.loads((PACKAGE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return f"{project['name']} {project['version']}"


def statement_of(name: str) -> dict[str, Any]:
    """Return a valid statement from its file. Raises UserError for anything else."""
    with file_of(name) as path:
        if not path.is_file():
            raise UserError(f"{path}: there is no such file")
        made = readers.load(path)
    validity.validate(made)
    assert isinstance(made, dict)
    return made


def rate_options(one: argparse.ArgumentParser) -> None:
    """Add what says at whose rates, of which day, a command prices."""
    one.add_argument(
        "--rate",
        action="append",
        default=[],
        metavar="MODEL=IN,OUT[,READ[,WRITE[,LONG]]]",
        help="USD per million tokens",
    )
    rates = one.add_argument("--rates", metavar="CSV", help="a file of rates")
    rates.complete = FILE  # type: ignore[attr-defined]
    one.add_argument(
        "--date", help="price at the rates of this day (default: the run's, else today)"
    )
    one.add_argument("--provider", default="", help="whose rates (default: the log's, the maker's)")
    one.add_argument("--tier", choices=[*TIERS, "priority"], help="service tier of the run")
    record_options(one)


def record_options(one: argparse.ArgumentParser) -> None:
    """Add which record of prices a command reads."""
    one.add_argument("--record", metavar="FILE", help="a newer record of prices than ours")


def output_options(one: argparse.ArgumentParser) -> None:
    """Add how a statement is given out, and whether it may be in doubt."""
    one.add_argument("--strict", action="store_true", help="any doubt is an error")
    one.add_argument(
        "--form",
        action="append",
        choices=list(forms.SUFFIXES),
        help="form of the statement (repeatable)",
    )
    one.add_argument(
        "--output", "-o", metavar="FILE", help="write there instead of stdout; suffix by form"
    )
