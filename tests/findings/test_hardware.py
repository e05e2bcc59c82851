"""Deflators from planted chips and rents; a split whose parts multiply to the whole."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.facts import tables
from analysis.findings.why import hardware, rent
from analysis.methods import decomposition
from analysis.methods.uncertainty import generator
from analysis.published import observed, price_of_progress
from tests.methods import planted


def market(chip_factor: float = 1.5, rent_factor: float = 0.9) -> pd.DataFrame:
    """Make chips and rents whose prices move exactly at a rate."""
    years = np.arange(20) / 3
    chips = pd.DataFrame(
        {"date": pd.Timestamp("2017-01-01") + pd.to_timedelta(365 * years, unit="D"),
         "usd": 1000 * chip_factor**-years, "flop_per_second": 1e13, "usd_per_hour": np.nan,
         "kind": "purchase", "source_id": "chips", "name": [f"c{i}" for i in range(20)]}
    )  # fmt: skip
    months = np.arange(36) / 12
    rents = pd.concat(
        pd.DataFrame(
            {"date": pd.Timestamp("2023-01-01") + pd.to_timedelta(365 * months, unit="D"),
             "usd": np.nan, "flop_per_second": np.nan, "usd_per_hour": base * rent_factor**-months,
             "kind": "rental", "source_id": rent.RATE_CARDS, "name": name}
        )
        for name, base in (("H100", 4.0), ("A100", 2.0))
    )  # fmt: skip
    return pd.concat([chips, rents], ignore_index=True)


def test_planted_deflators_come_back() -> None:
    found = {d.key: d for d in hardware.deflators(market())}
    assert list(found) == ["constant", "chips", "rents", "rent-per-flop"]
    assert found["chips"].factor == pytest.approx(1.5, rel=1e-3)  # whole days
    assert found["rents"].factor == pytest.approx(0.9, rel=5e-3)  # rents that rise; whole months
    assert found["constant"].factor == decomposition.HARDWARE_FACTOR


def test_without_a_hardware_table_only_the_constant_is_left() -> None:
    assert [d.key for d in hardware.deflators(market().head(0))] == ["constant"]


def test_parts_multiply_to_the_whole_and_carry_the_deflator() -> None:
    rows = planted.planted(planted.DESIGNS[2], generator("split"))
    rows["weights"] = np.where(rows["base"] % 2 == 0, "open", "closed")
    for deflator in hardware.deflators(market()):
        table = hardware.split(rows, deflator, "test").set_index("part")
        product = table.loc[list(hardware.PARTS), "factor"].prod()
        assert product == pytest.approx(table.loc["total", "factor"])
        assert table.loc["hardware", "factor"] == pytest.approx(deflator.factor)
    assert (table["low"] <= table["factor"]).all() and (table["factor"] <= table["high"]).all()


def test_the_published_split_stands_in_the_middle() -> None:
    data = tables.vintage("price-of-progress")
    published = price_of_progress.decomposition(data, "gpqa-diamond")
    rows = observed.of(data).tables["gpqa-diamond"]
    table = hardware.split(rows, hardware.CONSTANT).set_index("part")["factor"]
    assert table["competition"] == pytest.approx(published.competition)
    assert table["algorithms"] == pytest.approx(published.algorithms)


def test_competition_does_not_depend_on_the_deflator() -> None:
    rows = observed.of(tables.vintage("price-of-progress")).tables["aime"]
    first, second = (hardware.split(rows, d, "k") for d in hardware.deflators(market())[:2])
    assert first.iloc[0].equals(second.iloc[0])


def test_three_open_points_have_no_interval() -> None:
    rows = observed.of(tables.vintage("price-of-progress")).tables["swe-bench-verified"]
    table = hardware.split(rows, hardware.CONSTANT).set_index("part")
    assert pd.isna(table.loc["algorithms", "low"]) and "too few" in table.loc["algorithms", "note"]
    assert pd.notna(table.loc["total", "low"])
