"""The price of a success, what the best run costs and why, and when the cheaper price is dearer.

Price of a success (cost-of-pass; Erol et al. 2025, arXiv 2504.13359): what a buyer pays for one
solved item. Price reversal (arXiv 2603.23971): of two models, the one with the lower token price
can be the dearer to run, because it spends more tokens.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy import special

from analysis.explained import explained
from analysis.facts.prices import pricing
from analysis.methods import by_makers, estimators, frontier, resampling, trends
from analysis.methods.rises import CENT
from analysis.methods.trends import Trend
from analysis.methods.uncertainty import BY, generator, percentile

REPLICATES = 299
SHARE_OF_BEST = 0.5  # a success counts where the model solves half of what the best one does
SAME = 1e-9  # list prices closer than this are the same price


def per_success(rows: pd.DataFrame) -> pd.Series[Any]:
    """Return USD per solved item; ``price`` is of one pass, or of one item where stated so."""
    whole = rows["price"] / (rows["items"] * rows["score"])
    of_items = rows["reported_cost_basis"].eq("item").fillna(False)
    return whole.mask(of_items, rows["price"] / rows["score"])


def good_enough(rows: pd.DataFrame, share: float = SHARE_OF_BEST) -> pd.DataFrame:
    """Keep observations of models that solve at least ``share`` of what the best so far did."""
    ordered = rows.sort_values("date", kind="stable")
    best = ordered.groupby("date")["score"].max().cummax()
    return ordered[ordered["score"] >= share * ordered["date"].map(best)]


def cheapest_success(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the steps of the cheapest success by a model that is good enough at the time.

    Columns of ``rows`` and ``usd_per_success``.
    """
    kept = good_enough(rows)
    return frontier.record_lows(kept.assign(usd_per_success=per_success(kept)), "usd_per_success")


@dataclass(frozen=True)
class Halving:
    """How many months the cheapest success takes to halve, with its 90 % interval, if any."""

    months: float
    low: float | None
    high: float | None
    n: int
    models: int


@explained("sec-success")
def halving_time(rows: pd.DataFrame, key: str = "") -> Halving | None:
    """Fit the record lows of the price of a success; bootstrap of models. None under 3 lows."""
    kept = good_enough(rows).assign(usd=lambda k: per_success(k)).sort_values(["date", "usd"])
    years = trends.days(kept["date"]).to_numpy() / trends.DAYS_PER_YEAR
    log_usd = np.log(kept["usd"].to_numpy(float))
    slope = estimators.record_slope(years, log_usd, np.ones(len(kept), dtype=bool))
    if slope is None or slope >= 0:
        return None
    cluster, names = resampling.codes(kept[BY["model"]])
    weights = resampling.drawn(cluster, REPLICATES, generator(key, "halving"))
    slopes = [estimators.record_slope(years, log_usd, w > 0) for w in weights]
    found = np.array([s for s in slopes if s is not None])
    low = high = None
    if len(found) > 0.9 * REPLICATES and (found < 0).mean() > 0.95:
        low, high = (-12 * math.log(2) / s for s in percentile(found))
    steps = len(cheapest_success(rows))
    return Halving(-12 * math.log(2) / slope, low, high, steps, len(names))


def best_steps(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the runs that set a record score, with tokens a pass and USD per million of them.

    Adds ``tokens`` and ``price_per_token`` (USD per million, over input and output, effective);
    missing where the run's tokens are.
    """
    best = frontier.record_highs(rows)
    billed = pricing.run_price(_priced_at(best, 1.0)) if "input" in best else np.nan
    tokens = pd.Series(billed, index=best.index, dtype=float) * 1e6
    return best.assign(tokens=tokens, price_per_token=best["price"] / tokens * 1e6)


def _priced_at(rows: pd.DataFrame, usd: float) -> pd.DataFrame:
    """Give every token the same price, so that a run's price counts its tokens."""
    return rows.assign(input=usd, output=usd, cache_read=usd, cache_write=usd)


@explained("sec-success")
def rises(rows: pd.DataFrame) -> dict[str, Trend]:
    """Fit what the best run costs, its tokens and its price per token, each as a rise a year.

    The first is the published regression (log of price + 1 cent); the other two multiply to the
    price without that cent. Only fits that exist are returned.
    """
    steps = best_steps(rows)
    values = {"price": steps["price"] + CENT, "tokens": steps["tokens"]}
    values["price-per-token"] = steps["price_per_token"]
    found = {}
    for name, value in values.items():
        known = steps.assign(price=value)[value.notna()]
        fitted = trends.fit(known, score=None)
        if fitted:
            found[name] = fitted.inverted()
    return found


@explained("sec-reversals")
def pairs(rows: pd.DataFrame) -> pd.DataFrame:
    """Return every pair of runs of one benchmark whose list prices differ.

    Each run counts once, at its latest price. Columns: ``cheaper_list`` and ``dearer_list``
    (models), their ``creator``s, ``list_ratio`` (dearer over cheaper blended price, above 1),
    ``run_ratio`` (price of the run of the one with the cheaper list over the other's) and
    ``reversed`` (it is above 1).
    """
    each = rows.sort_values("date", kind="stable").drop_duplicates("model_id", keep="last")
    each = each.assign(blended=pricing.blended(each)).dropna(subset=["blended", "price"])
    each = each.sort_values("blended", kind="stable").reset_index(drop=True)
    low, high = np.triu_indices(len(each), k=1)
    blended, price = each["blended"].to_numpy(float), each["price"].to_numpy(float)
    differ = blended[high] > blended[low] * (1 + SAME)
    low, high = low[differ], high[differ]
    ratio = price[low] / price[high]
    names, makers = each["model"].to_numpy(), each[BY["creator"]].to_numpy()
    return pd.DataFrame(
        {
            "cheaper_list": names[low],
            "dearer_list": names[high],
            "cheaper_creator": makers[low],
            "dearer_creator": makers[high],
            "list_ratio": blended[high] / blended[low],
            "run_ratio": ratio,
            "reversed": ratio > 1,
        }
    )


@explained("sec-reversals")
def reversal_interval(table: pd.DataFrame) -> tuple[float, float] | None:
    """Return the 90 % interval of the share of reversed pairs, by half-samples of makers.

    A maker's models are priced alike, so makers are what is drawn: pairs of two that are in a half
    are a quadratic form of who is. On the log odds, with t for as many degrees of freedom as there
    are makers who move the share. None with fewer than ``FEWEST_CLUSTERS`` of them, or where no
    pair or every pair is reversed.
    """
    both = pd.concat([table["cheaper_creator"], table["dearer_creator"]], ignore_index=True)
    cluster, names = resampling.codes(both)
    counted, turned = (np.zeros((len(names), len(names))) for _ in range(2))
    at = cluster[: len(table)], cluster[len(table) :]
    np.add.at(counted, at, 1.0)
    np.add.at(turned, at, table["reversed"].to_numpy(float))
    drawn = by_makers.draws(pd.Series(names))
    with np.errstate(invalid="ignore"):
        pairs_in, turned_in = (
            np.einsum("rk,kl,rl->r", drawn.weights, of, drawn.weights) for of in (counted, turned)
        )
        log_odds = special.logit(turned_in / pairs_in)
    if not np.isfinite(log_odds[0]):
        return None
    low, high = special.expit(
        by_makers.ends(np.where(np.isfinite(log_odds), log_odds, np.nan), drawn)
    )
    return (float(low), float(high)) if low < high else None
