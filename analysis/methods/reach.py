"""The price to reach a score: by how much the cheapest way to a score falls within a year.

C(t, s) is the log of the lowest price of any run with a score of s or more that has been on offer
by month t; it never rises. A level s counts from the month in which the models of two makers had
reached it, for then there is a market. The mean of C(t, s) - C(t + 12, s) over levels and months is
the *annual* fall; its exponential says how many times less the same score costs a year later.
Levels that start with a market are kin of the partial frontiers of Cazals, Florens and Simar (2002,
Journal of Econometrics 106), which a single outlying firm does not move.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.methods.resampling import Floats, Ints, codes

YEAR = 12  # months of a window
MAKERS = 2  # makers whose models have reached a level before it counts
LEVELS = 40
ABOVE_CHANCE = 2.0  # standard errors of pure guessing above which a score says something
LEAST = 0.02  # lowest level where guessing gives nothing
MOST = 0.97  # highest level: of what is left above, label errors are a large part
ITEMS = 100.0  # taken where a benchmark's number of items is unknown
EDGE = 1e-4
USED = ("date", "price", "score", "score_se", "base", "creator", "run_id", "release_date")
Flags = NDArray[np.bool_]
Falls = Mapping[str, Floats]


@dataclass(frozen=True)
class Observed:
    """Priced runs of one benchmark as arrays, n rows; rows of one run differ in price and date.

    ``month``: the first month at whose beginning a row is on offer, counted from January 1970;
    ``year``: its date in years since then. ``ability``: the chance-corrected logit score, of
    ``score`` with standard error ``error``. ``base``, ``creator``, ``run``: codes; ``creators`` and
    ``bases`` name them. ``levels``: K abilities; ``months``: T months, the last one included.
    """

    month: Ints
    year: Floats
    log_price: Floats
    score: Floats
    error: Floats
    ability: Floats
    base: Ints
    creator: Ints
    run: Ints
    bases: list[str]
    creators: list[str]
    levels: Floats
    months: Ints
    chance: float
    items: float


@dataclass(frozen=True)
class Surface:
    """``lowest``: C, B x T x K, infinite before a level is reached, one a replicate.

    ``reached``: B x 3 x K, the place in ``months`` from which one, two and three makers' models
    have reached each level; T where they never have.
    """

    lowest: Floats
    reached: Ints


def link(score: Floats, chance: float) -> Floats:
    """Return the logit of scores after taking out what guessing gives."""
    share = np.clip((score - chance) / (1 - chance), EDGE, 1 - EDGE)
    logit: Floats = np.log(share / (1 - share))
    return logit


def unlink(ability: Floats, chance: float) -> Floats:
    """Return the score of an ability."""
    score: Floats = chance + (1 - chance) / (1 + np.exp(-ability))
    return score


def floor(chance: float, items: float, above: float = ABOVE_CHANCE) -> float:
    """Return the lowest score that differs from guessing (by ``above`` errors), or from nothing."""
    variance = max(chance * (1 - chance), (1 / items) * (1 - 1 / items)) / items
    return max(chance + above * float(np.sqrt(variance)), LEAST)


def levels(
    score: Floats, base: Ints, chance: float, items: float, above: float = ABOVE_CHANCE
) -> Floats:
    """Return ``LEVELS`` even abilities from the floor to the second-best model's best, if any."""
    best = np.zeros(int(base.max()) + 1)
    np.maximum.at(best, base, score)
    top = min(float(np.sort(best)[-2:][0]), MOST)
    bottom = floor(chance, items, above)
    if len(best) < 2 or top <= bottom:
        return np.array([])
    lowest, highest = link(np.array([bottom, top]), chance)
    return np.linspace(float(lowest), float(highest), LEVELS)


def observed(rows: pd.DataFrame, chance: float, items: float) -> Observed:
    """Turn priced runs into arrays.

    ``rows``: date, price, score, score_se, base, creator, run_id and, where known, release_date.
    The last month is the one after the newest release (or price) of a run above the floor: rows
    of later months know no new models.
    """
    items = items if items > 0 else ITEMS  # also where it is NaN
    used = rows[[c for c in USED if c in rows]]  # to sort more text is slow
    rows = used.sort_values(["date", "price"], kind="stable")
    score = rows["score"].to_numpy(float)
    base, bases = codes(rows["base"])
    creator, creators = codes(rows["creator"])
    dates = rows["date"].to_numpy("datetime64[D]")
    months = dates.astype("datetime64[M]")
    month = months.astype(int) + (dates > months)
    counts = score >= floor(chance, items)
    told = rows["release_date"] if "release_date" in rows else pd.Series(dtype="datetime64[us]")
    new = (told if told.notna().any() else rows["date"])[counts]
    last = new.max().to_numpy().astype("datetime64[M]").astype(int) + 1 if counts.any() else -1
    return Observed(
        month=month,
        year=dates.astype(float) / 365.25,
        log_price=np.log(rows["price"].to_numpy(float)),
        score=score,
        error=errors(score, rows["score_se"].to_numpy(float), items),
        ability=link(score, chance),
        base=base,
        creator=creator,
        run=codes(rows["run_id"])[0],
        bases=bases,
        creators=creators,
        levels=levels(score, base, chance, items),
        months=np.arange(month.min(), last + 1),
        chance=chance,
        items=items,
    )


def errors(score: Floats, known: Floats, items: float) -> Floats:
    """Return standard errors of scores: as known, else binomial over the items."""
    binomial = np.sqrt(np.maximum(score * (1 - score), (1 - 1 / items) / items) / items)
    with np.errstate(invalid="ignore"):
        return np.where(known > 0, known, binomial)


def surface(
    seen: Observed,
    *,
    keep: Flags | None = None,
    ability: Floats | None = None,
    log_price: Floats | None = None,
) -> Surface:
    """Return C and the months from which levels count, once a replicate.

    B x n: ``keep``, the rows of each; ``ability``, ``log_price``, its own. Without any: all rows.
    """
    count = next((len(each) for each in (keep, ability, log_price) if each is not None), 1)
    t, k, makers = len(seen.months), len(seen.levels) + 1, len(seen.creators)
    at, z = seen.month - seen.months[0], seen.ability if ability is None else ability
    rows = np.broadcast_to(at < t if keep is None else keep & (at < t), (count, len(at)))
    replicate, row = np.nonzero(rows)
    level = np.broadcast_to(np.searchsorted(seen.levels, z, side="right"), rows.shape)[rows]
    price = np.broadcast_to(seen.log_price if log_price is None else log_price, rows.shape)[rows]
    lowest = np.full((count, t, k), np.inf)
    np.minimum.at(lowest.reshape(-1), (replicate * t + at[row]) * k + level, price)
    np.minimum.accumulate(lowest, axis=1, out=lowest)
    first = np.full((makers, k, count), t)  # replicates last: whole rows of them at once
    np.minimum.at(first.reshape(-1), (seen.creator[row] * k + level) * count + replicate, at[row])
    by_maker = np.minimum.accumulate(first[:, ::-1], axis=1)[:, ::-1][:, 1:]
    return Surface(_at_or_above(lowest), _first_three(by_maker, t))


def _first_three(by_maker: Ints, never: int) -> Ints:
    """Return the three smallest of the makers' months, in order; ``never`` where there are fewer.

    From makers x K x B to B x 3 x K; each maker in turn takes its place.
    """
    found = np.full((3, *by_maker.shape[1:]), never)
    for months in by_maker:
        for place in found:
            months, place[:] = np.maximum(place, months), np.minimum(place, months)
    return np.ascontiguousarray(np.moveaxis(found, -1, 0))


def _at_or_above(lowest: Floats) -> Floats:
    """Accumulate from the highest level down; drop the first column, which is below all levels."""
    found: Floats = np.minimum.accumulate(lowest[..., ::-1], axis=-1)[..., ::-1][..., 1:]
    return found


def falls(found: Surface, makers: int = MAKERS) -> Falls:
    """Return the log falls a year of each replicate, by name; NaN where no window is open.

    The names are those of ``kinds``, and ``trend``: the slope a year of the months' mean falls.
    """
    opened, fall, since = windows(found, makers)
    means = {name: mean_of(fall, used) for name, used in kinds(opened, since).items()}
    fewest = max(3, found.lowest.shape[2] // 8)
    return means | {"trend": trend(fall.sum(axis=2), opened.sum(axis=2), fewest)}


def annual(found: Surface, makers: int = MAKERS) -> Floats:
    """Return of ``falls`` the annual one alone."""
    opened, fall, _ = windows(found, makers)
    return mean_of(fall, opened)


def kinds(opened: Flags, since: Ints) -> Mapping[str, Flags]:
    """Return which windows (as ``windows`` gives them) enter each mean.

    ``annual``: all. ``last``: those that end with the record. ``first-year``: those that open as a
    level begins to count, but for the record's first month. ``later``: those of a year or more on.
    """
    last, new = np.zeros_like(opened), opened & (since == 0)
    last[:, -1:] = opened[:, -1:]
    new[:, :1] = False  # reached when the record begins, or before: nobody knows since when
    return {"annual": opened, "last": last, "first-year": new, "later": opened & (since >= YEAR)}


def windows(found: Surface, makers: int = MAKERS) -> tuple[Flags, Floats, Ints]:
    """Return, B x T-12 x K: whether a window opens, the log fall in it, months since it counts."""
    lowest, start = found.lowest, found.reached[:, makers - 1]
    since = np.arange(max(lowest.shape[1] - YEAR, 0))[None, :, None] - start[:, None, :]
    opened = since >= 0
    known = np.where(np.isfinite(lowest), lowest, 0.0)
    fall = np.where(opened, known[:, : opened.shape[1]] - known[:, YEAR:], 0.0)
    return opened, fall, since


def trend(total: Floats, count: Ints, fewest: int) -> Floats:
    """Return the slope a year of months' mean falls, of ``fewest`` windows each; NaN of six."""
    used = (count >= fewest).astype(float)
    year = np.broadcast_to(np.arange(total.shape[1]) / 12, total.shape)
    months = used.sum(axis=1)
    away = (year - (used * year).sum(axis=1, keepdims=True) / np.maximum(months, 1)[:, None]) * used
    slope = (away * total / np.maximum(count, 1)).sum(axis=1)
    return np.where(months > 6, slope / np.maximum((away**2).sum(axis=1), EDGE), np.nan)


def mean_of(fall: Floats, used: Flags) -> Floats:
    """Return each replicate's mean over the windows used; NaN where there is none."""
    count = used.sum(axis=(1, 2))
    return np.where(count > 0, (fall * used).sum(axis=(1, 2)) / np.maximum(count, 1), np.nan)
