"""What the page *Why* cites of the buyer's fall: without cuts, by kind of model, beside rents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from analysis.facts.observations import Samples
from analysis.facts.tables import Dataset
from analysis.findings.price_of_a_score import reach
from analysis.findings.why import experts, parts, rent
from analysis.findings.why.rent import Turn
from analysis.methods import pooled, reach_interval
from analysis.methods.pooled import Estimates, Pooled
from analysis.number import Number, number
from analysis.published import observed

FALL = "Times cheaper: the cheapest way to a score that two makers had reached, a year later"
INTERVAL = "90 % interval: half-samples of makers and redrawn scores, in common"
READS = ("runs", "prices", "models", "hardware")
CHIP = "H100"  # the chip with most months on record


def numbers(data: Dataset) -> Iterator[Number]:
    """Register the parts of the buyer's fall, each over the benchmarks that can have it."""
    facts = observed.of(data)
    whole = reach.counted(facts, reach.estimates(facts)["all"])
    found = parts.estimates(facts, data.models)
    yield from _cuts(whole, found[parts.UNCUT])
    yield from _kinds({kind: found[kind] for kind in experts.KINDS})
    rents = rent.monthly(data.hardware)
    yield from _rents(rents)
    if turn := rent.turn(rents):
        yield from _turn("hardware.rents", turn, "the same chips")
        yield from _windows(facts, whole, rent.index(rents))


def _cuts(whole: Estimates, uncut: Estimates) -> Iterator[Number]:
    """Register the fall as if no price had ever been cut, and by how much cuts add to it."""
    shared = {b: each for b, each in uncut.items() if b in whole}
    if mean := pooled.pooled(shared):
        told = f"{FALL}, every run at its first price"
        yield _mean("why.uncut.all-benchmarks.annual", mean, f"{told}; mean of benchmarks")
    if mean := pooled.ratio(whole, uncut):
        told = "Ratio of the fall at all prices to that at first prices, on the same benchmarks"
        yield _mean("why.cuts.all-benchmarks.annual", mean, told, "factor", pooled.ratio)


def _kinds(found: Mapping[str, Estimates]) -> Iterator[Number]:
    """Register the fall among open models of each kind, on the benchmarks that have both."""
    shared = set.intersection(*(set(each) for each in found.values()))
    for kind, estimates in found.items():
        if mean := pooled.pooled({b: e for b, e in estimates.items() if b in shared}):
            told = f"{FALL}, open models of one kind; mean of the benchmarks that have both kinds"
            yield _mean(f"why.{kind}.same-benchmarks.annual", mean, told)
    if mean := pooled.ratio(found["experts"], found["dense"]):
        told = "Ratio of two falls a year on the same benchmarks: mixtures over dense models"
        yield _mean("why.experts-over-dense.annual", mean, told, "factor", pooled.ratio)


def _mean(
    key: str, mean: Pooled, told: str, unit: str = "factor per year", of: Any = pooled.pooled
) -> Number:
    return number(
        key,
        float(np.exp(mean.value)),
        unit,
        ends=reach_interval.factors(mean.value, mean.error, mean.makers),
        n=len(mean.benchmarks),
        method=f"{told}; {INTERVAL}",
        note=f"benchmarks: {', '.join(mean.benchmarks)}",
        of=of,
    )


def _rents(rents: Any) -> Iterator[Number]:
    if turn := rent.turn(rents[rents["name"] == CHIP]):
        yield from _turn(f"hardware.rents.{CHIP.lower()}", turn, f"one chip, {CHIP}")


def _turn(key: str, turn: Turn, what: str) -> Iterator[Number]:
    """Register by how much rents fell to their lowest month, and rose since."""
    first, lowest, last = (
        str(np.datetime64(month, "M").astype("datetime64[D]"))
        for month in (turn.first, turn.lowest, turn.last)
    )
    sides = (("fell", turn.fell, 0, first, lowest), ("rose", turn.rose, 1, lowest, last))
    for name, value, at, start, end in sides:
        left = [np.exp(each[at]) for each in turn.without.values()]
        yield number(
            f"{key}.{name}",
            float(np.exp(value)),
            "factor",
            ends=(min(left), max(left)) if left else None,
            level=None,
            n=turn.last - turn.first + 1,
            start=start,
            end=end,
            method=f"Rent an hour of {what}, a level of its own each, month by month: "
            f"{'first month over lowest' if name == 'fell' else 'last month over lowest'}",
            note="without one chip anywhere in the range; no 90 % interval" if left else "",
            of=rent.turn,
            reads=("hardware",),
        )


def _windows(facts: Samples, whole: Estimates, rents: Any) -> Iterator[Number]:
    """Register how much cheaper rents got on the windows of the fall, and what is left of it."""
    each = {
        benchmark: rent.of_windows(seen, rents)
        for licence, benchmark, seen in reach.observations(facts)
        if licence == "all" and benchmark in whole
    }
    for kind in ("annual", "last"):
        mean = pooled.pooled(whole, kind)
        pairs = np.array([found[kind] for found in each.values()])
        if mean is None or not np.isfinite(pairs).all():
            continue
        fall, hardware = pairs.mean(axis=0)
        told: dict[str, Any] = {"n": len(pairs), "of": rent.of_windows, "reads": READS}
        note = "mean of benchmarks, on the windows whose two months both have a rent"
        yield number(
            f"why.rent.all-benchmarks.{kind}",
            float(np.exp(hardware)),
            method="Times cheaper: the rent of the same chip, over the windows of the price to "
            "reach a score",
            note=note,
            **told,
        )
        yield number(
            f"why.beyond-rent.all-benchmarks.{kind}",
            float(np.exp(fall - hardware)),
            ends=reach_interval.factors(fall - hardware, mean.error, mean.makers),
            method=f"The fall in the price to reach a score over that of rents; {INTERVAL}, rents "
            "taken as known",
            note=note,
            **told,
        )
