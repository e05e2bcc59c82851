"""The claims page: estimates told apart in words, placed on one axis, linked to their rows."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd
import pytest

from analysis.findings.claims import ledger
from analysis.number import Number
from analysis.page import claims as claim_views
from analysis.page.claims import WIDTH, Axis
from analysis.register import chapters

NAMES = {
    "gpqa-diamond": "GPQA Diamond",
    "hle": "Humanity's Last Exam",
    "tb-2": "Terminal-Bench 2",
    "tb-2.1": "Terminal-Bench 2.1",
}


def estimate(key: str, value: float, low: float | None = None, high: float | None = None) -> Number:
    return Number(key=key, value=value, low=low, high=high, level=0.9, unit="factor per year",
                  method="", function="analysis.methods.trends.fit")  # fmt: skip


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        (["a.gpqa-diamond.factor", "a.hle.factor"], ["GPQA Diamond", "Humanity's Last Exam"]),
        (["b.band-30-50.factor", "b.band-50-70.factor"], ["30 to 50 %", "50 to 70 %"]),
        (["c.hedonic.output.factor", "c.price.mean"], ["Hedonic, Output", "Price, Mean"]),
        (["e.tb-2.1.share", "e.tb-2.share"], ["Terminal-Bench 2.1", "Terminal-Bench 2"]),
        (["d.only.factor"], [""]),
        ([], []),
    ],
)
def test_estimates_are_told_apart_by_what_their_keys_do_not_share(
    keys: list[str], said: list[str]
) -> None:
    assert claim_views.labels(keys, NAMES) == said


def test_the_axis_is_logarithmic_and_ends_near_the_outermost_value() -> None:
    axis = Axis.over([10.0, None, None], [estimate("x", 40.0, 0.001, 1e6)])
    assert axis is not None
    assert axis(20) == pytest.approx((axis(10) + axis(40)) / 2, abs=0.1)  # places have a decimal
    assert axis(10 / 4) > 0 and axis(40 * 4) < WIDTH
    assert (axis(0.001), axis(1e6), axis(-1.0)) == (0.0, WIDTH, 0.0)
    assert Axis.over([None, None, None], []) is None


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Returns the markup of claims over some numbers, by the evidence for each."""

    def markup(
        numbers: Sequence[Number],
        claims: dict[str, Any],
        evidence: dict[str, ledger.Evidence],
        **cited: Any,
    ) -> str:
        register = {number.key: number for number in numbers}
        monkeypatch.setattr(chapters, "register", lambda: register)
        rows = ledger.ledger(pd.DataFrame(claims), register, evidence).assign(**cited)
        return claim_views.claim_list(rows, register, NAMES).markup

    return markup


def test_a_claim_is_drawn_over_the_estimates_that_speak_of_it(shown: Callable[..., str]) -> None:
    numbers = (
        estimate("v.gpqa-diamond.factor", 9.0, 3.9, 21.0),
        estimate("t.hle.factor", 4.0),
    )
    claims = {"claim_id": ["one", "two"], "statement": ["Falls < fast", "Halves"], "value": None,
              "low": [5.0, None], "high": [10.0, None], "unit": "factor",
              "where": "abstract"}  # fmt: skip
    evidence = {
        "one": ledger.Evidence(("v.gpqa-diamond.factor",), ("t.hle.factor",)),
        "two": ledger.Evidence(why_not="no number is stated"),
    }
    markup = shown(numbers, claims, evidence, who="A paper", url=["https://a.b/c", None])
    first, second = markup.split('<section class="bp-claim" id="two">')
    assert "<strong>Falls &lt; fast.</strong>" in first
    assert '<span><a href="https://a.b/c">A paper</a>, abstract</span>' in first
    against = '<strong class="bp-not-supported">on our record it does not hold</strong>'
    assert f"statistically reproduced; {against}" in first, "no verdict has another's colour"
    assert ">10×</text>" in first and "bp-scale" not in second
    assert re.findall(r'<th scope="row">(.*?)</th>', first) == [
        "Claimed",
        "Their data",
        "Our record",
    ]
    assert first.count("<rect ") == 3 and first.count("bp-dot") == 2 and first.count("bp-bar") == 1
    assert 'href="/report/numbers/v.gpqa-diamond.factor.html"' in first
    assert "not testable: no number is stated" in second and "<path" not in second


def test_a_reproduced_value_is_shown_with_the_digits_it_was_printed_with(
    shown: Callable[..., str],
) -> None:
    claims = {"claim_id": ["m"], "statement": ["Mean"], "value": 11.8, "low": None,
              "high": None, "unit": "factor", "where": "text"}  # fmt: skip
    evidence = {"m": ledger.Evidence(("v.mean",))}
    markup = shown([estimate("v.mean", 11.8321)], claims, evidence, who="A post", url=None)
    assert ">11.8×</a>" in markup


def test_a_reproduced_interval_is_shown_as_it_was_printed_and_a_miss_to_its_own_digits(
    shown: Callable[..., str],
) -> None:
    numbers = estimate("v.fit", 9.0264, 3.9070, 20.8539), estimate("v.sum", 6926.3)
    claims = {"claim_id": ["f", "s"], "statement": ["A fit (R2 0.8)", "A sum of 6 930"],
              "value": [9.026, 6930.0], "low": [3.907, None], "high": [20.854, None],
              "unit": "factor", "where": "text"}  # fmt: skip
    evidence = {"f": ledger.Evidence(("v.fit",)), "s": ledger.Evidence(("v.sum",))}
    markup = shown(numbers, claims, evidence, who="A paper", url=None)
    assert ">9.026× (3.907 to 20.854)</a>" in markup and ">6,926×</a>" in markup
    assert "A fit (R² 0.8)" in markup and "A sum of 6,930" in markup


def test_what_is_not_estimated_says_why_in_its_place() -> None:
    number = dataclasses.replace(
        estimate("x", 1.0), value=None, note="not estimated, because <few>"
    )
    row = {"verdict": "holds", "value": None}
    assert claim_views._cited(number, row) == "not estimated, because &lt;few&gt;"
