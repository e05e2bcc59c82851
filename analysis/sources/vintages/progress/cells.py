"""The authors' two files by cell: lines, numbers, dates, and what is refused."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.benchprice.errors import UserError

SOURCE = "price-of-progress-2026-04"
MAIN, MERGED = "inference_data_new_large.csv", "merged.csv"


def model_id(name: str) -> str:
    """Return the vintage's id of a model: the authors' name in lower case, joined by hyphens."""
    spelled = name.lower().replace("+", " plus").replace("'", "")
    return re.sub(r"[^a-z0-9.]+", "-", spelled).strip("-")


def read_csv(path: Path) -> pd.DataFrame:
    """Read a file as text, with its line numbers, model ids and headers on one line."""
    try:
        raw = pd.read_csv(path, dtype="string", keep_default_na=False)
    except FileNotFoundError:
        raise UserError(f"{path}: there is no such file; give the authors' folder") from None
    raw.columns = raw.columns.str.replace(r"\s+", " ", regex=True).str.strip()
    names = raw["Model"].str.strip()
    ids = names.where(names != "").map(model_id, na_action="ignore")
    lines = pd.Series(_line_numbers(path)[1:], name="line")
    return pd.concat([lines, ids.rename("model_id"), raw], axis=1)


def _line_numbers(path: Path) -> list[int]:
    """Return the file line each record ends on: header cells span several lines."""
    with path.open(encoding="utf-8", newline="") as text:
        reader = csv.reader(text)
        return [reader.line_num for _ in reader]


def refuse_missing(rows: pd.DataFrame, needed: Iterable[str], file: str) -> None:
    """Raise UserError naming a column that is not in ``rows``."""
    missing = sorted(set(needed) - set(rows.columns))
    if missing:
        raise UserError(f"{file}: line 1: column {missing[0]!r} is gone; the importer needs it")


def numbers(text: pd.Series[Any]) -> pd.Series[Any]:
    """Read numbers written with $, % or thousands commas; anything else is missing."""
    return pd.to_numeric(text.str.replace(r"[$,%\s]", "", regex=True), errors="coerce").astype(
        float
    )


def dates(text: pd.Series[Any]) -> pd.Series[Any]:
    """Read dates written month/day/year; anything else is missing."""
    return pd.to_datetime(text.str.strip(), format="%m/%d/%y", errors="coerce")


def reject(file: str, line: Any, column: str, value: Any, reason: str) -> dict[str, object]:
    """Return the row of the rejects that a cell makes."""
    return dict(zip(("source_id", "file", "line", "field", "value", "reason"),
                    (SOURCE, file, int(line), column, value, reason), strict=True))  # fmt: skip
