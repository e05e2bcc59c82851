"""*The Price of Progress* (arXiv 2511.23455): the authors' data -> ``data/vintages``.

``inference_data_new_large.csv`` has one row a model: scores, token counts summed over passes, and
two price columns a month. ``merged.csv`` adds the ARC-AGI-1 score and cost a task that the
authors matched to each model by name. Traps: header cells hold line breaks; scores are text with
%, prices text with $; rows without a model name; 0 for a missing price; half a price pair.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.benchprice.errors import UserError
from analysis.facts.tables import write_table
from analysis.sources.intake import SHOWN_NOWHERE, Facts, rejected, shaped

SOURCE = "price-of-progress-2026-04"
VINTAGE = "price-of-progress"
MAIN, MERGED = "inference_data_new_large.csv", "merged.csv"
PRICE_COLUMN = re.compile(r"(?P<month>\d+/\d+/\d{4}) (?P<side>input|output) price")

RUN_COLUMNS: dict[str, dict[str, str]] = {
    "gpqa-diamond": {
        "score": "epoch_gpqa",
        "passes": "gpqa_epochs",
        "input_tokens": "input_tokens_epoch_gpqa",
        "output_tokens": "output_tokens_epoch_gpqa",
        "reasoning_tokens": "gpqa_reasoning_tokens",
        "reasoning_in_output": "gpqa_reasoning_in_output",
    },
    "aime": {
        "score": "oneshot_AIME",
        "passes": "AIME_epochs",
        "input_tokens": "input tokens AIME",
        "output_tokens": "output tokens AIME",
        "reasoning_tokens": "AIME_reasoning",
        "reasoning_in_output": "reasoning_in_output",
    },
    "swe-bench-verified": {
        "score": "epoch_swe",
        "input_tokens": "input tokens swe",
        "output_tokens": "output tokens swe",
        "cache_read_tokens": "cache reads swe",
        "cache_write_tokens": "cache write swe",
        "cache_in_input": "cache_in_input",
    },
}
ARC_COLUMNS = ("arc_ARC-AGI-1", "arc_Cost/Task", "arc_matched_ai_system", "Release Date")
BENCHMARKS = [
    ("gpqa-diamond", "GPQA Diamond", "knowledge", 198, 0.25, "accuracy"),
    ("aime", "OTIS mock AIME", "mathematics", 45, 0.001, "accuracy"),
    ("swe-bench-verified", "SWE-bench Verified", "software", 484, 0.0, "issues resolved"),
    ("arc-agi-1", "ARC-AGI-1", "reasoning", 100, 0.0, "tasks solved"),
]


def read(folder: Path) -> Facts:
    """Read the authors' files in ``folder`` into the vintage's tables.

    Raises UserError naming a file or column that is not there. Rejected: rows without a name,
    price cells that are zero or lack their pair, cells that are not numbers, and runs whose
    passes are unknown (their tokens cannot be brought to one pass).
    """
    main, merged = _read_csv(folder / MAIN), _read_csv(folder / MERGED)
    _refuse_missing(merged, ARC_COLUMNS, MERGED)
    rejects: list[dict[str, object]] = []
    models = _models(main, rejects)
    named = main[main["model_id"].notna()]
    prices = _prices(named, rejects)
    runs = pd.concat(
        [_runs(named, b, columns, rejects) for b, columns in RUN_COLUMNS.items()]
        + [_arc_runs(merged, rejects)],
        ignore_index=True,
    )
    benchmarks = pd.DataFrame(
        BENCHMARKS, columns=["benchmark_id", "name", "domain", "items", "chance", "metric"]
    ).assign(**SHOWN_NOWHERE | {"headline": True}, source_id=SOURCE)
    tables = {"models": models, "prices": prices, "runs": runs, "benchmarks": benchmarks}
    tables["sources"] = pd.DataFrame([SOURCE_ROW])
    tables["aliases"] = _matches(merged)
    return Facts({t: shaped(f, t) for t, f in tables.items()}, rejected(rejects), len(main))


SOURCE_ROW = {
    "source_id": SOURCE,
    "title": "The Price of Progress: data",
    "authors": "Hans Gundlach; Jayson Lynch; Matthias Mertens; Neil Thompson",
    "publisher": "arXiv 2511.23455; underlying data by Epoch AI and Artificial Analysis",
    "url": "https://arxiv.org/abs/2511.23455",
    "licence": "none stated; underlying data Epoch AI CC BY 4.0 and Artificial Analysis",
    "retrieved": pd.Timestamp("2026-04-27"),
    "citation_key": "gundlach2025price",
    "redistributable": True,
}


def model_id(name: str) -> str:
    """Return the vintage's id of a model: the authors' name in lower case, joined by hyphens."""
    spelled = name.lower().replace("+", " plus").replace("'", "")
    return re.sub(r"[^a-z0-9.]+", "-", spelled).strip("-")


def _read_csv(path: Path) -> pd.DataFrame:
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


def _models(main: pd.DataFrame, rejects: list[dict[str, object]]) -> pd.DataFrame:
    for line in main.loc[main["model_id"].isna(), "line"]:
        rejects.append(_reject(MAIN, line, "Model", "", "no model name"))
    rows = main[main["model_id"].notna()]
    reasoning = rows["Model"].str.contains(
        r"reasoning\)|thinking|^o[134]|R1|_\d+K|_x?high", case=False
    )
    return pd.DataFrame(
        {
            "model_id": rows["model_id"],
            "name": rows["Model"].str.strip(),
            "creator": rows["Creator"].str.strip(),
            "release_date": _dates(rows["Release Date"]),
            "weights": rows["License"].map(_weights),
            "licence": rows["License"].str.strip(),
            "reasoning": reasoning & ~rows["Model"].str.contains("non-reasoning", case=False),
            "source_id": SOURCE,
        }
    )


def _weights(licence: str) -> str:
    """Open means that the licence says so, as published; an empty licence is unknown."""
    if not licence.strip():
        return ""
    return "open" if "open" in licence.lower() else "closed"


def _prices(rows: pd.DataFrame, rejects: list[dict[str, object]]) -> pd.DataFrame:
    """Return one row a model and month with both prices known and above zero."""
    cells = rows.melt(
        id_vars=["line", "model_id", "cache_read_cost", "cache_write_cost"],
        value_vars=[c for c in rows.columns if PRICE_COLUMN.fullmatch(c)],
        var_name="column",
    )
    cells = cells[cells["value"].str.strip() != ""]
    cells[["month", "side"]] = cells["column"].str.extract(PRICE_COLUMN)
    cells["usd"] = _numbers(cells["value"])
    keys = ["line", "model_id", "month"]
    pairs = cells.pivot_table(index=keys, columns="side", values="usd", dropna=False)
    pairs = pairs.reindex(columns=["input", "output"]).dropna(how="all")
    good = pairs[(pairs > 0).all(axis=1)].reset_index()
    _reject_price_cells(cells, pairs, rejects)
    cache = rows.set_index("model_id")[["cache_read_cost", "cache_write_cost"]].apply(_numbers)
    month = pd.to_datetime(good["month"], format="%m/%d/%Y")
    return pd.DataFrame(
        {
            "model_id": good["model_id"],
            "provider": "unspecified",
            "date": month,
            "seen": month,
            "last_seen": month,
            "observations": 1,
            "input": good["input"],
            "output": good["output"],
            "cache_read": good["model_id"].map(cache["cache_read_cost"]),
            "cache_write": good["model_id"].map(cache["cache_write_cost"]),
            "basis": "snapshot",
            "source_id": SOURCE,
        }
    )


def _reject_price_cells(
    cells: pd.DataFrame, pairs: pd.DataFrame, rejects: list[dict[str, object]]
) -> None:
    keys = ["line", "model_id", "month"]
    state = pd.Series("", index=pairs.index, name="reason")
    state[~(pairs > 0).all(axis=1)] = "zero means missing"
    state[pairs.isna().any(axis=1)] = "one price of the pair is missing"
    judged = cells.merge(state.reset_index(), on=keys, how="left")
    judged.loc[judged["usd"].isna(), "reason"] = "not a number"
    bad = judged[judged["reason"] != ""]
    for line, column, value, reason in zip(
        *(bad[c] for c in ("line", "column", "value", "reason")), strict=True
    ):
        rejects.append(_reject(MAIN, line, column, value, reason))


def _runs(
    rows: pd.DataFrame, benchmark: str, columns: dict[str, str], rejects: list[dict[str, object]]
) -> pd.DataFrame:
    """Return the runs of one benchmark: rows with a score or tokens, passes known."""
    _refuse_missing(rows, columns.values(), MAIN)
    runs = pd.DataFrame(
        {ours: _cells(rows, ours, theirs, rejects) for ours, theirs in columns.items()}
    )
    runs = runs.assign(line=rows["line"], model_id=rows["model_id"], release=rows["Release Date"])
    counted = runs[["input_tokens", "output_tokens"]].notna().all(axis=1)
    runs = runs[counted | runs["score"].notna()]
    if "passes" not in runs:
        runs["passes"] = 1.0
    uncounted = counted & runs["passes"].isna()
    for line in runs.loc[uncounted.reindex(runs.index), "line"]:
        rejects.append(_reject(MAIN, line, columns["passes"], "", "passes unknown"))
    tokens = [c for c in runs.columns if c.endswith("_tokens")]
    runs.loc[uncounted.reindex(runs.index), tokens] = float("nan")
    return runs.assign(
        run_id=f"{benchmark}-" + runs["model_id"],
        benchmark_id=benchmark,
        date=_dates(runs["release"]),
        evaluator="Epoch AI",
        source_id=SOURCE,
    )


def _arc_runs(merged: pd.DataFrame, rejects: list[dict[str, object]]) -> pd.DataFrame:
    """Return the ARC-AGI-1 runs: score and cost a task as matched by the authors."""
    rows = merged[merged["model_id"].notna() & (merged["arc_ARC-AGI-1"].str.strip() != "")]
    runs = pd.DataFrame(
        {
            "model_id": rows["model_id"],
            "score": _numbers(rows["arc_ARC-AGI-1"]) / 100,
            "reported_cost": _numbers(rows["arc_Cost/Task"]),
            "date": _dates(rows["Release Date"]),
        }
    )
    for line in rows.loc[~(runs["reported_cost"] > 0), "line"]:
        rejects.append(_reject(MERGED, line, "arc_Cost/Task", "0", "zero means missing"))
    twin = runs.groupby("model_id").cumcount()
    suffix = ("-" + (twin + 1).astype("string")).where(twin > 0, "")
    return runs.assign(
        run_id="arc-agi-1-" + runs["model_id"] + suffix,
        benchmark_id="arc-agi-1",
        passes=1.0,
        reported_cost=runs["reported_cost"].where(runs["reported_cost"] > 0),
        reported_cost_basis="item",
        evaluator="ARC Prize",
        source_id=SOURCE,
    )


def _matches(merged: pd.DataFrame) -> pd.DataFrame:
    """Return which name on ARC Prize's board the authors took for which model."""
    rows = merged[merged["model_id"].notna() & (merged["arc_ARC-AGI-1"].str.strip() != "")]
    names = rows["arc_matched_ai_system"].str.strip()
    matched = pd.DataFrame({"source_id": SOURCE, "alias": names, "model_id": rows["model_id"]})
    return matched.drop_duplicates()


def _refuse_missing(rows: pd.DataFrame, needed: Iterable[str], file: str) -> None:
    missing = sorted(set(needed) - set(rows.columns))
    if missing:
        raise UserError(f"{file}: line 1: column {missing[0]!r} is gone; the importer needs it")


def _cells(
    rows: pd.DataFrame, ours: str, theirs: str, rejects: list[dict[str, object]]
) -> pd.Series[Any]:
    text = rows[theirs].str.strip()
    if ours in ("reasoning_in_output", "cache_in_input"):
        return text.str.lower().map({"true": True, "false": False}).astype("boolean")
    values = _numbers(text)
    bad = values.isna() & (text != "")
    for line, value in zip(rows["line"][bad], text[bad], strict=True):
        rejects.append(_reject(MAIN, line, theirs, value, "not a number"))
    return (values / 100).round(6) if ours == "score" else values


def _numbers(text: pd.Series[Any]) -> pd.Series[Any]:
    """Read numbers written with $, % or thousands commas; anything else is missing."""
    return pd.to_numeric(text.str.replace(r"[$,%\s]", "", regex=True), errors="coerce").astype(
        float
    )


def _dates(text: pd.Series[Any]) -> pd.Series[Any]:
    return pd.to_datetime(text.str.strip(), format="%m/%d/%y", errors="coerce")


def _reject(file: str, line: Any, column: str, value: Any, reason: str) -> dict[str, object]:
    return dict(zip(("source_id", "file", "line", "field", "value", "reason"),
                    (SOURCE, file, int(line), column, value, reason), strict=True))  # fmt: skip


def write(facts: Facts, data: Path) -> None:
    """Write the vintage and its rejects below ``data``."""
    folder = data / "vintages" / VINTAGE
    for table, frame in facts.tables.items():
        write_table(frame, folder / f"{table}.csv", table, bare=True)
    facts.rejects.to_csv(folder / "rejects.csv", index=False, lineterminator="\n")
