"""Runs that carry a result alone: without one model's, a fall a year leaves its own interval.

A score typed wrongly, or a price that no rule over neighbours tells, shows there: the interval is
of the runs as they stand, and one model that moves the result out of it has to be looked at.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.facts import neighbours
from analysis.facts.observations import Samples
from analysis.facts.tables import Dataset
from analysis.findings.price_of_a_score import reach
from analysis.methods import pooled, reach_interval
from analysis.published import observed

RULE = "a run whose model does not move the fall a year of {} out of its interval"
ALL = "all benchmarks"


def doubts(data: Dataset) -> pd.DataFrame:
    """Return the runs of each such model, as ``neighbours.doubts`` does: one row a run."""
    runs, found = data.runs, carried(observed.of(data))
    rows = [
        neighbours.listed("runs", runs, runs["run_id"].isin(ids), "score", RULE.format(what))
        for what, ids in found
    ]
    return pd.concat(rows, ignore_index=True) if rows else pd.DataFrame(columns=neighbours.COLUMNS)


def carried(facts: Samples) -> list[tuple[str, list[str]]]:
    """Return a benchmark, or ``ALL``, and the run ids of a model without which it moves out."""
    counted = reach.counted(facts, reach.estimates(facts)["all"])
    falls = [(b, [b], e.models, reach_interval.outer(e, "annual")) for b, e in counted.items()]
    if mean := pooled.pooled(counted):
        left = pooled.left_out(counted, lambda each: each.models)
        ends = reach_interval.factors(mean.value, mean.error, mean.makers)
        falls.append((ALL, list(counted), left, ends))
    return [
        (what, _runs(facts, model, benchmarks))
        for what, benchmarks, left, (low, high) in falls
        for model, fall in left.items()
        if not low <= np.exp(fall) <= high
    ]


def _runs(facts: Samples, model: str, benchmarks: list[str]) -> list[str]:
    rows = pd.concat([facts.tables[each] for each in benchmarks])
    return sorted(set(rows.loc[rows["base"] == model, "run_id"]))
