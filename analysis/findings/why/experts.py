"""Dense models against mixtures of experts: how fast their prices fall, and what a parameter costs.

A dense model uses all its parameters for every token, a mixture of experts a part of them. Only
open-weight models tell how many they have. Both sides are resampled by model, apart.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from analysis.explained import explained
from analysis.facts.observations import Tables
from analysis.facts.tables import Dataset
from analysis.findings.token_prices import numbers as living_tokens
from analysis.methods import by_makers, resampling
from analysis.methods.resampling import Floats
from analysis.methods.uncertainty import BY, generator, percentile

REPLICATES = 999
FEWEST_MODELS = 10  # of a kind, on a benchmark
KINDS = ("dense", "experts")
SIZES = {"active": "active_params_b", "total": "total_params_b"}


def sized(rows: pd.DataFrame, models: pd.DataFrame) -> pd.DataFrame:
    """Return the rows (``model_id``) of open-weight models of known size, of which kind each is.

    Adds ``active_params_b``, ``total_params_b`` (billions) and ``kind``, one of ``KINDS``.
    """
    known = models.dropna(subset=list(SIZES.values())).set_index("model_id")
    known = known.loc[known["weights"] == "open", list(SIZES.values())].astype(float)
    found = rows.join(known, on="model_id", how="inner").reset_index(drop=True)
    dense = found["active_params_b"] == found["total_params_b"]
    return found.assign(kind=np.where(dense, *KINDS))


def by_kind(tables: Tables, models: pd.DataFrame) -> dict[str, dict[str, pd.DataFrame]]:
    """Return the observations by kind and benchmark, where both kinds have ``FEWEST_MODELS``."""
    found: dict[str, dict[str, pd.DataFrame]] = {kind: {} for kind in KINDS}
    for benchmark, rows in tables.items():
        sides = {str(kind): side for kind, side in sized(rows, models).groupby("kind")}
        enough = [kind for kind in KINDS if kind in sides and _models(sides[kind]) >= FEWEST_MODELS]
        for kind in KINDS if len(enough) == len(KINDS) else ():
            found[kind][benchmark] = sides[kind].reset_index(drop=True)
    return found


def _models(rows: pd.DataFrame) -> int:
    return int(rows[BY["model"]].nunique())


@explained("sec-experts")
def declines(sides: dict[str, pd.DataFrame], key: str = "") -> pd.DataFrame:
    """Return each kind's fall of price at a score, on a frontier of its own, and their ratio.

    ``sides``: observations of one benchmark by kind. Columns: ``what`` (``KINDS`` and ratio:
    how many times faster mixtures of experts get cheaper), ``factor``, ``low``, ``high`` (90 %,
    bootstrap of models; NaN without a fit in most resamples), ``n``, ``models``.
    """
    logs = {kind: _log_factors(rows, f"{key}/{kind}") for kind, rows in sides.items()}
    logs["ratio"] = logs["experts"] - logs["dense"]
    every = {**sides, "ratio": pd.concat(sides.values())}
    rows = [
        (what, *_bounded(values), len(every[what]), _models(every[what]))
        for what, values in logs.items()
    ]
    return pd.DataFrame(rows, columns=["what", "factor", "low", "high", "n", "models"])


def _log_factors(rows: pd.DataFrame, key: str) -> Floats:
    """Return the log factor of the rows as they are, then of the resamples."""
    data = resampling.sample(rows, frontier=True)
    return resampling.refit(data, _draws(rows[BY["model"]], key)).log_factor


def _draws(labels: pd.Series[Any], key: str) -> Floats:
    cluster, _ = resampling.codes(labels)
    drawn = resampling.drawn(cluster, REPLICATES, generator("experts", key))
    return np.vstack([np.ones((1, len(labels))), drawn])


def _bounded(logs: Floats) -> tuple[float, float, float]:
    known = logs[1:][~np.isnan(logs[1:])]
    ends = percentile(known) if len(known) > 0.9 * REPLICATES else (np.nan, np.nan)
    return float(np.exp(logs[0])), float(np.exp(ends[0])), float(np.exp(ends[1]))


def on_sale(data: Dataset) -> pd.DataFrame:
    """Return the open models of known size on sale at the record's end, a row a model.

    Columns: ``model_id``, ``price`` (cheapest host, blended, USD per million tokens), ``creator``
    and those of ``sized``.
    """
    offers = living_tokens.offers(data)
    now = offers[offers["until"] > offers["date"].max()].rename(
        columns={"base_model_id": "model_id"}
    )
    models = data.models.assign(
        model_id=data.models["base_model_id"].fillna(data.models["model_id"])
    )
    # settings of one model have its size, where that is known
    told = ["creator", "weights", *SIZES.values()]
    facts = models.groupby("model_id", as_index=False)[told].first()
    last = now.groupby("model_id", as_index=False).tail(1)[["model_id", "price"]]
    return sized(last.merge(facts[["model_id", "creator"]], how="left"), facts)


@explained("sec-experts")
def prices_of_a_parameter(offered: pd.DataFrame) -> pd.DataFrame:
    """Return the geometric mean price of a billion parameters, by kind, and the kinds' ratio.

    ``offered``: as of ``on_sale``. Columns: ``size`` (a key of ``SIZES``), ``what`` (``KINDS``
    and ratio), ``value`` (USD per million tokens and billion parameters; the ratio bare),
    ``low``, ``high`` (90 %, half-samples of makers), ``models``.
    """
    drawn, price = by_makers.draws(offered["creator"]), offered["price"].to_numpy(float)
    counts = offered["kind"].value_counts().to_dict() | {"ratio": len(offered)}
    rows = []
    for size, column in SIZES.items():
        log_price = np.log(price / offered[column].to_numpy(float))
        logs = {kind: _mean(log_price, drawn, offered["kind"] == kind) for kind in KINDS}
        logs["ratio"] = logs["experts"] - logs["dense"]
        for what, each in logs.items():
            low, high = by_makers.ends(each, drawn)
            rows.append((size, what, *np.exp([each[0], low, high]), int(counts[what])))
    return pd.DataFrame(rows, columns=["size", "what", "value", "low", "high", "models"])


def _mean(values: Floats, drawn: by_makers.Draws, kept: pd.Series[bool]) -> Floats:
    """Return the mean of the rows kept in each replicate; NaN in one that has none."""
    weights = drawn.weights * kept.to_numpy(float)
    with np.errstate(invalid="ignore"):
        found: Floats = weights @ values / weights.sum(axis=1)
    return found


@explained("sec-experts")
def elasticities(offered: pd.DataFrame) -> pd.DataFrame:
    """Return by how many percent the price grows with a percent of active, of total parameters.

    Least squares of log price on both logs. Columns: ``size``, ``value``, ``low``, ``high`` (90 %,
    half-samples of makers).
    """
    columns = [np.log(offered[c].to_numpy(float)) for c in SIZES.values()]
    x = np.column_stack([np.ones(len(offered)), *columns])
    y = np.log(offered["price"].to_numpy(float))
    drawn = by_makers.draws(offered["creator"])
    left = np.einsum("bn,ni,nj->bij", drawn.weights, x, x, optimize=True)
    beta = np.linalg.solve(left, (drawn.weights @ (x * y[:, None]))[:, :, None])[:, 1:, 0]
    low, high = by_makers.ends(beta, drawn)
    return pd.DataFrame({"size": list(SIZES), "value": beta[0], "low": low, "high": high})
