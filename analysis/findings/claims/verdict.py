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

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.number import Number

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
        return Verdict(on_vintage, f"on its own data: {told(vintage)}")
    now = agreement(claim, today)
    if now:
        return Verdict(SUPPORTED, f"on our record: {told(today)}")
    if vintage or today:
        return Verdict(NOT_SUPPORTED, f"ours: {told(vintage or today)}")
    return Verdict(NOT_TESTABLE, why_not or "no estimate of ours speaks of it")


def told(estimates: Sequence[Number]) -> str:
    """Return our estimates with their intervals, in one line."""
    return "; ".join(_one(estimate) for estimate in estimates)


def _one(estimate: Number) -> str:
    value = "none" if estimate.value is None else f"{estimate.value:,.3g}"
    if estimate.low is None or estimate.high is None:
        return value
    return f"{value} [{estimate.low:,.3g}, {estimate.high:,.3g}]"
