"""Who carries a result: the factor without each model, and without each creator, in turn."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.explained import explained
from analysis.methods import resampling, uncertainty
from analysis.methods.samples import restrict


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
