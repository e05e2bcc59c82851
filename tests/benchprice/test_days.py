"""Days in the forms that logs write them in."""

from __future__ import annotations

import pytest

from analysis.benchprice import days


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2026-03-14", "2026-03-14"),
        ("2026-03-14T23:30:00-05:00", "2026-03-15"),
        ("2026-03-14T10:00:00Z", "2026-03-14"),
        ("2026-03-14 10:00:00 UTC", "2026-03-14"),
        ("20260314T100000Z", "2026-03-14"),
        ("2026-03-14T10.00.00Z", "2026-03-14"),
        ("2026-13-14T10:00:00Z", ""),
        (1773446400, "2026-03-14"),
        (1773532799, "2026-03-14"),
        (1773446400.5, "2026-03-14"),
        ("1773446400000", "2026-03-14"),
        (1773446400000000000, "2026-03-14"),
        ("soon", ""),
        (None, ""),
        ("9" * 300, ""),
        (10**400, ""),
        (float("nan"), ""),
        ({}, ""),
    ],
)
def test_a_point_in_time_is_of_a_day_in_utc_or_of_none(value, day):
    assert days.of(value) == day


def test_today_is_the_day_that_a_reproducible_build_sets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1773446400")
    assert days.today() == "2026-03-14"
    for none in ("", "soon", "9" * 300):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", none)
        assert days.today() > "2026-03-14"
