"""How much of a price decline is competition, hardware and algorithms."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.methods.trends import Trend

# Price of computing power falls 30 % a year (the published constant): a factor of 1 / 0.7.
HARDWARE_FACTOR = 1 / 0.7
METHOD = "Frontier decline of all models over that of open ones; the latter over hardware's"


@dataclass(frozen=True)
class Decomposition:
    """Yearly factors that multiply to the decline of all models' frontier price.

    As published (*The Price of Progress*): open models are sold in a competitive market, so
    what all models' price falls beyond theirs is ``competition``; ``algorithms`` is the open
    models' decline over ``hardware``. ``low``, ``high``: the interval of ``algorithms``, the
    open fit's with the hardware factor taken as known; None where that fit has none.
    """

    competition: float
    hardware: float
    algorithms: float
    low: float | None
    high: float | None


def decompose(
    everyone: Trend, open_only: Trend, hardware: float = HARDWARE_FACTOR
) -> Decomposition:
    """Split the frontier decline of all models by the frontier decline of open ones."""
    return Decomposition(
        competition=everyone.factor / open_only.factor,
        hardware=hardware,
        algorithms=open_only.factor / hardware,
        low=None if open_only.low is None else open_only.low / hardware,
        high=None if open_only.high is None else open_only.high / hardware,
    )
