"""``python -m analysis check [--data FOLDER]``: all tables read, every violation listed.

The rules are those by which the tables are loaded, updated and released. What is only unlikely
beside its neighbours is listed too, unless ``doubted.csv`` names it: then somebody has looked.
``--accept`` writes that file from what stands there now.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.benchprice.errors import UserError
from analysis.facts import checks, neighbours, tables
from analysis.facts.schema import NEEDED, TABLES
from analysis.facts.tables import Dataset

DOUBTED = "doubted.csv"
REMEDY = "correct it, or look and name it in doubted.csv (--accept)"


def main(arguments: list[str]) -> int:
    """Check the tables of a folder; return 0 where all is well, else 1."""
    ask = argparse.ArgumentParser(prog="python -m analysis check", description=__doc__)
    ask.add_argument("--data", type=Path, default=tables.DATA, help="the folder of the tables")
    ask.add_argument("--accept", action="store_true", help="name what is doubted now as looked at")
    options = ask.parse_args(arguments)
    try:
        found, unlikely = audit(options.data)
    except UserError as error:
        print(error, file=sys.stderr)
        return 1
    if options.accept and not found:
        _write(unlikely, options.data / DOUBTED)
        print(f"{options.data / DOUBTED}: {len(unlikely)} cells")
        return 0
    new, known = _new(unlikely, options.data)
    found += [_said(options.data, row) for row in new.to_dict("records")]
    for line in found:
        print(line)
    print(f"{len(found)} violations; {known} unlikely cells were looked at ({DOUBTED})")
    return int(bool(found))


def audit(folder: Path) -> tuple[list[str], pd.DataFrame]:
    """Return what breaks a rule, as messages, and what is unlikely (``neighbours.COLUMNS``).

    Raises UserError where there is no such folder.
    """
    if not folder.is_dir():
        raise UserError(f"{folder}: there is no such folder; name one that holds the tables")
    frames, found = {}, []
    for table, columns in TABLES.items():
        path = folder / f"{table}.csv"
        try:
            known = path.exists() or table in NEEDED
            frames[table] = tables.read_table(path, table) if known else tables.empty(columns)
        except UserError as error:
            found += str(error).splitlines()
    if found:  # rules between tables say nothing where one cannot be read
        return found, pd.DataFrame(columns=neighbours.COLUMNS)
    for messages in checks.violations(frames, folder).values():
        found += messages
    return found, neighbours.doubts(Dataset(**frames, digest=""))


def _new(unlikely: pd.DataFrame, folder: Path) -> tuple[pd.DataFrame, int]:
    path = folder / DOUBTED
    if not path.exists():
        return unlikely, 0
    looked = pd.read_csv(path, dtype="string", keep_default_na=False)
    names = [*neighbours.KNOWN, "value"]
    if list(looked.columns) != names:
        raise UserError(f"{path}: line 1: the columns must be {', '.join(names)}")
    text = unlikely[names].astype("string").fillna("")
    known = pd.MultiIndex.from_frame(text).isin(pd.MultiIndex.from_frame(looked))
    return unlikely[~known], int(known.sum())


def _write(unlikely: pd.DataFrame, path: Path) -> None:
    aside = path.with_suffix(".part")
    rows = unlikely[[*neighbours.KNOWN, "value"]].sort_values(neighbours.KNOWN)
    rows.to_csv(aside, index=False, lineterminator="\n")
    aside.replace(path)


def _said(folder: Path, row: dict[Any, Any]) -> str:
    at = f"{folder / str(row['table'])}.csv: line {int(str(row['row'])) + 2}: {row['column']}"
    return f"{at}: {row['value']!r} is unlikely: {row['rule']} ({row['key']}); {REMEDY}"
