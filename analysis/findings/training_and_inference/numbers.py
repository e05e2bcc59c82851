"""What the page *Training and inference* cites: refitted gains, and both sides as one unit."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import numpy as np

from analysis.facts.tables import Dataset
from analysis.findings.training_and_inference import bridge, refits
from analysis.methods import loss_laws
from analysis.number import TRAINING, Number, number
from analysis.published import training_runs

METHOD = (
    "Least squares of log loss on log compute for LSTM and historical Transformer; the LSTM's "
    "compute for the Transformer's loss, over the Transformer's; bootstrap over runs"
)
SIDES = {
    "training": "Compute-equivalent gain over 2012 to 2023, to the power 1/11",
    "inference": "Open models' price decline at a score, hardware's part taken out",
}
_REFIT: dict[str, Any] = {"method": METHOD, "of": refits.refit, "reads": TRAINING}


def numbers(data: Dataset) -> Iterator[Number]:
    """Register the refitted gains, then both sides of the comparison, which rests on them."""
    yield from _gains(data)
    yield from _sides(data)


def _gains(data: Dataset) -> Iterator[Number]:
    """Register the exponents, the gain under every choice, its exponent gap, and the extremes."""
    for architecture, rule in itertools.product(training_runs.ARCHITECTURES, training_runs.RULES):
        yield _exponent(data, architecture, rule)
    largest, runs = data.training_runs["compute_flop"].max(), len(data.training_runs)
    yield number("scaling.largest-run", largest, "FLOP", n=runs, **_REFIT)
    found = refits.gains(data)
    for choice, gain in found.items():
        key = f"scaling.gain.{choice.name}"
        for name, ends in ((key, gain.bootstrap), (f"{key}.delta", gain.delta)):
            told: dict[str, Any] = {"ends": ends, "level": refits.LEVEL, "n": gain.n}
            yield number(name, gain.value, "factor", **told, **_REFIT)
        yield number(f"{key}.exponent-gap", gain.gap, "", n=gain.n, **_REFIT)
    values = [gain.value for gain in found.values()]
    yield number("scaling.gain.lowest", min(values), "factor", n=len(values), **_REFIT)
    yield number("scaling.gain.highest", max(values), "factor", n=len(values), **_REFIT)


def _exponent(data: Dataset, architecture: str, rule: str) -> Number:
    used = loss_laws.chosen(training_runs.checkpoints(data, architecture, rule), "envelope")
    exponent = loss_laws.law(used, loss_laws.IRREDUCIBLE).exponent
    half = refits.NORMAL_95 * np.sqrt(loss_laws.covariance(used, loss_laws.IRREDUCIBLE)[1, 1])
    told: dict[str, Any] = {"level": refits.LEVEL, "n": len(used.run), **_REFIT}
    ends = (exponent - half, exponent + half)
    return number(f"scaling.exponent.{rule}.{architecture}", exponent, "", ends=ends, **told)


def _sides(data: Dataset) -> Iterator[Number]:
    """Register each measure of both sides, and the lowest and highest of our refits."""
    rows = bridge.comparison(data)
    for row in rows.to_dict("records"):
        yield number(
            f"bridge.{row['side']}.{row['name']}.factor",
            row["factor"],
            ends=(row["low"], row["high"]),
            level=refits.LEVEL,
            tier="quoted" if row["name"] == "ho-2024" else "recomputed",
            **_side(str(row["side"])),
        )
    found = rows.loc[rows["name"].str.startswith("refit."), "factor"]
    told = {"n": len(found), **_side("training")}
    yield number("bridge.training.refits.lowest.factor", found.min(), **told)
    yield number("bridge.training.refits.highest.factor", found.max(), **told)


def _side(name: str) -> dict[str, Any]:
    if name == "training":
        return {"method": SIDES[name], "of": bridge.training, "reads": TRAINING}
    return {"method": SIDES[name], "of": bridge.inference, "reads": ("runs", "prices")}
