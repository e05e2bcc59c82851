"""Days in the forms that logs write them in."""

from __future__ import annotations

import pytest

from analysis.benchprice import days
from analysis.benchprice.errors import UserError


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


def test_today_is_the_day_that_a_build_names_and_no_other_tools(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    assert days.today() > "2026-03-14"
    monkeypatch.setenv(days.TODAY, "2026-03-14")
    assert days.today() == "2026-03-14"
    monkeypatch.setenv(days.TODAY, "soon")
    with pytest.raises(UserError, match="'soon' is not a date"):
        days.today()
