"""The verdict rule: each verdict, both sides of each boundary, and the ledger it makes."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.facts import tables
from analysis.findings.claims import ledger
from analysis.findings.claims import verdict as claims
from analysis.findings.claims.verdict import Claim, judge
from analysis.number import Number
from analysis.published import epoch_2025, lesswrong, origin, price_of_progress


def estimate(value: float | None, low: float | None = None, high: float | None = None) -> Number:
    return Number(key="k", value=value, low=low, high=high, unit="x", method="m", function="f")


@pytest.mark.parametrize(
    ("printed", "unit"),
    [
        (11.8, 0.1),
        (9.026, 0.001),
        (280, 10),
        (40, 10),
        (62, 1),
        (6, 1),
        (22000, 1000),
        (0.32, 0.01),
    ],
)
def test_the_last_printed_digit_that_is_no_zero(printed: float, unit: float) -> None:
    assert claims.last_digit(printed) == pytest.approx(unit)


@pytest.mark.parametrize(
    ("ours", "verdict"),
    [(11.75, claims.DIGIT), (11.85, claims.DIGIT), (11.749, claims.NOT_SUPPORTED), (11.851, claims.NOT_SUPPORTED)],
)  # fmt: skip
def test_to_the_digit_ends_at_half_a_unit(ours: float, verdict: str) -> None:
    assert judge(Claim(11.8), [estimate(ours)]).verdict == verdict


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [(3.0, 9.0, claims.STATISTICAL), (3.01, 9.0, claims.NOT_SUPPORTED), (1.0, 2.99, claims.NOT_SUPPORTED), (1.0, 3.0, claims.STATISTICAL)],
)  # fmt: skip
def test_statistically_means_inside_the_interval(low: float, high: float, verdict: str) -> None:
    assert judge(Claim(3.0), [estimate((low + high) / 2, low, high)]).verdict == verdict


def test_a_value_printed_with_its_interval_must_match_in_all_three() -> None:
    published = Claim(9.026, 3.907, 20.854)
    assert judge(published, [estimate(9.0262, 3.9069, 20.854)]).verdict == claims.DIGIT
    assert judge(published, [estimate(9.0262, 3.91, 20.854)]).verdict == claims.STATISTICAL


def test_a_range_is_held_against_the_lowest_and_highest_estimate() -> None:
    published = Claim(low=7, high=28)
    bands = [estimate(8.2), estimate(28.48), estimate(7.12)]
    assert judge(published, bands).verdict == claims.DIGIT
    assert judge(published, [*bands, estimate(6.4, 5.0, 9.0)]).verdict == claims.NOT_SUPPORTED
    around = [estimate(6.4, 5.0, 9.0), estimate(30.0, 20.0, 40.0)]
    assert judge(published, around).verdict == claims.STATISTICAL
    assert judge(published, [estimate(5.0, 4.0, 6.9)]).verdict == claims.NOT_SUPPORTED


def test_an_open_range_bounds_one_side_only() -> None:
    assert judge(Claim(high=100), [estimate(99.0)]).verdict == claims.STATISTICAL
    assert judge(Claim(high=100), [estimate(101.0)]).verdict == claims.NOT_SUPPORTED


def test_several_estimates_are_no_digit_of_one_value() -> None:
    """A mean of ours that happens to hit reproduces nothing."""
    assert judge(Claim(4.0), [estimate(2.0), estimate(8.0)]).verdict == claims.NOT_SUPPORTED
    both = [estimate(3.0, 2.0, 5.0), estimate(4.0, 3.0, 6.0)]
    assert judge(Claim(4.0), both).verdict == claims.STATISTICAL


@pytest.mark.parametrize(
    ("ours", "verdict"),
    [(580.4, claims.DIGIT), (579.5, claims.DIGIT), (579.4, claims.STATISTICAL), (584.9, claims.STATISTICAL), (585.1, claims.NOT_SUPPORTED)],
)  # fmt: skip
def test_zeros_are_digits_and_what_has_no_interval_must_round(ours: float, verdict: str) -> None:
    assert judge(Claim(580), [estimate(ours)]).verdict == verdict


def test_an_interval_wider_than_tenfold_says_nothing() -> None:
    wide, sure = estimate(9.0, 1.0, 10.1), estimate(9.0, 1.02, 10.1)
    assert judge(Claim(3.0), [wide]).verdict == claims.NOT_TESTABLE
    assert "too unsure" in judge(Claim(3.0), [wide]).why
    assert judge(Claim(3.0), [sure]).verdict == claims.STATISTICAL
    assert judge(Claim(3.0), [wide, estimate(5.0, 4.0, 6.0)]).verdict == claims.NOT_SUPPORTED
    # the digits of a published interval can be repeated, however wide it is
    assert judge(Claim(9.0, 1.0, 10.1), [wide]).verdict == claims.DIGIT


def test_today_supports_what_the_vintage_does_not() -> None:
    verdict = judge(Claim(10), [estimate(31.0)], [estimate(9.0, 5.0, 12.0)])
    assert verdict.verdict == claims.SUPPORTED
    assert verdict.why == "on our record: 9 [5, 12]"


def test_without_an_estimate_the_reason_is_given() -> None:
    assert judge(Claim(10), why_not="no data").verdict == claims.NOT_TESTABLE
    assert judge(Claim(10), why_not="no data").why == "no data"
    assert judge(Claim(10), [estimate(None)]).verdict == claims.NOT_TESTABLE


def test_the_ledger_keeps_every_claim_and_names_its_keys() -> None:
    table = pd.DataFrame(
        {
            "claim_id": ["a", "b"],
            "statement": ["A", "B"],
            "value": [11.8, None],
            "low": [None, None],
            "high": [None, 3.0],
        }
    )
    register = {"x.y": estimate(11.85, 5.0, 20.0)}
    register["today"] = estimate(30.0, 20.0, 40.0)
    evidence = {"a": ledger.Evidence(("x.y",), ("today", "not.there"))}
    rows = ledger.ledger(table, register, evidence).set_index("claim_id")
    assert rows.loc["a", ["ours", "verdict"]].tolist() == [11.85, claims.DIGIT]
    assert rows.loc["a", ["theirs", "on_vintage"]].tolist() == ["11.8", "11.8 [5, 20]"]
    assert rows["today"].tolist() == ["does not hold", ""]
    assert rows.loc["b", "theirs"] == "under 3"
    assert rows.loc["a", "vintage_keys"] == ("x.y",)
    assert rows.loc["b", "verdict"] == claims.NOT_TESTABLE


def test_a_star_asks_every_benchmark_that_has_an_estimate() -> None:
    table = pd.DataFrame({"claim_id": ["a"], "value": [0.3], "low": [None], "high": [None]})
    register = {
        f"living.{b}.share": estimate(v, v - 0.1, v + 0.1) for b, v in (("y", 0.3), ("x", 0.35))
    }
    evidence = {"a": ledger.Evidence(today=("living.*.share",))}
    rows = ledger.ledger(table, register, evidence)
    assert rows.loc[0, "today_keys"] == ("living.x.share", "living.y.share")
    assert rows.loc[0, "verdict"] == claims.SUPPORTED
    register["living.z.share"] = estimate(0.1, 0.05, 0.15)
    rows = ledger.ledger(table, register, evidence)
    assert rows.loc[0, "verdict"] == claims.NOT_SUPPORTED
    two_chosen = [
        k
        for k, e in ledger.EVIDENCE.items()
        if k in ("poi-quality", "reversal") and not any("*" in t for t in e.today)
    ]
    assert not two_chosen


@pytest.mark.slow
def test_every_vintage_key_in_evidence_is_a_number() -> None:
    chapters = {
        price_of_progress: "price-of-progress",
        lesswrong: "lesswrong-2025",
        epoch_2025: "epoch-2025",
        origin: "origin",
    }
    known = {n.key for m, v in chapters.items() for n in m.numbers(tables.vintage(v))}
    for claim, evidence in ledger.EVIDENCE.items():
        missing = [key for key in evidence.vintage if key not in known]
        assert not missing, f"{claim}: {missing}"
        assert evidence.vintage or evidence.today or evidence.why_not


@pytest.mark.parametrize(
    ("claim", "unit", "text"),
    [
        (Claim(9.026, 3.907, 20.854), "factor", "9.026× (3.907 to 20.854)"),
        (Claim(low=7, high=28), "factor", "7 to 28×"),
        (Claim(22000), "factor", "22,000×"),
        (Claim(0.73), "log points", "0.73 log points"),
        (Claim(0.32), "fraction", "32 %"),
        (Claim(high=100), "factor", "under 100×"),
        (Claim(low=280), "factor", "over 280×"),
        (Claim(), "months", "none stated"),
    ],
)
def test_a_claim_is_said_with_the_digits_it_was_printed_with(
    claim: Claim, unit: str, text: str
) -> None:
    assert ledger.said(claim, unit) == text
