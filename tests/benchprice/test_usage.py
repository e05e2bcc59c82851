"""Counts put together: what is known of the whole is only what is known of every part."""

from __future__ import annotations

import itertools

import pytest

from analysis.benchprice.sums import AT_ONCE, added, joined
from analysis.benchprice.usage import WINDOWS, Tokens, Usage, window


@pytest.mark.parametrize(
    ("one", "other", "both"), [(True, True, True), (True, False, False), (False, True, False)]
)
def test_cached_tokens_are_recorded_where_both_parts_record_them(one, other, both) -> None:
    parts = (Usage("m", Tokens(1), cache_recorded=known) for known in (one, other))
    assert joined(*parts).cache_recorded is both


@pytest.mark.parametrize(
    ("one", "other", "both"), [(False, False, False), (True, False, True), (False, True, True)]
)
def test_a_total_is_estimated_where_any_part_is(one, other, both) -> None:
    parts = (Usage("m", Tokens(1), estimated=guessed) for guessed in (one, other))
    assert joined(*parts).estimated is both


def test_more_parts_than_are_added_at_once_come_to_all_of_them() -> None:
    n = 2 * AT_ONCE + 1
    calls = (
        Usage("m", Tokens(i, output=2, reasoning=i % 2 or None), date=f"2026-03-1{i % 2}",
              longest=i, extras=(("web-search", 1),), billed=0.25)
        for i in range(n)
    )  # fmt: skip
    early, late = added(calls)
    assert early.tokens.input + late.tokens.input == n * (n - 1) // 2
    assert (early.tokens.reasoning, late.tokens.reasoning) == (None, AT_ONCE)
    assert (early.longest, late.longest) == (n - 1, n - 2)
    assert early.extras == (("web-search", AT_ONCE + 1),)
    assert (early.billed, late.billed) == (0.25 * (AT_ONCE + 1), 0.25 * AT_ONCE)
    assert (early.date, early.last) == ("2026-03-10", "2026-03-10")


def test_a_window_is_the_largest_that_a_prompt_exceeds() -> None:
    assert list(WINDOWS) == sorted({n for n in WINDOWS if n % 1000 == 0 and n})
    for below, one in itertools.pairwise((0, *WINDOWS)):
        assert (window(one - 1), window(one), window(one + 1)) == (below, below, one)
    assert window(0) == 0
    assert window(10**9) == WINDOWS[-1]
