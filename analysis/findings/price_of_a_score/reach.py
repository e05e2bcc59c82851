"""The price to reach a score, estimated on every benchmark, for all, open and closed weights."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from analysis.facts.observations import Samples
from analysis.kept import kept
from analysis.methods import by_makers, reach, reach_interval
from analysis.methods.pooled import Estimates
from analysis.methods.reach import Observed
from analysis.methods.uncertainty import generator

LICENCES = ("all", "open", "closed")
USED = ("date", "price", "score", "score_se", "base", "creator", "run_id", "weights")
STATED = "its prices are costs that the evaluator states, which never follow a cut"


def estimates(facts: Samples) -> Mapping[str, Estimates]:
    """Return the estimates by licence and benchmark, of benchmarks priced by tokens."""
    return _estimated(narrow(facts), facts.benchmarks[["chance", "items"]].astype(float))


def narrow(facts: Samples, *more: str) -> Mapping[str, pd.DataFrame]:
    """Return the tables of benchmarks priced by tokens, with what estimates use and ``more``."""
    return {
        name: rows[[c for c in (*USED, "release_date", *more) if c in rows]]
        for name, rows in facts.tables.items()
        if name in facts.every
    }


@kept
def _estimated(priced: Mapping[str, pd.DataFrame], told: pd.DataFrame) -> Mapping[str, Estimates]:
    """Draw halves of all creators once; then estimate ``priced``, tables by benchmark."""
    names = pd.concat(
        [rows["creator"].astype("object").fillna("unknown") for rows in priced.values()]
    )
    inside = by_makers.halves(set(names.astype(str)))
    found: dict[str, dict[str, reach_interval.Estimate]] = {licence: {} for licence in LICENCES}
    chance, items = told["chance"].fillna(0.0).to_dict(), told["items"].to_dict()
    for benchmark, rows in priced.items():
        for licence in LICENCES:
            drawn = rows if licence == "all" else rows[rows["weights"] == licence]
            if drawn["base"].nunique() < 2:
                continue
            seen = reach.observed(drawn, chance[benchmark], items[benchmark])
            random = generator("reach", benchmark, licence)
            found[licence][benchmark] = reach_interval.estimate(seen, inside, random)
    return found


def observations(facts: Samples) -> Iterator[tuple[str, str, Observed]]:
    """Yield licence, benchmark and arrays of every benchmark priced by tokens, each task once."""
    told = facts.benchmarks
    chance, items = told["chance"].fillna(0.0).to_dict(), told["items"].to_dict()
    own, tables = own_tasks(facts), narrow(facts)
    for licence in LICENCES:
        for benchmark, rows in tables.items():
            drawn = rows if licence == "all" else rows[rows["weights"] == licence]
            if benchmark in own and len(drawn):
                yield licence, benchmark, reach.observed(drawn, chance[benchmark], items[benchmark])


def refusals(facts: Samples, found: Estimates) -> Mapping[str, str]:
    """Return why each benchmark is not estimated: "" where it is; see also ``own_tasks``."""
    few = f"fewer than {reach_interval.FEWEST_MODELS} models"
    return {
        benchmark: STATED
        if benchmark not in facts.every
        else found[benchmark].reason
        if benchmark in found
        else few
        for benchmark in facts.tables
    }


def own_tasks(facts: Samples) -> set[str]:
    """Return the benchmarks whose tasks no other benchmark stands for."""
    return {str(b) for b in facts.benchmarks.index[facts.benchmarks["same_tasks"].isna()]}


def counted(facts: Samples, found: Estimates) -> Estimates:
    """Return the estimates that means over benchmarks rest on: not refused, each task once."""
    own = own_tasks(facts)
    return {b: e for b, e in found.items() if not e.reason and b in own}
