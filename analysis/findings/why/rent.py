"""What the same chip cost to rent, month by month, and how much of a score's fall that was.

A rate over the whole record hides that rents fell and then rose. So each month has an index of its
own, and each window of the price to reach a score is held against the rent of its own two months.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.explained import explained
from analysis.methods import reach
from analysis.methods.reach import Observed
from analysis.methods.resampling import Floats, codes

RATE_CARDS = "gix-ratecards"  # one publisher's medians: the same chips all along
FEWEST_MONTHS = 24


def monthly(hardware: pd.DataFrame) -> pd.DataFrame:
    """Return the mean log rent an hour by chip and month, of one publisher's rate cards.

    A month with weekly rows weighs as much as one with a single row. Columns: name, month (counted
    from January 1970), value.
    """
    rents = hardware[hardware["source_id"] == RATE_CARDS].dropna(subset=["usd_per_hour"])
    month = rents["date"].to_numpy("datetime64[M]").astype(int)
    rents = rents.assign(month=month, value=np.log(rents["usd_per_hour"].to_numpy(float)))
    return rents.groupby(["name", "month"])["value"].mean().reset_index()


@explained("sec-hardware")
def index(rents: pd.DataFrame) -> pd.Series[float]:
    """Return the log rent of the same chip by month, 0 in the first: least squares on both.

    ``rents``: as of ``monthly``. Chips come and go, so each has a level of its own.
    """
    chip, month = codes(rents["name"])[0], codes(rents["month"])[0]
    chips, months = int(chip.max()) + 1, int(month.max()) + 1
    design = np.zeros((len(rents), chips + months))
    design[np.arange(len(rents)), chip] = 1.0
    design[np.arange(len(rents)), chips + month] = 1.0
    design = np.delete(design, chips, axis=1)  # the first month is 0
    effects = np.linalg.lstsq(design, rents["value"].to_numpy(float), rcond=None)[0]
    found = np.append(0.0, effects[chips:])
    return pd.Series(found, index=np.sort(rents["month"].unique()))


@dataclass(frozen=True)
class Turn:
    """By how much rents fell to their lowest month and rose since, in logs; months from 1970.

    ``without``: the same pair without each chip, the month of the turn kept.
    """

    first: int
    lowest: int
    last: int
    fell: float
    rose: float
    without: Mapping[str, tuple[float, float]]


@explained("sec-hardware")
def turn(rents: pd.DataFrame) -> Turn | None:
    """Return where the index is lowest; None with fewer than ``FEWEST_MONTHS`` months."""
    whole = index(rents) if len(rents) else pd.Series(dtype=float)
    if len(whole) < FEWEST_MONTHS:
        return None
    months = whole.index.to_numpy(int)
    lowest = int(months[whole.to_numpy().argmin()])
    without = {}
    names = sorted(rents["name"].unique())
    for name in names if len(names) > 1 else ():
        left = index(rents[rents["name"] != name])
        if lowest in left.index:
            without[str(name)] = _sides(left, lowest)
    fell, rose = _sides(whole, lowest)
    return Turn(int(months[0]), lowest, int(months[-1]), fell, rose, without)


def _sides(found: pd.Series[float], lowest: int) -> tuple[float, float]:
    return float(found.iloc[0] - found[lowest]), float(found.iloc[-1] - found[lowest])


@explained("sec-hardware")
def of_windows(seen: Observed, rents: pd.Series[float]) -> Mapping[str, tuple[float, float]]:
    """Return log falls a year of a score's price and of rents on the same windows, by kind.

    ``rents``: as of ``index``; windows that begin or end in a month without a rent are left out
    of both. NaN where none is left.
    """
    opened, fall, since = reach.windows(reach.surface(seen))
    rent = rents.reindex(seen.months).to_numpy(float)
    cheaper: Floats = rent[: opened.shape[1]] - rent[reach.YEAR :]
    known = np.isfinite(cheaper)[None, :, None]
    hardware = np.broadcast_to(np.nan_to_num(cheaper)[None, :, None], fall.shape)
    return {
        kind: (
            float(reach.mean_of(fall, used & known)[0]),
            float(reach.mean_of(hardware, used & known)[0]),
        )
        for kind, used in reach.kinds(opened, since).items()
    }
