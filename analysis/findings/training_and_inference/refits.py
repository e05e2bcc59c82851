"""Loss laws refitted from the training runs, and how far their gain at 1.34e22 FLOP can be known.

The published laws describe validation loss less 1.9 nats. Each refit takes a choice on four
things: how the learning rate was set, the depth of the LSTM, which checkpoints count and what is
subtracted from the loss. The gain is then read more than four orders of magnitude of compute
further on, which makes it a very long lever on the gap between two small exponents.
"""

from __future__ import annotations

import itertools
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis.explained import explained
from analysis.facts.tables import Dataset
from analysis.kept import held
from analysis.methods import loss_laws
from analysis.methods.loss_laws import POINTS, LossLaw, Points
from analysis.published import origin
from analysis.published.training_runs import RULES, checkpoints

LSTMS = ("lstm-2-layer", "lstm-1-layer")  # the published comparison first
TRANSFORMER = "transformer-historical"
SUBTRACTED = {"reducible": loss_laws.IRREDUCIBLE, "whole": 0.0}  # nats taken off the loss
LEVEL = 0.90
BOUNDS = ((1 - LEVEL) / 2, (1 + LEVEL) / 2)
NORMAL_95 = 1.6448536269514722  # 95 % point of the standard normal
RESAMPLES = 400


@dataclass(frozen=True)
class Choice:
    """One way to refit the gain of the Transformer over the LSTM."""

    rule: str = "tuned"
    lstm: str = "lstm-1-layer"
    points: str = "envelope"
    subtracted: str = "reducible"

    @property
    def name(self) -> str:
        """The choice as it stands in keys."""
        return f"{self.rule}.{self.lstm}.{self.points}.{self.subtracted}"

    @property
    def label(self) -> str:
        """The learning-rate rule and the LSTM, in words."""
        return f"Refit, {self.rule}, {self.lstm}"


CHOICES = tuple(
    Choice(*values) for values in itertools.product(RULES, LSTMS, POINTS, tuple(SUBTRACTED))
)


@dataclass(frozen=True)
class Gain:
    """A compute-equivalent gain with its 90 % interval by two methods, and what it rests on.

    ``gap``: LSTM's exponent less the Transformer's. ``delta``: interval from the covariance of
    the fits, clustered by run for the envelope. ``bootstrap``: percentiles over resampled runs.
    """

    value: float
    gap: float
    delta: tuple[float, float]
    bootstrap: tuple[float, float]
    runs: int
    n: int


def log_gain_slopes(old: LossLaw, new: LossLaw, compute: float) -> np.ndarray[Any, Any]:
    """Return d log(gain) / d (log A_old, alpha_old, log A_new, alpha_new)."""
    needed = np.log(old.compute(new.loss(compute)))
    return np.array([-1.0, -needed, 1.0, np.log(compute)]) / old.exponent


def sweeps(data: Dataset, choice: Choice) -> tuple[Points, Points]:
    """Return the checkpoints of the LSTM and of the Transformer that a choice compares."""
    old = checkpoints(data, choice.lstm, choice.rule)
    return old, checkpoints(data, TRANSFORMER, choice.rule)


@explained("sec-training")
def refit(data: Dataset, choice: Choice, compute: float) -> Gain:
    """Refit both laws under ``choice`` and read the gain at ``compute`` FLOP."""
    taken_off = SUBTRACTED[choice.subtracted]
    used = [loss_laws.chosen(points, choice.points) for points in sweeps(data, choice)]
    old, new = (loss_laws.law(points, taken_off) for points in used)
    old_cov, new_cov = (loss_laws.covariance(points, taken_off) for points in used)
    value = loss_laws.gain(old, new, compute)
    slopes = log_gain_slopes(old, new, compute)
    variance = slopes[:2] @ old_cov @ slopes[:2] + slopes[2:] @ new_cov @ slopes[2:]
    half = NORMAL_95 * np.sqrt(variance)
    drawn = resampled(data, choice, np.array([compute]))
    low, high = np.quantile(drawn[:, 0], BOUNDS)
    return Gain(
        value=value,
        gap=old.exponent - new.exponent,
        delta=(float(value * np.exp(-half)), float(value * np.exp(half))),
        bootstrap=(float(low), float(high)),
        runs=sum(len(np.unique(points.run)) for points in used),
        n=sum(len(points.run) for points in used),
    )


def resampled(data: Dataset, choice: Choice, computes: np.ndarray[Any, Any]) -> Any:
    """Return gains (resamples x computes) with whole runs drawn with replacement.

    The seed is made from the choice's name. A draw that holds one width only has no law.
    """
    random = np.random.default_rng(zlib.crc32(choice.name.encode()))
    old, new = sweeps(data, choice)
    gains: list[list[float]] = []
    while len(gains) < RESAMPLES:
        laws = [_law_of_draw(points, choice, random) for points in (old, new)]
        if laws[0] and laws[1]:
            gains.append([loss_laws.gain(laws[0], laws[1], float(c)) for c in computes])
    return np.array(gains)


def _law_of_draw(points: Points, choice: Choice, random: np.random.Generator) -> LossLaw | None:
    runs = points.run.max() + 1
    times = np.bincount(random.integers(runs, size=runs), minlength=runs)
    used = loss_laws.chosen(points.where(times[points.run] > 0), choice.points)
    if choice.points == "final":  # a run drawn twice counts twice; an envelope holds it once
        used = used.where(np.repeat(np.arange(len(used.run)), times[used.run]))
    if len(np.unique(used.run)) < 2:
        return None
    return loss_laws.law(used, SUBTRACTED[choice.subtracted])


@held
def gains(data: Dataset) -> Mapping[Choice, Gain]:
    """Return the gain at the frontier's compute under every choice."""
    compute = origin.frontier_compute(origin.parameters(data))
    return {choice: refit(data, choice, compute) for choice in CHOICES}


def gain_curve(data: Dataset, choice: Choice, computes: np.ndarray[Any, Any]) -> pd.DataFrame:
    """Return compute, gain, low, high (90 %, bootstrap over runs) for a ribbon."""
    old, new = (
        loss_laws.law(loss_laws.chosen(points, choice.points), SUBTRACTED[choice.subtracted])
        for points in sweeps(data, choice)
    )
    low, high = np.quantile(resampled(data, choice, computes), BOUNDS, axis=0)
    value = [loss_laws.gain(old, new, float(c)) for c in computes]
    return pd.DataFrame({"compute": computes, "gain": value, "low": low, "high": high})
