"""The data package: Frictionless and Croissant metadata, checksums, one zip, Parquet files.

Rows of sources that may not be passed on are left out, with everything that only they name.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.facts import csvs
from analysis.facts.downloads import croissant, described, settled
from analysis.facts.schema import TABLES, Column
from analysis.facts.tables import Dataset

NAME = "benchmark-prices"
TITLE = "Benchmark Prices: what it costs to run AI benchmarks"
LICENCE = {"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/"}
_TYPES = {
    "text": "string",
    "date": "date",
    "number": "number",
    "flag": "boolean",
    "fractions": "string",
}
SCHEMAS: Mapping[str, Mapping[str, Column]] = {**TABLES, **settled.SETTLED}
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)  # the same bytes whenever it is made


@dataclass(frozen=True)
class Package:
    """What was written: its files, and the rows left out by table and source."""

    files: tuple[Path, ...]
    left_out: pd.DataFrame


def shareable(data: Dataset) -> tuple[dict[str, pd.DataFrame], pd.DataFrame]:
    """Return the tables without the rows that may not be passed on, and the count of those.

    Columns of the count: table, source_id, licence, rows.
    """
    closed = data.sources.loc[~data.sources["redistributable"].astype(bool)]
    frames, counts = {}, []
    for name in TABLES:
        frame = getattr(data, name)
        out = frame["source_id"].isin(closed["source_id"])
        if name not in ("sources", "intake"):
            counts.append(frame.loc[out, "source_id"].value_counts().rename(name))
            frame = frame[~out]
        if len(frame):
            frames[name] = frame
    counted = pd.concat(counts, axis=1).rename_axis("source_id").reset_index()
    left = counted.melt("source_id", var_name="table", value_name="rows").dropna()
    left = left.merge(closed[["source_id", "licence"]], on="source_id")
    return _whole(frames), left[["table", "source_id", "licence", "rows"]]


def _whole(frames: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Drop the rows whose model or benchmark went with its source, so that keys still hold."""
    for name, frame in frames.items():
        for column, rule in TABLES[name].items():
            if rule.key and rule.key in frames and column != "source_id":
                known = frames[rule.key].iloc[:, 0]
                frame = frame[frame[column].isna() | frame[column].isin(known)]
        frames[name] = frame
    return frames


def write(data: Dataset, folder: Path, version: str) -> Package:
    """Write the package into ``folder``: CSVs, Parquet, both descriptors, and all of it as a zip.

    The tables of ``data/`` and the settled ones made from them. Byte for byte the same for the same
    facts and version.
    """
    frames, left_out = shareable(data)
    frames |= settled.tables(data)
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for name, frame in frames.items():
        csv, parquet = folder / f"{name}.csv", folder / f"{name}.parquet"
        csvs.write_columns(frame, csv, SCHEMAS[name])
        frame.to_parquet(parquet, index=False)
        files += [csv, parquet]
    for path, content in (
        (folder / "datapackage.json", descriptor(frames, data.sources, folder, version)),
        (folder / "croissant.json", croissant_of(frames, folder, version)),
    ):
        path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
        files.append(path)
    return Package((*files, _zipped(folder, files)), left_out)


def descriptor(
    frames: Mapping[str, pd.DataFrame], sources: pd.DataFrame, folder: Path, version: str
) -> dict[str, Any]:
    """Return the Frictionless ``datapackage.json`` for the CSVs in ``folder``."""
    licences = sources.set_index("source_id")["licence"]
    resources = []
    for name, frame in frames.items():
        path = folder / f"{name}.csv"
        used = sorted(set(frame["source_id"].map(licences).dropna()))
        resources.append(
            {
                "name": name.replace("_", "-"),
                "path": path.name,
                "description": described.TABLES.get(name, ""),
                "profile": "tabular-data-resource",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "bytes": path.stat().st_size,
                "hash": f"sha256:{_digest(path)}",
                "licenses": [LICENCE],
                "sources": [{"title": f"terms of its sources: {'; '.join(used)}"}],
                "schema": schema(name, frames),
            }
        )
    return {
        "name": NAME,
        "title": TITLE,
        "version": version,
        "profile": "tabular-data-package",
        "licenses": [LICENCE],
        "resources": resources,
    }


def schema(table: str, among: Mapping[str, object]) -> dict[str, Any]:
    """Return the Table Schema of one table; keys point to the tables that are ``among``."""
    columns = SCHEMAS[table]
    keys = [
        {"fields": name, "reference": {"resource": c.key, "fields": next(iter(TABLES[c.key]))}}
        for name, c in columns.items()
        if c.key in among
    ]
    found: dict[str, Any] = {
        "fields": [_field(table, name, column) for name, column in columns.items()],
        "missingValues": [""],
    }
    unique = [name for name, column in columns.items() if column.unique]
    return (
        found | ({"primaryKey": unique} if unique else {}) | ({"foreignKeys": keys} if keys else {})
    )


def _field(table: str, name: str, column: Column) -> dict[str, Any]:
    rules: dict[str, Any] = {
        "required": column.required or None,
        "unique": column.unique or None,
        "minimum": column.low,
        "maximum": column.high,
        "enum": list(column.among) or None,
    }
    kept = {rule: value for rule, value in rules.items() if value is not None}
    words = {"description": described.description(table, name, column)}
    flags = {"trueValues": ["true"], "falseValues": ["false"]} if column.kind == "flag" else {}
    return {"name": name, "type": _TYPES[column.kind], **words, **flags, "constraints": kept}


def croissant_of(frames: Iterable[str], folder: Path, version: str) -> dict[str, Any]:
    """Return Croissant 1.0 metadata (JSON-LD) for the CSVs in ``folder``."""
    told = {"name": NAME, "description": TITLE, "version": version, "license": LICENCE["path"]}
    digests = {name: _digest(folder / f"{name}.csv") for name in frames}
    return croissant.metadata({name: SCHEMAS[name] for name in digests}, digests, told)


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _zipped(folder: Path, files: list[Path]) -> Path:
    path = folder / f"{NAME}.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(f for f in files if f.suffix in (".csv", ".json")):
            entry = zipfile.ZipInfo(file.name, _ZIP_TIME)
            archive.writestr(entry, file.read_bytes(), zipfile.ZIP_DEFLATED, 9)
    return path
