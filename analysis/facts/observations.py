"""Observation tables ready for the statistics: one a benchmark, with what clusters are made of.

An observation is a model's run at a price that the model had never been as cheap at before. To
a run and its price come ``base``, ``creator`` and ``reasoning`` (see ``clusters``) and ``items``,
how many the benchmark has.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from analysis.facts import runs
from analysis.facts.clusters import clusters
from analysis.facts.prices import pricing
from analysis.facts.tables import Dataset

FEWEST_MODELS = 15  # priced models; a benchmark with fewer is left out of the living results
SHORTEST = pd.Timedelta(days=365)  # from first to last day: of less, no change a year is told
# Who enters ARC Prize with a system or a solver of their own, or as people: no model for sale.
NOT_MODELS = ("ARC Prize 2024", "ARC Prize 2025", "Human", "bespoke")
# Columns of runs as counted, summed over passes.
COUNTED = ["input_tokens", "output_tokens", "reasoning_tokens"]
MORE = [
    "passes",
    "reasoning_in_output",
    "cache_read_tokens",
    "cache_write_tokens",
    "cache_in_input",
]
Tables = Mapping[str, pd.DataFrame]


@dataclass(frozen=True)
class Samples:
    """Observation tables by benchmark, and what the statistics need beside them.

    ``prefix``: of the keys of their numbers. ``tables``: new lows, as published. ``every``: the
    same runs at every price on record, rises too, where token prices are known. ``variants``:
    by benchmark, new lows under another price basis, by its name; ``basis`` names that of
    ``tables``. ``headlines``: the benchmarks for analyses too slow to run on all.
    """

    prefix: str
    basis: str
    tables: Tables
    every: Tables
    variants: Mapping[str, Tables]
    benchmarks: pd.DataFrame
    headlines: tuple[str, ...]


def usable(rows: pd.DataFrame) -> pd.DataFrame:
    """Keep dated rows with a score and a price above 0, in order of date and model."""
    used = (rows["score"] > 0) & (rows["price"] > 0) & rows["date"].notna()
    order = rows[["date", "model_id"]].reset_index(drop=True)[used.to_numpy()]
    return rows.iloc[order.sort_values(["date", "model_id"]).index].reset_index(drop=True)


def enough(rows: pd.DataFrame) -> bool:
    """Say whether dated runs of one benchmark are many enough, and over long enough, to fit."""
    span = rows["date"].max() - rows["date"].min()
    return bool(rows["model_id"].nunique() >= FEWEST_MODELS and span >= SHORTEST)


def living(data: Dataset) -> Samples:
    """Take token prices where ``FEWEST_MODELS`` models have them, else costs evaluators state.

    A benchmark whose runs lie within less than ``SHORTEST`` has levels, and no trend: it is left
    out. Scores of 0 are left out, as published. Closed models at their maker's price, open ones at
    the cheapest host's; the variant takes the maker's price for open models too.
    """
    priced = runs.seen(runs.priced_runs(data))
    flags = data.benchmarks.set_index("benchmark_id")["composite"].fillna(False)
    priced = priced[~priced["benchmark_id"].isin(flags.index[flags])]
    system = priced["creator"].isin(NOT_MODELS) | priced["creator"].str.match(
        r"[a-z]_\w|johan_land"
    )
    priced = priced[~system.fillna(False)]
    raw = data.runs.set_index("run_id")[[*COUNTED, *MORE]]
    bases = {
        basis: _by_benchmark(usable(_counted(runs.selected(priced, basis), raw)))
        for basis in ("tokens", "stated")
    }
    makers = usable(_counted(priced[priced["rule"] == "first-party"], raw))
    found, every, variants = {}, {}, {}
    for benchmark in priced["benchmark_id"].unique():
        for basis, tables in bases.items():
            if benchmark not in tables or not enough(kept := tables[benchmark]):
                continue
            found[benchmark] = _lows(kept)
            if basis == "tokens":
                every[benchmark] = kept
                own = makers[makers["run_id"].isin(kept["run_id"])]
                variants[benchmark] = {"maker's price": _lows(own)}
            break
    return finished(data, "living", "cheapest host", found, every, variants)


def _by_benchmark(rows: pd.DataFrame) -> dict[str, pd.DataFrame]:
    return {str(b): group.reset_index(drop=True) for b, group in rows.groupby("benchmark_id")}


def _counted(rows: pd.DataFrame, raw: pd.DataFrame) -> pd.DataFrame:
    """Put the counts of the whole run in the place of those of one pass."""
    plain = rows.drop(columns=["creator", "base_model_id", *COUNTED])
    return plain.join(raw, on="run_id").assign(reported_cost_basis=None)


def _lows(rows: pd.DataFrame) -> pd.DataFrame:
    rows = rows.assign(configuration=runs.configurations(rows))
    lows = pricing.new_lows(rows, by="configuration")
    return usable(lows.drop(columns="configuration"))


def finished(
    data: Dataset,
    prefix: str,
    basis: str,
    found: Tables,
    every: Tables,
    variants: Mapping[str, Tables],
) -> Samples:
    """Return tables of runs at prices with what clusters are made of, as ``Samples``.

    Headlines are those that the table of benchmarks names, in its order, where they are found.
    """
    benchmarks = data.benchmarks.set_index("benchmark_id")
    facts, items = clusters(data.models), benchmarks["items"].to_dict()

    def ready(group: Tables, benchmark: str = "") -> dict[str, pd.DataFrame]:
        return {
            name: rows.join(facts, on="model_id").assign(items=items[benchmark or name])
            for name, rows in group.items()
        }

    return Samples(
        prefix=prefix,
        basis=basis,
        tables=ready(found),
        every=ready(every),
        variants={b: ready(group, b) for b, group in variants.items()},
        benchmarks=benchmarks,
        headlines=tuple(
            str(b) for b in benchmarks.index[benchmarks["headline"].fillna(False)] if b in found
        ),
    )
