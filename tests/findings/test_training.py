"""What must hold for the sentences of *Training and inference* to stay."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.facts.tables import vintage
from analysis.findings.training_and_inference import numbers, rows
from analysis.number import Number
from analysis.register.chapters import numbers_of
from analysis.register.declared import Chapter


@pytest.fixture(scope="module")
def register() -> dict[str, Number]:
    found = numbers_of(Chapter(numbers.numbers), vintage("origin"), "origin")
    return {number.key: number for number in found}


@pytest.fixture(scope="module")
def drawn() -> pd.DataFrame:
    return rows.sides(vintage("origin"))


def test_the_learning_rate_decides_how_far_apart_the_slopes_are(register) -> None:
    gap = "scaling.gain.{}.lstm-2-layer.envelope.reducible.exponent-gap"
    assert register[gap.format("trend")].value > 3 * register[gap.format("tuned")].value > 0


def test_neither_side_is_shown_to_be_faster(drawn) -> None:
    """Every interval of the inference side holds estimates of the training side."""
    training = drawn[drawn["group"].str.startswith("Training")]
    inference = drawn[drawn["group"].str.startswith("Inference")].dropna(subset=["low"])
    assert len(inference) >= 3
    for row in inference.itertuples():
        assert training["factor"].between(row.low, row.high).any(), row.label


def test_no_rate_is_drawn_that_the_register_holds_back(register, drawn) -> None:
    held = [key for key in register if "inference" in key and register[key].value is None]
    assert held  # or the rule is tried on nothing
    assert [key for key in drawn["key"] if register[key].value is None] == []
