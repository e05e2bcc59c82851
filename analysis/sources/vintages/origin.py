"""*On the Origin of Algorithmic Progress in AI*: its training runs -> ``data/vintages``.

The authors' folder of experiments has one CSV a run, one row a checkpoint. Traps: diverged runs
log ``nan``; compute is rounded to three digits, so that late checkpoints of a run tie. The
published scaling laws and multipliers are printed in the paper only: the vintage's table of
parameters is kept by hand.
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from analysis.benchprice.errors import UserError
from analysis.sources.intake import Facts, rejected, shaped

SOURCE = "origin-2025-11"
VINTAGE = "origin"
FOLDER = "training-experiments"
EXPERIMENTS = "new_experiments_folder_1"

# (architecture, learning-rate rule) -> the folder of its runs, one width a file. "tuned" runs
# searched the rate for each width, "trend" runs take it from a power law in the width.
FOLDERS = {
    ("lstm-1-layer", "tuned"): "x1_lstm_layer1",
    ("lstm-1-layer", "trend"): "x1_lstm_layer1_lr_trend",
    ("lstm-2-layer", "tuned"): "x2_lstm_layer2",
    ("lstm-2-layer", "trend"): "x2_lstm_layer2_lr_trend",
    ("transformer-historical", "tuned"): "x1_historical",
    ("transformer-historical", "trend"): "x1_all_lr_historical_trend",
    ("transformer-modern", "tuned"): "x2_modern",
    ("transformer-modern", "trend"): "x1_modern_all_lr_trend",
}
COMPUTE, LOSS = "total_flops_profiler", "validation_loss"


def read(folder: Path) -> Facts:
    """Read the authors' experiments in ``folder``.

    Kept of each run: the checkpoints that undercut every earlier one of their run, and the last
    one. Whatever else a run logged cannot be on the lower envelope over runs, nor is it a run's
    final loss. ``read`` counts checkpoints; each one not kept is in ``rejects``
    (one row a run and reason, with the count as its value).
    """
    rejects: list[dict[str, object]] = []
    curves, checkpoints = [], 0
    for (architecture, rule), name in FOLDERS.items():
        for path in _runs(folder / EXPERIMENTS / name):
            logged = _read_run(path)
            kept = _kept(logged, path, rejects)
            checkpoints += len(logged)
            width = re.match(r"\d+", path.name)
            curves.append(
                kept.assign(
                    architecture=architecture,
                    learning_rate=rule,
                    dimension=int(width[0]) if width else None,
                )
            )
    tables = {
        "training_runs": pd.concat(curves, ignore_index=True),
        "models": pd.DataFrame(),
        "runs": pd.DataFrame(),
        "benchmarks": pd.DataFrame(),
        "sources": pd.DataFrame([SOURCE_ROW]),
    }
    with_source = {t: shaped(f.assign(source_id=SOURCE), t) for t, f in tables.items()}
    return Facts(with_source, rejected(rejects), checkpoints)


SOURCE_ROW = {
    "source_id": SOURCE,
    "title": "On the Origin of Algorithmic Progress in AI: parameters and training runs",
    "authors": "Hans Gundlach; Alex Fogelson; Jayson Lynch; Ana Trisovic; Jonathan Rosenfeld; "
    "Anmol Sandhu; Neil Thompson",
    "publisher": "arXiv 2511.21622",
    "url": "https://arxiv.org/abs/2511.21622",
    "licence": "none stated",
    "retrieved": pd.Timestamp("2026-05-06"),
    "citation_key": "gundlach2025origin",
    "redistributable": True,
}


def _runs(folder: Path) -> list[Path]:
    found = sorted(folder.glob("*.csv"))
    if not found:
        raise UserError(f"{folder}: no run in it; give the authors' folder of experiments")
    return found


def _read_run(path: Path) -> pd.DataFrame:
    raw = pd.read_csv(path, dtype="string", keep_default_na=False)
    for header in (COMPUTE, LOSS):
        if header not in raw:
            raise UserError(f"{path}: line 1: column {header!r} is gone; the importer needs it")
    compute, loss = (pd.to_numeric(raw[c], errors="coerce") for c in (COMPUTE, LOSS))
    return pd.DataFrame({"compute_flop": compute, "loss": loss}, dtype="float64")


def _kept(logged: pd.DataFrame, path: Path, rejects: list[dict[str, object]]) -> pd.DataFrame:
    known = logged.dropna().sort_values(["compute_flop", "loss"], kind="stable")
    lowest = known["loss"].cummin().shift(fill_value=float("inf"))
    final = logged.dropna().tail(1).index
    useful = (known["loss"] < lowest) | known.index.isin(final)
    for count, reason in (
        (len(logged) - len(known), "no loss: the run had diverged"),
        (int((~useful).sum()), "an earlier checkpoint of the run was as good"),
    ):
        if count:
            cell = {"file": path.parent.name + "/" + path.name, "field": LOSS, "value": count}
            rejects.append({"source_id": SOURCE, **cell, "reason": reason})
    return known[useful]
