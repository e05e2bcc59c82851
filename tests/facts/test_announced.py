"""Makers' announced prices are checked cell by cell, and against what lists say."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from analysis.facts import announced
from analysis.facts.announced import ANNOUNCED, COLUMNS

ROW = {"model_id": "m", "provider": "maker", "date": "2025-01-01", "last_seen": "2025-02-01",
       "input": "1", "output": "2", "evidence": "https://e"}  # fmt: skip
THEN = {"until": "2025-03-01", "then_input": "2", "then_output": "3"}


def listed(*rows):
    return pd.DataFrame(rows, columns=["model_id", "source_id", "input"])


def said(folder, *rows, prices=()):
    lines = [",".join(row.get(name, "") for name in COLUMNS) for row in rows]
    (folder / announced.FILE).write_text("\n".join([",".join(COLUMNS), *lines]) + "\n")
    frames = {
        "aliases": pd.DataFrame(columns=["alias", "source_id", "model_id"]),
        "models": pd.DataFrame({"model_id": ["m", "n"]}),
        "providers": pd.DataFrame({"provider": ["maker"]}),
        "prices": listed(*prices),
    }
    return announced.violations(folder, frames)


@pytest.mark.parametrize(
    ("cells", "rule"),
    [
        ({}, ""),
        (THEN, ""),
        ({"until": "2025-02-02"}, ""),
        ({"last_seen": "2025-01-01"}, ""),
        ({"output": "1"}, ""),
        ({"cache_read": "1"}, ""),
        ({"model_id": "other"}, "model_id: 'other' breaks the rule: a model of models.csv"),
        ({"last_seen": "2024-12-31"}, "date: .* breaks the rule: not after last_seen"),
        ({"until": "2025-02-01"}, "until: .* breaks the rule: after last_seen"),
        ({"until": "2025-01-01", "last_seen": ""}, "until: .* breaks the rule: after last_seen"),
        (THEN | {"until": ""}, "until: empty breaks the rule: a day, where then_"),
        (THEN | {"then_output": ""}, "then_output: empty breaks the rule: both, or none"),
        (THEN | {"then_input": ""}, "then_output: 3.0 breaks the rule: both, or none"),
        ({"output": "0.9"}, "output: 0.9 breaks the rule: not below input"),
        ({"cache_read": "1.1"}, "cache_read: 1.1 breaks the rule: not above input"),
        ({"evidence": "a page"}, "evidence: 'a page' breaks the rule: an address"),
        ({"input": "many"}, "input: 'many' is not a finite number"),
        ({"input": "-1"}, "input: -1.0 breaks the rule: at least 0"),
    ],
)
def test_a_wrong_cell_is_named_with_its_rule(tmp_path, cells, rule):
    found = said(tmp_path, ROW, ROW | {"model_id": "n"} | cells)
    assert len(found) == bool(rule)
    assert all(re.search(f"line 3: {rule}", one) for one in found), found


def test_one_price_a_model_provider_and_day(tmp_path):
    (found,) = said(tmp_path, ROW, ROW)
    assert "line 3: model_id" in found and "one price a model, provider and day" in found


def test_no_file_has_no_fault(tmp_path):
    assert announced.violations(tmp_path, {}) == []


@pytest.mark.parametrize(
    ("price", "far"),
    [
        ([("m", "list", 10.0)], False),
        ([("m", "list", 0.1)], False),
        ([("m", "list", 10.1)], True),
        ([("m", "list", 0.099)], True),
        ([("m", "list", 100.0), ("m", "other", 2.0)], False),
        ([("n", "list", 100.0)], False),
        ([("m", ANNOUNCED, 100.0)], False),
        ([("m", "list", 0.0)], False),
        ([("m", "list", 100.0), ("m", ANNOUNCED, 1.0)], True),
        ([("m", "list", 100.0), ("m", "list", 0.0)], True),
    ],
)
def test_a_price_is_within_ten_times_of_a_lists(tmp_path, price, far):
    found = said(tmp_path, ROW, prices=price)
    assert bool(found) is far
    assert all("within 10 times of a list's" in one for one in found)
