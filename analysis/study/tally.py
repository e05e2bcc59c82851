"""From many samples to rows: bias, coverage and width of each kind of interval."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

COLUMNS = [
    "part",
    "benchmark_id",
    "design",
    "interval",
    "target",
    "samples",
    "lost",
    "truth",
    "estimate",
    "bias",
    "rmse",
    "covered",
    "covered_se",
    "width",
]


@dataclass(frozen=True)
class Tried:
    """One interval of one sample on the log scale, and the truth that it should hold."""

    interval: str
    target: str
    estimate: float
    low: float
    high: float
    truth: float


@dataclass
class Tally:
    """What the samples of one design gave; ``lost`` counts those without an interval."""

    tried: dict[tuple[str, str], list[Tried]] = field(default_factory=lambda: defaultdict(list))
    lost: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))

    def add(self, found: Iterable[Tried]) -> None:
        """Add one sample's intervals."""
        for each in found:
            key = each.interval, each.target
            if np.isfinite([each.estimate, each.low, each.high, each.truth]).all():
                self.tried[key].append(each)
            else:
                self.lost[key] += 1

    def rows(self, **told: str) -> Iterator[Mapping[str, Any]]:
        """Return a row a kind of interval and target, as ``COLUMNS`` names them.

        One that no sample had has no numbers but the count of what was lost.
        """
        for interval, target in dict.fromkeys([*self.tried, *self.lost]):
            found = self.tried.get((interval, target), [])
            yield {
                **told,
                "interval": interval,
                "target": target,
                "samples": len(found),
                "lost": self.lost.get((interval, target), 0),
                **(_measured(found) if found else {}),
            }


def _measured(found: Sequence[Tried]) -> Mapping[str, float]:
    """Return truth, mean estimate, bias, error, coverage and width of intervals of one kind."""
    estimate, low, high, truth = (
        np.array([getattr(each, name) for each in found])
        for name in ("estimate", "low", "high", "truth")
    )
    covered = float(((low <= truth) & (truth <= high)).mean())
    return {
        "truth": float(np.exp(truth.mean())),
        "estimate": float(np.exp(estimate.mean())),
        "bias": float((estimate - truth).mean()),
        "rmse": float(np.sqrt(((estimate - truth) ** 2).mean())),
        "covered": covered,
        "covered_se": float(np.sqrt(covered * (1 - covered) / len(found))),
        "width": float(np.exp(np.median(high - low))),
    }
