"""What the pages cite of the price to reach a score: by benchmark, by domain, over all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from analysis.facts.observations import Samples
from analysis.facts.tables import Dataset
from analysis.findings.price_of_a_score import reach
from analysis.methods import pooled, reach_interval
from analysis.methods.pooled import Estimates, Pooled
from analysis.methods.reach_interval import VARIANTS, Estimate, refused
from analysis.number import Number, number, ungrounded
from analysis.published import observed

STATISTICS = {
    "annual": "the cheapest way to a score that two makers' models had reached, a year later",
    "last": "the same over the last twelve months of the record",
    "first-year": "the same in the first year after a second maker reached the score",
    "later": "the same in years that open twelve months or more after that",
    "one-maker": "the cheapest way to a score that one maker's model had reached, a year later",
    "three-makers": "the cheapest way to a score that three makers had reached, a year later",
}
OUTER = "90 % interval: half-samples of makers and redrawn scores"


def numbers(data: Dataset) -> Iterator[Number]:
    """Register the falls by benchmark, domain and over all, and whose absence would move them."""
    facts = observed.of(data)
    prefix = "reach" if facts.prefix == "living" else f"{facts.prefix}.reach"
    found = reach.estimates(facts)
    for licence, estimates in found.items():
        for benchmark, why in reach.refusals(facts, estimates).items():
            key = f"{prefix}.{benchmark}.{licence}"
            yield from _benchmark(key, estimates.get(benchmark), why)
        yield from _means(prefix, licence, facts, reach.counted(facts, estimates))
    yield from _licences(prefix, {w: reach.counted(facts, e) for w, e in found.items()})


def _benchmark(key: str, found: Estimate | None, why: str) -> Iterator[Number]:
    if found is None or why:
        yield _refused(f"{key}.annual", why)
        return
    for statistic in STATISTICS:
        if reason := refused(found, statistic):
            yield _refused(_key(key, statistic), reason)
        else:
            yield _estimated(_key(key, statistic), found, statistic)
    if refused(found, "annual") or ungrounded(_estimated(f"{key}.annual", found, "annual")):
        return
    told = _told(found, "annual")
    value = float(np.exp(found.values["annual"]))
    yield number(
        f"{key}.annual.inner",
        value,
        ends=reach_interval.inner(found, "annual"),
        method="Times cheaper a year; 90 % interval given these models: redrawn scores alone",
        of=reach_interval.inner,
        **told,
    )
    for what, left in (("creator", found.creators), ("model", found.models)):
        yield _range(f"{key}.annual.without-one-{what}", value, left, what, **told)


def _key(key: str, statistic: str) -> str:
    return f"{key}.annual.{statistic}" if statistic in VARIANTS else f"{key}.{statistic}"


def _refused(key: str, why: str) -> Number:
    return number(
        key,
        None,
        method="Times cheaper a year, by the rules of validity",
        note=f"not estimated, because {why}",
        of=reach_interval.estimate,
    )


def _told(found: Estimate, statistic: str) -> dict[str, Any]:
    span = found.windows[statistic]
    return {"n": span.count, "models": found.bases, "start": span.start, "end": span.end}


def _estimated(key: str, found: Estimate, statistic: str) -> Number:
    return number(
        key,
        float(np.exp(found.values[statistic])),
        ends=reach_interval.outer(found, statistic),
        method=f"Times cheaper: {STATISTICS[statistic]}; {OUTER}",
        note=f"n counts pairs of a month and a score level; models of {found.makers} makers",
        of=reach_interval.estimate,
        **_told(found, statistic),
    )


def _range(key: str, value: float, left: Mapping[str, float], what: str, **told: Any) -> Number:
    """Register the least and the most that is left without one of a kind; no level of trust."""
    least, most = min(left, key=lambda n: left[n]), max(left, key=lambda n: left[n])
    return number(
        key,
        value,
        ends=(float(np.exp(left[least])), float(np.exp(left[most]))),
        level=None,
        method=f"Times cheaper a year; lowest and highest with one {what} left out",
        note=f"lowest without {least}, highest without {most}; a range, not a 90 % interval",
        of=pooled.left_out,
        **told,
    )


def _means(prefix: str, licence: str, facts: Samples, found: Estimates) -> Iterator[Number]:
    domain = facts.benchmarks["domain"].to_dict()
    key = f"{prefix}.all-benchmarks.{licence}"
    yield from _mean(key, found)
    for name in sorted({n for e in found.values() for n in e.values if n.startswith("year-")}):
        if mean := pooled.pooled(found, name):
            yield _pooled(f"{key}.{name}", mean, found, name)
    for name in sorted({domain[b] for b in found}):
        part = {b: e for b, e in found.items() if domain[b] == name}
        if len(part) >= pooled.FEWEST_BENCHMARKS:
            yield from _mean(f"{prefix}.{name.replace(' ', '-')}.{licence}", part)


def _mean(key: str, found: Estimates) -> Iterator[Number]:
    """Register a mean over benchmarks and who carries it."""
    for statistic in STATISTICS:
        if mean := pooled.pooled(found, statistic):
            yield _pooled(_key(key, statistic), mean, found, statistic)
        elif statistic == "annual":
            yield _refused(f"{key}.annual", f"{len(found)} benchmarks can carry a rate; it takes 3")
    mean = pooled.pooled(found)
    if mean is None:
        return
    value, told = float(np.exp(mean.value)), {"n": len(mean.benchmarks)}
    for what, left in (
        ("creator", pooled.left_out(found, lambda each: each.creators)),
        ("model", pooled.left_out(found, lambda each: each.models)),
        ("benchmark", pooled.benchmarks_left_out(found)),
    ):
        yield _range(f"{key}.annual.without-one-{what}", value, left, what, **told)


def _pooled(key: str, mean: Pooled, found: Estimates, statistic: str) -> Number:
    spans = [found[b].windows[statistic] for b in mean.benchmarks]
    year = f"{STATISTICS['annual']}, in windows that end in {statistic.removeprefix('year-')}"
    told = STATISTICS.get(statistic, year)
    return number(
        key,
        float(np.exp(mean.value)),
        ends=reach_interval.factors(mean.value, mean.error, mean.makers),
        n=sum(span.count for span in spans),
        models=len({m for b in mean.benchmarks for m in found[b].models}),
        start=min(span.start for span in spans),
        end=max(span.end for span in spans),
        method=f"Times cheaper: {told}; mean of benchmarks; {OUTER}, in common",
        note=f"{len(mean.benchmarks)} benchmarks: {', '.join(mean.benchmarks)}; their standard "
        f"deviation is a factor of {np.exp(mean.between):.1f}",
        of=pooled.pooled,
    )


def _licences(prefix: str, found: Mapping[str, Estimates]) -> Iterator[Number]:
    """Register all, open and closed weights on the same benchmarks, and their ratios, paired."""
    shared = [b for b in found["all"] if all(b in each for each in found.values())]
    same = {licence: {b: each[b] for b in shared} for licence, each in found.items()}
    for licence, estimates in same.items():
        if mean := pooled.pooled(estimates):
            key = f"{prefix}.same-benchmarks.{licence}.annual"
            yield _pooled(key, mean, estimates, "annual")
    for one, other in (("all", "open"), ("all", "closed"), ("closed", "open")):
        if mean := pooled.ratio(same[one], same[other]):
            yield number(
                f"{prefix}.same-benchmarks.{one}-over-{other}.annual",
                float(np.exp(mean.value)),
                "factor",
                ends=reach_interval.factors(mean.value, mean.error, mean.makers),
                n=len(mean.benchmarks),
                method="Ratio of two falls a year on the same benchmarks; 90 % interval, paired",
                note=f"benchmarks: {', '.join(mean.benchmarks)}",
                of=pooled.ratio,
            )
