"""The one price formula: counts of tokens that do not overlap, each at its rate."""

from __future__ import annotations

import math
from collections.abc import Mapping

MILLION = 1e6  # rates are USD per million tokens


def bill(counts: Mapping[str, float], rates: Mapping[str, float | None]) -> float | None:
    """Return what ``counts`` (tokens by kind) cost at ``rates`` (USD per million tokens), USD.

    None where tokens of a kind were used whose rate is not known; a kind that was not used needs
    no rate.
    """
    parts = []
    for kind, tokens in counts.items():
        rate = rates.get(kind)
        if rate is None and tokens:
            return None
        parts.append(tokens * (rate or 0.0))
    return math.fsum(parts) / MILLION
