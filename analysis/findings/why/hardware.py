"""How fast computing power gets cheaper, by three measures, and the decline split by each.

The published split divides by a constant. Chips sold and chips rented say something else, and
rents rose in 2026; so the deflator is a choice, and every part carries its uncertainty.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis.explained import explained
from analysis.findings.why import rent
from analysis.methods import resampling, trends
from analysis.methods.decomposition import HARDWARE_FACTOR
from analysis.methods.resampling import Floats
from analysis.methods.uncertainty import BY, generator, percentile

REPLICATES = 999
SINCE = pd.Timestamp("2016-01-01")  # chips with units for matrix products begin about here
# Dense FP16/BF16 matrix FLOP/s by the makers' data sheets, for chips rented but not in the list.
FLOP_PER_SECOND = {"A100": 3.12e14, "H100": 9.894e14, "H200": 9.894e14, "B200": 2.25e15}
SPLIT = ("competition", "algorithms")  # what a split finds; hardware it is given
PARTS = ("competition", "hardware", "algorithms")
MOST_LOST = 0.10  # share of resamples without a fit, above which there is no interval


@dataclass(frozen=True)
class Deflator:
    """How many times cheaper computing power gets a year, by one measure.

    ``draws``: bootstrap factors; a single value where the factor is taken as known.
    """

    key: str
    title: str
    factor: float
    draws: Floats
    n: int
    start: str
    end: str


CONSTANT = Deflator(
    key="constant",
    title="30 % a year, as published",
    factor=HARDWARE_FACTOR,
    draws=np.array([HARDWARE_FACTOR]),
    n=0,
    start="",
    end="",
)


@explained("sec-hardware")
def deflators(hardware: pd.DataFrame) -> list[Deflator]:
    """Return the constant and, where ``hardware`` has the rows, chips, rents and rent per FLOP/s.

    ``hardware``: the table of that name. Chips: list price per FLOP/s at release, every chip
    counts once. Rents: hourly price of the same chip, a month of it once. Rent per FLOP/s:
    the same, newer chips let in as they come. Resampled: chips; quarters, because months follow
    each other.
    """
    found = [CONSTANT]
    chips = hardware[(hardware["kind"] == "purchase") & (hardware["date"] >= SINCE)]
    chips = chips.assign(value=chips["usd"] / chips["flop_per_second"]).dropna(subset=["value"])
    if len(chips) >= 10:
        groups = pd.Series(chips.index.astype(str), index=chips.index)
        found.append(_fitted("chips", "Chips sold, price per FLOP/s", chips, groups, None))
    rents = rent.monthly(hardware)
    if len(rents) >= rent.FEWEST_MONTHS:
        rents = rents.assign(date=rents["month"].to_numpy("datetime64[M]").astype("datetime64[s]"))
        quarter = rents["date"].dt.to_period("Q").astype(str)
        same = rents.assign(value=np.exp(rents["value"]))
        found.append(_fitted("rents", "The same chip rented", same, quarter, "name"))
        per_flop = same.assign(value=same["value"] / same["name"].map(FLOP_PER_SECOND))
        found.append(_fitted("rent-per-flop", "Rent per FLOP/s", per_flop, quarter, None))
    return found


def _fitted(
    key: str, title: str, rows: pd.DataFrame, groups: pd.Series[Any], within: str | None
) -> Deflator:
    """Fit log value on time, within each ``within`` if given; resample ``groups`` whole."""
    years = trends.days(rows["date"]).to_numpy() / trends.DAYS_PER_YEAR
    y = np.log(rows["value"].to_numpy(float))
    level = pd.factorize(rows[within])[0] if within else np.zeros(len(rows), dtype=int)
    member = (level[:, None] == np.arange(level.max() + 1)).astype(float)
    cluster, _ = resampling.codes(groups)
    drawn = resampling.drawn(cluster, REPLICATES, generator("hardware", key))
    weights = np.vstack([np.ones(len(rows)), drawn])
    total = np.maximum(weights @ member, 1e-9)
    t = years - years.mean()
    sums = {"t": weights @ (member * t[:, None]), "y": weights @ (member * y[:, None])}
    ty = weights @ (t * y) - (sums["t"] * sums["y"] / total).sum(axis=1)
    tt = weights @ t**2 - (sums["t"] ** 2 / total).sum(axis=1)
    factor = np.exp(-ty / tt)
    first, last = rows["date"].min().date().isoformat(), rows["date"].max().date().isoformat()
    return Deflator(key, title, float(factor[0]), factor[1:], len(rows), first, last)


@explained("sec-hardware")
def split(rows: pd.DataFrame, deflator: Deflator, key: str = "") -> pd.DataFrame:
    """Split the frontier's decline into ``PARTS``, each with its 90 % interval.

    As published: competition is what all models fall beyond open ones, algorithms what open
    ones fall beyond hardware. Models are resampled once for both fits, so that what they share
    cancels; the deflator varies by its own draws. Columns: ``part`` (``PARTS`` and total),
    ``factor``, ``low``, ``high``, ``note``. Empty where either frontier has no fit.
    """
    is_open = (rows["weights"] == "open").fillna(False).to_numpy(bool)
    if is_open.sum() < 3:
        return pd.DataFrame(columns=["part", "factor", "low", "high", "note"])
    random = generator(key, "split")  # the same models whatever the deflator
    cluster, _ = resampling.codes(rows[BY["model"]])
    weights = np.vstack([np.ones(len(rows)), resampling.drawn(cluster, REPLICATES, random)])
    everyone = resampling.refit(resampling.sample(rows, frontier=True), weights)
    open_rows = resampling.sample(rows[is_open], frontier=True)
    opened = resampling.refit(open_rows, weights[:, is_open])
    total, unlocked = everyone.log_factor, opened.log_factor
    hardware = np.log(np.append(deflator.factor, random.choice(deflator.draws, REPLICATES)))
    logs = {
        "competition": total - unlocked,
        "hardware": hardware,
        "algorithms": unlocked - hardware,
        "total": total,
    }
    if np.isnan(total[0]) or np.isnan(unlocked[0]):
        return pd.DataFrame(columns=["part", "factor", "low", "high", "note"])
    thin = opened.rows[0] <= 3
    return pd.DataFrame([_part(name, values, thin) for name, values in logs.items()])


def _part(name: str, logs: Floats, thin: bool) -> dict[str, object]:
    kept = logs[1:][~np.isnan(logs[1:])]
    low, high, note = np.nan, np.nan, ""
    if len(kept) < (1 - MOST_LOST) * REPLICATES or (thin and name in SPLIT):
        note = "its open models are too few for an interval"
    elif np.ptp(kept) > 0:
        low, high = np.exp(percentile(kept))
    return {"part": name, "factor": float(np.exp(logs[0])), "low": low, "high": high, "note": note}
