"""What one mis-dated price does to a published headline."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.facts import tables
from analysis.published import audit
from analysis.published import price_of_progress as pop


def test_prices_before_release_are_found_by_name() -> None:
    data = tables.vintage("price-of-progress")
    early = audit.priced_before_release(data, pop.observations(data, "gpqa-diamond"))
    assert set(early["model"]) == {"Llama 3.1 8B", "Qwen3 235B A22B (Reasoning)"}
    assert (early["release_date"] > early["date"] + pd.Timedelta(days=27)).all()


def test_one_of_them_carries_the_headline() -> None:
    data = tables.vintage("price-of-progress")
    found = {n.key: n for n in audit.numbers(data)}
    without = found["audit.gpqa-diamond.priced-before-release.without.frontier-all.factor"]
    published = pop.trend(data, "gpqa-diamond", "frontier-all").factor
    assert without.value > 1.3 * published
    assert found["audit.swe-bench-verified.priced-before-release.count"].value == 0
    assert found["audit.aime.priced-before-release.without.frontier-all.factor"].value == (
        pytest.approx(pop.trend(data, "aime", "frontier-all").factor, rel=1e-3)
    )
