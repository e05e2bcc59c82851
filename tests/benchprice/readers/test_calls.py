"""What readers of call logs share: gaps, nested records, addresses, and the log of its calls."""

from __future__ import annotations

from typing import Any

import pytest

from analysis.benchprice.doubts import Doubt
from analysis.benchprice.errors import Missing, UserError
from analysis.benchprice.readers.shared import calls, hosts, nesting, partial
from analysis.benchprice.readers.shared.partial import Gaps
from analysis.benchprice.usage import Counting, ItemUsage, Log, Tokens, Usage

INSIDE = Counting(cache_in_input=True, reasoning_in_output=True)


def gaps(tried: int, missing: int) -> Gaps:
    found = Gaps("spans", "are empty")
    for n in range(tried):
        with found.one():
            if n < missing:
                raise Missing(f"x: span {n}")
    return found


def test_gaps_are_told_by_the_share_of_what_is_there() -> None:
    assert gaps(3, 0).doubts() == gaps(0, 0).doubts() == ()
    (doubt,) = gaps(5, 2).doubts()
    assert (doubt.code, doubt.share) == ("missing-spans", 2 / 3)
    assert doubt.says.startswith("2 of 5 spans are empty; what they cost is not in the total.")
    assert doubt.says.endswith("The first: x: span 0")
    with pytest.raises(UserError, match="x: span 0"):
        gaps(2, 2).doubts()
    with pytest.raises(ValueError, match="other"), Gaps().one():
        raise ValueError("other")
    through = Gaps()
    assert (list(through.through("abc")), through.tried) == (["a", "b", "c"], 3)
    assert partial.unfinished(0, 9) == ()
    assert partial.unfinished(2, 9)[0].says.startswith("2 of 9 messages have no stop reason")


PARENTS = {"a": "top", "b": "a", "c": "a", "d": "c", "self": "self", "l": "o", "o": "o2", "o2": "l"}


@pytest.mark.parametrize(
    ("counted", "above"),
    [
        ("b", {"a", "top"}), ("bd", {"a", "top", "c"}), ((), set()), (("self",), set()),
        (("top",), set()), (("l",), {"o", "o2"}), (("strange",), set()),
    ],
)  # fmt: skip
def test_what_stands_above_a_count_repeats_it(counted: Any, above: set[str]) -> None:
    assert nesting.above(counted, PARENTS) == above


def test_what_is_silent_is_missing_where_no_count_is_above_or_beneath_it() -> None:
    every = ("top", "a", "b", "c", "d", "l", "alone")
    for counted, apart in (
        (["c"], ["b", "l", "alone"]), ([], [*every]), (["top"], ["l", "alone"]),
        (["b"], ["c", "d", "l", "alone"]),
    ):  # fmt: skip
        silent = {name: name for name in every if name not in counted}
        assert nesting.apart(silent, counted, PARENTS) == apart


def test_calls_went_to_the_first_host_that_is_not_ones_own() -> None:
    (doubt,) = hosts.elsewhere(None, "https://gpu.example.org/v1", "https://other.org")
    assert doubt.code == "seller-not-known" and "The calls went to gpu.example.org:" in doubt.says
    for addresses in ((), (None, ""), ("localhost",), ("https://api.openai.com",),
                      ("https://gpu.example.org", "https://api.openai.com")):  # fmt: skip
        assert hosts.elsewhere(*addresses) == ()
    (mine,) = hosts.doubts("https://api.openai.com", "http://gpu.local:80", "localhost")
    assert mine.says.startswith("The calls went to http://gpu.local:80, a machine of one's own")
    assert (
        hosts.seller("https://bedrock.example.org")
        == hosts.seller("https://s3.amazonaws.com")
        == ""
    )


def test_a_call_is_read_under_a_formats_own_names() -> None:
    names = {"sent": "prompt_tokens", "got": "completion_tokens", "read": "cached_tokens"}
    raw = {"sent": 5000, "got": 9, "read": 60, "other_tokens": 7}
    found = calls.usage("m", raw, names, "x", INSIDE, date="2026-03-14")
    assert found == Usage("m", Tokens(4940, 60, output=9), date="2026-03-14", window=4000)
    assert calls.usage("m", raw, names, "x", INSIDE, window=None).window is None
    with pytest.raises(Missing):
        calls.usage("m", {"sent": 1}, names, "x", INSIDE)


def test_what_an_agent_notes_is_found_under_a_known_name() -> None:
    assert calls.noted({"a": {"b": 1}, "cacheCreationInputTokens": 7}, "cache_write", "x") == 7
    assert calls.noted({"cacheCreationInputTokens": None}, "cache_write", "x") is None
    assert calls.noted(None, "cache_write", "x") is None
    call = Usage("m", Tokens(1), extras=(("search", 1), ("page", 2)))
    more = calls.with_fees(call, {"search": 3, "audio": 0, "image": None, "a": 1})
    assert more.extras == (("a", 1), ("page", 2), ("search", 3))


def test_a_log_is_of_its_calls_first_model_and_first_day() -> None:
    used = [Usage("j", Tokens(1), role="judge"), Usage("m", Tokens(2), date="2026-03-15"),
            Usage("n", Tokens(3), date="2026-03-14")]  # fmt: skip
    log = calls.log("x", "F", used, gaps(2, 1), doubts=(Doubt("d", "s"),), items=3)
    assert (log.model, log.date, log.format, log.items) == ("m", "2026-03-14", "F", 3)
    assert [one.code for one in log.doubts] == ["d", "missing-spans"]
    assert calls.log("x", "F", used[:1], Gaps()).model == "j"
    assert calls.log("x", "F", used[:1], Gaps()).date == ""
    with pytest.raises(UserError, match="x: no call with token counts in it; nothing to price"):
        calls.log("x", "F", [], Gaps())
    assert calls.by_model([*used, used[1]])["m", "model"] == Tokens(4)


def test_a_log_without_a_model_or_a_day_is_given_one() -> None:
    log = Log("x", "F", (Usage("", Tokens(1)), Usage("a", Tokens(2), date="2026-03-14")),
              items_used=(ItemUsage("1", 1, {("", "model"): Tokens(1)}),))  # fmt: skip
    found = calls.of_model(log, "m", "2026-03-15")
    assert [(u.model, u.date) for u in found.usage] == [("m", "2026-03-15"), ("m", "2026-03-14")]
    assert (list(found.items_used[0].tokens), found.model, found.date) == (
        [("m", "model")], "m", "2026-03-15",
    )  # fmt: skip
    same = calls.of_model(log, "")
    assert [(u.model, u.date) for u in same.usage] == [("", ""), ("a", "2026-03-14")]
