"""One estimand, one interval: pages may not give a number twice with different bounds.

An estimate may have several intervals only where its key names which of them it holds, as the
page *How sure* does to compare them. All others must agree.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import pytest

from analysis.number import Number
from analysis.register import chapters

# Parts of a key that say which of several intervals a number holds.
KINDS = re.compile(
    r"\.(bootstrap-by-\w+-\w+|wild-cluster-by-\w+|t-as-published|scores-redrawn|estimator\..+"
    r"|inner|recounted|without-one-\w+|delta)(\.|$)"
)
PLAIN = 5  # significant digits: a value of fewer, such as a half, may be shared by chance


def twice(numbers: Iterable[Number]) -> list[str]:
    """Return the keys of estimates that have one value and different intervals, a line a value."""
    found: dict[tuple[str, str, float | None], list[Number]] = {}
    for number in numbers:
        if number.value is None or number.low is None or KINDS.search(number.key):
            continue
        value = f"{number.value:.9g}"
        if len(value.replace(".", "").strip("0-")) > PLAIN:
            found.setdefault((value, number.unit, number.level), []).append(number)
    bounds = {
        told: {(f"{n.low:.5g}", f"{n.high:.5g}") for n in same} for told, same in found.items()
    }
    return [" ".join(n.key for n in same) for told, same in found.items() if len(bounds[told]) > 1]


def made(key: str, low: float | None, high: float | None, value: float = 7.642053) -> Number:
    return Number(
        key=key, value=value, unit="factor per year", method="", function="", low=low, high=high
    )


@pytest.mark.parametrize(
    ("other", "lines"),
    [
        (made("b", 3.8, 10.9), ["a b"]),
        (made("b", 5.4, 10.8), []),  # the same
        (made("b", None, None), []),  # told once
        (made("b.inner", 3.8, 10.9), []),  # named
        (made("b", 3.8, 10.9, value=7.6), []),  # another
    ],
)
def test_a_second_interval_is_found_unless_its_key_names_it(other, lines) -> None:
    assert twice([made("a", 5.4, 10.8), other]) == lines


@pytest.mark.facts
def test_no_estimate_has_two_intervals() -> None:
    assert not twice(chapters.register().values())
