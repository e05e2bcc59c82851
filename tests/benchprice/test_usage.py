"""Counts put together: what is known of the whole is only what is known of every part."""

from __future__ import annotations

import pytest

from analysis.benchprice.usage import Tokens, Usage, joined


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
