"""A benchmark is added in one place, a row of ``data/benchmarks.csv``, and is seen on the pages."""

from __future__ import annotations

import dataclasses

import pandas as pd
import pytest
from markupsafe import Markup

from analysis.facts import life, tables, ways
from analysis.findings.price_of_a_score import dollars, rows
from analysis.page import cite, explorer, lists
from analysis.page.made import benchmarks, finder, known, reaching
from analysis.register import cited

NEW, NAME = "a-new-exam", "A New Exam"


@pytest.fixture(scope="module")
def added(living):
    """The record with one benchmark more, and runs of it alone: those of another, renamed."""
    exam = living.benchmarks.set_index("benchmark_id").loc[["hle"]].reset_index()
    exam = exam.assign(benchmark_id=NEW, name=NAME, front=0.3, successor=None, ended=None)
    runs = living.runs[living.runs["benchmark_id"] == "hle"]
    runs = runs.assign(benchmark_id=NEW, run_id=runs["run_id"] + "-new")
    every = pd.concat([living.benchmarks, exam], ignore_index=True)
    return dataclasses.replace(living, benchmarks=every, runs=runs, digest="with a new exam")


def test_a_new_benchmark_is_in_every_list_and_has_a_page(added, monkeypatch):
    told = cite.Citation(cite.TITLE, cite.AUTHORS, "2026.11", "November 2026")
    monkeypatch.setattr(cite, "current", lambda: told)
    monkeypatch.setattr(reaching, "figure", lambda *_: Markup(""))
    facts = known.of(added)
    assert NAME in lists.benchmarks(added).markup
    assert NAME in finder.chooser(added).markup
    assert NEW in set(life.lives(added)["benchmark_id"])
    page = next(s for s in benchmarks.sheets(facts, {}) if s.name == NEW)
    assert NAME in page.title and 'id="scores"' in page.body


def test_a_new_benchmark_is_in_the_tables_and_charts_of_prices(added):
    front = rows.front(added.benchmarks.set_index("benchmark_id"))
    assert front[NEW] == 0.3
    assert NAME in set(dollars.table(added, front)["benchmark"])
    assert NAME in set(rows.price_to_reach(added, [NEW])["benchmark"])
    assert f"score.{NEW}.30.today" in cited.headlines(tables.ROOT, added.benchmarks)
    assert NEW in set(ways.ways(added)["benchmark_id"])
    assert NEW in set(explorer.views(added)["runs"]["benchmark_id"])
