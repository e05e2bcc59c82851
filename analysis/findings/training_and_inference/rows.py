"""Training-side results as the tidy tables that charts and page tables show."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.facts.tables import Dataset
from analysis.findings.training_and_inference import bridge, refits
from analysis.methods import loss_laws
from analysis.number import WIDEST
from analysis.published import origin, training_runs

RULES = {"Tuned for each width": "tuned", "Set by a trend": "trend"}
NAMES = {
    "lstm-1-layer": "LSTM, one layer",
    "lstm-2-layer": "LSTM, two layers",
    "transformer-historical": "Transformer of 2017",
    "transformer-modern": "Modern Transformer",
}
PARTS = {
    "lstm-to-transformer": "Transformer",
    "rebalancing": "Rebalancing",
    "ablated": "Ablations",
    "mixture-of-experts": "Experts",
}
POINTS = 45  # checkpoints drawn a sweep; the fits use all
REACH = (1e15, 1e24)  # FLOP


def losses(data: Dataset) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return lower envelopes and fitted laws for ``charts.loss_against_compute``.

    Both: rule (a key of ``RULES``), architecture (a name), compute (FLOP), loss (nats above the
    irreducible 1.9).
    """
    edges = training_runs.envelopes(data)
    points, lines = [], []
    for rule, key in RULES.items():
        for architecture, name in NAMES.items():
            mine = (edges["architecture"] == architecture) & (edges["learning_rate"] == key)
            edge = edges[mine].assign(rule=rule, architecture=name)
            picked = np.linspace(0, len(edge) - 1, min(POINTS, len(edge))).astype(int)
            points.append(
                edge.iloc[picked].assign(loss=lambda e: e["loss"] - loss_laws.IRREDUCIBLE)
            )
            used = loss_laws.chosen(training_runs.checkpoints(data, architecture, key), "envelope")
            law = loss_laws.law(used, loss_laws.IRREDUCIBLE)
            ends = np.array([1e15, 1e18])
            line = {"compute": ends, "loss": [law.loss(c) for c in ends]}
            lines.append(pd.DataFrame(line).assign(rule=rule, architecture=name))
    kept = ["rule", "architecture", "compute", "loss"]
    return pd.concat(points, ignore_index=True)[kept], pd.concat(lines, ignore_index=True)[kept]


def gain_ribbons(data: Dataset) -> pd.DataFrame:
    """Return the gain over compute for ``charts.gain_ribbon``.

    Columns: lstm (a name), source ("Published" or a key of ``RULES``), compute, gain, low, high
    (90 %; NaN for the published law, which has no interval).
    """
    computes = np.geomspace(*REACH, 19)
    old = origin.published_law(data, "lstm")
    new = origin.published_law(data, "transformer_2017")
    published = [loss_laws.gain(old, new, float(c)) for c in computes]
    frames = []
    for lstm in refits.LSTMS:
        for rule, key in RULES.items():
            choice = refits.Choice(rule=key, lstm=lstm)
            curve = refits.gain_curve(data, choice, computes)
            frames.append(curve.assign(source=rule, lstm=NAMES[lstm]))
        line = pd.DataFrame({"compute": computes, "gain": published, "source": "Published"})
        frames.append(line.assign(lstm=NAMES[lstm]))
    return pd.concat(frames, ignore_index=True)


def gains() -> pd.DataFrame:
    """Return every refit's choice in words, with the keys of its numbers."""
    rows = []
    for choice in refits.CHOICES:
        key = f"scaling.gain.{choice.name}"
        rows.append(
            {
                "runs": f"{choice.rule}, {NAMES[choice.lstm]}",
                "fit": f"{choice.points}, {choice.subtracted}",
                "gain": key,
                "interval": key,
                "delta": f"{key}.delta",
                "gap": f"{key}.exponent-gap",
            }
        )
    return pd.DataFrame(rows)


def accounting(data: Dataset) -> pd.DataFrame:
    """Return the 6,930 times as parts and total for ``charts.waterfall``."""
    parts = origin.accounting(data)
    experts = parts.innovations["mixture-of-experts"]
    factors = {
        "lstm-to-transformer": parts.lstm_to_transformer,
        "rebalancing": parts.rebalancing,
        "ablated": parts.scale_invariant / experts,
        "mixture-of-experts": experts,
    }
    rows = [{"label": PARTS[k], "factor": v, "kind": "part"} for k, v in factors.items()]
    rows.append({"label": "Together", "factor": parts.total, "kind": "total"})
    return pd.DataFrame(rows).assign(low=np.nan, high=np.nan, note="no interval")


def sides(data: Dataset) -> pd.DataFrame:
    """Return training and inference in one unit for ``charts.forest``.

    Of our refits, those on the lower envelope and the loss less 1.9 nats stand here; the register
    has all. A rate that the register holds back for its wide interval is not drawn either.
    """
    rows = bridge.comparison(data)
    rows = rows[~(rows["high"] > WIDEST * rows["low"])]  # unknown ends are no wide interval
    refit = rows["name"].str.startswith("refit.")
    rows = rows[~refit | rows["name"].str.endswith("envelope.reducible")]
    groups = {
        "training": "Training: same loss",
        "inference": "Inference: same score",
    }
    return pd.DataFrame(
        {
            "group": rows["side"].map(groups),
            "label": rows["measure"].replace(NAMES, regex=True),
            "factor": rows["factor"],
            "low": rows["low"].astype(float),
            "high": rows["high"].astype(float),
            "note": "",
            "n": np.nan,
            "window": rows["start"].astype(str) + " to " + rows["end"].astype(str),
            "key": "bridge." + rows["side"] + "." + rows["name"] + ".factor",
        }
    ).reset_index(drop=True)
