"""What a run will cost before anyone spends it: recorded token counts at the rates of a date."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date as day
from datetime import timedelta
from statistics import NormalDist, median

from ..errors import UserError
from ..record import rates
from ..record.carried import Spent
from ..record.rates import Rate
from ..statements.interval import LEVEL
from ..usage import Tokens

RECENT = timedelta(days=548)  # a year and a half of runs stand for a model without its own
FEWEST = 5  # other models' runs below which no interval is given


@dataclass(frozen=True)
class Plan:
    """The expected price of one pass over a benchmark, USD, with its prediction interval.

    ``basis`` says whose tokens it rests on: the model's own runs or other models'. ``n`` is how
    many runs those are; ``input`` and ``output`` the tokens of the middle one.
    """

    benchmark_id: str
    model: str
    date: str
    price: float
    low: float | None
    high: float | None
    basis: str
    n: int
    input: float
    output: float
    rate: Rate
    passes: int = 1


def with_cache_share(spent: Sequence[Spent], share: float) -> list[Spent]:
    """Return the runs with ``share`` of all input read from a cache and none written."""
    found = []
    for run in spent:
        sent = run.input + run.cache_read + run.cache_write
        read = round(sent * share)
        found.append(replace(run, input=round(sent) - read, cache_read=read, cache_write=0.0))
    return found


def plan(
    spent: Sequence[Spent],
    benchmark_id: str,
    model_id: str,
    base: Mapping[str, str],
    rate: Rate,
    date: str,
    repeat_sd: float,
    passes: int = 1,
) -> Plan:
    """Return the expected price of ``passes`` passes on ``date`` (YYYY-MM-DD).

    ``spent`` are runs of every benchmark, ``base`` maps model ids to their model without effort or
    budget. The best basis there is serves: the model's own runs; its runs in other
    configurations; other models' recent runs. Own runs give their median, with an interval of
    ``repeat_sd`` (standard deviation of log tokens between repeats of a run); other configurations
    the range they span, widened by it; other models their quantiles.
    Raises UserError if the benchmark has no recorded token counts.
    """
    here = [run for run in spent if run.benchmark_id == benchmark_id]
    if not here:
        known = ", ".join(sorted({run.benchmark_id for run in spent}))
        raise UserError(f"{benchmark_id}: no recorded token counts to plan with; known: {known}")
    basis, rows = _basis(here, model_id, base, date)
    priced = sorted(
        zip((p * passes for p in _prices(rows, rate)), rows, strict=True), key=lambda pair: pair[0]
    )
    middle = priced[(len(priced) - 1) // 2][1]
    low, high = _interval([p for p, _ in priced], basis, repeat_sd)
    return Plan(
        benchmark_id, model_id, date, median(p for p, _ in priced), low, high, basis, len(rows),
        middle.input + middle.cache_read + middle.cache_write, middle.output, rate, passes,
    )  # fmt: skip


OWN, OTHER_EFFORTS, OTHERS = (
    "the model's own runs",
    "the model's runs in other configurations",
    "other models' runs",
)


def _basis(
    here: Sequence[Spent], model_id: str, base: Mapping[str, str], date: str
) -> tuple[str, Sequence[Spent]]:
    own = [run for run in here if run.model_id == model_id]
    if own:
        return OWN, own
    ours = base.get(model_id, model_id)
    alike = [run for run in here if base.get(run.model_id, run.model_id) == ours]
    if alike:
        return OTHER_EFFORTS, alike
    since = (day.fromisoformat(date) - RECENT).isoformat()
    recent = [run for run in here if not run.date or run.date >= since]
    return OTHERS, recent or here


def _interval(priced: Sequence[float], basis: str, sd: float) -> tuple[float | None, float | None]:
    """Return the interval of the next run's price, from prices in order; None where too few."""
    if basis == OTHERS:
        if len(priced) < FEWEST:
            return None, None
        return quantile(priced, (1 - LEVEL) / 2), quantile(priced, (1 + LEVEL) / 2)
    n = len(priced) if basis == OWN else 1
    half = NormalDist().inv_cdf(0.5 + LEVEL / 2) * sd * math.sqrt(1 + 1 / n)
    ends = (median(priced),) * 2 if basis == OWN else (priced[0], priced[-1])
    return ends[0] * math.exp(-half), ends[1] * math.exp(half)


def quantile(ordered: Sequence[float], share: float) -> float:
    """Return the value below which ``share`` of ordered values lie, between two of them."""
    at = (len(ordered) - 1) * share
    below = math.floor(at)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (at - below)


def _prices(rows: Sequence[Spent], rate: Rate) -> list[float]:
    """Price each run's tokens; where the cache has no rate, its tokens cost the full input rate."""
    full = replace(
        rate,
        cache_read=rate.input if rate.cache_read is None else rate.cache_read,
        cache_write=rate.input if rate.cache_write is None else rate.cache_write,
    )
    counts = [
        Tokens(round(r.input), round(r.cache_read), round(r.cache_write), output=round(r.output))
        for r in rows
    ]
    return rates.price(counts, [full] * len(counts))
