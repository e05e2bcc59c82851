"""Numbers as the rows of a forest: one rule for which are shown and which interval is too wide."""

from __future__ import annotations

import math
from types import SimpleNamespace

import pandas as pd
import pytest

from analysis.findings.price_of_a_score.rows import falls, runs_over_time
from analysis.findings.rows import COLUMNS, NOTHING, WIDEST, estimates, too_wide
from analysis.number import Number


def number(key: str, value: float | None, low=None, high=None, note="") -> Number:
    return Number(
        key=key, value=value, unit="", method="", function="", low=low, high=high, n=5, note=note
    )


def test_each_number_is_a_row_and_what_is_unknown_is_left_out() -> None:
    register = {
        "a": number("a", 2.0, 1.0, 4.0, note="not shown beside an interval"),
        "b": number("b", 2.0, note="degenerate: 3 rows"),
        "c": number("c", None),
        "d": number("d", 2.0, 1.0, 1.0 * WIDEST * 2),
    }
    wanted = [(key, "Group", key.upper()) for key in ("d", "a", "b", "c", "missing")]
    table = estimates(register, wanted, domain=dict.fromkeys("abcd", "maths"))
    assert list(table.columns) == [*COLUMNS, "domain"]
    assert table["label"].tolist() == ["D", "A", "B"]
    assert table["note"].tolist() == [NOTHING, "", "degenerate"]
    assert table["low"].isna().tolist() == [True, False, True]


def test_the_mean_comes_first_then_each_domain_with_the_fastest_fall_and_no_refusal() -> None:
    about = pd.DataFrame(
        {"domain": ["science", "maths", "maths", "code"], "name": ["S", "M", "N", "C"]},
        index=["s", "m", "n", "c"],
    )
    facts = SimpleNamespace(benchmarks=about, tables=dict.fromkeys(about.index))
    values = {"all-benchmarks": 3.0, "s": 2.0, "m": 4.0, "n": 6.0, "c": None}
    keys = {name: f"reach.{name}.all.annual" for name in values}
    table = falls(facts, {keys[name]: number(keys[name], v) for name, v in values.items()})
    assert table["label"].tolist() == ["Mean", "N", "M", "S"]
    assert table["group"].tolist() == ["All together", "Maths", "Maths", "Science"]


def test_no_wanted_number_is_an_empty_table_with_its_columns() -> None:
    assert list(estimates({}, [("a", "b", "c")], domain={}).columns) == [*COLUMNS, "domain"]


@pytest.mark.parametrize(
    ("low", "high", "wide"),
    [(1.0, WIDEST, False), (1.0, WIDEST * 1.01, True), (0.0, 1.0, True), (None, 5.0, False),
     (math.nan, math.nan, False)],
)  # fmt: skip
def test_an_interval_is_too_wide_by_the_ratio_of_its_ends(low, high, wide) -> None:
    assert too_wide(low, high) == wide


def test_a_benchmark_without_a_dated_open_run_has_the_line_of_all_models_only() -> None:
    days = pd.to_datetime(["2025-01-01", "2025-06-01"])
    told = {"model": "M", "input_tokens": 1.0, "output_tokens": 1.0, "passes": 1.0}
    runs = pd.DataFrame({"date": days, "price": [4.0, 1.0], "score": [0.5, 0.6]})
    runs = runs.assign(**told, weights="closed", source_id="s", model_id=["a", "b"])
    about = pd.DataFrame({"name": ["Quiz"]}, index=["quiz"])
    facts = SimpleNamespace(benchmarks=about, tables={"quiz": runs})
    _, lows = runs_over_time(facts, ["quiz"])
    assert set(lows["sample"]) == {"All models"}
