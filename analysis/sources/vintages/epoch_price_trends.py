"""Epoch AI's data insight of March 2025 on token prices -> ``data/vintages``.

Two files of the same shape, one row a model and price: date, blended price (USD per million
tokens, three parts input to one output), scores. A model that changed its price has a row a
price, and its scores may differ between them. Not used: speed, and the token counts of the third
file, which the published trends do not use either.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from analysis.benchprice.errors import UserError
from analysis.facts.identity import slug
from analysis.sources.intake import SHOWN_NOWHERE, Facts, rejected, shaped

SOURCE = "epoch-price-trends-2025-03"
VINTAGE = "epoch-2025"
FOLDER = "epoch/price-trends-2025-03"
FILES = ("aa_data_with_math5.csv", "epoch_ai_price_data_not_in_aa_with_benchmarks.csv")
PRICE = "USD per 1M Tokens"
REASONING = ("deepseek-r1", "o1", "o1-mini", "o1-preview", "o3-mini")


@dataclass(frozen=True)
class Score:
    """One score column; ``points`` is what makes a score of 1."""

    header: str
    benchmark_id: str
    domain: str
    items: int | None
    chance: float | None
    points: int = 100


SCORES = (
    Score("MMLU", "mmlu", "knowledge", 14042, 0.25),
    Score("GPQA Diamond", "gpqa-diamond", "knowledge", 198, 0.25),
    Score("HumanEval", "humaneval", "software", 164, 0.0),
    Score("MATH-500", "math-500", "mathematics", 500, 0.0),
    Score("MATH 5", "math-5", "mathematics", 1324, 0.0),
    # A rating has no ceiling; over 10,000 it keeps its order and fits the score column.
    Score("LMSys Chatbot Arena ELO", "lmsys-chatbot-arena-elo", "reasoning", None, None, 10_000),
)


def read(folder: Path) -> Facts:
    """Read both files in ``folder`` into the vintage's tables.

    ``read`` counts the filled price and score cells. Rejected: cells that are not numbers.
    Raises UserError where a file or a column is gone.
    """
    rejects: list[dict[str, object]] = []
    rows = pd.concat([_read_csv(folder / name, rejects) for name in FILES], ignore_index=True)
    read_cells = int(rows[[PRICE, *(s.header for s in SCORES)]].notna().sum().sum()) + len(rejects)
    tables = {
        "models": _models(rows),
        "blended_prices": rows.rename(columns={PRICE: "blended"})
        .dropna(subset="blended")
        .assign(provider="unspecified"),
        "runs": pd.concat([_runs(rows, score) for score in SCORES], ignore_index=True),
        "benchmarks": pd.DataFrame([_benchmark(score) for score in SCORES]),
        "sources": pd.DataFrame([SOURCE_ROW]),
    }
    with_source = {t: shaped(f.assign(source_id=SOURCE), t) for t, f in tables.items()}
    return Facts(with_source, rejected(rejects), read_cells)


SOURCE_ROW = {
    "source_id": SOURCE,
    "title": "LLM inference prices have fallen rapidly but unequally across tasks: data",
    "authors": "Epoch AI",
    "publisher": "Epoch AI",
    "url": "https://epoch.ai/data-insights/llm-inference-price-trends",
    "licence": "CC BY 4.0",
    "retrieved": pd.Timestamp("2025-03-12"),
    "citation_key": "epoch2025prices",
    "redistributable": True,
}


def _read_csv(path: Path, rejects: list[dict[str, object]]) -> pd.DataFrame:
    try:
        raw = pd.read_csv(path, dtype="string", keep_default_na=False)
    except FileNotFoundError:
        raise UserError(f"{path}: there is no such file; give Epoch AI's folder") from None
    numeric = [PRICE, *(score.header for score in SCORES)]
    for header in ("Model Name", "Release Date", *numeric):
        if header not in raw:
            raise UserError(f"{path}: line 1: column {header!r} is gone; the importer needs it")
    for column in numeric:
        values = pd.to_numeric(raw[column], errors="coerce").astype("float64")
        for row in raw.index[values.isna() & (raw[column] != "")]:
            cell = {"field": column, "value": raw[column][row], "reason": "not a number"}
            rejects.append({"source_id": SOURCE, "file": path.name, "line": row + 2, **cell})
        raw[column] = values
    date = pd.to_datetime(raw["Release Date"], format="%Y-%m-%d")
    return raw.assign(model_id=raw["Model Name"].map(slug), date=date)


def _models(rows: pd.DataFrame) -> pd.DataFrame:
    first = rows.sort_values("date", kind="stable").drop_duplicates("model_id")
    return first.assign(
        name=first["Model Name"],
        release_date=first["date"],
        reasoning=first["model_id"].isin(REASONING),
    )


def _runs(rows: pd.DataFrame, score: Score) -> pd.DataFrame:
    scored = rows[rows[score.header].notna()]
    dated = scored["model_id"] + "-" + scored["date"].dt.strftime("%Y-%m-%d")
    return scored.assign(
        run_id=f"{score.benchmark_id}-" + dated,
        benchmark_id=score.benchmark_id,
        score=(scored[score.header] / score.points).round(6),
        evaluator="as collected by Epoch AI",
    )


def _benchmark(score: Score) -> dict[str, object]:
    metric = "accuracy" if score.points == 100 else f"Elo rating over {score.points:,}"
    return {**dataclasses.asdict(score), "name": score.header, "metric": metric, **SHOWN_NOWHERE}
