"""Reads what versions leave in the repository: their numbers, and the maintainer's reasons."""

from __future__ import annotations

import csv
import dataclasses
import hashlib
import json
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.benchprice.errors import UserError
from analysis.facts import csvs, schema, sightings, tables
from analysis.facts.schema import Column
from analysis.register import chapters, cited, compare, versions
from analysis.register.compare import Edition

REASONS = tables.DATA / "changes.csv"
KEPT = tables.DATA / "releases"
_COLUMNS = {
    "version": Column(required=True),
    "key": Column(required=True),
    "why": Column(required=True, among=compare.WHYS),
    "reason": Column(required=True),
}


def current(version: str, date: str) -> Edition:
    """Return the edition of the facts and the code as they are now."""
    register = chapters.as_json(chapters.register())
    # of all facts only this table says what leads
    front = cited.headlines(tables.ROOT, tables.one("benchmarks"))
    return Edition(version, date, register, _tables(tables.DATA), front)


def _tables(data: Path) -> dict[str, dict[str, Any]]:
    paths = [*data.glob("*.csv"), *(data / "vintages").glob("*/*.csv")]
    named = {
        _name(path, data): path for path in paths if path.stem in (*schema.TABLES, sightings.NAME)
    }
    return {name: _table(named[name]) for name in sorted(named)}


def _name(path: Path, data: Path) -> str:
    return path.relative_to(data).with_suffix("").as_posix().removeprefix("vintages/")


def _table(path: Path) -> dict[str, Any]:
    content = path.read_bytes()
    rows = sum(1 for _ in csv.reader(content.decode().splitlines(keepends=True))) - 1
    return {"rows": rows, "sha256": hashlib.sha256(content).hexdigest()}


def as_text(edition: Edition) -> str:
    """Return an edition as the text of ``numbers.json``, one number a line."""
    head: dict[str, Any] = {"version": edition.version, "date": edition.date}
    head |= {"headlines": edition.headlines} if edition.headlines else {}
    parts = [f' "{name}": {json.dumps(value)}' for name, value in head.items()]
    for name, entries in (("tables", edition.tables), ("numbers", edition.numbers)):
        lines = [f"  {json.dumps(key)}: {json.dumps(entries[key])}" for key in sorted(entries)]
        parts.append(f' "{name}": {{\n' + ",\n".join(lines) + "\n }")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def to_keep(edition: Edition) -> Edition:
    """Return the edition with only the fields that later versions are compared by."""
    lean = {
        key: {name: row.get(name) for name in compare.FIELDS}
        for key, row in edition.numbers.items()
    }
    return dataclasses.replace(edition, numbers=lean)


def from_text(text: str | bytes) -> Edition:
    """Read what ``as_text`` wrote."""
    data = json.loads(text)
    front = tuple(data.get("headlines", ()))
    return Edition(data["version"], data["date"], data["numbers"], data["tables"], front)


def kept(folder: Path = KEPT) -> list[Edition]:
    """Return the editions of the releases so far, oldest first."""
    found = []
    for path in folder.glob("*.json"):
        try:
            found.append(from_text(path.read_bytes()))
        except (ValueError, KeyError, TypeError) as error:
            raise UserError(
                f"{path}: not the numbers of a release: {error}; take it from the version's tag"
            ) from None
    return sorted(found, key=lambda edition: versions.parse(edition.version))


def reasons(path: Path = REASONS) -> pd.DataFrame:
    """Return what the maintainer entered: version, key (a pattern), why, reason.

    Raises UserError listing every line that is not well formed.
    """
    from analysis.facts import checks  # pandera takes long to import

    rows = csvs.read_columns(path, _COLUMNS)
    found = checks.broken(path.stem, _COLUMNS, rows, {}, path.parent)
    for line, version in enumerate(rows["version"].fillna(""), 2):
        try:
            versions.parse(version)
        except UserError as error:
            found.append(f"{path}: line {line}: {error}")
    if found:
        raise UserError("\n".join(found))
    return rows
