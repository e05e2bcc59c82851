"""What takes part in the buyer's fall: the price to reach a score again, with some rows left out.

Each part is estimated as the headline is, on the same benchmarks and half-samples of makers, so a
ratio of two of them is paired.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from analysis.facts.observations import Samples
from analysis.findings.price_of_a_score import reach as found
from analysis.findings.why import experts
from analysis.kept import kept
from analysis.methods import by_makers, reach, reach_interval
from analysis.methods.pooled import Estimates
from analysis.methods.uncertainty import generator

UNCUT = "uncut"  # every run at its first price: as if no price had ever been cut


def estimates(facts: Samples, models: pd.DataFrame) -> Mapping[str, Estimates]:
    """Return the estimates that are not refused, by part and benchmark: ``UNCUT`` and ``KINDS``.

    ``models``: the table of that name, of which parameters are known.
    """
    own = found.own_tasks(facts)
    tables = {b: rows for b, rows in found.narrow(facts, "model_id").items() if b in own}
    first = {b: uncut(rows) for b, rows in tables.items()}
    parts = {UNCUT: first, **experts.by_kind(tables, models)}
    return _estimated(parts, facts.benchmarks[["chance", "items"]].astype(float))


def uncut(rows: pd.DataFrame) -> pd.DataFrame:
    """Keep of each run the row of its first price."""
    return rows.sort_values("date", kind="stable").drop_duplicates("run_id")


@kept
def _estimated(
    parts: Mapping[str, Mapping[str, pd.DataFrame]], told: pd.DataFrame
) -> Mapping[str, Estimates]:
    """Estimate each part on each benchmark, with halves drawn once for all makers of all parts."""
    every = [rows["creator"] for tables in parts.values() for rows in tables.values()]
    names = pd.concat(every).astype("object").fillna("unknown").astype(str)
    inside = by_makers.halves(set(names))
    chance, items = told["chance"].fillna(0.0).to_dict(), told["items"].to_dict()
    each: dict[str, dict[str, reach_interval.Estimate]] = {part: {} for part in parts}
    for part, tables in parts.items():
        for benchmark, rows in tables.items():
            if rows["base"].nunique() < reach_interval.FEWEST_MODELS:
                continue
            seen = reach.observed(rows, chance[benchmark], items[benchmark])
            random = generator("reach", benchmark, part)
            one = reach_interval.estimate(seen, inside, random, left_out=False)
            if not one.reason:
                each[part][benchmark] = one
    return each
