"""What the header of an Inspect log says of the evaluation: score, limits, stated cost, status."""

from __future__ import annotations

import math
from typing import Any

from ...usage import Cap
from ..shared.stream import mapping, number, sequence


def score(header: dict[str, Any], where: str) -> tuple[float | None, float | None]:
    """Return the first scorer's accuracy or mean, and its standard error."""
    results = mapping(header.get("results"), f"{where}: results")
    for scorer in sequence(results.get("scores"), f"{where}: results.scores"):
        metrics = mapping(mapping(scorer, where).get("metrics"), f"{where}: metrics")
        for name in ("accuracy", "mean"):
            value = mapping(metrics.get(name), f"{where}: {name}").get("value")
            if isinstance(value, int | float) and 0 <= value <= 1:
                error = mapping(metrics.get("stderr"), f"{where}: stderr").get("value")
                known = error if isinstance(error, int | float) and 0 <= error <= 1 else None
                return float(value), known
    return None, None


def caps(config: dict[str, Any], reached: int, where: str) -> tuple[Cap, ...]:
    """Return the limits set on a sample; ``reached``: how many samples one stopped."""
    names = ("token_limit", "cost_limit", "message_limit", "time_limit", "working_limit")
    set_ = {n: number(config.get(n), f"{where}: {n}") for n in names}
    found = [(n, v) for n, v in set_.items() if v is not None]
    # the summary says that a limit stopped a sample, the number is shared if there are several
    return tuple(Cap(n, v, reached if len(found) == 1 else None) for n, v in found)


def reported_cost(stats: dict[str, Any], where: str) -> float | None:
    """Return the cost that the log states, USD; None where it states none."""
    usage = mapping(stats.get("model_usage"), where)
    costs = [mapping(u, where).get("total_cost") for u in usage.values()]
    known = [number(c, f"{where}: total_cost") for c in costs if c is not None]
    return math.fsum(c for c in known if c is not None) if known else None


def cache_policy(generate: dict[str, Any]) -> str:
    """Say whether prompt caching was asked for; empty where the log does not."""
    prompt = generate.get("cache_prompt")
    said = {True: "prompt caching on", False: "prompt caching off"}
    return said[prompt] if isinstance(prompt, bool) else ""


def status_note(header: dict[str, Any]) -> tuple[str, ...]:
    """Return a note where the log does not say that the evaluation succeeded."""
    if header.get("status") in ("success", None):
        return ()
    return (f"The log's status is {str(header.get('status'))[:40]!r}, not success.",)
