"""Counts redrawn: what all share cancels, and plain loops over a draw give the same mean."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest

from analysis.facts.observations import Samples
from analysis.findings.price_of_a_score import reach as found
from analysis.findings.price_of_a_score import recounted
from analysis.methods import reach
from analysis.methods.reach import Observed
from analysis.methods.uncertainty import generator

SD = 0.3


@pytest.fixture(scope="module")
def each(observations_of_living: Samples) -> dict[str, Observed]:
    wanted = ("hle", "scicode")
    return {
        benchmark: seen
        for licence, benchmark, seen in found.observations(observations_of_living)
        if licence == "all" and benchmark in wanted
    }


def test_counts_without_error_move_nothing(each: dict[str, Observed]) -> None:
    whole = np.mean([reach.falls(reach.surface(seen))["annual"][0] for seen in each.values()])
    assert recounted.redraws(each, 0.0, 3) == pytest.approx(whole)


def test_what_all_runs_of_a_benchmark_share_cancels(each: dict[str, Observed]) -> None:
    dearer = {
        b: dataclasses.replace(seen, log_price=seen.log_price + 0.7) for b, seen in each.items()
    }
    assert recounted.redraws(dearer, SD, 3) == pytest.approx(recounted.redraws(each, SD, 3))


def test_a_draw_by_plain_loops(each: dict[str, Observed]) -> None:
    bases = sorted({name for seen in each.values() for name in seen.bases})
    drawn = dict(
        zip(bases, generator("recounted").normal(0.0, SD, size=(1, len(bases)))[0], strict=True)
    )
    means = []
    for seen in each.values():
        moved = [p + drawn[seen.bases[b]] for p, b in zip(seen.log_price, seen.base, strict=True)]
        rows = list(zip(moved, seen.ability, seen.month, seen.creator, strict=True))
        falls = []
        for level in seen.levels:
            able = [(p, m, c) for p, z, m, c in rows if z >= level]
            for month in seen.months[: -reach.YEAR]:
                if len({c for _, m, c in able if m <= month}) >= reach.MAKERS:
                    now = min(p for p, m, _ in able if m <= month)
                    then = min(p for p, m, _ in able if m <= month + reach.YEAR)
                    falls.append(now - then)
        means.append(math.fsum(falls) / len(falls))
    assert recounted.redraws(each, SD, 1)[0] == pytest.approx(np.mean(means))
