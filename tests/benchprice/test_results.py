"""Results of a session beside a log of its calls: counted once, doubted where they hold less."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analysis.benchprice import results
from analysis.benchprice.usage import KINDS, Log, Tokens, Usage

SPENT = Tokens(10, 20, 30, 40, 50)


def logs(told: Tokens, spent: Tokens = SPENT, **names: str) -> list[Log]:
    calls = Log("calls", "x", (Usage("m", spent),), sessions={names.get("calls", "s"): spent},
                reported_cost=1.0, responses={1: Usage("m", spent)})  # fmt: skip
    return [calls, Log("results", "y", (Usage("m", told),), results={"s": told})]


def test_calls_that_the_results_hold_are_left_out_and_that_is_said() -> None:
    calls, told = results.counted(logs(SPENT))
    assert (calls.usage, calls.reported_cost, calls.responses, calls.doubts) == ((), None, {}, ())
    assert calls.notes == (
        "calls: its calls are in the results of its session, which are counted.",
    )
    assert told == logs(SPENT)[1]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("more", "held"), [(1, True), (0, True), (-1, False)])
def test_results_hold_a_session_where_no_count_is_less(kind: str, more: int, held: bool) -> None:
    told = replace(SPENT, **{kind: getattr(SPENT, kind) + more})
    calls, told_ = results.counted(logs(told))
    assert (calls.usage == ()) is held
    assert [d.code for d in told_.doubts] == ([] if held else ["counted-twice"])
    if not held:
        assert told_.doubts[0].share == told.total / (told.total + SPENT.total)


def test_results_do_not_part_what_was_written_by_how_long_it_lives() -> None:
    told = replace(SPENT, cache_write=70, cache_write_long=0)
    assert results.counted(logs(told))[0].usage == ()


def test_logs_of_different_sessions_stay_as_they_are() -> None:
    told = logs(replace(SPENT, output=1), calls="other")
    assert results.counted(told) == told
    part = [replace(told[0], sessions={"s": SPENT, "other": SPENT}), logs(SPENT)[1]]
    assert results.counted(part) == part  # one of its sessions has no results
