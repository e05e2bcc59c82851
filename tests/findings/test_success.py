"""Price of a success, the best run's tokens, and reversals, by hand and on the published data."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis.facts import tables
from analysis.facts.observations import Samples
from analysis.findings.price_of_the_best import numbers, success
from analysis.methods import by_makers, rises
from analysis.published import observed


def runs(**columns: list) -> pd.DataFrame:
    n = len(next(iter(columns.values())))
    fixed = {
        "date": pd.date_range("2024-01-01", periods=n, freq="MS"),
        "creator": "maker",
        "price": [1.0] * n, "score": [0.5] * n, "items": [100.0] * n,
        "input": [1.0] * n, "output": [4.0] * n, "cache_read": np.nan, "cache_write": np.nan,
        "input_tokens": [1e6] * n, "output_tokens": [1e6] * n, "reasoning_tokens": np.nan,
        "cache_read_tokens": np.nan, "cache_write_tokens": np.nan, "passes": [1.0] * n,
        "reasoning_in_output": pd.array([pd.NA] * n, dtype="boolean"),
        "cache_in_input": pd.array([pd.NA] * n, dtype="boolean"),
        "reported_cost_basis": pd.array([pd.NA] * n, dtype="string"),
        "run_id": [f"r{i}" for i in range(n)], "model_id": [f"m{i}" for i in range(n)],
        "model": [f"Model {i}" for i in range(n)], "base": [f"m{i}" for i in range(n)],
    }  # fmt: skip
    return pd.DataFrame(fixed | columns)


def test_a_success_costs_the_run_over_the_items_solved() -> None:
    rows = runs(price=[10.0, 10.0], score=[0.5, 0.25])
    assert success.per_success(rows).tolist() == [0.2, 0.4]
    stated = rows.assign(reported_cost_basis=pd.array(["item", "run"], dtype="string"))
    assert success.per_success(stated).tolist() == [20.0, 0.4]  # 10 USD an item, half solved


def test_only_models_at_half_the_best_score_count() -> None:
    rows = runs(score=[0.8, 0.4, 0.39], price=[9.0, 1.0, 0.1])
    assert success.good_enough(rows)["model"].tolist() == ["Model 0", "Model 1"]
    assert success.cheapest_success(rows)["model"].tolist() == ["Model 0", "Model 1"]


def test_a_planted_halving_time_comes_back() -> None:
    months = np.arange(24)
    rows = runs(price=list(2.0 ** (-months / 4)))
    found = success.halving_time(rows, "planted")
    # 30.42 days a month on average, calendar months differ
    assert found.months == pytest.approx(4, rel=0.01)
    assert found.low <= found.months <= found.high and found.n == 24
    assert success.halving_time(runs(price=[1.0, 2.0, 3.0])) is None


def test_tokens_and_price_per_token_multiply_to_the_price() -> None:
    rows = runs(score=[0.1, 0.2, 0.3, 0.4], price=[5.0, 10.0, 20.0, 40.0],
                output_tokens=[1e6, 3e6, 5e6, 7e6])  # fmt: skip
    steps = success.best_steps(rows)
    assert steps["tokens"].tolist() == [2e6, 4e6, 6e6, 8e6]
    assert (steps["tokens"] * steps["price_per_token"] / 1e6).tolist() == pytest.approx(
        steps["price"].tolist()
    )
    rise = success.rises(rows)
    # log(price + 1 cent) is fitted for the price: within a cent in 5 USD
    assert rise["price"].factor == pytest.approx(
        rise["tokens"].factor * rise["price-per-token"].factor, rel=0.01
    )


def test_a_reversal_is_a_cheaper_list_price_and_a_dearer_run() -> None:
    rows = runs(input=[1.0, 2.0, 2.0], output=[1.0, 2.0, 2.0], price=[9.0, 3.0, 10.0])
    table = success.pairs(rows)
    assert len(table) == 2  # the two at one list price are no pair
    assert table.set_index("dearer_list")["reversed"].to_dict() == {
        "Model 1": True, "Model 2": False,
    }  # fmt: skip
    assert table["run_ratio"].max() == pytest.approx(3)


def test_each_run_counts_once_at_its_latest_price() -> None:
    rows = runs(input=[5.0, 1.0, 2.0], output=[5.0, 1.0, 2.0], model_id=["a", "a", "b"],
                base=["a", "a", "b"], model=["A", "A", "B"])  # fmt: skip
    table = success.pairs(rows)
    assert table[["cheaper_list", "dearer_list"]].to_numpy().tolist() == [["A", "B"]]


def test_published_data_have_reversals_with_intervals() -> None:
    found = {n.key: n for n in numbers.successes(tables.vintage("price-of-progress"))}
    share = found["price-of-progress.gpqa-diamond.reversals.share"]
    assert share.low < share.value < share.high < 0.32  # fewer than the 32 % published elsewhere
    rise = found["price-of-progress.gpqa-diamond.best-run.price.rise"]
    assert rise.value == pytest.approx(4.25, abs=0.005)  # the authors' notebook prints 4.25


def test_reversal_share_by_brute_force() -> None:
    rows = observed.of(tables.vintage("price-of-progress")).tables["swe-bench-verified"]
    last = rows.sort_values("date", kind="stable").drop_duplicates("model_id", keep="last")
    blended = (3 * last["input"] + last["output"]) / 4
    pairs = [
        p > q
        for a, p in zip(blended, last["price"], strict=True)
        for b, q in zip(blended, last["price"], strict=True)
        if a < b * (1 - 1e-9)
    ]
    table = success.pairs(rows)
    assert len(table) == len(pairs)
    assert table["reversed"].mean() == pytest.approx(np.mean(pairs))


def test_the_rise_of_the_best_run_by_least_squares() -> None:
    """A cent is added to each price; a year is one of the calendar, not of 365.25 days."""
    day = pd.Timestamp("2024-01-01") + pd.to_timedelta([0, 200, 500, 900], unit="D")
    price = np.array([0.02, 0.1, 0.05, 2.0])
    rows = pd.DataFrame({"date": day, "price": price, "score": [0.1, 0.2, 0.3, 0.4]})
    found = rises.rise(rows.assign(model_id=list("abcd"), base=list("abcd"), creator=list("abcd")))
    years = (day - day[0]).days / 365.25
    slope = np.polyfit(years, np.log(price + 0.01), 1)[0]
    assert found is not None and found.factor == pytest.approx(np.exp(slope), rel=5e-3)


def test_few_records_are_a_story_and_no_rate(observations_of_living: Samples, living) -> None:
    """Seven steps are told by their first and last price; eight carry a rate."""
    assert rises.too_few(7) and not rises.too_few(8)
    found = {n.key: n for n in numbers.successes(living)}
    shown = 0
    for benchmark, rows in observations_of_living.tables.items():
        key = f"living.{benchmark}.best-run"
        steps = success.best_steps(rows)
        first, last = (found[f"{key}.{end}.price"].value for end in ("first", "last"))
        assert [first, last] == pytest.approx(steps["price"].iloc[[0, -1]].tolist(), rel=1e-9)
        rise = found.get(f"{key}.price.rise")
        if rise is not None and rise.n < rises.FEWEST:
            assert rise.value is None and rise.low is None and "no rate" in rise.note
        shown += rise is not None and rise.value is not None
        halving = found.get(f"living.{benchmark}.success.halving-time")
        assert halving is None or (halving.value is None) == (halving.n < rises.FEWEST)
    assert shown > 10


def test_the_interval_of_reversals_by_plain_loops_over_halves_of_makers() -> None:
    rows = observed.of(tables.vintage("price-of-progress")).tables["swe-bench-verified"]
    table = success.pairs(rows)
    pairs = list(
        table[["cheaper_creator", "dearer_creator", "reversed"]].itertuples(index=False, name=None)
    )

    def log_odds(makers: set[str]) -> float | None:
        turned = [r for a, b, r in pairs if a in makers and b in makers]
        share = sum(turned) / len(turned) if turned else 0.0
        return math.log(share / (1 - share)) if 0 < share < 1 else None

    names = sorted({name for a, b, _ in pairs for name in (a, b)})
    inside = by_makers.halves(names)
    found = [log_odds({n for n in names if inside[n][r]}) for r in range(by_makers.REPLICATES)]
    error = np.std([f for f in found if f is not None], ddof=1)
    middle = log_odds(set(names))
    squares = [(log_odds(set(names) - {n}) - middle) ** 2 for n in names]
    freedom = min(3 * sum(squares) ** 2 / sum(s * s for s in squares), len(names) - 1)
    half = stats.t.ppf(0.95, freedom) * error
    ends = [1 / (1 + math.exp(-(middle + side * half))) for side in (-1, 1)]
    assert success.reversal_interval(table) == pytest.approx(ends)


def test_no_reversal_at_all_has_no_interval() -> None:
    table = success.pairs(observed.of(tables.vintage("price-of-progress")).tables["aime"])
    assert success.reversal_interval(table.assign(reversed=False)) is None
