"""Quantiles of Student's t for whole degrees of freedom, without SciPy.

The distribution function is a finite sum (Abramowitz and Stegun, 26.7.3 and 26.7.4), its inverse
found by bisection; where the sum is long, the expansion about the normal quantile (26.7.5), whose
first term left out is then below 1e-12 of the result.
"""

from __future__ import annotations

import math
from statistics import NormalDist

LONG = 2000  # degrees of freedom from which the expansion serves
STEPS = 200  # of bisection; it ends before, when nothing lies between the ends


def quantile(probability: float, freedom: int) -> float:
    """Return the value below which t with ``freedom`` degrees lies with ``probability`` >= 0.5."""
    if freedom >= LONG:
        return _expansion(NormalDist().inv_cdf(probability), freedom)
    wanted, low, high = 2 * probability - 1, 0.0, 1.0
    while within(high, freedom) < wanted:
        high *= 2
    for _ in range(STEPS):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        low, high = (middle, high) if within(middle, freedom) < wanted else (low, middle)
    return (low + high) / 2


def within(value: float, freedom: int) -> float:
    """Return the probability that t lies between -``value`` and ``value``."""
    angle = math.atan(value / math.sqrt(freedom))
    sine, cosine = math.sin(angle), math.cos(angle)
    odd = freedom % 2
    term, total = (cosine if odd else 1.0), 0.0
    for k in range(1 + odd, freedom, 2):  # each term times k/(k+1) cos^2
        total += term
        term *= k / (k + 1) * cosine * cosine
    if odd:
        return 2 / math.pi * (angle + sine * total)
    return sine * total


def _expansion(z: float, freedom: int) -> float:
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
    )
    return z + math.fsum(term / freedom**k for k, term in enumerate(terms, start=1))
