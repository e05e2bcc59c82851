"""Numbers to words and digits, on both sides of each boundary."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from analysis import format as fmt


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (9.026, 2, "9.0"),
        (9.0499, 2, "9.0"),
        (9.0501, 2, "9.1"),
        (9.949, 2, "9.9"),
        (9.951, 2, "10"),  # a digit more before the point, one fewer after it
        (20.854, 2, "21"),
        (104.4, 3, "104"),
        (1239.6, 4, "1,240"),
        (1250.0, 2, "1,200"),  # half goes to even
        (0.0123, 2, "0.012"),
        (0.000012, 2, "0.000012"),
        (0.0000099, 2, "9.9 × 10⁻⁶"),
        (9.9e11, 2, "990,000,000,000"),
        (1e12, 2, "1.0 × 10¹²"),
        (-3.14159, 3, "−3.14"),
        (0.0, 2, "0"),
        (math.nan, 2, "–"),
    ],
)
def test_significant_digits(value: float, digits: int, text: str) -> None:
    assert fmt.significant(value, digits) == text


@pytest.mark.parametrize(
    ("value", "low", "high", "digits"),
    [
        (9.026, 3.907, 20.854, 2),
        (104.3, 90.0, 110.0, 2),  # last place of two digits is 10, half the interval is 10
        (104.3, 90.5, 110.0, 3),
        (104.3, 103.3, 105.3, 3),  # last place of three digits is 1, half the interval is 1
        (104.3, 103.4, 105.3, 4),
        (9.026, None, None, 2),
        (0.0, -1.0, 1.0, 2),
    ],
)
def test_digits_follow_the_interval(
    value: float, low: float | None, high: float | None, digits: int
) -> None:
    assert fmt.supported_digits(value, low, high) == digits


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1240.0, "$1,240"),
        (1239.5, "$1,240"),
        (99.99, "$99.99"),
        (99.996, "$100"),
        (12.4, "$12.40"),
        (0.1, "$0.10"),
        (0.0999, "$0.0999"),
        (0.0123, "$0.0123"),
        (-5.0, "−$5.00"),
        (math.inf, "–"),
    ],
)
def test_dollars(value: float, text: str) -> None:
    assert fmt.usd(value) == text


def test_dollars_with_two_digits_drop_the_cents() -> None:
    assert fmt.usd(12.4, 2) == "$12"
    assert fmt.usd(0.044, 2) == "$0.044"


@pytest.mark.parametrize(
    ("share", "text"),
    [(0.42, "42 %"), (0.994, "99 %"), (0.995, "99.5 %"), (0.99995, "99.995 %"), (1.0, "100 %")],
)
def test_a_share_below_one_never_reads_100(share: float, text: str) -> None:
    assert fmt.percent(share) == text


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (9.026, "factor per year", "9.0×"),
        (2.5, "USD per million tokens", "$2.50"),
        (0.25, "share", "25 %"),
        (1204.0, "count", "1,204"),
        (3.2, "months", "3.2 months"),
        (0.731, "", "0.73"),
        (0.0367, "probability", "0.037"),
        (None, "share", "–"),
    ],
)
def test_a_quantity_takes_the_form_of_its_unit(value: float | None, unit: str, text: str) -> None:
    assert fmt.quantity(value, unit) == text


def test_a_quantity_is_rounded_to_what_its_interval_supports() -> None:
    assert fmt.quantity(104.3, "factor per year", 103.3, 105.3) == "104×"
    assert fmt.quantity(104.3, "factor per year", 103.3, 105.3, digits=2) == "100×"


def test_an_interval_says_its_unit_once_for_factors() -> None:
    assert fmt.interval(3.907, 20.854, "factor per year") == "3.9 to 21"
    assert fmt.interval(1.234, 3.456, "USD") == "$1.2 to $3.5"
    assert fmt.interval(0.12, 0.2, "share") == "12 to 20 %"
    assert fmt.interval(0.24, 1.4, "log points per year") == "0.24 to 1.4"  # its value said it


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (10.0, "$10.00"),
        (0.125, "$0.125"),
        (0.0065, "$0.0065"),
        (1250.5, "$1,250.50"),
        (0.1, "$0.10"),
    ],
)
def test_a_list_price_is_written_exactly(value: float, text: str) -> None:
    assert fmt.rate(value) == text
    assert fmt.rate(float("nan")) == fmt.MISSING


def test_an_interval_has_the_digits_that_part_its_ends_and_keep_one_out() -> None:
    assert fmt.interval(1.1949, 1.2183, "factor") == "1.19 to 1.22"
    assert fmt.interval(0.9231, 0.9235, "share") == "92.31 to 92.35 %"
    assert fmt.interval(1.046, 1.23, "factor per year") == "1.05 to 1.2"
    assert fmt.interval(0.97, 1.14, "factor per year") == "0.97 to 1.1"


def test_words() -> None:
    assert [fmt.word(n) for n in (0, 12, 13, 1204)] == ["zero", "twelve", "13", "1,204"]
    assert fmt.listing(["a"]) == "a"
    assert fmt.listing(["a", "b", "c"]) == "a, b and c"
    assert fmt.month(pd.Timestamp("2025-03-09")) == "Mar 2025"
