"""Every interval that is registered says how often such intervals held the truth, or why not."""

from __future__ import annotations

import pytest

from analysis.facts.tables import Dataset
from analysis.findings.how_sure import holding, study
from analysis.number import Number, Register
from analysis.register import chapters


@pytest.fixture(scope="module")
def register(living: Dataset) -> Register:
    return chapters.register()


def test_every_interval_is_tried_or_says_why_not(register: Register) -> None:
    """A range by another rule than chance has no level and promises nothing."""
    bounded = [n for n in register.values() if n.level is not None and n.low is not None]
    silent = [n.key for n in bounded if not holding.told(n, register)]
    assert len(bounded) > 500 and not silent, (
        f"{silent[:3]}: neither tried in data/study/coverage.csv nor said why not; "
        "see findings/how_sure/holding.py"
    )


def test_a_number_finds_its_own_kind(register: Register) -> None:
    found = {
        "reach.gpqa-diamond.all.last": "coverage.single.outer-last.reach",
        "reach.all-benchmarks.all.annual": "coverage.pooled.outer-annual.reach",
        "line.all-benchmarks.open.annual": "coverage.pooled.line-one-maker-left-out-open.line",
        "living.gpqa-diamond.all.factor": "coverage.record.line-through-all-runs-t-as-published.own",
        "living.gpqa-diamond.frontier-all.factor": "coverage.single.frontier-t-as-published.line",
        "living.gpqa-diamond.index.hedonic.decline": "coverage.record.index-half-samples-of-makers.own",
        "hardware.rents.factor": "",
    }  # fmt: skip
    assert {key: holding.stem(register[key], register) for key in found} == found
    rows = study.coverage()
    ours = rows[(rows["interval"] == "outer, last") & (rows["part"] == "single")]["covered"]
    assert holding.told(register["reach.gpqa-diamond.all.last"], register).startswith(
        f"{100 * ours.min():.0f} % to {100 * ours.max():.0f} % of samples"
    )
    assert "months of rent" in holding.told(register["hardware.rents.factor"], register)


def test_no_reason_stands_without_a_number(register: Register) -> None:
    """A function that is renamed, or no longer registers anything, leaves the lists."""
    functions = {number.function for number in register.values()}
    named = {*holding._HELD, *holding._UNTRIED}
    assert not named - functions


def test_ranges_have_no_level() -> None:
    spread = Number(
        key="choices.x.median", value=2.0, low=1.0, high=3.0, unit="factor per year",
        method="", function="", tables=(),
    )  # fmt: skip
    assert holding.told(spread, {}) == ""
