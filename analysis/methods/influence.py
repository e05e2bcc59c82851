"""Who carries a result: the factor without each model, and without each creator, in turn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from analysis.explained import explained
from analysis.methods import resampling, uncertainty
from analysis.methods.frontier import restrict
from analysis.methods.resampling import Floats

NORMAL = 3.0  # fourth moment of a normal variable over the square of its second


@explained("sec-influence")
def influence(rows: pd.DataFrame, name: str, by: str = "model") -> pd.DataFrame:
    """Return the factor without each model (or creator) in turn, the most influential first.

    Columns: ``by``, ``left_out``, ``rows`` (observations that leave with it), ``factor``
    (without it; NaN where nothing is left to fit), ``whole`` (with everything). The frontier is
    found anew each time, so leaving out one model lets others onto it.
    """
    drawn, frontier = restrict(rows, name)
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


@explained("sec-reach-intervals")
def freedom(moved: Floats, makers: int) -> float:
    """Return the degrees of freedom by what each maker moves when left out; at least one.

    An interval with one degree of freedom less than there are ``makers`` holds as if all moved the
    answer alike. Where a few do, its error is known less well: by Satterthwaite's degrees of
    freedom of a sum of squares, its fourth moments taken from the same moves (Pan and Wall 2002,
    Statistics in Medicine 21).

    NaN in ``moved`` is a maker whose absence leaves nothing to estimate.
    """
    squares = moved[np.isfinite(moved)] ** 2
    fourth = float((squares**2).sum())
    most = float(max(makers - 1, 1))
    if fourth == 0:
        return most
    return float(np.clip(NORMAL * squares.sum() ** 2 / fourth, 1.0, most))


def common(moved: Sequence[Mapping[str, float]]) -> Floats:
    """Return what each maker, by name, moves in the mean over benchmarks that weigh alike."""
    names = sorted({name for each in moved for name in each})
    away = np.array([[each.get(name, 0.0) for name in names] for each in moved])
    found: Floats = np.where(np.isfinite(away), away, 0.0).mean(axis=0)
    return found


def known(values: Mapping[str, float]) -> Mapping[str, float]:
    """Return the values that there are."""
    return {name: value for name, value in values.items() if np.isfinite(value)}
