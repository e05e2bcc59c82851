"""The claims ledger: which numbers of ours speak of each published claim, and what comes of it."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.findings.claims.verdict import NOT_TESTABLE, Claim, agreement, judge, telling, told
from analysis.number import Number, Register

__all__ = ["EVIDENCE", "NOT_TESTABLE", "Evidence", "ledger", "said"]


@dataclass(frozen=True)
class Evidence:
    """Keys of our estimates on the claim's vintage and on today's facts, or why there are none.

    A star in a key of ``today`` stands for any benchmark: all that have such an estimate.
    """

    vintage: tuple[str, ...] = ()
    today: tuple[str, ...] = ()
    why_not: str = ""


_PAPER = "price-of-progress"
_BANDS = ("30-50", "50-70", "70-90")
# What the claims are about: benchmarks of the papers, which a new row of ours does not change.
_SOFT = ("gpqa-diamond", "aime", "swe-bench-verified")

EVIDENCE: Mapping[str, Evidence] = {
    "pop-fall": Evidence(
        tuple(f"{_PAPER}.{b}.frontier-all.factor" for b in _SOFT),
        tuple(f"reach.{b}.all.annual" for b in (*_SOFT, "all-benchmarks")),
    ),
    "pop-algorithmic": Evidence(
        tuple(f"{_PAPER}.{b}.decomposition.algorithms" for b in _SOFT),
        tuple(f"living.{b}.split.constant.algorithms" for b in _SOFT),
    ),
    "pop-rise": Evidence(
        tuple(f"{_PAPER}.{b}.best-run.rise" for b in (*_SOFT, "arc-agi-1")),
        tuple(f"living.{b}.best-run.rise" for b in _SOFT),
    ),
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
        tuple(f"lesswrong-2025.price.open.band-{b}.factor" for b in _BANDS),
        tuple(f"living-tokens.bands.open.band-{b}.factor" for b in _BANDS),
    ),
    "lw-open-mean": Evidence(("lesswrong-2025.price.open.geometric-mean",)),
    "lw-hedonic": Evidence(
        ("lesswrong-2025.hedonic.output.factor", "lesswrong-2025.hedonic.blended.factor"),
        ("living-tokens.hedonic.open.output.factor", "living-tokens.hedonic.open.blended.factor"),
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
    "epoch-median": Evidence(
        ("epoch-2025.milestones.median.factor",),
        ("living-tokens.milestones.gpqa-diamond.median.factor",),
    ),
    "origin-6930": Evidence(("origin.total",)),
    "origin-ablations": Evidence(("origin.scale-invariant",)),
    "origin-22000": Evidence(
        why_not="it rests on published models' losses over a decade, which our record does not hold"
    ),
    "cost-of-pass": Evidence(why_not="the abstract states no number to compare with"),
    "arc-580": Evidence(today=("arc-agi-1.solved-70-to-80.fold",)),
    # These two are about any benchmark, so every one that has an estimate is asked.
    "poi-quality": Evidence(today=("living.*.index.hedonic.decline",)),
    "reversal": Evidence(today=("living.*.reversals.share",)),
}


def said(claim: Claim, unit: str) -> str:
    """Return a claim's value as it was printed: 9.0× (3.9 to 21), 7 to 28, under 100."""
    if claim.value is not None:
        value = plain(claim.value, unit)
        if claim.low is None or claim.high is None:
            return value
        return f"{value} ({plain(claim.low)} to {plain(claim.high)})"
    if claim.low is None:
        return "none stated" if claim.high is None else f"under {plain(claim.high, unit)}"
    if claim.high is None:
        return f"over {plain(claim.low, unit)}"
    return f"{plain(claim.low)} to {plain(claim.high, unit)}"


def plain(value: float | None, unit: str = "") -> str:
    """Write a published number with the digits it was printed with."""
    if unit == "fraction" and value is not None:
        return f"{100 * value:.10g} %"
    text = "" if value is None else f"{value:,.10g}"
    return f"{text}×" if unit in ("factor", "ratio") else f"{text} {unit}".strip()


def ledger(
    claims: pd.DataFrame, register: Register, evidence: Mapping[str, Evidence] = EVIDENCE
) -> pd.DataFrame:
    """Return a row a claim: its own columns, our keys and values, the verdict and its reason.

    ``claims``: the table of that name. Added columns: ``theirs``, ``on_vintage``, ``on_record``
    (values in words, ours with their intervals), ``vintage_keys``, ``today_keys`` (tuples),
    ``ours``, ``ours_low``, ``ours_high`` (the first estimate on the vintage, else of today),
    ``today`` (whether it holds on our record),
    ``verdict``, ``why``. Rows keep the order of ``claims``.
    """
    rows = []
    for row in claims.to_dict("records"):
        found = evidence.get(row["claim_id"], Evidence())
        today = _named(found.today, register)
        vintage, now = _estimates(found.vintage, register), _estimates(today, register)
        judged = judge(_claim(row), vintage, now, found.why_not)
        first = next(iter((*vintage, *now)), None)
        rows.append(
            {
                **row,
                "theirs": said(_claim(row), str(row.get("unit", ""))),
                "vintage_keys": found.vintage,
                "today_keys": today,
                "ours": first.value if first else None,
                "ours_low": first.low if first else None,
                "ours_high": first.high if first else None,
                "on_vintage": told(vintage),
                "on_record": told(now),
                "today": _holds(_claim(row), now),
                "verdict": judged.verdict,
                "why": judged.why,
            }
        )
    return pd.DataFrame(rows)


def _holds(claim: Claim, now: list[Number]) -> str:
    """Say whether the claim holds on today's record, by the same rule; empty without estimate."""
    if not now:
        return ""
    if not telling(now):
        return "cannot be told"
    return "holds" if agreement(claim, now) else "does not hold"


def _named(keys: Iterable[str], register: Register) -> tuple[str, ...]:
    """Return the keys, those with a star as the register's own that they match."""
    return tuple(
        name
        for key in keys
        for name in (sorted(fnmatch.filter(register, key)) if "*" in key else [key])
    )


def _estimates(keys: Iterable[str], register: Register) -> list[Number]:
    return [register[key] for key in keys if key in register]


def _claim(row: Mapping[Any, Any]) -> Claim:
    return Claim(*(None if pd.isna(row[c]) else float(row[c]) for c in ("value", "low", "high")))
