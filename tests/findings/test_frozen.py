"""Forecasts that a release froze: read from its numbers, judged once their month has come."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.facts.observations import Samples
from analysis.findings.is_it_slowing import frozen
from analysis.findings.is_it_slowing.milestones import counted
from analysis.methods import milestones

KEY = "living.gpqa-diamond.forecast.score-500.price"


def release(folder: Path, date: str, value: float | None, high: float = 9.0) -> None:
    told = {"value": value, "low": 1e-6, "high": high}
    numbers = {KEY: told, "living.gpqa-diamond.all.factor": {"value": 3.0, "low": 2, "high": 4}}
    text = json.dumps({"version": date[:7], "date": date, "tables": {}, "numbers": numbers})
    (folder / f"{date}.json").write_text(text, encoding="utf-8")


def test_a_release_of_two_years_ago_is_judged_and_todays_is_not(
    observations_of_living: Samples, tmp_path: Path
) -> None:
    facts = observations_of_living
    rows = counted(facts)["gpqa-diamond"]
    end = milestones.as_of(rows)
    made = end - pd.DateOffset(months=14)
    months = pd.DatetimeIndex([made.to_period("M").to_timestamp() + frozen.AHEAD])
    came = float(np.exp(milestones.prices_to_reach(rows, months, np.array([0.5])))[0, 0])
    release(tmp_path, made.date().isoformat(), 2 * came)
    release(tmp_path, end.date().isoformat(), 1.0)
    table = frozen.judged(facts, frozen.forecasts(tmp_path)).set_index("due").sort_index()
    assert len(table) == 2, "a number that is no forecast is none"
    past, ahead = table.iloc[0], table.iloc[1]
    assert past["actual"] == pytest.approx(came) and past["error"] == pytest.approx(2.0)
    assert past["held"] and past["error_none"] >= 1
    assert np.isnan(ahead["actual"]) and pd.isna(ahead["held"])
    told = frozen.summary(table.reset_index()).set_index("version")
    assert told["came"].tolist() == [1, 0] and told["forecasts"].tolist() == [1, 1]


def test_a_forecast_without_a_value_is_none(tmp_path: Path) -> None:
    release(tmp_path, "2026-01-05", None)
    assert frozen.forecasts(tmp_path).empty


def test_the_releases_of_the_repository_are_read() -> None:
    found = frozen.forecasts()
    assert len(found) > 20 and (found["low"] <= found["high"]).all()
    assert found["level"].between(0, 1).all()
