"""Clients of two public interfaces that need the open network: prices as they are listed today.

``python -m analysis.update --open`` asks them. OpenRouter's list is free to read; Artificial
Analysis' needs a key in ``AA_API_KEY`` and attribution.
"""

from __future__ import annotations

import os
from typing import Any

import pandas as pd
import requests

from analysis.benchprice.errors import UserError
from analysis.sources.intake import Facts
from analysis.sources.prices import artificial_analysis_prices, openrouter

OPENROUTER = "https://openrouter.ai/api/v1/models"
ARTIFICIAL_ANALYSIS = "https://artificialanalysis.ai/api/v2/data/llms/models"
TIMEOUT = 30  # seconds
_MILLION = 1e6


def openrouter_today(today: pd.Timestamp) -> Facts:
    """Ask OpenRouter for its models; prices there are text, USD a token."""
    return openrouter.history_facts(openrouter_table(_asked(OPENROUTER, {}), today), OPENROUTER)


def artificial_analysis_today(today: pd.Timestamp) -> Facts:
    """Ask Artificial Analysis for its models. Raises UserError where the key is not set."""
    key = os.environ.get("AA_API_KEY")
    if not key:
        raise UserError("AA_API_KEY is not set; ask Artificial Analysis for a key")
    answer = _asked(ARTIFICIAL_ANALYSIS, {"x-api-key": key})
    return artificial_analysis_prices.listed_facts(artificial_analysis_table(answer, today))


CLIENTS = {
    "OpenRouter today": openrouter_today,
    "Artificial Analysis today": artificial_analysis_today,
}


def openrouter_table(answer: dict[str, Any], today: pd.Timestamp) -> pd.DataFrame:
    """Flatten OpenRouter's answer: snapshot_date, model, input, output (USD per million)."""
    rows = [
        (today, model["id"], *(_per_million(model["pricing"].get(k)) for k in _OPENROUTER_PRICES))
        for model in answer["data"]
    ]
    return pd.DataFrame(rows, columns=["snapshot_date", "model", "input", "output"])


_OPENROUTER_PRICES = ("prompt", "completion")


def artificial_analysis_table(answer: dict[str, Any], today: pd.Timestamp) -> pd.DataFrame:
    """Flatten Artificial Analysis' answer to the columns of its flattened snapshots."""
    rows = [
        {
            "snapshot": today,
            "name": model["name"],
            "slug": model["slug"],
            "creator": model.get("model_creator", {}).get("name"),
            "release_date": model.get("release_date"),
            "open_weights": None,
            **{f"p_{name}": value for name, value in (model.get("pricing") or {}).items()},
        }
        for model in answer["data"]
    ]
    return pd.DataFrame(rows)


def _per_million(text: str | None) -> float:
    return float(text) * _MILLION if text else float("nan")


def _asked(address: str, headers: dict[str, str]) -> dict[str, Any]:
    try:
        answer = requests.get(address, headers=headers, timeout=TIMEOUT)
        answer.raise_for_status()
        found: dict[str, Any] = answer.json()
    except (requests.RequestException, ValueError) as error:
        raise UserError(f"{address}: no answer to use: {error}") from error
    return found
