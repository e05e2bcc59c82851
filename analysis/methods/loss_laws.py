"""Loss against training compute: the laws that describe it, and their fit to training runs.

A run is a curve of checkpoints. Which of them count is a choice: the last of each run, or the
lower envelope over the runs of a sweep, which is its compute-optimal frontier.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

POINTS = ("envelope", "final")
IRREDUCIBLE = 1.9  # nats that the published laws take off the validation loss
LEAST_COMPUTE = 1e15  # FLOP; the published fits do not look below it


@dataclass(frozen=True)
class LossLaw:
    """Loss = coefficient x compute^exponent: nats above the irreducible loss, FLOP."""

    coefficient: float
    exponent: float

    def loss(self, compute: float) -> float:
        """Return the loss reached with ``compute`` FLOP."""
        return self.coefficient * float(compute**self.exponent)

    def compute(self, loss: float) -> float:
        """Return the FLOP it takes to reach ``loss``."""
        return float((loss / self.coefficient) ** (1 / self.exponent))


def gain(old: LossLaw, new: LossLaw, compute: float) -> float:
    """Return the compute-equivalent gain of ``new`` over ``old`` at ``compute`` FLOP of ``new``."""
    return old.compute(new.loss(compute)) / compute


@dataclass(frozen=True)
class Points:
    """Checkpoints in order of compute, then loss.

    ``compute`` in FLOP, ``loss`` in nats, ``run`` the number of the run each belongs to.
    """

    compute: np.ndarray[Any, Any]
    loss: np.ndarray[Any, Any]
    run: np.ndarray[Any, Any]

    def where(self, kept: np.ndarray[Any, Any]) -> Points:
        """Return the points that a mask or an index picks, in its order."""
        return Points(self.compute[kept], self.loss[kept], self.run[kept])


def chosen(points: Points, which: str) -> Points:
    """Return the checkpoints a fit uses, from ``LEAST_COMPUTE`` on.

    ``final``: the loss of each run at its largest compute (compute is rounded; of several that
    round to it the lowest). ``envelope``: the checkpoints that none beat with as little compute.
    """
    if which == "final":
        largest = np.zeros(points.run.max() + 1)
        np.maximum.at(largest, points.run, points.compute)
        ends = points.where(points.compute == largest[points.run])
        used = ends.where(np.unique(ends.run, return_index=True)[1])
    else:
        best = np.minimum.accumulate(points.loss)
        used = points.where(np.r_[True, points.loss[1:] < best[:-1]])
    return used.where(used.compute >= LEAST_COMPUTE)


def law(points: Points, irreducible: float) -> LossLaw:
    """Fit log(loss - irreducible) on log compute by least squares, in closed form."""
    x, y = np.log(points.compute), np.log(points.loss - irreducible)
    centred = x - x.mean()
    slope = float(centred @ y / (centred @ centred))
    return LossLaw(float(np.exp(y.mean() - slope * x.mean())), slope)


def covariance(points: Points, irreducible: float) -> np.ndarray[Any, Any]:
    """Return the covariance of (log coefficient, exponent), clustered by run where runs repeat.

    Checkpoints of one run are far from independent; one point a run needs no clustering.
    """
    from statsmodels.regression.linear_model import OLS  # half a second to import

    design = np.column_stack([np.ones(len(points.run)), np.log(points.compute)])
    model = OLS(np.log(points.loss - irreducible), design)
    if len(np.unique(points.run)) == len(points.run):
        return np.asarray(model.fit().cov_params())
    clustered = model.fit(cov_type="cluster", cov_kwds={"groups": points.run})
    return np.asarray(clustered.cov_params())
