"""The study: tallies by hand, designs that exist, and marks that its tables are held to."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.facts.observations import Samples
from analysis.findings.how_sure import study
from analysis.study import planted, single
from analysis.study.tally import COLUMNS, Tally, Tried


def test_a_tally_counts_what_held() -> None:
    tally = Tally()
    tally.add([Tried("i", "t", 1.0, 0.0, 2.0, 1.5), Tried("i", "t", 3.0, 2.0, 4.0, 1.5)])
    tally.add([Tried("i", "t", np.nan, 0.0, 2.0, 1.5)])
    (row,) = tally.rows(part="single", benchmark_id="b", design="d")
    assert list(row) and set(row) == set(COLUMNS)
    assert (row["samples"], row["lost"], row["covered"]) == (2, 1, 0.5)
    assert row["bias"] == pytest.approx(0.5) and row["width"] == pytest.approx(np.exp(2.0))
    assert row["rmse"] == pytest.approx(np.sqrt((0.25 + 2.25) / 2))


def test_a_design_is_studied_the_same_twice(
    observations_of_living: Samples, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(single, "WORLDS", 5)
    design = next(planted.planted(observations_of_living))
    one, two = (single.study(design, samples=2) for _ in range(2))
    assert one == two and {row["interval"] for row in one} >= {"outer, annual", "inner, annual"}


def test_the_tables_hold_every_design_with_seed_and_date() -> None:
    table, sizes = study.coverage(), study.sizes()
    designs = pd.read_csv(planted.DESIGNS)[["benchmark_id", "design"]]
    assert len(designs.merge(table[table["interval"] == "outer, annual"])) == len(designs)
    assert len(designs.merge(sizes)) == len(designs)
    for each in (table, sizes):
        assert (each["seed"] == planted.SEED).all() and pd.to_datetime(each["date"]).notna().all()
