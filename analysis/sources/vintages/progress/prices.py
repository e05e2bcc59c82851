"""The monthly pairs of prices of *The Price of Progress*."""

from __future__ import annotations

import re

import pandas as pd

from analysis.sources.vintages.progress.cells import MAIN, SOURCE, numbers, reject

PRICE_COLUMN = re.compile(r"(?P<month>\d+/\d+/\d{4}) (?P<side>input|output) price")


def prices(rows: pd.DataFrame, rejects: list[dict[str, object]]) -> pd.DataFrame:
    """Return one row a model and month with both prices known and above zero."""
    cells = rows.melt(
        id_vars=["line", "model_id", "cache_read_cost", "cache_write_cost"],
        value_vars=[c for c in rows.columns if PRICE_COLUMN.fullmatch(c)],
        var_name="column",
    )
    cells = cells[cells["value"].str.strip() != ""]
    cells[["month", "side"]] = cells["column"].str.extract(PRICE_COLUMN)
    cells["usd"] = numbers(cells["value"])
    keys = ["line", "model_id", "month"]
    pairs = cells.pivot_table(index=keys, columns="side", values="usd", dropna=False)
    pairs = pairs.reindex(columns=["input", "output"]).dropna(how="all")
    good = pairs[(pairs > 0).all(axis=1)].reset_index()
    _reject_price_cells(cells, pairs, rejects)
    cache = rows.set_index("model_id")[["cache_read_cost", "cache_write_cost"]].apply(numbers)
    month = pd.to_datetime(good["month"], format="%m/%d/%Y")
    return pd.DataFrame(
        {
            "model_id": good["model_id"],
            "provider": "unspecified",
            "date": month,
            "seen": month,
            "last_seen": month,
            "observations": 1,
            "input": good["input"],
            "output": good["output"],
            "cache_read": good["model_id"].map(cache["cache_read_cost"]),
            "cache_write": good["model_id"].map(cache["cache_write_cost"]),
            "basis": "snapshot",
            "source_id": SOURCE,
        }
    )


def _reject_price_cells(
    cells: pd.DataFrame, pairs: pd.DataFrame, rejects: list[dict[str, object]]
) -> None:
    keys = ["line", "model_id", "month"]
    state = pd.Series("", index=pairs.index, name="reason")
    state[~(pairs > 0).all(axis=1)] = "zero means missing"
    state[pairs.isna().any(axis=1)] = "one price of the pair is missing"
    judged = cells.merge(state.reset_index(), on=keys, how="left")
    judged.loc[judged["usd"].isna(), "reason"] = "not a number"
    bad = judged[judged["reason"] != ""]
    for line, column, value, reason in zip(
        *(bad[c] for c in ("line", "column", "value", "reason")), strict=True
    ):
        rejects.append(reject(MAIN, line, column, value, reason))
