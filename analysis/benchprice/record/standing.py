"""Where a run stands: on the frontier or dominated, and the cheapest known way to its score."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from .known import Priced


def standing(
    then: Sequence[Priced], now: Sequence[Priced], price: float, score: float
) -> dict[str, Any]:
    """Compare one run with the runs of its benchmark as priced then and now.

    ``then`` and ``now`` are ``known.priced_on`` two days; ``price`` (USD a pass) and ``score``
    (fraction) are the run's own. A run is dominated if by then another was at least as good and
    at most as dear, one of them strictly. Empty where there was nothing to compare with.
    """
    before = [(run, run.score) for run in then if run.score is not None]
    later = [run for run in now if run.score is not None and run.score >= score]
    if not before:
        return {}
    better = [
        run
        for run, theirs in before
        if theirs >= score and run.price <= price and (theirs > score or run.price < price)
    ]
    found = {
        "on_frontier": not better,
        "dominated_by": _cheapest(better),
        "cheapest_then": _cheapest(run for run, theirs in before if theirs >= score),
        "cheapest_now": _cheapest(later),
    }
    return {key: value for key, value in found.items() if value is not None}


def _cheapest(runs: Iterable[Priced]) -> dict[str, Any] | None:
    """Return the cheapest run; of equally cheap ones the best."""
    one = min(runs, key=lambda run: (run.price, -(run.score or 0.0)), default=None)
    if one is None:
        return None
    kept = ("model_id", "price", "score", "date", "provider")
    return {key: getattr(one, key) for key in kept}
