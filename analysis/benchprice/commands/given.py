"""Rates given by hand: on the command line, or in a CSV file."""

from __future__ import annotations

import csv
import math
from pathlib import Path
from typing import Any

from ..errors import UserError
from ..record.rates import PRICES, Rate

MOST = 10_000.0  # USD per million tokens, as in data/prices.csv


def parse(text: str) -> Rate:
    """Read ``MODEL=INPUT,OUTPUT[,CACHE_READ[,CACHE_WRITE[,LONG_WRITE]]]``, USD per million tokens.

    Raises UserError for anything else, and for a rate of zero: free has to be said in a file.
    """
    model, _, figures = text.rpartition("=")
    parts = figures.split(",")
    if not model or not 2 <= len(parts) <= 5:
        raise UserError(
            f"--rate {text!r}: write MODEL=INPUT,OUTPUT[,CACHE_READ[,CACHE_WRITE[,LONG_WRITE]]]"
        )
    values = [_price(p, f"--rate {text!r}") for p in parts]
    if 0 in values[:2]:
        raise UserError(f"--rate {text!r}: 0 is not a price; a free model needs --rates with free")
    return Rate(model, **dict(zip(PRICES, values, strict=False)), source="given by hand")  # type: ignore[arg-type]


def _price(text: str, where: str) -> float | None:
    if not text.strip():
        return None
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0 <= value <= MOST:
        raise UserError(f"{where}: {text[:40]!r} is not a price from 0 to {MOST:,.0f} USD/Mtok")
    return value


def _why(error: Exception) -> str:
    return error.strerror or "unreadable" if isinstance(error, OSError) else str(error)


def read(path: Path) -> list[Rate]:
    """Read a CSV of rates: model, input, output and any other field of ``Rate``, and ``free``.

    Raises UserError naming line and column; a zero price needs ``free`` to be true.
    """
    texts = ("model", "provider", "tier", "date", "source", "model_id")
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file, strict=True))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UserError(f"{path.name}: not a readable CSV of rates ({_why(error)})") from None
    found = []
    for line, row in enumerate(rows, start=2):
        where = f"{path.name}: line {line}"
        unknown = [c for c in row if c not in (*texts, *PRICES, "free", "paid")]
        if unknown or not row.get("model"):
            raise UserError(f"{where}: model is empty, or unknown columns: {unknown}")
        values = {k: _price(row.get(k) or "", f"{where}: {k}") for k in PRICES}
        if values["input"] is None or values["output"] is None:
            raise UserError(f"{where}: input and output are both needed, USD per million tokens")
        if 0 in (values["input"], values["output"]) and row.get("free") != "true":
            raise UserError(f"{where}: a price of 0 without free=true; is it unknown instead?")
        said: dict[str, Any] = {k: row[k] for k in texts if row.get(k)}
        said.setdefault("source", f"given in {path.name}")
        found.append(Rate(**values, **said, paid=row.get("paid") == "true"))  # type: ignore[arg-type]
    return found
