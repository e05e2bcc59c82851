"""Rents by month: planted effects come back, weeks weigh as months, and windows meet their own."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.findings.why import rent
from analysis.methods import reach


def rows(turned: int = 20, months: int = 36) -> pd.DataFrame:
    """Two chips whose rents fall 2 % a month up to ``turned`` and rise 1 % after; one is late."""
    at = np.arange(months)
    log = np.where(at < turned, -0.02 * at, -0.02 * turned + 0.01 * (at - turned))
    dates = pd.Timestamp("2023-01-01") + pd.DateOffset(months=1) * at
    chips = [
        pd.DataFrame({"name": name, "date": dates[first:], "usd_per_hour": price * np.exp(log[first:])})
        for name, price, first in (("H100", 4.0, 0), ("B200", 9.0, 12))
    ]  # fmt: skip
    return pd.concat(chips, ignore_index=True).assign(source_id=rent.RATE_CARDS)


def test_a_planted_turn_comes_back() -> None:
    turn = rent.turn(rent.monthly(rows()))
    assert turn is not None
    assert turn.lowest - turn.first == 20 and turn.last - turn.lowest == 15
    assert (turn.fell, turn.rose) == pytest.approx((0.4, 0.15))
    assert set(turn.without) == {"H100", "B200"}
    assert turn.without["H100"][1] == pytest.approx(0.15)


def test_a_chip_that_comes_late_moves_no_index() -> None:
    one, both = rows()[lambda t: t["name"] == "H100"], rows()
    left, right = (rent.index(rent.monthly(t)) for t in (one, both))
    assert left.to_numpy() == pytest.approx(right.to_numpy())


def test_four_weeks_weigh_as_one_month() -> None:
    table = rows()
    last = table[table["date"] == table["date"].max()]
    weeks = [last.assign(date=last["date"] + pd.Timedelta(days=7 * week)) for week in range(4)]
    often = pd.concat([table, *weeks], ignore_index=True)
    pd.testing.assert_frame_equal(rent.monthly(often), rent.monthly(table))


def test_too_few_months_have_no_turn() -> None:
    assert rent.turn(rent.monthly(rows(months=23))) is None
    assert rent.turn(rent.monthly(rows().head(0))) is None


def test_windows_meet_the_rent_of_their_own_months() -> None:
    """Two makers offer one score at one price; rents fall 1 % a month: a year of it everywhere."""
    day = pd.to_datetime(["2021-01-01", "2021-01-01", "2024-01-01"])
    table = pd.DataFrame(
        {
            "date": day, "release_date": day, "price": 3.0, "score": 0.6, "score_se": np.nan,
            "run_id": ["a", "b", "c"], "base": ["a", "b", "c"], "creator": ["x", "y", "z"],
        }
    )  # fmt: skip
    seen = reach.observed(table, 0.0, 200.0)
    months = np.arange(seen.months[0], seen.months[-1] + 1)
    rents = pd.Series(-0.01 * np.arange(len(months)), index=months)
    fall, hardware = rent.of_windows(seen, rents)["annual"]
    assert (fall, hardware) == pytest.approx((0.0, 0.12))
    unknown = rent.of_windows(seen, rents.iloc[:6])["annual"]
    assert np.isnan(unknown).all()
