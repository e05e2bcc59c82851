"""The specification curve: one headline under every defensible combination of choices.

Simonsohn, Simmons and Nelson (2020, Nature Human Behaviour 4). Left out as answers to another
question: fits of everything without a score (the price of an average run), a cheap edge of what
is a frontier already, and weights by model on a frontier, where most models have one row.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from scipy import special

from analysis.explained import explained
from analysis.kept import kept
from analysis.methods import estimators, quantile, resampling, trends
from analysis.methods.resampling import Fits, Floats, Sample

WINDOWS: Mapping[str, int | None] = {"all": None, "last 24 months": 24, "last 12 months": 12}
SCORES = ("logit, clip 0.005", "logit, clip 0.02", "linear", "logit, slope of all runs")
REASONING = ("all", "without", "only")
CHOICES = (
    "sample", "weights", "estimator", "basis", "reasoning", "score", "window", "weighting",
)  # fmt: skip
PUBLISHED: Mapping[str, str] = {
    "sample": "frontier",
    "estimator": "least squares",
    "reasoning": "all",
    "score": SCORES[0],
    "window": "all",
    "weighting": "rows",
}
FEWEST = 6  # rows; fewer leave a fit of three parameters next to nothing


@explained("sec-specifications")
@kept
def curve(bases: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return one row a specification that could be fitted.

    ``bases``: observations (see ``samples``) of one benchmark by price basis, the published one
    first. Columns: ``CHOICES``, ``factor`` (times cheaper a year), ``low``,
    ``high`` (90 %, t with the rows' degrees of freedom), ``n``, ``models`` and ``published``.
    """
    parts = []
    for (basis, rows), weights in itertools.product(bases.items(), ("all", "open")):
        drawn = rows[rows["weights"] == "open"] if weights == "open" else rows
        if len(drawn) >= FEWEST:
            parts.append(_fits(drawn).assign(basis=basis, weights=weights))
    table = pd.concat(parts, ignore_index=True)
    settled = {**PUBLISHED, "basis": next(iter(bases))}
    published = np.all([table[c] == v for c, v in settled.items()], axis=0)
    columns = [*CHOICES, "factor", "low", "high", "n", "models"]
    return table[columns].assign(published=published)


def _fits(rows: pd.DataFrame) -> pd.DataFrame:
    """Fit one benchmark's rows under every choice but basis and weights."""
    rows = rows[["date", "price", "score", "model_id", "reasoning"]]  # slicing text is slow
    masks = _masks(rows)
    even = (1 / rows.groupby("model_id")["date"].transform("size")).to_numpy()
    parts = []
    for score, on_frontier in itertools.product(SCORES, (True, False)):
        data = _sample(rows, score, on_frontier)
        plain = np.vstack(list(masks.values()))
        jobs = [("least squares", "rows", plain), ("median", "rows", plain)]
        if not on_frontier:
            jobs += [("cheap edge", "rows", plain), ("least squares", "models", plain * even)]
        for estimator, weighting, weights in jobs:
            fits = _fitted(data, weights, estimator)
            kept = resampling.frontier_weights(data, weights) > 0
            told = {
                "models": _distinct(rows["model_id"], kept),
                "score": [score] * len(kept),
                "sample": ["frontier" if on_frontier else "everything"] * len(kept),
                "estimator": [estimator] * len(kept),
                "weighting": [weighting] * len(kept),
            }
            parts.append(_table(fits, list(masks), 2 if data.logit is None else 3) | told)
    fitted = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    tables = [_milestones(rows, masks), pd.DataFrame(fitted)]
    table = pd.concat(tables, ignore_index=True).astype({"factor": float, "low": float})
    found = ["factor", "low", "high"]
    table[found] = table[found].round(9)  # so that equal answers rank as equal on every machine
    return table[(table["n"] >= FEWEST) & table["factor"].notna()]


def _masks(rows: pd.DataFrame) -> dict[tuple[str, str], Floats]:
    """Return which rows each reasoning and window choice keeps, as weights of 0 and 1.

    A choice that keeps the same rows as an earlier one is no specification of its own.
    """
    reasons = rows["reasoning"].fillna(False).astype(bool)
    by_reasoning = {"all": reasons | True, "without": ~reasons, "only": reasons}
    last = rows["date"].max()
    found: dict[tuple[str, str], Floats] = {}
    for reasoning, (window, months) in itertools.product(REASONING, WINDOWS.items()):
        recent = rows["date"] > last - pd.DateOffset(months=months or 1200)
        mask: Floats = (by_reasoning[reasoning] & recent).to_numpy(float)
        if not any(np.array_equal(mask, earlier) for earlier in found.values()):
            found[reasoning, window] = mask
    return found


def _sample(rows: pd.DataFrame, score: str, on_frontier: bool) -> Sample:
    data = resampling.sample(rows, frontier=on_frontier)
    if score == "linear":
        logit = (rows["score"] - rows["score"].mean()).to_numpy(float)
        return Sample(data.years, logit, data.log_price, data.beaten)
    if score == "logit, clip 0.02":
        logit = trends.logit(rows["score"], (0.02, 0.98)).to_numpy(float)
        return Sample(data.years, logit - logit.mean(), data.log_price, data.beaten)
    if score == "logit, slope of all runs":
        return Sample(data.years, None, data.log_price - _slope(data) * _logit(data), data.beaten)
    return data


def _logit(data: Sample) -> Floats:
    if data.logit is None:
        raise TypeError("a sample without scores has no score slope")
    return data.logit


def _slope(data: Sample) -> float:
    """Return log price per unit of logit score, fitted with time on all rows."""
    design = np.column_stack([np.ones_like(data.years), data.years, _logit(data)])
    return float(np.linalg.lstsq(design, data.log_price, rcond=None)[0][2])


def _fitted(data: Sample, weights: Floats, estimator: str) -> Fits:
    if estimator == "least squares":
        total = resampling.frontier_weights(data, weights)
        count, mass = (total > 0).sum(axis=1), total.sum(axis=1)
        # weights add up to the number of rows, so that degrees of freedom are those of the rows
        scaled = total * np.divide(count, mass, out=np.zeros_like(mass), where=mass > 0)[:, None]
        return resampling.fit(data, scaled)
    return quantile.refit(data, weights, 0.5 if estimator == "median" else estimators.CHEAP_EDGE)


def _table(fits: Fits, keys: list[tuple[str, str]], parameters: int) -> dict[str, Any]:
    freedom = np.maximum(fits.rows - parameters, 1)
    half = special.stdtrit(freedom, (1 + trends.LEVEL) / 2) * fits.error
    return {
        "reasoning": [reasoning for reasoning, _ in keys],
        "window": [window for _, window in keys],
        "factor": np.exp(fits.log_factor),
        "low": np.exp(fits.log_factor - half),
        "high": np.exp(fits.log_factor + half),
        "n": fits.rows.astype(int),
    }


def _distinct(labels: pd.Series[Any], kept: np.ndarray[Any, Any]) -> list[int]:
    numbers, names = pd.factorize(labels)
    member = np.zeros((len(labels), len(names)))
    member[np.arange(len(labels)), numbers] = 1
    found: list[int] = ((kept.astype(float) @ member) > 0).sum(axis=1).tolist()
    return found


def _milestones(rows: pd.DataFrame, masks: Mapping[tuple[str, str], Floats]) -> pd.DataFrame:
    """Fit the record lows of price at or above a few scores; average over the scores."""
    data = resampling.sample(rows, frontier=True)
    found = []
    for (reasoning, window), mask in masks.items():
        kept = rows[mask > 0]
        if len(kept) >= FEWEST:
            levels = estimators.levels_of(rows, data, mask)
            factor = np.exp(estimators.milestones(rows, levels, mask)[0])
            found.append((reasoning, window, factor, len(kept), kept["model_id"].nunique()))
    columns = ["reasoning", "window", "factor", "n", "models"]
    return pd.DataFrame(found, columns=columns).assign(
        low=np.nan, high=np.nan, score="at a threshold", sample="record lows",
        estimator="milestones", weighting="thresholds",
    )  # fmt: skip
