"""What a run will cost before anyone spends it: recorded token counts at the rates of a date."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np
import pandas as pd

from analysis.benchprice import rates
from analysis.benchprice.errors import UserError
from analysis.benchprice.interval import LEVEL
from analysis.benchprice.rates import Rate
from analysis.benchprice.usage import Tokens

RECENT = pd.Timedelta(days=548)  # a year and a half of runs stand for a model without its own
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


def tokens_per_pass(runs: pd.DataFrame) -> pd.DataFrame:
    """Return input, cached and output tokens of one pass for each run that has counts.

    ``runs`` are rows of the table of that name. Kinds are made disjoint as in ``pricing``; rows
    that do not say where cached tokens are counted are left out. Columns: run_id, model_id,
    benchmark_id, date, input, cache_read, cache_write, output (tokens).
    """
    rows = runs.dropna(subset=["input_tokens", "output_tokens", "passes"])
    reads, writes = rows["cache_read_tokens"].fillna(0.0), rows["cache_write_tokens"].fillna(0.0)
    inside = rows["cache_in_input"].fillna(False).astype(bool)
    on_top = rows["reasoning_in_output"].eq(False).fillna(False).astype(bool)
    found = rows[["run_id", "model_id", "benchmark_id", "date"]].assign(
        input=(rows["input_tokens"] - (reads + writes).where(inside, 0.0)) / rows["passes"],
        cache_read=reads / rows["passes"],
        cache_write=writes / rows["passes"],
        output=(rows["output_tokens"] + rows["reasoning_tokens"].fillna(0.0).where(on_top, 0.0))
        / rows["passes"],
    )
    said = (reads + writes == 0) | rows["cache_in_input"].notna()
    return found[said & (found["input"] >= 0) & (found["output"] > 0)]


def with_cache_share(spent: pd.DataFrame, share: float) -> pd.DataFrame:
    """Return ``tokens_per_pass`` with ``share`` of all input read from a cache and none written."""
    sent = spent["input"] + spent["cache_read"] + spent["cache_write"]
    read = (sent * share).round()
    return spent.assign(input=sent.round() - read, cache_read=read, cache_write=0.0)


def plan(
    spent: pd.DataFrame,
    benchmark_id: str,
    model_id: str,
    base: pd.Series[Any],
    rate: Rate,
    date: pd.Timestamp,
    repeat_sd: float,
    passes: int = 1,
) -> Plan:
    """Return the expected price of ``passes`` passes on ``date``.

    ``spent`` is ``tokens_per_pass`` of every run, ``base`` maps model ids to their model without
    effort or budget. The best basis there is serves: the model's own runs; its runs in other
    configurations; other models' recent runs. Own runs give their median, with an interval of
    ``repeat_sd`` (standard deviation of log tokens between repeats of a run); other configurations
    the range they span, widened by it; other models their quantiles.
    Raises UserError if the benchmark has no recorded token counts.
    """
    here = spent[spent["benchmark_id"] == benchmark_id]
    if here.empty:
        known = ", ".join(sorted(spent["benchmark_id"].unique()))
        raise UserError(f"{benchmark_id}: no recorded token counts to plan with; known: {known}")
    basis, rows = _basis(here, model_id, base, date)
    priced = np.array(_prices(rows, rate)) * passes
    middle = rows.iloc[int(np.argsort(priced, kind="stable")[(len(priced) - 1) // 2])]
    price = float(np.median(priced))
    low, high = _interval(priced, basis, repeat_sd)
    return Plan(
        benchmark_id, model_id, f"{date:%Y-%m-%d}", price, low, high, basis, len(rows),
        float(middle["input"] + middle["cache_read"] + middle["cache_write"]),
        float(middle["output"]), rate, passes,
    )  # fmt: skip


OWN, OTHER_EFFORTS, OTHERS = (
    "the model's own runs",
    "the model's runs in other configurations",
    "other models' runs",
)


def _basis(
    here: pd.DataFrame, model_id: str, base: pd.Series[Any], date: pd.Timestamp
) -> tuple[str, pd.DataFrame]:
    own = here[here["model_id"] == model_id]
    if not own.empty:
        return OWN, own
    alike = here[here["model_id"].map(base) == base.get(model_id, model_id)]
    if not alike.empty:
        return OTHER_EFFORTS, alike
    recent = here[~(here["date"] < date - RECENT)]
    return OTHERS, here if recent.empty else recent


def _interval(
    priced: np.ndarray[Any, Any], basis: str, sd: float
) -> tuple[float | None, float | None]:
    """Return the interval of the next run's price; None where too few other models were run."""
    if basis == OTHERS:
        if len(priced) < FEWEST:
            return None, None
        low, high = np.quantile(priced, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
        return float(low), float(high)
    n = len(priced) if basis == OWN else 1
    half = NormalDist().inv_cdf(0.5 + LEVEL / 2) * sd * math.sqrt(1 + 1 / n)
    ends = (np.median(priced),) * 2 if basis == OWN else (priced.min(), priced.max())
    return float(ends[0]) * math.exp(-half), float(ends[1]) * math.exp(half)


def _prices(rows: pd.DataFrame, rate: Rate) -> list[float]:
    """Price each run's tokens; where the cache has no rate, its tokens cost the full input rate."""
    full = Rate(
        rate.model,
        rate.input,
        rate.output,
        rate.input if rate.cache_read is None else rate.cache_read,
        rate.input if rate.cache_write is None else rate.cache_write,
    )
    kinds = ["input", "cache_read", "cache_write", "output"]
    counts = [
        Tokens(**dict(zip(kinds, row, strict=True)))
        for row in rows[kinds].round().astype(int).to_numpy().tolist()
    ]
    return rates.price(counts, [full] * len(counts))


def repeat_sd(spent: pd.DataFrame) -> float:
    """Return the pooled standard deviation of log output tokens between runs of one model.

    Runs of the same model, configuration and benchmark by different evaluators or on different
    days; raises UserError if the record has none.
    """
    logs = np.log(spent["output"])
    groups = logs.groupby([spent["model_id"], spent["benchmark_id"]])
    squares = (logs - groups.transform("mean")).pow(2).sum()
    freedom = len(logs) - groups.ngroups
    if freedom <= 0:
        raise UserError("runs.csv: no model was run twice on one benchmark; no spread to plan with")
    return math.sqrt(float(squares) / freedom)
