"""The study: tallies by hand, designs that exist, and marks that its tables are held to."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.facts.observations import Samples
from analysis.findings.how_sure import study
from analysis.study import planted, single, together
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


def test_the_marks_that_the_page_tells_of_are_held() -> None:
    """Bias within 0.15, nominal 90 % from 86 % on, size 5 to 15 %: but for the error of a share."""
    table, sizes = study.coverage(), study.sizes()
    ours = table[table["interval"] == "outer, annual"]
    assert set(ours["part"]) == {"single", "domain", "pooled"} and len(ours) > 20
    assert ours["bias"].abs().max() < 0.15
    assert (ours["covered"] >= 0.86 - 2 * ours["covered_se"]).all()
    pooled = ours[ours["part"] == "pooled"]["covered"]
    assert pooled.between(0.88, 0.96).all()
    steady = sizes[sizes["slowing"] == 0]
    assert (steady["rejected"] >= 0.05 - 2 * steady["rejected_se"]).all()
    assert (steady["rejected"] <= 0.15 + 2 * steady["rejected_se"]).all()


def test_every_kind_of_interval_that_the_site_prints_was_tried() -> None:
    kinds = set(study.coverage()["interval"])
    ours = {f"outer, {name}" for name in single.STATISTICS} | {"inner, annual"}
    ratios = {f"ratio, {one} over {other}" for one, other in together.RATIOS}
    others_ = {"line, one maker left out", "rise of the best run, t, as published"}
    parts = {f"split, {part}, bootstrap by model" for part in ("competition", "algorithms")}
    assert ours | ratios | others_ | parts | {"halving time, bootstrap by model"} <= kinds
    assert set(study.coverage()["target"]) == set(study.TARGETS)
