"""The price of a run against hand arithmetic, each inclusion rule on its own."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.benchprice.errors import UserError
from analysis.facts.prices import pricing

# 2 passes; 3 USD in, 15 out, 0.3 cache read, 3.75 cache write per million tokens.
BASE = {
    "run_id": "r", "passes": 2.0, "input_tokens": 1_000_000.0, "output_tokens": 400_000.0,
    "reasoning_tokens": None, "reasoning_in_output": None, "cache_read_tokens": None,
    "cache_write_tokens": None, "cache_in_input": None,
    "input": 3.0, "output": 15.0, "cache_read": 0.3, "cache_write": 3.75,
}  # fmt: skip


def frame(**changed: object) -> pd.DataFrame:
    rows = pd.DataFrame([{**BASE, **changed}])
    numbers = [c for c in rows if c not in ("run_id", "reasoning_in_output", "cache_in_input")]
    return rows.astype(dict.fromkeys(numbers, "float64")).astype(
        {"reasoning_in_output": "boolean", "cache_in_input": "boolean"}
    )


@pytest.mark.parametrize(
    ("changed", "usd"),
    [
        ({}, (3.00 + 6.00) / 2),
        ({"passes": 1}, 3.00 + 6.00),
        # 100k reasoning tokens on top of output: 500k x 15
        ({"reasoning_tokens": 100_000, "reasoning_in_output": False}, (3.00 + 7.50) / 2),
        ({"reasoning_tokens": 100_000, "reasoning_in_output": True}, (3.00 + 6.00) / 2),
        # 600k of the million read from the cache: 400k x 3 + 600k x 0.3
        ({"cache_read_tokens": 600_000, "cache_in_input": True}, (1.20 + 0.18 + 6.00) / 2),
        ({"cache_read_tokens": 600_000, "cache_in_input": False}, (3.00 + 0.18 + 6.00) / 2),
        # and 200k written: 200k x 3 + 600k x 0.3 + 200k x 3.75
        ({"cache_read_tokens": 600_000, "cache_write_tokens": 200_000, "cache_in_input": True},
         (0.60 + 0.18 + 0.75 + 6.00) / 2),
        # no cached tokens: their unknown price does not matter
        ({"cache_read_tokens": 0, "cache_read": None, "cache_in_input": True}, 4.50),
    ],
)  # fmt: skip
def test_price_against_hand_arithmetic(changed: dict[str, object], usd: float) -> None:
    assert pricing.run_price(frame(**changed)).iloc[0] == pytest.approx(usd, abs=1e-12)


@pytest.mark.parametrize(
    "changed",
    [
        {"input": None},
        {"output_tokens": None},
        {"passes": None},
        {"cache_read_tokens": 5, "cache_in_input": True, "cache_read": None},
        {"cache_write_tokens": 5, "cache_in_input": None},
    ],
)
def test_an_unknown_part_makes_the_price_unknown_never_zero(changed: dict[str, object]) -> None:
    assert pricing.run_price(frame(**changed)).isna().all()


def test_contradictions_are_refused_by_name() -> None:
    with pytest.raises(UserError, match="r: cached tokens exceed the input"):
        pricing.run_price(frame(cache_read_tokens=1_000_001, cache_in_input=True))
    pricing.run_price(frame(cache_read_tokens=1_000_000, cache_in_input=True))
    with pytest.raises(UserError, match="r: reasoning tokens without reasoning_in_output"):
        pricing.run_price(frame(reasoning_tokens=1))


@settings(max_examples=30)  # of up to twenty runs each, priced as one table
@given(
    st.lists(st.tuples(*[st.integers(0, 10**9)] * 3, st.integers(1, 16)), min_size=1, max_size=20)
)
def test_price_is_linear_in_tokens_and_passes(runs: list[tuple[int, int, int, int]]) -> None:
    names = ["input_tokens", "output_tokens", "cache_read_tokens", "passes"]
    told = pd.DataFrame(runs, columns=names).astype(float)
    one = pd.concat([frame(cache_in_input=False)] * len(runs), ignore_index=True)
    once = pricing.run_price(one.assign(**told.assign(passes=1.0)))
    summed = told.assign(**told[names[:3]].mul(told["passes"], axis=0))
    # rounding of sums near 1e12 tokens: a few units in the last place
    assert pricing.run_price(one.assign(**summed)).tolist() == pytest.approx(
        once.tolist(), rel=1e-12
    )


def test_blended_price_is_three_to_one() -> None:
    assert pricing.blended(frame()).iloc[0] == pytest.approx((3 * 3 + 15) / 4)


def test_new_lows_keep_the_first_and_every_fall() -> None:
    prices = [5.0, 5.0, 6.0, 4.0, 4.0 - 1e-11, 3.0]
    rows = pd.DataFrame({"model_id": "m", "price": prices})
    rows["date"] = pd.date_range("2025-01-01", periods=6, freq="MS")
    assert pricing.new_lows(rows, by="model_id")["price"].tolist() == [5.0, 4.0, 3.0]
