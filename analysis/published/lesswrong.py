"""Inference efficiency as published on LessWrong in July 2025: score bands and hedonic fits.

Gundlach, Lynch, Mertens, Thompson. In each band of MMLU-Pro the successive lowest prices (or
parameter counts) by release date, fitted on the date; and log price on date and score over all
open models of one range. ``READINGS`` shows how far the band results hang on choices that the
text leaves open.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from analysis.explained import explained
from analysis.facts.tables import Dataset
from analysis.methods import frontier, trends
from analysis.methods.trends import Trend
from analysis.number import Number, number, of_trend

BANDS = {"band-30-50": (0.3, 0.5), "band-50-70": (0.5, 0.7), "band-70-90": (0.7, 0.9)}
LICENCES = ("all", "open")
SINCE = pd.Timestamp("2023-12-01")
HEDONIC_RANGE = (0.4, 0.7)
PRICES = ("input", "output", "blended")

READINGS: Mapping[str, str] = {
    "published": "Both ends of a band count; a price that equals the record is kept; within a "
    "date, models come in the order in which an unstable sort left them",
    "listed": "As published, but within a date models come in the order of the source",
    "dearest-first": "As published, but within a date the most expensive model comes first",
    "one-a-date": "Only the cheapest model of a date counts, and it must beat the record",
    "upper-end-out": "As published, but a score at the upper end belongs to the next band",
}


def models(data: Dataset) -> pd.DataFrame:
    """Return the models with a score, in the order of the source.

    Columns: model_id, model, date (release), weights, score (fraction), the prices ``input``,
    ``output``, ``blended`` (USD per million tokens, cheapest over providers),
    ``total_params_b``, ``active_params_b`` (all parameters where the source names no active
    ones) and ``per_parameter`` (USD per million tokens and billion active parameters).
    """
    facts = data.models.rename(columns={"name": "model", "release_date": "date"})
    facts = facts[["model_id", "model", "date", "weights", "total_params_b", "active_params_b"]]
    rows = data.runs.sort_values("run_id")[["model_id", "score"]].merge(facts, on="model_id")
    rows = rows.merge(data.prices[["model_id", "input", "output"]], on="model_id", how="left")
    blended = data.blended_prices.set_index("model_id")["blended"]
    active = rows["active_params_b"].fillna(rows["total_params_b"])
    price = rows["model_id"].map(blended)
    return rows.assign(blended=price, active_params_b=active, per_parameter=price / active)


def band(
    rows: pd.DataFrame, name: str, licence: str, value: str, reading: str = "published"
) -> pd.DataFrame:
    """Return the record lows of ``value`` among the dated models of one band and licence."""
    low, high = BANDS[name]
    inside = rows["score"].between(
        low, high, inclusive="left" if reading == "upper-end-out" else "both"
    )
    dated = rows["date"] >= SINCE
    used = rows[inside & dated & rows[value].notna()]
    return record_lows(
        used[used["weights"] == "open"] if licence == "open" else used, value, reading
    )


def record_lows(rows: pd.DataFrame, value: str, reading: str = "published") -> pd.DataFrame:
    """Keep the rows at most as dear as everything before them, under one of ``READINGS``."""
    if reading == "one-a-date":
        return frontier.record_lows(rows, value)
    if reading == "listed":
        ordered = rows.sort_values("date", kind="stable")
    elif reading == "dearest-first":
        ordered = rows.sort_values(["date", value], ascending=[True, False], kind="stable")
    else:
        # The published points depend on how an unstable sort leaves models of one date (most
        # carry the first of a month). numpy's quicksort of dates is the same on every machine.
        ordered = rows.sort_values("date", kind="quicksort")
    return ordered[ordered[value] == ordered[value].cummin()]


@explained("sec-bands")
def band_trend(
    data: Dataset, name: str, licence: str, value: str = "blended", reading: str = "published"
) -> Trend | None:
    """Fit log10 of a band's record lows on the date; None with fewer than two of them."""
    return trends.fit(band(models(data), name, licence, value, reading), value=value, score=None)


@explained("sec-bands")
def geometric_mean(
    data: Dataset, licence: str, value: str = "blended", reading: str = "published"
) -> float | None:
    """Return the geometric mean of the three bands' factors; None where a band has no fit."""
    fits = [band_trend(data, name, licence, value, reading) for name in BANDS]
    factors = [fitted.factor for fitted in fits if fitted]
    return float(np.exp(np.log(factors).mean())) if len(factors) == len(BANDS) else None


def readings(data: Dataset, licence: str = "open") -> pd.DataFrame:
    """Return each reading of the band method: reading, a factor a band, geometric_mean."""
    rows = []
    for reading in READINGS:
        fits = {name: band_trend(data, name, licence, reading=reading) for name in BANDS}
        factors = {name: fitted.factor if fitted else None for name, fitted in fits.items()}
        mean = geometric_mean(data, licence, reading=reading)
        rows.append({"reading": reading, **factors, "geometric_mean": mean})
    return pd.DataFrame(rows)


def hedonic_rows(data: Dataset, licence: str = "open") -> pd.DataFrame:
    """Return the models of the hedonic fits: any date, MMLU-Pro within 40 to 70 %."""
    rows = models(data)
    used = rows["score"].between(*HEDONIC_RANGE) & rows["date"].notna()
    rows = rows[used & rows[list(PRICES)].notna().all(axis=1)]
    rows = rows.assign(input_to_output=rows["input"] / rows["output"])
    return rows[rows["weights"] == "open"] if licence == "open" else rows


@explained("sec-bands")
def hedonic(data: Dataset, value: str, licence: str = "open") -> Trend | None:
    """Fit log price on the date and the score itself (no logit), as published."""
    return trends.fit(hedonic_rows(data, licence), value=value, score_scale="linear")


BAND = (
    "Record lows of {what} among models of the band, by release date since 2023-12; "
    "least squares of the log on the date, exp(-365 x slope), t interval"
)
HEDONIC = "Least squares of log {what} on release date and MMLU-Pro within 40 to 70 %"
WHAT = {
    "price": ("blended", "the cheapest blended price"),
    "parameters": ("total_params_b", "the number of parameters"),
    "active-parameters": ("active_params_b", "the number of active parameters"),
    "price-per-parameter": ("per_parameter", "blended price per active parameter"),
}
TABLES = ("runs", "models", "prices", "blended_prices")


def numbers(data: Dataset) -> Iterator[Number]:
    """Register the bands, their means, the other readings and the hedonic fits."""
    for measure, (value, what) in WHAT.items():
        for licence in LICENCES if measure == "price" else ("open",):
            yield from _band_numbers(
                data, f"lesswrong-2025.{measure}.{licence}", licence, value, what
            )
    for reading, said in READINGS.items():
        key = f"lesswrong-2025.price.open.geometric-mean.{reading}-reading"
        yield _mean(key, geometric_mean(data, "open", reading=reading), said)
    for licence, prefix in (("open", ""), ("all", "all.")):
        for value in (*PRICES, "input_to_output"):
            fitted = hedonic(data, value, licence)
            name = value.replace("_", "-")
            method = HEDONIC.format(what=f"{name.replace('-', ' ')} price")
            if fitted:
                key = f"lesswrong-2025.hedonic.{prefix}{name}.factor"
                yield of_trend(key, fitted, method=method, of=hedonic, reads=TABLES)


def _band_numbers(data: Dataset, key: str, licence: str, value: str, what: str) -> Iterator[Number]:
    for name in BANDS:
        fitted = band_trend(data, name, licence, value)
        if fitted:
            yield of_trend(
                f"{key}.{name}.factor",
                fitted,
                method=BAND.format(what=what),
                of=band_trend,
                reads=TABLES,
            )
    yield _mean(
        f"{key}.geometric-mean", geometric_mean(data, licence, value), READINGS["published"]
    )


def _mean(key: str, value: float | None, reading: str) -> Number:
    return number(
        key,
        value,
        n=len(BANDS),
        method=f"Geometric mean of the bands' factors. {reading}",
        of=geometric_mean,
        reads=TABLES,
        note="three bands: no interval of its own",
    )
