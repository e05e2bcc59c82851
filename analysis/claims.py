"""What others have published against what the facts give: one verdict a claim, by a written rule.

A claim states a value (perhaps with its interval) or a range. Our estimates are numbers of the
register, on the facts the claim was made from (its vintage) and on those of today.

The rule, in this order, first on the vintage:

1. *reproduced to the digit*: our estimate rounds to what was printed. A range is reproduced when
   our lowest and highest estimate round to its ends. The last printed digit is the last decimal,
   or the last digit of a whole number that is not zero (40 is printed to tens).
2. *statistically reproduced*: the value lies in the interval of every estimate that has one;
   every estimate's interval meets the range.
3. *supported*: 1 or 2 hold for the estimates of today.
4. *not supported*: there are estimates, and none of this holds.
5. *not testable*: there is no estimate; the reason is given.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis.numbers import Number, Register

DIGIT = "reproduced to the digit"
STATISTICAL = "statistically reproduced"
SUPPORTED = "supported"
NOT_SUPPORTED = "not supported"
NOT_TESTABLE = "not testable"
VERDICTS = (DIGIT, STATISTICAL, SUPPORTED, NOT_SUPPORTED, NOT_TESTABLE)


@dataclass(frozen=True)
class Claim:
    """A published value with its interval, or, where ``value`` is None, a range.

    An end of a range that is None is open.
    """

    value: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Evidence:
    """Keys of our estimates on the claim's vintage and on today's facts, or why there are none."""

    vintage: tuple[str, ...] = ()
    today: tuple[str, ...] = ()
    why_not: str = ""


@dataclass(frozen=True)
class Verdict:
    """The verdict of a claim and the sentence that gives its reason."""

    verdict: str
    why: str


def last_digit(value: float) -> float:
    """Return the unit of the last printed digit: 0.1 for 11.8, 10 for 280.

    >>> last_digit(11.8), last_digit(280), last_digit(6)
    (0.1, 10.0, 1.0)
    """
    text = f"{value:.10g}"
    if "." in text:
        return float(10.0 ** -len(text.split(".")[1]))
    return float(10.0 ** (len(text) - len(text.rstrip("0"))))


def rounds_to(ours: float, printed: float) -> bool:
    """Say whether our value, rounded as the printed one is, gives the printed one."""
    half = last_digit(printed) / 2
    return abs(ours - printed) <= half * (1 + 1e-9)


def agreement(claim: Claim, estimates: Sequence[Number]) -> str | None:
    """Return DIGIT, STATISTICAL or None for estimates that all speak of the claim."""
    values = [e.value for e in estimates if e.value is not None]
    if not values:
        return None
    digit = _rounds_to_value if claim.value is not None else _rounds_to_range
    if digit(claim, values, estimates):
        return DIGIT
    return STATISTICAL if all(_meets(claim, e) for e in estimates) else None


def _rounds_to_value(claim: Claim, values: list[float], estimates: Sequence[Number]) -> bool:
    centre = float(np.exp(np.log(values).mean())) if len(values) > 1 else values[0]
    pairs: list[tuple[float | None, float | None]] = [(centre, claim.value)]
    if len(estimates) == 1:
        pairs += [(estimates[0].low, claim.low), (estimates[0].high, claim.high)]
    return all(
        ours is not None and rounds_to(ours, theirs) for ours, theirs in pairs if theirs is not None
    )


def _rounds_to_range(claim: Claim, values: list[float], _: Sequence[Number]) -> bool:
    if claim.low is None or claim.high is None:
        return False
    return rounds_to(min(values), claim.low) and rounds_to(max(values), claim.high)


def _meets(claim: Claim, estimate: Number) -> bool:
    """Say whether the estimate's interval (or bare value) meets the claimed value or range."""
    if estimate.value is None:
        return True
    if claim.value is not None and estimate.low is None:
        return rounds_to(estimate.value, claim.value)
    low = estimate.value if estimate.low is None else estimate.low
    high = estimate.value if estimate.high is None else estimate.high
    least = claim.low if claim.value is None else claim.value
    most = claim.high if claim.value is None else claim.value
    return (least is None or high >= least) and (most is None or low <= most)


def judge(
    claim: Claim,
    vintage: Sequence[Number] = (),
    today: Sequence[Number] = (),
    why_not: str = "",
) -> Verdict:
    """Apply the rule of the module's docstring to one claim."""
    on_vintage = agreement(claim, vintage)
    if on_vintage:
        return Verdict(on_vintage, f"on its own data: {_said(vintage)}")
    now = agreement(claim, today)
    if now:
        return Verdict(SUPPORTED, f"on our record: {_said(today)}")
    if vintage or today:
        return Verdict(NOT_SUPPORTED, f"ours: {_said(vintage or today)}")
    return Verdict(NOT_TESTABLE, why_not or "no estimate of ours speaks of it")


def _said(estimates: Sequence[Number]) -> str:
    return "; ".join(_one(estimate) for estimate in estimates)


def _one(estimate: Number) -> str:
    value = "none" if estimate.value is None else f"{estimate.value:,.3g}"
    if estimate.low is None or estimate.high is None:
        return value
    return f"{value} [{estimate.low:,.3g}, {estimate.high:,.3g}]"


_PAPER = "price-of-progress"
_SOFT = ("gpqa-diamond", "aime", "swe-bench-verified")

EVIDENCE: Mapping[str, Evidence] = {
    "pop-fall": Evidence(tuple(f"{_PAPER}.{b}.frontier-all.factor" for b in _SOFT)),
    "pop-algorithmic": Evidence(tuple(f"{_PAPER}.{b}.decomposition.algorithms" for b in _SOFT)),
    "pop-rise": Evidence(tuple(f"{_PAPER}.{b}.best-run.rise" for b in (*_SOFT, "arc-agi-1"))),
    "pop-gpqa-frontier-all": Evidence((f"{_PAPER}.gpqa-diamond.frontier-all.factor",)),
    "pop-gpqa-frontier-open": Evidence((f"{_PAPER}.gpqa-diamond.frontier-open.factor",)),
    "pop-gpqa-all": Evidence((f"{_PAPER}.gpqa-diamond.all.factor",)),
    "pop-gpqa-open": Evidence((f"{_PAPER}.gpqa-diamond.open.factor",)),
    "lw-general": Evidence(
        (
            "lesswrong-2025.hedonic.output.factor",
            "lesswrong-2025.hedonic.blended.factor",
            "lesswrong-2025.price.open.geometric-mean",
        )
    ),
    "lw-open-bands": Evidence(
        tuple(f"lesswrong-2025.price.open.band-{b}.factor" for b in ("30-50", "50-70", "70-90"))
    ),
    "lw-open-mean": Evidence(("lesswrong-2025.price.open.geometric-mean",)),
    "lw-hedonic": Evidence(
        ("lesswrong-2025.hedonic.output.factor", "lesswrong-2025.hedonic.blended.factor")
    ),
    "lw-input-output": Evidence(("lesswrong-2025.hedonic.input-to-output.factor",)),
    # The makers of these claims published no data: Epoch AI's dated prices stand in.
    "a16z-tenfold": Evidence(today=("llmflation.mmlu-42.factor",)),
    "a16z-thousandfold": Evidence(today=("llmflation.mmlu-42.fold",)),
    "a16z-mmlu-83": Evidence(today=("llmflation.mmlu-83.fold",)),
    "llmflation-280": Evidence(today=("llmflation.gpt-3-5.fold-18-months",)),
    "epoch-range": Evidence(
        ("epoch-2025.milestones.lowest.factor", "epoch-2025.milestones.highest.factor")
    ),
    "epoch-median": Evidence(("epoch-2025.milestones.median.factor",)),
    "origin-6930": Evidence(("origin.total",)),
    "origin-ablations": Evidence(("origin.scale-invariant",)),
    "origin-22000": Evidence(
        why_not="it rests on published models' losses over a decade, which our record does not hold"
    ),
    "cost-of-pass": Evidence(why_not="the abstract states no number to compare with"),
}


def ledger(
    claims: pd.DataFrame, register: Register, evidence: Mapping[str, Evidence] = EVIDENCE
) -> pd.DataFrame:
    """Return a row a claim: its own columns, our keys and values, the verdict and its reason.

    ``claims``: the table of that name. Added columns: ``vintage_keys``, ``today_keys`` (tuples),
    ``ours``, ``ours_low``, ``ours_high`` (the first estimate on the vintage, else of today),
    ``today`` (the first of today), ``verdict``, ``why``. Rows keep the order of ``claims``.
    """
    rows = []
    for row in claims.to_dict("records"):
        found = evidence.get(row["claim_id"], Evidence())
        vintage, now = _estimates(found.vintage, register), _estimates(found.today, register)
        judged = judge(_claim(row), vintage, now, found.why_not)
        first = next(iter((*vintage, *now)), None)
        rows.append(
            {
                **row,
                "vintage_keys": found.vintage,
                "today_keys": found.today,
                "ours": first.value if first else None,
                "ours_low": first.low if first else None,
                "ours_high": first.high if first else None,
                "today": now[0].value if now else None,
                "verdict": judged.verdict,
                "why": judged.why,
            }
        )
    return pd.DataFrame(rows)


def _estimates(keys: Iterable[str], register: Register) -> list[Number]:
    return [register[key] for key in keys if key in register]


def _claim(row: Mapping[Any, Any]) -> Claim:
    return Claim(*(None if pd.isna(row[c]) else float(row[c]) for c in ("value", "low", "high")))
