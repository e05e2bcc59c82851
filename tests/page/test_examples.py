"""The worked example is a real run, at the level full, and comes to what its seller billed."""

from __future__ import annotations

import pytest

from analysis.benchprice import readers
from analysis.benchprice.errors import UserError
from analysis.benchprice.readers import tabular
from analysis.page import examples

BILLED = 224.4892046  # the sum of the charges that OpenRouter states in its responses


@pytest.mark.facts
def test_the_worked_example_comes_to_the_bill_at_the_level_full() -> None:
    made, checked = examples.worked()
    price = made["price"]
    assert price["total"] == price["billed"] == pytest.approx(BILLED, abs=1e-7)
    assert price["counted"] == pytest.approx(BILLED, abs=1e-7)  # its tokens at the list price
    assert price["interval"]["low"] < price["total"] < price["interval"]["high"]
    assert made["benchmark"]["items"] == 484 and not made.get("doubts")
    day = made["repriced"][0]["price"]["date"]  # the record's newest, and not the clock's
    assert made["standing"]["today"] == day
    assert len(made["repriced"]) == 1 and checked.startswith("level reached: full")


def test_the_log_holds_what_was_billed_for_each_row() -> None:
    log = readers.read(examples.FOLDER / examples.LOG)
    assert sum(u.billed or 0 for u in log.usage) == pytest.approx(BILLED, abs=1e-7)
    row = {"model": "m", "input_tokens": 1, "output_tokens": 1, "billed_usd": "lots"}
    with pytest.raises(UserError, match="billed_usd: 'lots' is not a number"):
        tabular.read_document("log", row)


@pytest.mark.slow
def test_a_command_of_the_example_that_fails_stops_the_page() -> None:
    with pytest.raises(RuntimeError, match="there is no such file"):
        examples._printed(["check", "nothing.json"])
