"""The living samples: which rows enter, and the published fit on them."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.facts import observations, runs, tables
from analysis.findings.price_of_a_score import numbers
from analysis.methods import trends
from analysis.methods.frontier import sample
from analysis.published import observed


@pytest.fixture(scope="module")
def facts(observations_of_living: observations.Samples) -> observations.Samples:
    return observations_of_living


def test_every_benchmark_has_enough_models_and_no_scale_that_changed(facts) -> None:
    assert len(facts.tables) >= 18
    for name, rows in facts.tables.items():
        assert rows["model_id"].nunique() >= observations.FEWEST_MODELS
        assert not facts.benchmarks.loc[name, "composite"]


def test_a_models_observations_get_cheaper_each_time(facts) -> None:
    for rows in facts.tables.values():
        ordered = rows.assign(ran=runs.configurations(rows)).sort_values(["ran", "date"])
        assert (ordered.groupby("ran")["price"].diff().dropna() < 0).all()
        assert (rows["score"] > 0).all() and (rows["price"] > 0).all()


def test_people_and_systems_are_no_models(facts) -> None:
    for rows in facts.tables.values():
        assert not rows["creator"].isin(observations.NOT_MODELS).any()
        assert not rows["model_id"].str.contains("human|refine").any()


def test_new_lows_are_among_every_price(facts) -> None:
    for name, rows in facts.every.items():
        assert len(rows) >= len(facts.tables[name])
        assert set(facts.tables[name]["run_id"]) <= set(rows["run_id"])


def test_clusters_are_known(facts) -> None:
    for rows in facts.tables.values():
        assert rows["base"].notna().all()
        assert rows["creator"].notna().mean() > 0.95


def test_registered_fits_are_the_published_regression_on_the_living_rows(facts, living) -> None:
    data = living
    found = {n.key: n for n in numbers.numbers(data)}
    slow = trends.fit(sample(facts.tables["gpqa-diamond"], "frontier-open"))
    number = found["living.gpqa-diamond.frontier-open.factor"]
    assert number.value == pytest.approx(slow.factor, rel=1e-9) and number.n == slow.n
    middle = found["living.benchmarks.frontier-all.median"]
    assert middle.low < middle.value < middle.high and middle.n <= len(facts.tables)
    assert found["living.benchmarks.count"].value == len(facts.tables)


def test_the_record_is_larger_than_the_papers(facts) -> None:
    published = observed.of(tables.vintage("price-of-progress"))
    for name in ("gpqa-diamond", "aime", "swe-bench-verified", "arc-agi-1"):
        assert len(facts.tables[name]) > len(published.tables[name])


def test_samples_are_kept_for_the_same_facts() -> None:
    data = tables.vintage("price-of-progress")
    assert observed.of(data) is observed.of(data)


@pytest.mark.parametrize(
    ("models", "days", "fitted"), [(15, 365, True), (14, 365, False), (15, 364, False)]
)
def test_few_models_or_a_short_time_are_levels_and_no_trend(models, days, fitted) -> None:
    first = pd.Timestamp("2025-06-01")
    dates = [first] * (models - 1) + [first + pd.Timedelta(days=days)]
    rows = pd.DataFrame({"model_id": [f"m{n}" for n in range(models)], "date": dates})
    assert observations.enough(rows) is fitted
