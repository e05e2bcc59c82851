"""The fall of a price a task: from the first run, within a year, bought or not."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.facts.tables import Dataset
from analysis.findings.claims import arc


def runs(*rows: tuple[str, float]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["release", "price"])
    return table.assign(release=pd.to_datetime(table["release"]), sold="api", score=0.75)


def test_the_fall_is_to_the_lowest_price_of_the_year_after() -> None:
    found = arc.fall(
        runs(("2025-01-10", 50.0), ("2025-01-10", 40.0), ("2026-01-10", 4.0), ("2026-01-11", 1.0))
    )
    assert found is not None
    assert found.fold == 10.0 and found.runs == 3
    assert found.end == pd.Timestamp("2026-01-10")
    assert arc.fall(runs()) is None


def test_the_fall_on_record_is_the_one_that_was_told(living: Dataset) -> None:
    """'The 580-fold fall' starts with a model that nobody could buy; one on sale came later."""
    told = {n.key: n for n in arc.numbers(living)}
    anyone, bought = (told[f"arc-agi-1.solved-70-to-80.{n}"] for n in ("fold", "fold-for-sale"))
    assert anyone.value == pytest.approx(580, abs=0.5)
    assert bought.start is not None and anyone.start is not None and bought.start > anyone.start
