"""A rate needs ground: a year of record, rows enough, and an interval within tenfold."""

from __future__ import annotations

import dataclasses

import pytest

from analysis.methods import falls
from analysis.number import YEARLY, Number, held, number, ungrounded

RATE = Number(
    key="a.b",
    value=4.0,
    unit=YEARLY,
    method="",
    function="",
    low=2.0,
    high=8.0,
    level=0.9,
    n=40,
    start="2024-01-01",
    end="2026-01-01",
)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({}, ""),
        ({"end": "2024-12-30"}, "less than a year lies between 2024-01-01 and 2024-12-30"),
        ({"end": "2024-12-31"}, ""),
        ({"high": 20.0}, ""),
        ({"high": 20.1}, "its 90 % interval, 2 to 20.1, is wider than tenfold"),
        ({"high": 20.1, "level": None}, ""),
        ({"high": 20.1, "unit": "factor"}, ""),
        ({"low": None, "high": None, "level": None, "n": 3}, "3 rows are too few"),
        ({"low": None, "high": None, "level": None}, ""),
        ({"value": None, "low": None, "high": None}, ""),
    ],
)
def test_which_rates_have_ground(change: dict[str, object], why: str) -> None:
    told = ungrounded(dataclasses.replace(RATE, **change))
    assert told.startswith(why) and bool(told) == bool(why)


def test_a_rate_without_ground_keeps_its_window_and_says_why() -> None:
    gone = held(dataclasses.replace(RATE, high=100.0))
    assert (gone.value, gone.low, gone.high, gone.level) == (None, None, None, None)
    assert (gone.n, gone.start, gone.end) == (RATE.n, RATE.start, RATE.end)
    assert gone.note.startswith("not estimated, because its 90 % interval, 2 to 100")
    assert held(RATE) is RATE


def test_a_number_drops_the_digits_that_differ_from_machine_to_machine() -> None:
    def told(size: float) -> Number:
        ends = 0.1 * size, 0.7 * size
        return number("a.b", size / 3, ends=ends, r2=0.9 * size, method="", of=falls.shares)

    assert told(1 + 1e-14) == told(1)
    assert told(1 + 1e-8) != told(1)
