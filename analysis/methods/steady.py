"""Is it slowing? What a world with one steady fall, fitted to the record, would have shown.

Early in a record few models exist, so the cheapest way to a score is far from what is possible; as
models pile up the lowest price has less to gain. A buyer's price therefore falls ever less even
where the price at a given score falls at one steady rate. So such a world is fitted to each record
and drawn again and again: dates, scores, settings and cuts as on record, prices and scores anew.
Only a trend of the buyer's falls that steady worlds seldom show is a sign of slowing.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from analysis.explained import explained
from analysis.methods import line, reach
from analysis.methods.reach import Observed
from analysis.methods.resampling import Floats, Ints

STATISTICS = ("annual", "last", "first-year", "trend")
WORLDS = 299
LEVEL = 0.10  # share of steady worlds that the test may call slowing
WIDTH = 1.0  # ability below the best of its day within which a run is dearer
LEAST_MODEL, LEAST_RUN = 0.05, 0.02  # least variances of log price, so that no world stands still


@dataclass(frozen=True)
class World:
    """One steady fall fitted to a record: ``mean`` log price by row, with its cut since the start.

    ``fall``: log units a year at a given ability. ``creator``, ``model``, ``run``: standard
    deviations of log price around it.
    """

    seen: Observed
    mean: Floats
    fall: float
    creator: float
    model: float
    run: float


def fit(seen: Observed) -> World:
    """Fit the line of first prices, a premium near the best of the day, and what varies around it.

    By least squares, the score's error left in: it is in the premium's term as well, and taking it
    out of the ability's alone made planted falls too steep by 0.2 to 2.8 log units a year.
    """
    first = np.zeros(int(seen.run.max()) + 1, dtype=int)
    order = np.argsort(-seen.year, kind="stable")
    first[seen.run[order]] = order  # the earliest row of each run is written last
    start = first[seen.run]
    lowest = reach.link(np.array([reach.floor(seen.chance, seen.items)]), seen.chance)
    ability = np.maximum(seen.ability, lowest)
    design = np.column_stack(
        [np.ones(len(ability)), seen.year[start], near(seen, seen.year[start]), ability]
    )
    most = reach.link(np.array([reach.MOST]), seen.chance)
    used = (start == np.arange(len(start))) & (seen.ability > lowest) & (seen.ability < most)
    beta = np.linalg.lstsq(design[used], seen.log_price[used], rcond=None)[0]
    left = (seen.log_price - design @ beta)[used]
    creator, model, run = variances(left - left.mean(), seen.creator[used], seen.base[used])
    error = float(line.error_variance(seen)[used].mean())  # a score's error looks like price
    run = max(run - beta[-1] ** 2 * error, LEAST_RUN)
    cut = seen.log_price - seen.log_price[start]
    sd = np.sqrt([creator, model, run])
    return World(seen, design @ beta + cut, -float(beta[1]), *(float(each) for each in sd))


def near(seen: Observed, year: Floats) -> Floats:
    """Return by how much each ability exceeds ``WIDTH`` below the best by a date."""
    order = np.argsort(seen.year, kind="stable")
    best = np.maximum.accumulate(seen.ability[order])
    at = np.searchsorted(seen.year[order], year, side="right") - 1
    found: Floats = np.maximum(0.0, seen.ability - (best[at] - WIDTH))
    return found


def variances(left: Floats, creator: Ints, base: Ints) -> tuple[float, float, float]:
    """Return the variances of makers, of their models and of runs, by moments, nested."""
    runs = np.bincount(base)
    there = runs > 0
    model = np.bincount(base, left)[there] / runs[there]
    maker = np.zeros(len(runs), dtype=int)
    maker[base] = creator
    maker, runs = maker[there], runs[there]
    within = np.bincount(base, left)[base] / np.bincount(base)[base]
    run = float(((left - within) ** 2).sum() / max(len(left) - len(runs), 1))
    noise = run * float(np.mean(1 / runs))
    models = np.bincount(maker)
    mean = np.bincount(maker, model)[models > 0] / models[models > 0]
    own = model - (np.bincount(maker, model) / np.maximum(models, 1))[maker]
    between = float((own**2).sum() / max(len(model) - len(mean), 1))
    of_model = max(between - noise, LEAST_MODEL)
    share = float(np.mean(1 / models[models > 0]))
    of_maker = float(mean.var(ddof=1)) - (of_model + noise) * share if len(mean) > 2 else 0.0
    return max(of_maker, 0.0), of_model, run


def draw(
    world: World,
    creators: Floats,
    models: Floats,
    random: np.random.Generator,
    *,
    measured: bool = True,
) -> tuple[Floats, Floats]:
    """Return log prices and abilities, R x n, of R worlds.

    ``creators``, ``models``: standard normal effects, R x makers and R x models, so that several
    benchmarks may share them. ``measured``: whether scores are redrawn with their errors.
    """
    seen, worlds = world.seen, len(creators)
    runs = random.normal(size=(worlds, int(seen.run.max()) + 1))
    log_price = (
        world.mean
        + world.creator * creators[:, seen.creator]
        + world.model * models[:, seen.base]
        + world.run * runs[:, seen.run]
    )
    if not measured:
        return log_price, np.broadcast_to(seen.ability, log_price.shape)
    error = random.normal(size=runs.shape)[:, seen.run] * seen.error
    return log_price, reach.link(seen.score + error, seen.chance)


def shared(
    worlds: Mapping[str, World], draws: int, random: np.random.Generator
) -> Mapping[str, tuple[Floats, Floats]]:
    """Return standard effects of makers and models by benchmark, the same for the same names."""
    creators = sorted({name for each in worlds.values() for name in each.seen.creators})
    bases = sorted({name for each in worlds.values() for name in each.seen.bases})
    drawn = random.normal(size=(draws, len(creators))), random.normal(size=(draws, len(bases)))
    creator, base = ({n: i for i, n in enumerate(names)} for names in (creators, bases))
    return {
        benchmark: (
            drawn[0][:, [creator[n] for n in each.seen.creators]],
            drawn[1][:, [base[n] for n in each.seen.bases]],
        )
        for benchmark, each in worlds.items()
    }


@dataclass(frozen=True)
class Slowing:
    """Log falls a year of the record and of its steady worlds, and the test of their trend.

    ``seen``, ``steady`` (one a world): mean falls over the ``benchmarks``, by ``STATISTICS``.
    ``p``: the share of steady worlds whose falls shrink as fast as the record's or
    faster, the record among them.
    """

    benchmarks: tuple[str, ...]
    seen: Mapping[str, float]
    steady: Mapping[str, Floats]
    p: float


@explained("sec-steady")
def slowing(
    records: Mapping[str, Observed], random: np.random.Generator, draws: int = WORLDS
) -> Slowing:
    """Hold the trend of the buyer's falls, mean over benchmarks, against steady worlds."""
    worlds = {benchmark: fit(seen) for benchmark, seen in records.items()}
    effects = shared(worlds, draws, random)
    whole, steady = [], []
    for benchmark, world in worlds.items():
        log_price, ability = draw(world, *effects[benchmark], random)
        whole.append(reach.falls(reach.surface(world.seen)))
        steady.append(reach.falls(reach.surface(world.seen, ability=ability, log_price=log_price)))
    found = {n: float(np.nanmean([each[n][0] for each in whole])) for n in STATISTICS}
    drawn = {n: np.nanmean([each[n] for each in steady], axis=0) for n in STATISTICS}
    return Slowing(tuple(worlds), found, drawn, p_value(found["trend"], drawn["trend"]))


def p_value(seen: float, steady: Floats) -> float:
    """Return the share of trends, the record's own among them, at or below the record's."""
    known = steady[np.isfinite(steady)]
    return float((1 + (known <= seen).sum()) / (1 + len(known)))


def redrawn(world: World, log_price: Floats, ability: Floats) -> Observed:
    """Return the record of one drawn world: its prices and its measured scores."""
    score = reach.unlink(ability, world.seen.chance)
    error = reach.errors(score, np.full(len(score), np.nan), world.seen.items)
    return dataclasses.replace(
        world.seen, log_price=log_price, ability=ability, score=score, error=error
    )
