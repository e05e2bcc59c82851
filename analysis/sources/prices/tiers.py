"""Prices that are not the standard one of a short prompt, and fees that are not for tokens.

A tier is a kind of service (batch, flex, priority, fast), an hour (peak, off-peak), a way of
answering (thinking) or a length of prompt (``above_tokens``), per seller and model: no constant
part of the list price, for sellers differ (DeepSeek and Perplexity sell no batch, Gemini's cached
reads keep their price in it). Beside each stands the standard price of the same list on the same
day: while a seller's standard price is that one, the tier's is taken to hold.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pandas as pd

from analysis.facts.schema import TIERS
from analysis.sources.intake import Facts, shaped
from analysis.sources.prices import spellings
from analysis.sources.prices.observations import refusals

RATES = ("input", "output", "cache_read", "cache_write", "cache_write_long",
         "audio_input", "audio_output")  # fmt: skip
SERIES = ["provider", "name"]
ROUND = 1000  # 200001, 200000 and 199999 write one rule
KEYS = ["model_id", "provider", "tier", "above_tokens", "date"]


def tier_facts(raw: pd.DataFrame, source_id: str) -> Facts:
    """Turn rows (provider, name, date, tier, above, the rates) into rows of ``tiers``.

    ``beside_input`` and ``beside_output`` come from the raw rows where they state them. Zero is
    missing. Left out are rows of tiers nobody knows, rows that no token price could be, and those
    that say no more than the standard price does.
    """
    rows = raw.reindex(columns=list(dict.fromkeys([*raw.columns, *RATES, "above", "url"])))
    rows[list(RATES)] = rows[list(RATES)].apply(pd.to_numeric).mask(lambda p: ~(p > 0))
    rows["above_tokens"] = thousands(rows["above"])
    audio = rows[["audio_input", "audio_output"]].notna().any(axis=1)
    special = rows["tier"].ne("standard") | rows["above_tokens"].gt(0) | audio
    text = rows[["input", "output"]].notna().any(axis=1)
    rows = rows[special & (text | audio) & rows["tier"].isin(TIERS)]
    rows = rows[refusals(rows) == ""]
    rows["date"] = pd.to_datetime(rows["date"])
    if "last_seen" not in rows:
        rows["last_seen"] = rows["date"]
    rows = named(rows).assign(source_id=source_id)
    rows = rows.assign(length=rows["name"].str.len()).sort_values(["length", "name"])
    return Facts({"tiers": shaped(rows.drop_duplicates(KEYS), "tiers")})


def fee_facts(raw: pd.DataFrame, fee: str, source_id: str) -> Facts:
    """Turn rows (provider, name, date, usd a call) into rows of ``fees``.

    Where all of a seller's models pay the same, one row without a model says so.
    """
    variant = raw["name"].str.contains(":")  # of a router: the same model at another tier
    rows = named(raw[(raw["usd"] > 0) & ~variant])
    same = rows.groupby("provider")["usd"].transform("nunique") == 1
    rows["model_id"] = rows["model_id"].mask(same)
    rows = rows.assign(fee=fee, last_seen=rows["date"], source_id=source_id)
    return Facts({"fees": shaped(rows.drop_duplicates(["provider", "model_id"]), "fees")})


def thousands(tokens: pd.Series[Any]) -> pd.Series[Any]:
    """Return above how many tokens a price holds, in whole thousands; 0 where nothing is said."""
    return (pd.to_numeric(tokens).fillna(0) / ROUND).round() * ROUND


def beside(rows: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Add to each row the standard price of a short prompt among the rows alike in ``by``."""
    plain = rows[(rows["tier"] == "standard") & (thousands(rows["above"]) == 0)]
    plain = plain.drop_duplicates(by)[[*by, "input", "output"]]
    said = plain.rename(columns={"input": "beside_input", "output": "beside_output"})
    return rows.merge(said, on=by, how="left")


def from_json(raw: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """Return a row an entry of the cells ``tiers``, lists of mappings.

    ``names`` says what the entries call our columns; the row's own prices stand beside.
    """
    found = []
    for row in raw.dropna(subset="tiers").to_dict("records"):
        for entry in json.loads(str(row["tiers"])):
            rates = {ours: entry.get(theirs) for theirs, ours in names.items()}
            prices = {"beside_input": row["input"], "beside_output": row["output"]}
            unsaid: dict[Any, Any] = {"cache_read": None, "cache_write": None}
            found.append(row | unsaid | prices | rates)
    columns = [*raw.columns, *RATES, "above", "beside_input", "beside_output"]
    return pd.DataFrame(found, columns=list(dict.fromkeys(columns)))


def named(rows: pd.DataFrame) -> pd.DataFrame:
    """Return ``rows`` with model and provider in the one spelling of the tables."""
    return rows.assign(
        model_id=rows["name"].map(spellings.model),
        provider=rows["provider"].map(spellings.provider),
    )
