"""What a row of the table of benchmarks makes the pages show."""

from __future__ import annotations

import dataclasses

import pandas as pd

from analysis.facts import observations
from analysis.findings.price_of_a_score import reach, rows


def about(**columns) -> pd.DataFrame:
    base = {
        "headline": [True, False], "levels": ["0.2 0.5", None], "front": [0.3, None],
        "same_tasks": [None, "a"], "items": [100.0, 100.0],
    }  # fmt: skip
    return pd.DataFrame({**base, **columns}, index=pd.Index(["a", "b"], name="benchmark_id"))


def test_levels_are_those_named_that_somebody_reached_else_shares_of_the_best():
    scores = pd.Series([0.1, 0.4])
    assert rows.levels(about(), "a", scores) == [0.2]
    assert rows.levels(about(), "b", scores) == [0.15, 0.25, 0.3, 0.4]


def test_the_front_page_tells_the_scores_that_have_one():
    assert rows.front(about()) == {"a": 0.3}
    assert rows.front(about(front=[0.3, 0.7])) == {"a": 0.3, "b": 0.7}
    story = about(front=[0.3, 0.7]).rename({"b": rows.STORY[0]})
    assert list(rows.front(story)) == [rows.STORY[0], "a"]


def test_a_row_marked_headline_is_one_where_it_has_observations(living, observations_of_living):
    facts = observations_of_living
    named = living.benchmarks[living.benchmarks["headline"]]["benchmark_id"]
    assert list(facts.headlines) == [b for b in named if b in facts.tables]
    more = living.benchmarks.assign(headline=living.benchmarks["benchmark_id"].isin(["critpt"]))
    found = {"critpt": facts.tables["critpt"].drop(columns=["base", "creator", "reasoning"])}
    changed = dataclasses.replace(living, benchmarks=more)
    assert observations.finished(changed, "", "", found, {}, {}).headlines == ("critpt",)


def test_tasks_that_another_benchmark_has_too_count_once_in_means(observations_of_living):
    own = reach.own_tasks(observations_of_living)
    assert "gdpval-aa" in own and "gdpval-aa-2026-04" not in own
