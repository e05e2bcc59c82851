"""Who carries a result: the factor without each model, and without each creator, in turn."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from analysis.facts import observations
from analysis.facts.tables import Dataset
from analysis.methods import resampling, uncertainty
from analysis.number import Number
from analysis.published.price_of_progress import SAMPLES


def influence(rows: pd.DataFrame, name: str, by: str = "model") -> pd.DataFrame:
    """Return the factor without each model (or creator) in turn, the most influential first.

    Columns: ``by``, ``left_out``, ``rows`` (observations that leave with it), ``factor``
    (without it; NaN where nothing is left to fit), ``whole`` (with everything). The frontier is
    found anew each time, so leaving out one model lets others onto it.
    """
    drawn, frontier = uncertainty.restrict(rows, name)
    if drawn.empty:
        return pd.DataFrame(columns=["by", "left_out", "rows", "factor", "whole"])
    cluster, names = resampling.codes(drawn[uncertainty.BY[by]])
    data = resampling.sample(drawn, frontier=frontier)
    weights = np.vstack([np.ones(len(drawn)), resampling.left_out(cluster)])
    factor = np.exp(resampling.refit(data, weights).log_factor)
    table = pd.DataFrame(
        {
            "by": by,
            "left_out": _titles(drawn, uncertainty.BY[by], names),
            "rows": np.bincount(cluster),
            "factor": factor[1:],
            "whole": factor[0],
        }
    )
    moved = (table["factor"] / table["whole"]).map(np.log).abs()
    return table.loc[moved.sort_values(ascending=False, na_position="first").index]


def _titles(rows: pd.DataFrame, column: str, names: list[str]) -> list[str]:
    """Show a model under the shortest name of its settings; creators as they are."""
    if column != "base":
        return names
    by_length = rows.assign(length=rows["model"].str.len()).sort_values("length", kind="stable")
    first = by_length.drop_duplicates("base").set_index("base")["model"]
    return [str(first.get(name, name)) for name in names]


def numbers(data: Dataset) -> Iterator[Number]:
    """Register each fit without the model, and without the creator, that moves it most."""
    facts = observations.of(data)
    for benchmark in facts.headlines:
        rows = facts.tables[benchmark]
        for name in SAMPLES if facts.prefix == observations.VINTAGE else uncertainty.FRONTIERS:
            for by in uncertainty.BY:
                yield from _without(f"{facts.prefix}.{benchmark}.{name}", rows, name, by)


def _without(key: str, rows: pd.DataFrame, name: str, by: str) -> Iterator[Number]:
    table = influence(rows, name, by)
    if table.empty or pd.isna(table["whole"].iloc[0]):
        return
    first = table.iloc[0]
    gone = pd.isna(first["factor"])
    told = "leaves nothing to fit" if gone else f"instead of {first['whole']:.3g}"
    yield Number(
        key=f"{key}.without-one-{by}.factor",
        value=None if gone else float(first["factor"]),
        unit="factor per year",
        n=int(table["rows"].sum() - first["rows"]),
        method=f"The published fit without the {by} that moves it most, frontier found anew",
        function="analysis.methods.influence.influence",
        tables=("runs", "prices", "models"),
        note=f"without {first['left_out']}: {told}",
    )
