"""Names that move: what the version costs that they mean on a day."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analysis.benchprice.record import moving
from analysis.benchprice.usage import Tokens, Usage
from tests.benchprice.record.small import known, offer

DAY, USED = "2025-06-01", Usage("x-latest", Tokens(10**6))
LATEST = offer("x-latest", price=2.0)


def record(*versions):
    return known(models=[(v.model_id, v.model_id, "x", "X", "") for v in versions], offers=versions)


def version(name, price, **more):
    return offer(name, price=price, **more)


OLD, NEW = version("x-20250101", 5.0), version("x-2025-05-01", 3.0)


@pytest.mark.parametrize(
    ("latest", "versions", "taken", "usd"),
    [
        (LATEST, [OLD, NEW], "x-latest", 1.0),
        (LATEST, [NEW, OLD], "x-latest", 1.0),
        (LATEST, [OLD], "x-latest", 3.0),
        (LATEST, [version("x-2505", 3.5), OLD], "x-latest", 1.5),  # a year and a month
        (LATEST, [], "x-latest", None),
        (LATEST, [replace(NEW, input=2.0, output=8.0)], "x-latest", None),
        (LATEST, [replace(NEW, input=2.0)], "x-latest", 0.0),  # another output price
        (LATEST, [version("x-pro-20250501", 3.0), version("x-small", 9.0)], "x-latest", None),
        (LATEST, [replace(NEW, provider="other")], "x-latest", None),
        (LATEST, [replace(NEW, until=DAY), OLD], "x-latest", 3.0),
        (LATEST, [version("x-20240101", 7.0), version("x-20241231", 4.0)], "x-latest", 2.0),
        (replace(LATEST, doubts="stale one-list"), [NEW], "x-2025-05-01", 1.0),
        (replace(LATEST, doubts="one-list"), [replace(NEW, doubts="one-list")], "x-latest", 1.0),
        (LATEST, [replace(NEW, doubts="one-list")], "x-latest", 1.0),
        (offer("x"), [OLD], "x", None),
    ],
)
def test_a_name_that_moves_is_doubted_by_its_newest_versions_price(latest, versions, taken, usd):
    found, doubts = moving.settled(USED, latest, record(*versions), DAY)
    assert found.model_id == taken
    assert [(d.code, d.usd) for d in doubts] == ([] if usd is None else [("name-moves", usd)])
