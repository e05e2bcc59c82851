"""Planted worlds: data with a known answer, as unruly as the facts that they are modelled on.

A world keeps a record's dates, makers, settings, scores and price cuts as a template. Its models
are drawn from it with replacement and moved a little in time and ability; their prices come from a
planted law: so much less every year, so much more for a better score, dear makers, dear models,
dear runs, and a premium on what comes near the best of its day. Scores are then measured anew, item
by item. What an estimator should have found is what it finds on many worlds without that error.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.explained import explained
from analysis.methods import reach
from analysis.methods.reach import Observed
from analysis.methods.resampling import Floats, Ints, codes

DAYS_MOVED = 20.0  # standard deviation of a model's date
MODEL_MOVED, RUN_MOVED = 0.15, 0.05  # of a model's ability and of a run's beside it
DAYS_PER_YEAR = 365.25
FARTHEST = 3.0  # ability beyond which a rate that differs by ability differs no more


@dataclass(frozen=True)
class Design:
    """The planted law of log prices, and what differs from maker to maker, model to model.

    ``fall``: log units a year at a given ability, in the middle of the record; ``slowing``: its
    change a year; ``by_score``: its change by ability. ``slope``: log price by ability.
    ``creator``, ``model``, ``run``: standard deviations of log price; ``one_sided``: prices lie
    above the law by the effects' sizes. ``premium``: log units by ability above ``width`` below the
    best of the day.
    """

    fall: float
    slope: float
    creator: float
    model: float
    run: float
    slowing: float = 0.0
    by_score: float = 0.0
    one_sided: bool = False
    premium: float = 0.0
    width: float = 1.0


@dataclass(frozen=True)
class Template:
    """A record to model worlds on, n rows in order of model, run and date.

    ``start``: the day of a run's first price; ``lag``, ``cut``: days and log price since. ``rows``:
    the places of each model's rows, ``creator``: its maker. ``day``, ``best``: the highest ability
    so far, by day. ``middle``: of the record. All days count from 1970.
    """

    start: Floats
    lag: Floats
    cut: Floats
    score: Floats
    run: Ints
    rows: list[Ints]
    creator: Ints
    day: Floats
    best: Floats
    middle: float
    chance: float
    items: float


@dataclass(frozen=True)
class Population:
    """``seen``: a world as its scores were measured; ``ability``: the true one of each row."""

    table: pd.DataFrame
    seen: Observed
    ability: Floats


def template(rows: pd.DataFrame, chance: float, items: float) -> Template:
    """Make a template of a benchmark's priced runs; columns as for ``reach.observed``."""
    rows = rows.sort_values(["base", "run_id", "date"], kind="stable")
    day = rows["date"].to_numpy("datetime64[D]").astype(float)
    log_price = np.log(rows["price"].to_numpy(float))
    run, base = codes(rows["run_id"])[0], codes(rows["base"])[0]
    starts = np.append(True, run[1:] != run[:-1])
    first = np.maximum.accumulate(np.where(starts, np.arange(len(rows)), 0))
    creator = codes(rows["creator"])[0]
    of = [np.flatnonzero(base == b) for b in range(base.max() + 1)]
    score = np.clip(rows["score"].to_numpy(float), 0.005, 0.985)
    ability = reach.link(score, chance)
    released = np.array([day[each].min() for each in of])
    order = np.argsort(released)
    ablest = np.array([ability[each].max() for each in of])[order]
    return Template(
        start=day[first],
        lag=day - day[first],
        cut=log_price - log_price[first],
        score=score,
        run=run,
        rows=of,
        creator=np.array([creator[each[0]] for each in of]),
        day=released[order],
        best=np.maximum.accumulate(ablest),
        middle=float((day.min() + day.max()) / 2),
        chance=chance,
        items=items,
    )


@explained("sec-coverage")
def population(
    of: Template, design: Design, random: np.random.Generator, *, measured: bool = True
) -> Population:
    """Draw one world; ``measured``: whether its scores have the error of their items."""
    models = random.integers(len(of.rows), size=len(of.rows))
    rows = np.concatenate([of.rows[m] for m in models])
    base = np.repeat(np.arange(len(models)), [len(of.rows[m]) for m in models])
    run = np.unique(base * (of.run.max() + 1) + of.run[rows], return_inverse=True)[1]
    runs = int(run.max()) + 1
    start = of.start[rows] + random.normal(0, DAYS_MOVED, len(models))[base]
    ability = reach.link(of.score[rows], of.chance)
    ability = ability + random.normal(0, MODEL_MOVED, len(models))[base]
    ability = ability + random.normal(0, RUN_MOVED, runs)[run]
    creator = of.creator[models][base]
    log_price = law(of, design, start, ability) + of.cut[rows]
    log_price = log_price + effects(design, random, creator, base, run)
    score = reach.unlink(ability, of.chance)
    if measured:
        true = np.zeros(runs)
        true[run] = score
        score = (random.binomial(round(of.items), true) / of.items)[run]
    date = (start + of.lag[rows]).astype("datetime64[D]")
    table = pd.DataFrame(
        {
            "date": date,
            "release_date": date,
            "price": np.exp(log_price),
            "score": score,
            "score_se": np.nan,
            "ability": ability,
            "base": base,
            "creator": creator,
            "run_id": run,
        }
    )
    table = table[table["score"] > 0].sort_values(["date", "price"], kind="stable")
    table = table.reset_index(drop=True)
    seen = reach.observed(table, of.chance, of.items)  # it sorts in the same way
    return Population(table, seen, table["ability"].to_numpy(float))


def law(of: Template, design: Design, start: Floats, ability: Floats) -> Floats:
    """Return the planted log price of runs by the day and the ability that they start with."""
    year = (start - of.middle) / DAYS_PER_YEAR
    fall = design.fall * year + design.slowing / 2 * year**2
    fall = fall + design.by_score * year * np.clip(ability, -FARTHEST, FARTHEST)
    lowest = reach.link(np.array([reach.floor(of.chance, of.items)]), of.chance)
    at = np.maximum(np.searchsorted(of.day, start, side="right") - 1, 0)
    near = np.maximum(0.0, ability - (of.best[at] - design.width))
    log_price: Floats = design.slope * np.maximum(ability, lowest) - fall + design.premium * near
    return log_price


def effects(
    design: Design, random: np.random.Generator, creator: Ints, base: Ints, run: Ints
) -> Floats:
    """Draw what makers, models and runs are dearer than the law, log price by row."""
    each = [
        size * random.normal(size=int(code.max()) + 1)[code]
        for size, code in ((design.creator, creator), (design.model, base), (design.run, run))
    ]
    found: Floats = each[0] + each[1] + each[2]
    return np.abs(each[0] + each[1]) + np.abs(each[2]) if design.one_sided else found
