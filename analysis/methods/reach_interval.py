"""How sure the price to reach a score is: two intervals, who carries it, and when it is refused.

The *outer* interval asks what other makers, building other models, would have given. Half of the
creators are drawn without replacement (the delete-half jackknife), once for all benchmarks and
licences: for a statistic linear in clusters the standard deviation over halves is its standard
error. The naive bootstrap fails for envelopes, of which a lowest price is one; subsamples do not
(Kneip, Simar and Wilson 2008, Econometric Theory 24). The *inner* interval takes the models as
given: only their scores are uncertain, and are redrawn with their standard errors. What redrawing
moves on average counts as error too, as the estimate has moved so once already: the lowest price of
a score is one that somebody was lucky to reach. Both errors, added in quadrature, give the outer
interval, on the log, with quantiles of t for one degree of freedom less than there are makers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy import special  # scipy.stats takes a second to import

from analysis.explained import explained
from analysis.methods import influence, line, reach
from analysis.methods.by_makers import MOST_LOST, spread
from analysis.methods.reach import Falls, Flags, Observed, Surface
from analysis.methods.resampling import Floats, Ints
from analysis.methods.trends import LEVEL

FEWEST_MODELS, FEWEST_CREATORS, FEWEST_LEVELS, FEWEST_MONTHS = 15, 5, 10, 6
# Share of the scores' variance that is no error of measurement. On planted worlds the estimate is
# off by less than 0.10 in the log where it is 0.88 or more, and by 0.2 to 0.3 at 0.80.
RELIABLE = 0.85
VARIANTS = {"one-maker": 1, "three-makers": 3}
AT_ONCE = 500  # models left out
FEW = ("last", "later")  # statistics of so few windows that a few makers carry them


@dataclass(frozen=True)
class Windows:
    """The windows that a mean rests on: how many, and the months (ISO dates) that they span."""

    count: int
    start: str
    end: str


@dataclass(frozen=True)
class Estimate:
    """Log falls a year on one benchmark, by statistic: of ``reach.kinds``, ``VARIANTS``, ``years``.

    ``halves`` and ``redraws``: the same in each half-sample of creators, and with each redraw of
    the scores. ``creators`` and ``models``: ``annual`` without each of them in turn, by name;
    ``models`` empty where not asked for. ``moved``: by statistic and creator, what the value moves
    without him, NaN where none is left. ``reason``: why the benchmark is refused, or "".
    """

    values: Mapping[str, float]
    halves: Falls
    redraws: Falls
    windows: Mapping[str, Windows]
    makers: int
    bases: int
    creators: Mapping[str, float]
    models: Mapping[str, float]
    moved: Mapping[str, Mapping[str, float]]
    reason: str


@explained("sec-reach")
def estimate(
    seen: Observed,
    inside: Mapping[str, Flags],
    random: np.random.Generator,
    *,
    left_out: bool = True,
) -> Estimate:
    """Estimate all statistics of one benchmark, with replicates.

    ``inside``: see ``by_makers.halves``. ``left_out``: whether each model is
    left out in turn, as each creator is.
    """
    whole = reach.surface(seen)
    values = {name: float(each[0]) for name, each in statistics(seen, whole).items()}
    rows = np.stack([inside[name] for name in seen.creators])[seen.creator].T
    half = statistics(seen, reach.surface(seen, keep=rows))
    drawn = random.normal(size=(len(rows), int(seen.run.max()) + 1))[:, seen.run] * seen.error
    redrawn = reach.link(seen.score + drawn, seen.chance)
    alone = without(seen, seen.creator, seen.creators)
    enough = left_out and bool(np.isfinite(values["annual"]))
    return Estimate(
        values=values,
        halves=half,
        redraws=statistics(seen, reach.surface(seen, ability=redrawn)),
        windows=_windows(seen, whole),
        makers=len(np.unique(seen.creator[_counts(seen)])),
        bases=len(np.unique(seen.base[_counts(seen)])),
        creators=influence.known(alone["annual"]) if np.isfinite(values["annual"]) else {},
        models=influence.known(_named(_without_models(seen), seen.bases)) if enough else {},
        moved={
            name: {creator: value - values[name] for creator, value in alone[name].items()}
            for name in ("annual", *FEW)
        },
        reason=reason(seen, whole, half["annual"]),
    )


def statistics(seen: Observed, found: Surface) -> Falls:
    """Return all log falls a year of a surface: of ``reach.falls``, ``VARIANTS`` and ``years``."""
    variants = {n: reach.annual(found, makers) for n, makers in VARIANTS.items()}
    opened, fall, _ = reach.windows(found)
    yearly = {
        name: reach.mean_of(fall, opened & months[None, :, None])
        for name, months in years(seen).items()
    }
    return {**reach.falls(found), **variants, **yearly}


def years(seen: Observed) -> Mapping[str, Flags]:
    """Return by calendar year, as year-2026, which windows end in it (by their first month)."""
    ends = seen.months[reach.YEAR :] // 12 + 1970
    return {f"year-{year}": ends == year for year in np.unique(ends)}


def _counts(seen: Observed) -> Flags:
    """Return which rows are above the floor: others serve no level."""
    counts: Flags = seen.score >= reach.floor(seen.chance, seen.items)
    return counts


@explained("sec-reach-intervals")
def without(seen: Observed, cluster: Ints, names: list[str]) -> Mapping[str, Mapping[str, float]]:
    """Return log falls by kind without each cluster in turn, on the same levels and months."""
    left = reach.falls(_left(seen, cluster))
    return {kind: _named(each, names) for kind, each in left.items()}


def _without_models(seen: Observed) -> Floats:
    """Return ``annual`` without each model in turn, some at a time: thousands take gigabytes."""
    each = np.arange(len(seen.bases))
    parts = np.array_split(each, len(each) // AT_ONCE + 1)
    return np.concatenate([reach.annual(_left(seen, seen.base, part)) for part in parts])


def _left(seen: Observed, cluster: Ints, out: Ints | None = None) -> Surface:
    """Return the surface without each cluster in turn, or without each of ``out``."""
    out = np.arange(cluster.max() + 1) if out is None else out
    return reach.surface(seen, keep=cluster[None, :] != out[:, None])


def _named(each: Floats, names: list[str]) -> Mapping[str, float]:
    return dict(zip(names, map(float, each), strict=True))


def _windows(seen: Observed, whole: Surface) -> Mapping[str, Windows]:
    found = {}
    for makers, names in ((reach.MAKERS, None), *((m, n) for n, m in VARIANTS.items())):
        opened, _, since = reach.windows(whole, makers)
        for kind, used in reach.kinds(opened, since).items():
            if names is None or kind == "annual":
                found[names or kind] = _spanned(seen, used[0])
    opened = reach.windows(whole)[0][0]
    return found | {n: _spanned(seen, opened & m[:, None]) for n, m in years(seen).items()}


def _spanned(seen: Observed, used: Flags) -> Windows:
    open_in = seen.months[: used.shape[0]][used.any(axis=1)]
    if not len(open_in):
        return Windows(0, "", "")
    ends = np.array([open_in[0], open_in[-1] + reach.YEAR]).astype("datetime64[M]")
    start, end = (str(day) for day in ends.astype("datetime64[D]"))
    return Windows(int(used.sum()), start, end)


def reason(seen: Observed, whole: Surface, half: Floats) -> str:
    """Return why a benchmark cannot carry a rate, or "": the rules of the constants above."""
    models = len(np.unique(seen.base[_counts(seen)]))
    makers = len(np.unique(seen.creator[_counts(seen)]))
    opened = reach.windows(whole)[0][0]
    levels, months = int(opened.any(axis=0).sum()), int(opened.any(axis=1).sum())
    lost = float(np.mean(~np.isfinite(half)))
    reliable = line.reliability(seen)
    for fails, why in (
        (models < FEWEST_MODELS, f"it has {models} models, and {FEWEST_MODELS} are needed"),
        (makers < FEWEST_CREATORS, f"it has {makers} makers, and {FEWEST_CREATORS} are needed"),
        (not levels, "no score was on offer from two makers for a year"),
        (
            levels < FEWEST_LEVELS,
            f"{levels} of {reach.LEVELS} score levels were on offer from two makers for a year",
        ),
        (
            months < FEWEST_MONTHS,
            f"{months} of {FEWEST_MONTHS} needed months have a year after them",
        ),
        (lost > MOST_LOST, f"{lost:.0%} of the random halves of its makers give no year"),
        (
            reliable < RELIABLE,
            f"{1 - reliable:.0%} of the spread of its scores is error of measurement, more than "
            f"{1 - RELIABLE:.0%}",
        ),
    ):
        if fails:
            return why
    return ""


def refused(found: Estimate, statistic: str) -> str:
    """Return why one statistic is not estimated, or ""."""
    if found.reason:
        return found.reason
    if not np.isfinite(found.values[statistic]):
        return "no window of that kind is on record"
    lost = float(np.mean(~np.isfinite(found.halves[statistic])))
    return f"half of the makers give none in {lost:.0%} of the draws" if lost > MOST_LOST else ""


def shift(found: Estimate, statistic: str) -> float:
    """Return by how much redrawn scores move a statistic on average."""
    return float(np.nanmean(found.redraws[statistic])) - found.values[statistic]


def of_scores(found: Estimate, statistic: str) -> float:
    """Return the error that a statistic has by its scores: what redrawing spreads and moves."""
    return float(np.hypot(spread(found.redraws[statistic]), shift(found, statistic)))


@explained("sec-reach-intervals")
def outer(found: Estimate, statistic: str) -> tuple[float, float]:
    """Return the interval of a factor a year had other makers built the models."""
    error = np.hypot(spread(found.halves[statistic]), of_scores(found, statistic))
    makers = carried(found, statistic) if statistic in FEW else found.makers
    return factors(found.values[statistic], float(error), makers)


@explained("sec-reach-intervals")
def inner(found: Estimate, statistic: str) -> tuple[float, float]:
    """Return the interval of a factor a year given these models."""
    error = of_scores(found, statistic)
    return factors(found.values[statistic], error, carried(found, statistic))


def carried(found: Estimate, statistic: str) -> float:
    """Return how many makers carry a statistic, one more than its degrees of freedom."""
    return 1 + influence.freedom(np.array([*found.moved[statistic].values()]), found.makers)


def factors(value: float, error: float, makers: float, level: float = LEVEL) -> tuple[float, float]:
    """Return the ends of a factor's interval by its log and its error: t, makers less one."""
    half = float(special.stdtrit(max(makers - 1, 1), (1 + level) / 2)) * error
    return float(np.exp(value - half)), float(np.exp(value + half))
