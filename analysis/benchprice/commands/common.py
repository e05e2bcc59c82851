"""What several commands need: the record asked for, a statement from its file, our name."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from .. import readers
from ..errors import UserError
from ..record import carried
from ..record.carried import Record
from ..statements import validity


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
    """Return the name and version of this program."""
    from importlib import metadata  # takes longer to import than all else here

    for package in ("benchprice", "benchmark-prices"):
        try:
            return f"benchprice {metadata.version(package)}"
        except metadata.PackageNotFoundError:
            continue
    return "benchprice"


def statement_of(name: str) -> dict[str, Any]:
    """Return a valid statement from its file. Raises UserError for anything else."""
    path = Path(name)
    if not path.is_file():
        raise UserError(f"{path}: there is no such file")
    made = readers.load(path)
    validity.validate(made)
    assert isinstance(made, dict)
    return made
