"""Cache prices that a list left out: whose are taken, and by how much money that is in doubt."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analysis.benchprice.record import borrowed
from analysis.benchprice.usage import Tokens, Usage
from tests.benchprice.record.small import known, offer

DAY = "2025-06-01"
OURS = offer(provider="host")
EARLIER = replace(OURS, rank=3, since="2024-01-01", until="2025-01-01", cache_read=0.5)
MAKERS = offer(rank=1, own=True, cache_read=0.25, cache_write=3.0)
READ = Tokens(10, cache_read=4 * 10**6)
WRITTEN = Tokens(10, cache_write=3 * 10**6, cache_write_long=2 * 10**6)


@pytest.mark.parametrize(
    ("spent", "others", "read", "written", "usd"),
    [
        (READ, [EARLIER, MAKERS], 0.5, None, 4 * (2 - 0.5)),  # its own of other days go first
        (READ, [MAKERS], 0.25, None, 4 * (2 - 0.25)),
        (WRITTEN, [EARLIER, MAKERS], None, 3.0, 5 * (3 - 2)),  # the own list lacks them, too
        (Tokens(cache_write_long=10**6), [MAKERS], None, 3.0, 1.0),
        (Tokens(cache_write=10**6), [MAKERS], None, 3.0, 1.0),
        (READ + WRITTEN, [MAKERS], 0.25, 3.0, 4 * (2 - 0.25) - 5 * (3 - 2)),
        (READ, [replace(MAKERS, own=False)], None, None, None),
        (READ, [replace(MAKERS, own=False, provider="zeta")], None, None, None),
        (READ, [replace(MAKERS, own=False, provider="alpha")], None, None, None),
        (READ, [replace(MAKERS, until=DAY)], None, None, None),
        (READ, [replace(MAKERS, input=2.1)], None, None, None),
        (READ, [replace(MAKERS, output=8.1)], None, None, None),
        (READ, [replace(MAKERS, input=2.0000001)], 0.25, None, 4 * (2 - 0.25)),  # rounded
        (READ + WRITTEN, [replace(MAKERS, cache_write=None)], None, None, None),
        (Tokens(10), [EARLIER, MAKERS], None, None, None),
    ],
)
def test_prices_are_taken_from_an_offer_that_is_the_same_otherwise(
    spent, others, read, written, usd
):
    usage = Usage("m", spent)
    taken, doubts = borrowed.with_cache(usage, OURS, known(offers=[OURS, *others]), DAY)
    assert taken == replace(OURS, cache_read=read, cache_write=written)
    assert [(d.code, d.usd) for d in doubts] == ([("cache-price-borrowed", usd)] if usd else [])


def test_an_offer_that_has_its_own_cache_prices_keeps_them():
    ours = replace(OURS, cache_read=1.0)
    record = known(offers=[ours, EARLIER, MAKERS])
    assert borrowed.with_cache(Usage("m", READ), ours, record, DAY) == (ours, [])
