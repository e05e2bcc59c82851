"""Intervals that keep, miss or overdo their promise are told apart, and every number is there."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.findings.how_sure import promises, study
from analysis.register import chapters


@pytest.mark.parametrize(
    ("lowest", "highest", "said"),
    [
        (0.86, 0.97, "as promised"),
        (0.97, 0.97, "more often than promised"),
        (0.83, 0.92, "too seldom in some worlds"),
        (0.0, 0.28, "too seldom"),
    ],
)
def test_a_word_follows_from_the_shares(lowest: float, highest: float, said: str) -> None:
    assert promises.word(lowest, highest) == said


def test_each_kind_has_a_row_for_each_part_of_the_study(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refused designs do not count, nor years that the register has no fall of."""
    kinds = [("outer, annual", "single"), ("outer, annual", "single"), ("outer, annual", "pooled"),
             ("outer, year-2024", "pooled"), ("outer, year-2026", "pooled")]  # fmt: skip
    table = pd.DataFrame(kinds, columns=["interval", "part"]).assign(
        target=study.REACH, samples=[9, 0, 9, 9, 9], covered=[0.8, None, 0.9, 0.6, 0.99]
    )
    monkeypatch.setattr(promises, "coverage", lambda: table)
    number = chapters.Number(
        key="", value=2.0, unit="factor per year", method="", function="", tables=()
    )
    kept = promises.kept({"reach.all-benchmarks.all.year-2026": number})
    assert kept[["of", "designs", "word"]].to_numpy().tolist() == [
        ["one benchmark", 1, "too seldom"],
        ["all together", 1, "as promised"],
        ["all together", 1, "more often than promised"],
    ]
    assert kept["what"].iloc[2] == "… in windows that end in 2026"
    assert kept["stem"].iloc[2] == "coverage.pooled.outer-year-2026.reach"


def test_the_study_has_every_kind_that_the_page_names() -> None:
    found = study.coverage()
    known = set(zip(found["interval"], found["target"], strict=True))
    named = {*promises.OURS, *promises.OTHERS}
    assert not named - known
    redrawn = found[found["trial"] == "redrawn"]
    assert set(zip(redrawn["interval"], redrawn["target"], strict=True)) <= named
