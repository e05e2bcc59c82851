"""The training runs behind *On the Origin of Algorithmic Progress in AI*, as points to fit."""

from __future__ import annotations

import pandas as pd

from analysis.facts.tables import Dataset
from analysis.methods.loss_laws import Points, chosen

ARCHITECTURES = ("lstm-1-layer", "lstm-2-layer", "transformer-historical", "transformer-modern")
RULES = ("tuned", "trend")  # how the learning rate was set: searched for each width, or a trend


def checkpoints(data: Dataset, architecture: str, rule: str) -> Points:
    """Return every checkpoint of an architecture under a learning-rate rule, one run a width."""
    rows = data.training_runs
    rows = rows[(rows["architecture"] == architecture) & (rows["learning_rate"] == rule)]
    rows = rows.sort_values(["compute_flop", "loss", "dimension"])
    run = rows["dimension"].rank(method="dense").to_numpy(dtype=int) - 1
    return Points(rows["compute_flop"].to_numpy(float), rows["loss"].to_numpy(float), run)


def envelopes(data: Dataset) -> pd.DataFrame:
    """Return the lower envelope of every sweep: architecture, learning_rate, compute, loss."""
    sweeps = data.training_runs[["architecture", "learning_rate"]].drop_duplicates()
    frames = []
    for sweep in sweeps.to_dict("records"):
        edge = chosen(checkpoints(data, sweep["architecture"], sweep["learning_rate"]), "envelope")
        frames.append(pd.DataFrame({"compute": edge.compute, "loss": edge.loss, **sweep}))
    return pd.concat(frames, ignore_index=True)
