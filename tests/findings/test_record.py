"""The record itself: the marks, and facts read off the sources by hand."""

from __future__ import annotations

import pytest

from analysis.facts import runs
from analysis.findings.record import numbers
from analysis.findings.record import rows as record_views


@pytest.fixture(scope="module")
def priced(priced_runs):
    return priced_runs


def test_no_run_is_priced_before_its_model_was_released(priced):
    tokens = priced[priced["basis"] == "tokens"]
    assert (tokens["date"] >= tokens["release_date"])[tokens["release_date"].notna()].all()


def test_no_configuration_is_run_twice_by_one_evaluator_but_where_its_board_shows_both(living):
    keys = ["benchmark_id", "model_id", "evaluator", "scaffold"]
    again = living.runs[living.runs.duplicated(keys, keep=False)]
    # HAL ran some twice, ARC Prize one model after its price was cut
    boards = {"hal-2026-01", "arc-prize-2026-10", "arc-prize-2026-10-public"}
    assert set(again["source_id"]) <= boards and len(again) <= 60
    told = [*keys, "score", "reported_cost"]
    assert again[again.duplicated(told)]["run_id"].tolist() == [], "one run under two ids"


def test_the_marks_of_the_record(living):
    """*The Price of Progress* has 407 priced runs on four benchmarks."""
    size = {number.key: number.value for number in numbers.numbers(living)}
    assert size["record.priced-runs"] >= 6_000
    assert size["record.benchmarks"] >= 18 and size["record.priced-models"] >= 550


def test_every_run_is_priced_or_has_a_reason(living, priced):
    without = numbers.unpriced(living, priced)
    assert set(without["run_id"]) | set(priced["run_id"]) == set(living.runs["run_id"])
    assert without["reason"].notna().all()


def test_trap_4_evaluators_agree_on_most_token_counts_and_not_on_gemini_25_pro(living):
    pairs = numbers.count_agreement(living)
    ratio = pairs.set_index("model_id")["output_ratio"]
    assert len(pairs) >= 22 and ratio.between(0.5, 2).mean() > 0.85
    assert "gemini-2.5-pro-preview-05-06" not in ratio.index, "its thinking went uncounted"


def test_index_costs_of_different_rescorings_are_different_benchmarks(living):
    index = living.runs[living.runs["benchmark_id"].str.startswith("aa-index")]
    assert index["benchmark_id"].nunique() == 4
    assert index["output_tokens"].isna().all()


@pytest.mark.parametrize(
    ("run_id", "column", "value"),
    [  # read off the files by hand
        ("aider-2025-10/aider-polyglot/gpt-5-2025-08-07-high", "reported_cost", 29.0829),
        ("arc-prize-2026-06/arc-agi-1/o3-preview-low", "reported_cost", 200.0),
        (
            "hal-2026-01/hal-core-bench-hard/claude-opus-4-1-20250805/core-agent/1",
            "score",
            0.5111,
        ),
        (
            "livebench-2026-01/livebench-2026-01-08/gpt-5.4-2026-03-05-xhigh",
            "reported_cost",
            379.4081,
        ),
        (
            "artificial-analysis-2026-09/aa-index-2026-09-30/gemini-3.5-flash-high",
            "reported_cost",
            2172.43,
        ),
    ],
)
def test_facts_spot_checked_against_their_sources(living, run_id, column, value):
    facts = living.runs.set_index("run_id")
    assert facts.loc[run_id, column] == pytest.approx(value, abs=1e-4)


def test_growth_ends_with_the_sizes_of_the_record(living, priced):
    rows = record_views.growth(living)
    assert rows.groupby("kind")["count"].apply(lambda c: c.is_monotonic_increasing).all()
    last = rows.groupby("kind")["count"].last().to_dict()
    assert last == {
        "Price changes": len(living.prices),
        "Priced runs": int(runs.seen(priced)["date"].notna().sum()),
        "Models": living.prices["model_id"].nunique(),
        "Providers": living.prices["provider"].nunique(),
    }
