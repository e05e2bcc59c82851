"""*The Price of Progress* to the printed digit, from its frozen data."""

from __future__ import annotations

import pytest

from analysis.facts import tables
from analysis.published import price_of_progress
from analysis.register import chapters

# factor, low, high, n, R2 as printed in the authors' regression table (raw, 2026-04-27).
PUBLISHED = {
    "gpqa-diamond": {
        "frontier-all": (9.026, 3.907, 20.854, 57, 0.8152),
        "frontier-open": (3.968, 2.187, 7.202, 43, 0.8297),
        "all": (4.415, 2.578, 7.561, 163, 0.6585),
        "open": (1.368, 0.757, 2.473, 84, 0.6000),
    },
    "aime": {
        "frontier-all": (12.240, 5.368, 27.908, 49, 0.7870),
        "frontier-open": (6.993, 2.594, 18.852, 31, 0.6629),
        "all": (5.692, 3.102, 10.443, 132, 0.6411),
        "open": (3.165, 1.574, 6.365, 60, 0.6380),
    },
    "swe-bench-verified": {
        "frontier-all": (5.926, 0.887, 39.611, 16, 0.5172),
        "frontier-open": (4.528, None, None, 3, 1.0),
        "all": (1.290, 0.341, 4.878, 26, 0.2013),
        "open": (0.248, 0.000, 99266.244, 5, 0.3222),
    },
    "arc-agi-1": {
        "frontier-all": (12.201, 6.516, 22.847, 43, 0.6870),
        "frontier-open": (0.456, 0.123, 1.681, 10, 0.7631),
        "all": (3.313, 1.963, 5.593, 86, 0.5378),
        "open": (0.686, 0.159, 2.952, 11, 0.7846),
    },
}
CASES = [(b, s, *row) for b, samples in PUBLISHED.items() for s, row in samples.items()]


@pytest.mark.parametrize(("benchmark", "sample", "factor", "low", "high", "n", "r2"), CASES)
def test_published_fits_come_back_to_the_printed_digit(
    benchmark: str, sample: str, factor: float, low: float, high: float, n: int, r2: float
) -> None:
    fitted = price_of_progress.trend(tables.vintage("price-of-progress"), benchmark, sample)
    assert fitted is not None
    # half a unit of the last printed digit; the authors printed three decimals, R2 four
    assert fitted.factor == pytest.approx(factor, abs=0.0005)
    assert fitted.n == n
    assert fitted.r2 == pytest.approx(r2, abs=0.00005)
    if low is None:
        assert fitted.low is None and "degenerate" in fitted.note
    else:
        assert fitted.low == pytest.approx(low, abs=0.0005)
        assert fitted.high == pytest.approx(high, abs=0.0005)


def test_decomposition_multiplies_back_to_the_decline() -> None:
    data = tables.vintage("price-of-progress")
    parts = price_of_progress.decomposition(data, "gpqa-diamond")
    whole = price_of_progress.trend(data, "gpqa-diamond", "frontier-all")
    assert parts.competition * parts.hardware * parts.algorithms == pytest.approx(whole.factor)
    assert parts.algorithms == pytest.approx(2.778, abs=0.0005)  # printed, hardware-adjusted table
    assert (parts.low, parts.high) == pytest.approx((1.531, 5.042), abs=0.0005)


def test_rising_price_of_the_best_run_on_gpqa() -> None:
    data = tables.vintage("price-of-progress")
    rise = price_of_progress.best_run_rise(data, "gpqa-diamond")
    assert rise.factor == pytest.approx(4.25, abs=0.005)  # the authors' notebook prints 4.25
    assert rise.n == 9


@pytest.mark.slow
def test_of_ties_the_published_rise_takes_the_dearest_and_ours_the_cheapest() -> None:
    numbers = price_of_progress.numbers(tables.vintage("price-of-progress"))
    found = {n.key.removeprefix("price-of-progress."): n.value for n in numbers}
    for benchmark, tied in (("gpqa-diamond", False), ("aime", True), ("swe-bench-verified", True)):
        published = found[f"{benchmark}.best-run.rise"]
        ours = found[f"{benchmark}.best-run.cheapest-of-ties.rise"]
        assert (published > 1.05 * ours) if tied else (published == ours)


@pytest.mark.slow
def test_every_number_says_where_it_comes_from() -> None:
    vintage = tables.vintage("price-of-progress")
    found = {n.key: n for n in price_of_progress.numbers(vintage)}
    assert len(found) > 40
    for number in found.values():
        assert number.unit and number.method and number.function and number.tables
        assert number.key == number.key.lower()
    assert found["price-of-progress.swe-bench-verified.frontier-open.factor"].low is None


def test_an_unknown_key_names_the_closest(monkeypatch) -> None:
    few = {"price-of-progress.aime.all.factor": None, "price-of-progress.gpqa.open.n": None}
    monkeypatch.setattr(chapters, "register", lambda: few)
    with pytest.raises(
        chapters.UserError, match=r"did you mean price-of-progress\.aime\.all\.factor"
    ):
        chapters.get("price-of-progress.aime.al.factor")
