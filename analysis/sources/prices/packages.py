"""What price packages hold inside, flattened to rows: JSON, YAML and Python source.

Python source is parsed, never executed. Prices become USD per million tokens.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

import pandas as pd
import yaml

from analysis.sources.prices import vendor_pages

PER_TOKEN = {
    "input_cost_per_token": "input",
    "output_cost_per_token": "output",
    "cache_read_input_token_cost": "cache_read",
    "cache_creation_input_token_cost": "cache_write",
}
PER_CHARACTER = ("input_cost_per_character", "output_cost_per_character")
MILLION, THOUSAND = 1e6, 1e3
_GENAI = ("input_mtok", "output_mtok", "cache_read_mtok", "cache_write_mtok")


def litellm_table(entries: dict[str, dict[str, Any]], date: pd.Timestamp) -> pd.DataFrame:
    """Flatten litellm's table (key -> USD a token and the like)."""
    rows = pd.DataFrame.from_dict(entries, orient="index").reset_index(names="key")
    columns = ["key", "litellm_provider", "mode", *PER_TOKEN, *PER_CHARACTER]
    rows = rows[rows["key"] != "sample_spec"].reindex(columns=columns)
    numbers = rows[[*PER_TOKEN, *PER_CHARACTER]].apply(pd.to_numeric, errors="coerce")
    token = numbers[list(PER_TOKEN)[:2]].notna().any(axis=1)
    character = numbers[list(PER_CHARACTER)].notna().any(axis=1) & ~token
    rows["unit"] = "none"
    rows.loc[token, "unit"], rows.loc[character, "unit"] = "token", "character"
    rows[list(PER_TOKEN)] = (numbers[list(PER_TOKEN)] * MILLION).round(9)
    rows = rows.drop(columns=list(PER_CHARACTER)).assign(snapshot_date=date.normalize())
    return rows.rename(columns={**PER_TOKEN, "litellm_provider": "provider"})


def langchain_table(source: bytes, date: pd.Timestamp) -> pd.DataFrame:
    """Read the dict of prices per thousand tokens out of langchain's module."""
    prices = {
        key: value * THOUSAND
        for node in ast.parse(source).body
        if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Dict)
        for key, value in _numbers(node.value)
    }
    frame = pd.DataFrame({"key": list(prices), "usd_per_mtok": list(prices.values())})
    return frame.assign(snapshot_date=date.normalize())


def _numbers(node: ast.Dict) -> Iterator[tuple[str, float]]:
    for key, value in zip(node.keys, node.values, strict=True):
        if isinstance(key, ast.Constant) and isinstance(value, ast.Constant):
            yield str(key.value), float(str(value.value))


def vendor_table(document: dict[str, Any]) -> pd.DataFrame:
    """Flatten one seller's file of openai-cost-calculator: a row a model and its conditions.

    ``extra`` names a day from which or until which a rate holds, the first that it states.
    """
    addresses = {source["id"]: source["url"] for source in document["sources"]}
    rows = [
        {
            "provider": document["provider"],
            "model": model["id"],
            "status": model.get("status"),
            "source": model["source"],
            "source_url": addresses.get(model["source"]),
            "extra": next((key for key in price if key.startswith("effective_")), None),
            "min_input_tokens": price.get("min_input_tokens"),
            **price.get("conditions", {}),
            **{kind: float(rate) for kind, rate in price["rates"].items()},
        }
        for model in document["models"]
        for price in model["prices"]
    ]
    frame = pd.DataFrame(rows).assign(verified_at=document["verified_at"])
    wanted = (*vendor_pages.CONDITIONS, *vendor_pages.RATES)
    return frame.reindex(columns=list(dict.fromkeys([*frame.columns, *wanted])))


def models_dev_table(catalogue: dict[str, Any], date: pd.Timestamp) -> pd.DataFrame:
    """Flatten models.dev's catalogue (provider -> models -> cost)."""
    rows = [
        {
            "provider": provider,
            "model": name,
            **{k: entry.get("cost", {}).get(k) for k in ("input", "output", "cache_read")},
            "open_weights": entry.get("open_weights"),
            "release_date": entry.get("release_date"),
        }
        for provider, entries in catalogue.items()
        for name, entry in entries.get("models", {}).items()
    ]
    return pd.DataFrame(rows).assign(snapshot_date=date.normalize())


def openrouter_table(history: dict[str, Any], since: pd.Timestamp) -> pd.DataFrame:
    """Flatten the snapshots after ``since``: snapshot_date, model, input, output."""
    rows = [
        (snapshot["date"], model, *prices)
        for snapshot in history["snapshots"]
        if pd.Timestamp(snapshot["date"]) > since
        for model, prices in snapshot["prices"].items()
    ]
    return pd.DataFrame(rows, columns=["snapshot_date", "model", "input", "output"])


def model_prices_table(snapshot: dict[str, Any]) -> pd.DataFrame:
    """Flatten model-prices (provider -> model -> mode -> rates, each with its start)."""
    rows = [
        {
            "provider": provider,
            "model": model,
            "mode": mode,
            "basis": period["rates"].get("valid_from_basis"),
            "valid_from": period["rates"].get("valid_from"),
            **{k: period["rates"].get(k) for k in ("input", "output", "cache_read", "cache_write")},
        }
        for provider, models in snapshot["prices"].items()
        for model, modes in models.items()
        for mode, periods in modes.items()
        for period in periods
        if period["rates"]  # null: no longer sold
    ]
    return pd.DataFrame(rows)


def metergraph_table(text: bytes) -> pd.DataFrame:
    """Flatten metergraph-core's catalogue (models -> prices by channel, region and date)."""
    rows = [
        {"model": model["canonical_id"], **{k: v for k, v in price.items() if k != "rules"}}
        for model in yaml.safe_load(text)["models"]
        for price in model.get("prices", ())
    ]
    frame = pd.DataFrame(rows)
    for column in ("effective_from", "effective_to"):
        frame[column] = frame[column].astype("string") if column in frame else pd.NA
    return frame


def genai_table(source: bytes) -> pd.DataFrame:
    """Read genai-prices' constructor calls: one row a price, with its condition."""
    rows = []
    for provider in _calls(ast.parse(source), "Provider"):
        for model in _calls(provider, "ModelInfo"):
            names = {"provider": _constant(provider, "id"), "model": _constant(model, "id")}
            rows += [{**names, **price} for price in _genai_prices(_argument(model, "prices"))]
    return pd.DataFrame(rows)


def _genai_prices(node: ast.expr | None) -> Iterator[dict[str, object]]:
    conditional = node.elts if isinstance(node, ast.List) else [node]
    for entry in conditional:
        if not isinstance(entry, ast.Call):
            continue
        constraint = _argument(entry, "constraint")
        price = _argument(entry, "prices") or entry
        row: dict[str, object] = {"constraint": None, "start_date": None}
        if isinstance(constraint, ast.Call):
            row["constraint"] = _name(constraint)
            start = _argument(constraint, "start_date")
            if isinstance(start, ast.Call):
                row["start_date"] = "-".join(f"{_value(a):02.0f}" for a in start.args)
        yield row | {name: _value(_argument(price, name)) for name in _GENAI}


def _calls(node: ast.AST, name: str) -> Iterator[ast.Call]:
    for child in ast.walk(node):
        if isinstance(child, ast.Call) and _name(child) == name:
            yield child


def _name(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


def _argument(node: ast.expr | None, name: str) -> ast.expr | None:
    keywords = node.keywords if isinstance(node, ast.Call) else []
    return next((k.value for k in keywords if k.arg == name), None)


def _constant(call: ast.Call, name: str) -> str:
    node = _argument(call, name)
    return str(node.value) if isinstance(node, ast.Constant) else ""


def _value(node: ast.expr | None) -> float:
    """Return a number, Decimal('0.1') or the base of TieredPrices; NaN where there is none."""
    if isinstance(node, ast.Constant):
        return float(str(node.value))
    if isinstance(node, ast.Call):
        return _value(_argument(node, "base") or (node.args[0] if node.args else None))
    return float("nan")
