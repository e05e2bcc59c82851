"""Where training efficiency came from, 2012 to 2023: the published accounting of 6,930 times.

*On the Origin of Algorithmic Progress in AI* (arXiv 2511.21622). A loss law says what loss an
architecture reaches with a compute budget; the compute-equivalent gain of a new architecture is
the compute the old one would need for the new one's loss, over the new one's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from analysis.explained import explained
from analysis.facts.tables import Dataset
from analysis.methods.loss_laws import LossLaw, gain
from analysis.number import Number, number

FRONTIER_YEAR = 2023
FIRST_YEAR = 2012  # the accounting covers 2012 to 2023
COMPUTE_YEAR = 2013  # the year of the compute that ``frontier_compute_2013`` states


def rebalancing(compute: float) -> float:
    """Return the published gain of Chinchilla's over Kaplan's balance of parameters and tokens."""
    loss = 28737.9 * compute**-0.2482 + 20.337 * compute**-0.0756
    return 1.85e-20 * compute * float(loss**6.512)


@dataclass(frozen=True)
class Accounting:
    """The multipliers whose product is ``total``, at ``compute`` FLOP.

    ``innovations``: each scale-invariant multiplier after the interaction correction, mixture of
    experts included. ``lstm_to_transformer`` is counted without what ``rebalancing`` explains.
    """

    compute: float
    lstm_to_transformer: float
    rebalancing: float
    innovations: Mapping[str, float]

    @property
    def scale_dependent(self) -> float:
        """The part that grows with compute: LSTM to Transformer, and rebalancing."""
        return self.lstm_to_transformer * self.rebalancing

    @property
    def scale_invariant(self) -> float:
        """The part that is the same at any compute."""
        return float(np.prod(list(self.innovations.values())))

    @property
    def total(self) -> float:
        """All of it."""
        return self.scale_dependent * self.scale_invariant

    @property
    def scale_dependent_share(self) -> float:
        """The scale-dependent share of the gain in logarithms, 0 to 1."""
        return float(np.log(self.scale_dependent) / np.log(self.total))


def parameters(data: Dataset) -> dict[str, float]:
    """Return the published parameters by name."""
    return dict(zip(data.parameters["name"], data.parameters["value"].astype(float), strict=True))


def published_law(data: Dataset, architecture: str) -> LossLaw:
    """Return a published law: ``lstm``, ``transformer_2017`` or ``transformer_modern``."""
    known = parameters(data)
    return LossLaw(known[f"A_{architecture}"], known[f"alpha_{architecture}"])


def frontier_compute(known: Mapping[str, float], year: int = FRONTIER_YEAR) -> float:
    """Return the FLOP of a frontier training run of ``year`` under the published growth."""
    return known["frontier_compute_2013"] * known["frontier_growth"] ** (year - COMPUTE_YEAR)


@explained("sec-training")
def accounting(data: Dataset) -> Accounting:
    """Put the published multipliers together at the frontier's compute of 2023."""
    known = parameters(data)
    compute = frontier_compute(known)
    scale = gain(published_law(data, "lstm"), published_law(data, "transformer_2017"), compute)
    return Accounting(
        compute=compute,
        lstm_to_transformer=scale / rebalancing(compute),
        rebalancing=rebalancing(compute),
        innovations=innovations(known),
    )


def innovations(known: Mapping[str, float]) -> dict[str, float]:
    """Return the scale-invariant multipliers: ablated ones corrected for interaction, and experts.

    The six ablated ones are raised to one power so that they multiply to their joint effect;
    SwiGLU takes part in that and is then left out of the total, as published.
    """
    ablated = {
        "learned-positions": known["sinusoidal_to_rotary"] / known["learned_to_rotary"],
        "rotary-positions": known["learned_to_rotary"],
        "pre-norm": known["post_to_pre_norm"],
        "rmsnorm": known["pre_norm_to_rmsnorm"],
        "cosine-schedule": known["cosine_schedule"],
        "swiglu": known["gelu_to_swiglu"],
    }
    power = np.log(known["interaction_total"]) / np.log(list(ablated.values())).sum()
    corrected = {name: float(value**power) for name, value in ablated.items() if name != "swiglu"}
    return {**corrected, "mixture-of-experts": known["mixture_of_experts"]}


def yearly(factor: float) -> float:
    """Return the yearly factor of a gain made over the accounting's eleven years."""
    return float(factor ** (1 / (FRONTIER_YEAR - FIRST_YEAR)))


METHOD = "Published loss laws and multipliers put together at 1.34e22 FLOP"


def numbers(data: Dataset) -> Iterator[Number]:
    """Register the accounting: total, parts, shares, yearly rate."""
    parts = accounting(data)
    shares = np.log([parts.lstm_to_transformer, parts.rebalancing]) / np.log(parts.total)
    gains = {
        "total": parts.total,
        "lstm-to-transformer": parts.lstm_to_transformer,
        "rebalancing": parts.rebalancing,
        "scale-dependent": parts.scale_dependent,
        "scale-invariant": parts.scale_invariant,
        **{f"scale-invariant.{name}": value for name, value in parts.innovations.items()},
    }
    for name, value in gains.items():
        yield _number(name, value, "factor")
    yield _number("scale-dependent.share", parts.scale_dependent_share, "share")
    yield _number("lstm-to-transformer.share", float(shares[0]), "share")
    yield _number("rebalancing.share", float(shares[1]), "share")
    yield _number("frontier-compute", parts.compute, "FLOP")
    yield _number("factor-a-year", yearly(parts.total), "factor per year")


def _number(name: str, value: float, unit: str) -> Number:
    return number(
        f"origin.{name}",
        value,
        unit,
        method=METHOD,
        of=accounting,
        reads=("parameters",),
        start=f"{FIRST_YEAR}-01-01",
        end=f"{FRONTIER_YEAR}-01-01",
        note="put together from published parameters, which carry no interval",
    )
