"""Token prices and what follows: of one pass over a benchmark, blended, and how they differ."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from analysis.benchprice.errors import UserError

PER_MILLION = 1e-6


def run_price(rows: pd.DataFrame) -> pd.Series[Any]:
    """Return the price of one pass for each row, USD.

    ``rows`` holds the token columns of ``runs`` (summed over ``passes``) and the price columns of
    ``prices`` (USD per million tokens). What is counted where is explicit:

    - ``reasoning_in_output`` false: reasoning tokens are billed on top of ``output_tokens``;
      true, or no reasoning tokens known: ``output_tokens`` is what is billed.
    - ``cache_in_input`` true: cache reads and writes are part of ``input_tokens`` and are taken
      out before the rest is billed at the input price; false: they come on top.

    NaN where an input or output count or price, or ``passes``, is unknown, and where cached
    tokens are known but their price or ``cache_in_input`` is not: an unknown price is never 0.
    Raises UserError naming runs whose cached tokens exceed the input they are said to be part
    of, or whose reasoning tokens come without ``reasoning_in_output``.
    """
    _refuse_contradictions(rows)
    reasoning = rows["reasoning_tokens"].fillna(0.0)
    on_top = rows["reasoning_in_output"].eq(False).fillna(False)
    billed_output = rows["output_tokens"] + reasoning.where(on_top, 0.0)
    reads, writes = rows["cache_read_tokens"].fillna(0.0), rows["cache_write_tokens"].fillna(0.0)
    inside = rows["cache_in_input"].fillna(False).astype(bool)
    uncached_input = rows["input_tokens"] - (reads + writes).where(inside, 0.0)
    total = (
        uncached_input * rows["input"]
        + billed_output * rows["output"]
        + _cached(reads, rows["cache_read"])
        + _cached(writes, rows["cache_write"])
    )
    unknown = (reads + writes > 0) & rows["cache_in_input"].isna()
    return (total / rows["passes"] * PER_MILLION).mask(unknown)


def _cached(tokens: pd.Series[Any], price: pd.Series[Any]) -> pd.Series[Any]:
    """Bill cached tokens; none cost nothing whether or not their price is known."""
    return (tokens * price).where(tokens > 0, 0.0)


def _refuse_contradictions(rows: pd.DataFrame) -> None:
    cached = rows[["cache_read_tokens", "cache_write_tokens"]].sum(axis=1)
    too_many = rows["cache_in_input"].fillna(False) & (cached > rows["input_tokens"])
    unsaid = (rows["reasoning_tokens"] > 0) & rows["reasoning_in_output"].isna()
    for bad, rule in (
        (too_many, "cached tokens exceed the input they are part of; correct cache_in_input"),
        (unsaid, "reasoning tokens without reasoning_in_output; say true or false"),
    ):
        if bad.any():
            runs = ", ".join(rows.loc[bad, "run_id"].astype(str).unique()[:5])
            raise UserError(f"runs.csv: {runs}: {rule}")


def blended(prices: pd.DataFrame) -> pd.Series[Any]:
    """Return the blended token price, three parts input to one output, USD per million tokens."""
    blend: pd.Series[Any] = (3 * prices["input"] + prices["output"]) / 4
    return blend


def new_lows(observations: pd.DataFrame, by: str, price: str = "price") -> pd.DataFrame:
    """Keep, for each group of ``by``, the rows cheaper than every earlier row of the group.

    ``observations`` has ``date`` and ``price`` (USD); the first of a group always stays. As
    published, a fall of less than 1e-10 USD is none.
    """
    ordered = observations[[by, "date", price]].reset_index(drop=True)  # to sort text is slow
    ordered = ordered.sort_values([by, "date"], kind="stable")
    cheapest = ordered.groupby(by, sort=False)[price].cummin()
    before = cheapest.groupby(ordered[by], sort=False).shift()
    low = before.isna() | (ordered[price] < before - 1e-10)
    return observations.iloc[ordered.index[low & ordered[price].notna()]]


def differ(pairs: pd.DataFrame, ones: Sequence[str], others: Sequence[str]) -> pd.DataFrame:
    """Return by which fraction the prices in some columns differ from those in others.

    NaN, which is neither alike nor apart, where one is not known or both are nothing.
    """
    by = zip(ones, others, strict=True)
    off = {one: (pairs[one] / pairs[other] - 1).abs() for one, other in by}
    return pd.DataFrame(off, index=pairs.index)
