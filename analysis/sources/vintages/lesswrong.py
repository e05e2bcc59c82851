"""The July 2025 post on inference efficiency: its table of models -> ``data/vintages``.

One row a model: scores, the cheapest price over providers as Artificial Analysis listed it in
May to July 2025, parameters. Traps: a name that stands for two rows, percentages and dollars as
text, 0 for a missing price, and a blended price that is rounded and sometimes the only one.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from analysis.benchprice.errors import UserError
from analysis.facts.identity import slug
from analysis.sources.intake import SHOWN_NOWHERE, Facts, rejected, shaped

SOURCE = "lesswrong-2025-07"
VINTAGE = "lesswrong-2025"
FOLDER = "lesswrong-2025-07"
FILE = "art_analysis_inf_data.csv"
COLLECTED = pd.Timestamp("2025-07-05")  # "May 2025 ... newer models using July price data"

# our name -> the header with its line breaks taken out
CELLS = {
    "score": "MMLU-Pro (Reasoning & Knowledge)",
    "input": "Lowest Input Price AA",
    "output": "Lowest Output Price Found AA",
    "blended": "Lowest Blended Price AA",
    "total_params_b": "Parameters",
    "active_params_b": "Known Active Parameters",
}
PRICES = ["input", "output", "blended"]


def read(folder: Path) -> Facts:
    """Read the post's table in ``folder`` into the vintage's tables.

    Run ids carry the number of the row, because the published fits depend on the order of rows
    within a date. ``read`` counts the filled cells of the columns used. Rejected: cells that are
    no numbers, and prices of 0, which stand for a missing price. Raises UserError where the file
    or one of its columns is gone.
    """
    raw = _read_csv(folder / FILE)
    rows = pd.DataFrame({"line": range(1, len(raw) + 1), "name": raw["Model"].str.strip()})
    rows["model_id"] = _unique(rows["name"].map(slug))
    rows["release_date"] = pd.to_datetime(raw["Release Date"], format="%m/%d/%y", errors="coerce")
    rejects: list[dict[str, object]] = []
    for ours, theirs in CELLS.items():
        rows[ours] = _cells(raw[theirs].str.strip(), ours, rejects)
    read_cells = int((raw[list(CELLS.values())] != "").sum().sum())
    models = rows.assign(
        creator=raw["Creator"].str.strip(),
        weights=raw["License"].str.strip().map({"Open": "open", "Proprietary": "closed"}),
        licence=raw["License"].str.strip(),
    )
    tables = {
        "models": models,
        "prices": _token_prices(rows),
        "blended_prices": _priced(rows, "blended"),
        "runs": _runs(rows),
        "benchmarks": pd.DataFrame([BENCHMARK]),
        "sources": pd.DataFrame([SOURCE_ROW]),
    }
    with_source = {t: shaped(f.assign(source_id=SOURCE), t) for t, f in tables.items()}
    return Facts(with_source, rejected(rejects), read_cells)


BENCHMARK = {
    "benchmark_id": "mmlu-pro",
    "name": "MMLU-Pro",
    "domain": "knowledge",
    "items": 12032,
    "chance": 0.1,
    "metric": "accuracy",
    **SHOWN_NOWHERE,
}
SOURCE_ROW = {
    "source_id": SOURCE,
    "title": "Inference efficiency post: models, cheapest prices and parameters",
    "authors": "Hans Gundlach; Jayson Lynch; Matthias Mertens; Neil Thompson",
    "publisher": "LessWrong; underlying data by Artificial Analysis",
    "licence": "none stated; underlying data Artificial Analysis, attribution required",
    "retrieved": pd.Timestamp("2025-07-13"),
    "citation_key": "gundlach2025lesswrong",
    "redistributable": True,
}


def _read_csv(path: Path) -> pd.DataFrame:
    try:
        raw = pd.read_csv(path, dtype="string", keep_default_na=False)
    except FileNotFoundError:
        raise UserError(f"{path}: there is no such file; give the folder of the post") from None
    raw.columns = raw.columns.str.replace(r"\s+", " ", regex=True).str.strip()
    for header in ("Model", "Creator", "License", "Release Date", *CELLS.values()):
        if header not in raw:
            raise UserError(f"{path}: line 1: column {header!r} is gone; the importer needs it")
    return raw


def _unique(ids: pd.Series[Any]) -> pd.Series[Any]:
    """Number the second and later rows of one name: ``o3``, ``o3-2``."""
    twin = ids.groupby(ids).cumcount()
    return ids + ("-" + (twin + 1).astype("string")).where(twin > 0, "")


def _cells(text: pd.Series[Any], ours: str, rejects: list[dict[str, object]]) -> pd.Series[Any]:
    values = pd.to_numeric(text.str.replace(r"[$,%]", "", regex=True), errors="coerce")
    values = values.astype("float64")
    zero = values.eq(0) & (ours in PRICES)
    for bad, reason in (
        (values.isna() & (text != ""), "not a number"),
        (zero, "zero means missing"),
    ):
        for row in text.index[bad]:
            cell = {"line": row + 1, "field": CELLS[ours], "value": text[row], "reason": reason}
            rejects.append({"source_id": SOURCE, "file": FILE, **cell})
    values = values.mask(zero)
    return (values / 100).round(6) if ours == "score" else values


def _priced(rows: pd.DataFrame, *columns: str) -> pd.DataFrame:
    known = rows[rows[list(columns)].notna().any(axis=1)]
    return known.assign(provider="cheapest", date=COLLECTED)


def _token_prices(rows: pd.DataFrame) -> pd.DataFrame:
    prices = _priced(rows, "input", "output")
    return prices.assign(seen=COLLECTED, last_seen=COLLECTED, observations=1, basis="snapshot")


def _runs(rows: pd.DataFrame) -> pd.DataFrame:
    scored = rows[rows["score"].notna()]
    return scored.assign(
        run_id="mmlu-pro-row-" + scored["line"].astype("string").str.zfill(3),
        benchmark_id="mmlu-pro",
        passes=1,
        evaluator="Artificial Analysis",
    )
