"""A board whose rows an importer has put into our columns -> its facts, and what is refused.

The boards of agents differ in files and units, not in what becomes of a row.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.sources.intake import Facts
from analysis.sources.rows import Names, model_rows, refused, run_rows, source_row

OF_MODELS = ("name", "creator", "weights", "release_date", "model_id", "base_model_id")
IN_A_SCAFFOLD = ("benchmark_id", "model_id", "scaffold")


def at_effort(models: pd.Series[Any], efforts: pd.Series[Any]) -> pd.Series[Any]:
    """Return the names with their effort in brackets, where one is stated."""
    told = efforts.astype("string").str.strip().str.lower().replace("extra high", "xhigh")
    plain = models.astype("string").str.strip()
    return plain.where(told.fillna("") == "", plain + " (" + told + ")")


def costs(dollars: pd.Series[Any], basis: str) -> pd.DataFrame:
    """Return ``reported_cost`` and its ``basis``; a cost of 0 is one that nobody counted."""
    known = pd.to_numeric(dollars).astype("float64")
    known = known.where(known > 0)
    bases = known.notna().map({True: basis, False: None})
    return pd.DataFrame({"reported_cost": known, "reported_cost_basis": bases})


def facts(
    rows: pd.DataFrame,
    names: Names,
    folder: Path,
    files: Sequence[str],
    by: Sequence[str] = ("benchmark_id", "model_id"),
    **source: str,
) -> Facts:
    """Return the facts of one board.

    ``rows``: line, name, benchmark_id, score and what else of ``runs`` is stated; ``refusal``
    says why a row is not taken, ``doubt`` why one of its cells was left out (both empty where
    nothing is amiss). ``files``: the file that the lines are of, then those beside it. ``by``
    tells the runs apart; ``source`` is the row of ``sources``.
    """
    source_id, file = source["source_id"], files[0]
    told = {k: rows[k] for k in ("refusal", "doubt") if k in rows}
    rejects = [
        refused(rows[told[kind] == reason], source_id, file, "name", str(reason))
        for kind in told
        for reason in told[kind].dropna().unique()
    ]
    taken = rows[rows["refusal"].isna()] if "refusal" in rows else rows
    theirs = [c for c in ("model_id", "base_model_id") if c in taken]
    taken = names.identified(taken.drop(columns=theirs), source_id)
    runs, repeats = run_rows(taken, source_id, file, by)
    stated = {k: v for k, v in source.items() if k != "source_id"}
    tables = {
        "models": model_rows(taken[[c for c in OF_MODELS if c in taken]], source_id),
        "runs": runs,
        "sources": source_row(source_id, folder, files, **stated),
    }
    return Facts(tables, pd.concat([*rejects, repeats], ignore_index=True), len(rows))


def joined(parts: Sequence[Facts]) -> Facts:
    """Return the facts of several boards of one publisher as one importer's."""
    tables = {
        name: pd.concat([part.tables[name] for part in parts], ignore_index=True)
        for name in ("models", "runs", "sources")
    }
    rejects = pd.concat([part.rejects for part in parts], ignore_index=True)
    return Facts(tables, rejects, sum(part.read for part in parts))
