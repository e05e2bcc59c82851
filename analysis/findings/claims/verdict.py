"""What others have published against what the facts give: one verdict a claim, by a written rule.

A claim states a value (perhaps with its interval) or a range. Our estimates are numbers of the
register, on the facts the claim was made from (its vintage) and on those of today. An estimate
without a value is none, and one whose interval is wider than tenfold says nothing: it confirms no
claim and refutes none.

The rule, in this order, first on the vintage; a claim about the market rather than about data that
its makers published has none, and is judged on the record alone:

1. *reproduced to the digit*: one estimate, rounded to as many digits as were printed, gives them
   all, zeros too, and those of the printed interval. A range is reproduced when our lowest and
   highest estimate round to its ends.
2. *statistically reproduced*: the value lies in the interval of every estimate; every interval
   meets the range. An estimate without an interval must round to the value, zeros at its end not
   counting (46 rounds to 50), or lie in the range.
3. *supported*: 1 or 2 hold for the estimates of today.
4. *not supported*: there are estimates that say something, and none of this holds.
5. *not testable*: there is none; the reason is given.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.number import WIDEST, Number

DIGIT = "reproduced to the digit"
STATISTICAL = "statistically reproduced"
SUPPORTED = "supported"
NOT_SUPPORTED = "not supported"
NOT_TESTABLE = "not testable"


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
    """Return the unit of the last printed digit that is no zero: 0.1 for 11.8, 10 for 280.

    >>> last_digit(11.8), last_digit(280), last_digit(6)
    (0.1, 10.0, 1.0)
    """
    text = f"{value:.10g}"
    if "." in text:
        return float(10.0 ** -len(text.split(".")[1]))
    return float(10.0 ** (len(text) - len(text.rstrip("0"))))


def rounds_to(ours: float, printed: float) -> bool:
    """Say whether our value, rounded as the printed one may have been, gives the printed one."""
    return _within(ours, printed, last_digit(printed))


def repeats(ours: float, printed: float) -> bool:
    """Say whether our value, rounded to the printed digits, gives them all, zeros too."""
    return _within(ours, printed, min(last_digit(printed), 1.0))


def _within(ours: float, printed: float, unit: float) -> bool:
    return abs(ours - printed) <= unit / 2 * (1 + 1e-9)


def telling(estimates: Sequence[Number]) -> list[Number]:
    """Return the estimates that say something: with a value, no interval wider than tenfold."""
    return [
        e
        for e in estimates
        if e.value is not None
        and (e.low is None or e.high is None or e.low <= 0 or e.high <= WIDEST * e.low)
    ]


def agreement(claim: Claim, estimates: Sequence[Number]) -> str | None:
    """Return DIGIT, STATISTICAL or None for estimates that all speak of the claim."""
    known = [e for e in estimates if e.value is not None]
    if known and (_repeats_value if claim.value is not None else _repeats_range)(claim, known):
        return DIGIT
    said = telling(known)
    return STATISTICAL if said and all(_meets(claim, e) for e in said) else None


def _repeats_value(claim: Claim, known: Sequence[Number]) -> bool:
    if len(known) > 1:
        return False
    ours = known[0]
    pairs = ((ours.value, claim.value), (ours.low, claim.low), (ours.high, claim.high))
    return all(
        mine is not None and repeats(mine, theirs) for mine, theirs in pairs if theirs is not None
    )


def _repeats_range(claim: Claim, known: Sequence[Number]) -> bool:
    values = [e.value for e in known if e.value is not None]
    if claim.low is None or claim.high is None:
        return False
    return repeats(min(values), claim.low) and repeats(max(values), claim.high)


def _meets(claim: Claim, estimate: Number) -> bool:
    """Say whether the estimate's interval (or bare value) meets the claimed value or range."""
    value = estimate.value or 0.0
    if claim.value is not None and estimate.low is None:
        return rounds_to(value, claim.value)
    low = value if estimate.low is None else estimate.low
    high = value if estimate.high is None else estimate.high
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
    if said := telling(vintage) or telling(today):
        return Verdict(NOT_SUPPORTED, f"ours: {told(said)}")
    if vintage or today:
        return Verdict(NOT_TESTABLE, f"ours are too unsure to tell: {told([*vintage, *today])}")
    return Verdict(NOT_TESTABLE, why_not or "no estimate of ours speaks of it")


def told(estimates: Sequence[Number]) -> str:
    """Return our estimates with their intervals, in one line."""
    return "; ".join(_one(estimate) for estimate in estimates)


def _one(estimate: Number) -> str:
    value = "not estimated" if estimate.value is None else f"{estimate.value:,.3g}"
    if estimate.low is None or estimate.high is None:
        return value
    return f"{value} [{estimate.low:,.3g}, {estimate.high:,.3g}]"
