"""``python -m analysis check [--data FOLDER]``: all tables read, every violation listed.

The rules are those by which the tables are loaded, updated and released. What is only unlikely
beside its neighbours is listed too, unless ``doubted.csv`` names it with a reason: then somebody
has looked. ``--accept`` writes that file from what stands there now: reasons are kept, a price that
no result uses says why not, and the reason of any other is for whoever looked to write.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.benchprice.errors import UserError
from analysis.facts import across, announced, checks, csvs, neighbours, tables
from analysis.facts.prices import corroboration
from analysis.facts.schema import Column
from analysis.facts.tables import Dataset

DOUBTED = "doubted.csv"
REMEDY = "correct it, or look and name it in doubted.csv (--accept)"
NAMES = [*neighbours.KNOWN, "value"]
LOOKED = dict.fromkeys((*NAMES, "reason"), Column())
NO_CACHE = "no result uses the cell: a cached read does not cost more than a new one"


Doubts = Callable[[Dataset], pd.DataFrame]  # the columns of ``neighbours.COLUMNS``


def main(arguments: list[str], further: Doubts | None = None) -> int:
    """Check the tables of a folder; return 0 where all is well, else 1.

    ``further`` tells what else is doubted, of tables that keep every rule.
    """
    ask = argparse.ArgumentParser(prog="python -m analysis check", description=__doc__)
    ask.add_argument("--data", type=Path, default=tables.DATA, help="the folder of the tables")
    ask.add_argument("--accept", action="store_true", help="name what is doubted now as looked at")
    options = ask.parse_args(arguments)
    try:
        found, unlikely = audit(options.data, further)
        looked = _looked(options.data / DOUBTED)
    except UserError as error:
        print(error, file=sys.stderr)
        return 1
    if options.accept and not found:
        rows = reasoned(unlikely, looked, tables.load(options.data, check=False).prices)
        _write(rows, options.data / DOUBTED)
        print(f"{options.data / DOUBTED}: {len(rows)} cells, {(rows['reason'] == '').sum()} bare")
        return 0
    known = _keys(unlikely).isin(_keys(looked[looked["reason"] != ""]))
    found += [_said(options.data, row) for row in unlikely[~known].to_dict("records")]
    for line in found:
        print(line)
    print(f"{len(found)} violations; {known.sum()} unlikely cells were looked at ({DOUBTED})")
    return int(bool(found))


def audit(folder: Path, further: Doubts | None = None) -> tuple[list[str], pd.DataFrame]:
    """Return what breaks a rule, as messages, and what is unlikely (``neighbours.COLUMNS``).

    Raises UserError where there is no such folder.
    """
    if not folder.is_dir():
        raise UserError(f"{folder}: there is no such folder; name one that holds the tables")
    frames, found = tables.read(folder)
    if found:  # rules between tables say nothing where one cannot be read
        return found, pd.DataFrame(columns=neighbours.COLUMNS)
    for messages in checks.violations(frames, folder).values():
        found += messages
    found += [checks.message(folder, *each) for each in across.counts(frames)]
    found += checks.strays(frames, folder) + announced.violations(folder, frames)
    data = Dataset(**frames, digest=tables.digest(folder))
    parts = [neighbours.doubts(data), *([further(data)] if further and not found else [])]
    return found, pd.concat(parts, ignore_index=True)


def _looked(path: Path) -> pd.DataFrame:
    """Return what was looked at: the columns of ``NAMES``, and a reason; all of it text."""
    return csvs.read_columns(path, LOOKED).fillna("") if path.exists() else csvs.empty(LOOKED)


def _keys(rows: pd.DataFrame) -> pd.MultiIndex:
    return pd.MultiIndex.from_frame(rows[NAMES].astype("string").fillna(""))


def reasoned(unlikely: pd.DataFrame, looked: pd.DataFrame, prices: pd.DataFrame) -> pd.DataFrame:
    """Return the unlikely cells with a reason each: the one written, else why no result uses it.

    Empty where neither is known: such a cell is a violation until somebody says why it stands.
    """
    written = pd.Series(looked["reason"].to_numpy(), index=_keys(looked), dtype="string")
    judged = corroboration.judged(prices)
    keys = judged[neighbours.KEYS["prices"]].astype("string").agg(" ".join, axis=1)
    refused = pd.Series(judged["refused"].to_numpy(), index=keys).loc[lambda r: r != ""]
    unused = "no result uses it: " + unlikely["key"].map(refused.to_dict())
    unused = unused.where(unlikely["table"] == "prices")
    unused = unused.mask((unlikely["column"] == "cache_read") & unused.isna(), NO_CACHE)
    known = pd.Series(written.reindex(_keys(unlikely)).to_numpy(), index=unlikely.index)
    reason = known.replace("", None).fillna(unused).fillna("")
    return unlikely.assign(reason=reason.astype("string"))


def _write(rows: pd.DataFrame, path: Path) -> None:
    aside = path.with_suffix(".part")
    rows = rows[[*NAMES, "reason"]].sort_values(neighbours.KNOWN)
    rows.to_csv(aside, index=False, lineterminator="\n")
    aside.replace(path)


def _said(folder: Path, row: dict[Any, Any]) -> str:
    at = f"{folder / str(row['table'])}.csv: line {int(str(row['row'])) + 2}: {row['column']}"
    return f"{at}: {row['value']!r} is unlikely: {row['rule']} ({row['key']}); {REMEDY}"
