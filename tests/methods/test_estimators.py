"""Five readings of one planted decline; milestone slopes against record lows fitted one by one."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.facts import tables
from analysis.findings.how_sure import numbers as how_sure
from analysis.findings.how_sure import rows as labels
from analysis.methods import estimators, frontier, resampling, trends
from analysis.methods.uncertainty import generator, slug
from tests.methods import planted
from tests.methods.test_specification import exact


def test_every_estimator_finds_a_planted_factor() -> None:
    table = estimators.agreement(exact(4.0).assign(base=lambda f: f["model_id"]), "planted")
    # exact data; the quantile fit stops within 1e-3 of a log price, record lows at a level also
    # follow the scores above it, which wander a little
    within = (table["estimator"] == "milestone prices").map({True: 0.1, False: 1e-3})
    assert len(table) >= 5
    assert ((table["factor"] / 4.0 - 1).abs() < within).all()


def test_every_estimator_is_shown_under_a_label() -> None:
    rows = exact(4.0).assign(base=lambda f: f["model_id"])
    assert {slug(name) for name in estimators.methods(rows)} == set(labels.ESTIMATORS)


def test_milestone_slopes_are_fits_of_record_lows() -> None:
    rows = planted.planted(planted.DESIGNS[2], generator("milestones"))
    rows = rows.assign(model_id=rows["base"])
    levels = np.array([0.1, 0.4])
    fast = estimators.milestones(rows, levels, np.ones(len(rows)))
    lows = [frontier.milestone_prices(rows, level) for level in levels]
    slow = [np.log(trends.fit(low, score=None).factor) for low in lows]
    assert fast[0] == pytest.approx(np.mean(slow), rel=1e-9)


def test_two_record_lows_are_no_trend() -> None:
    rows = pd.DataFrame(
        {
            "date": pd.to_datetime(["2025-01-01", "2025-06-01", "2025-07-01"]),
            "price": [3.0, 2.0, 2.5],
            "score": 0.5,
        }
    )
    assert np.isnan(estimators.milestones(rows, np.array([0.4]), np.ones(3))[0])
    lower = rows.assign(price=[3.0, 2.0, 1.0])
    assert np.isfinite(estimators.milestones(lower, np.array([0.4]), np.ones(3))[0])


def test_the_slope_of_all_runs_is_taken_from_all_runs() -> None:
    rows = planted.planted(planted.DESIGNS[2], generator("slope"))
    data = resampling.sample(rows, frontier=True)
    weights = np.ones((1, len(rows)))
    design = np.column_stack([np.ones(len(rows)), data.years, data.logit])
    slope = np.linalg.lstsq(design, data.log_price, rcond=None)[0][2]
    assert estimators.score_slope(data, weights)[0] == pytest.approx(slope)
    kept = frontier.on_frontier(rows).to_numpy()
    line = np.polyfit(data.years[kept], (data.log_price - slope * data.logit)[kept], 1)
    assert estimators.given_slope(data, weights)[0] == pytest.approx(-line[0])


def test_estimators_of_the_published_data_disagree_and_say_how_sure_they_are() -> None:
    found = {n.key: n for n in how_sure.estimates(tables.vintage("price-of-progress"))}
    stem = "price-of-progress.gpqa-diamond.all.estimator"
    published = found[f"{stem}.frontier-as-published.factor"]
    assert published.value == pytest.approx(9.026, abs=0.0005)  # the printed digit
    assert found[f"{stem}.everything-cheap-edge.factor"].value < published.value
    assert found[f"{stem}.milestone-prices.factor"].low > published.value
    none = found["price-of-progress.arc-agi-1.open.estimator.milestone-prices.factor"]
    assert none.value is None and none.note == "no fit"


@pytest.mark.parametrize(
    ("models", "lost", "note"),
    [
        (5, 19, ""),
        (4, 0, "degenerate: 4 models, no interval"),
        (5, 20, "degenerate: 10% of the resamples have no fit"),
        (5, 40, "degenerate: 20% of the resamples have no fit"),
    ],
)
def test_an_estimator_without_an_interval_says_why(
    monkeypatch: pytest.MonkeyPatch, models: int, lost: int, note: str
) -> None:
    def factors(weights: np.ndarray) -> np.ndarray:
        found = np.linspace(0, 1, len(weights)) if len(weights) > 1 else np.array([0.5])
        return np.where(np.arange(len(weights)) < (lost if len(weights) > 1 else 0), np.nan, found)

    monkeypatch.setattr(estimators, "methods", lambda rows: {"one": factors})
    rows = pd.DataFrame({"base": [f"m{i % models}" for i in range(20)]})
    (row,) = estimators.agreement(rows).to_dict("records")
    assert (row["n"], row["models"], row["note"]) == (20, models, note)
    assert row["factor"] == pytest.approx(np.exp(0.5))
    if not note:
        kept = np.linspace(0, 1, estimators.REPLICATES)[lost:]
        assert np.log([row["low"], row["high"]]) == pytest.approx(np.quantile(kept, [0.05, 0.95]))
    else:
        assert np.isnan([row["low"], row["high"]]).all()
