"""What evaluators ask: what a score costs, what a budget buys, several plans, two statements."""

from __future__ import annotations

import json

import pytest

from analysis.benchprice import cli
from analysis.benchprice.commands import comparing
from analysis.benchprice.record import carried


def asked(capsys, *words: str, code: int = 0) -> str:
    assert cli.main(list(words)) == code
    said = capsys.readouterr()
    return said.out if code in (0, 3) else said.err


def test_every_cheapest_way_reaches_the_score_and_the_first_is_cheapest(capsys):
    found = json.loads(asked(capsys, "cheapest", "hle", "--score", "0.3", "--json"))
    prices = [way["usd_a_pass"] for way in found["ways"]]
    assert prices == sorted(prices) and len(prices) > 3
    assert min(way["score"] for way in found["ways"]) >= 0.3
    assert len({way["model"] for way in found["ways"]}) == len(prices)


def test_the_best_within_a_budget_costs_no_more_and_nothing_within_it_is_better(capsys):
    found = json.loads(asked(capsys, "best", "hle", "--budget", "20", "--json"))
    assert max(way["usd_a_pass"] for way in found["ways"]) <= 20
    scores = [way["score"] for way in found["ways"]]
    assert scores == sorted(scores, reverse=True)
    low = json.loads(asked(capsys, "cheapest", "hle", "--score", str(scores[0]), "--json"))
    assert low["ways"][0]["usd_a_pass"] <= 20


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("cheapest", "hle", "--score", "1"), "the best is"),
        (("cheapest", "hle", "--score", "nan"), "a fraction from 0 to 1"),
        (("cheapest", "no-such", "--score", "0.1"), "known are: "),
        (("best", "hle", "--budget", "0.000001"), "the cheapest is"),
        (("best", "hle", "--budget", "-1"), "an amount above 0"),
    ],
)
def test_a_question_without_an_answer_says_what_there_is(capsys, words, said):
    assert said in asked(capsys, *words, code=1)


def test_a_day_earlier_knows_no_model_that_came_later(capsys):
    early = asked(capsys, "cheapest", "hle", "--score", "0.3", "--date", "2024-01-01", code=1)
    assert "hle" in early or "reaches" in early


def test_no_model_is_dropped_from_a_budget(capsys):
    words = ("plan", "hle", "gpqa-diamond", "--model", "gpt-5", "--model", "nobody-has-it")
    told = asked(capsys, *words, "--date", "2026-11-01", code=3)
    assert told.count("not planned: no price known") == 2
    assert "in all at least" in told and "for 2 of 4 plans" in told
    found = json.loads(asked(capsys, *words, "--date", "2026-11-01", "--json", code=3))
    prices = [one["price"] for one in found["plans"] if "price" in one]
    assert (found["total"], found["not_planned"]) == (pytest.approx(sum(prices)), 2)


def statement(tmp_path, capsys, name: str, *words: str) -> str:
    path = tmp_path / f"{name}.jsonl"
    rows = [{"model": "m", "input_tokens": 10**6, "output_tokens": 0, "item": n} for n in "ab"]
    path.write_text("\n".join(map(json.dumps, rows)))
    out = tmp_path / f"{name}.json"
    base = ("price", str(path), "--date", "2026-03-14", "-q", "-o", str(out))
    asked(capsys, *base, *words)
    return str(out)


def test_two_statements_are_compared_by_price_and_by_what_differs(tmp_path, capsys):
    one = statement(tmp_path, capsys, "a", "--rate", "m=1,1", "--effort", "low")
    other = statement(tmp_path, capsys, "b", "--rate", "m=3,1")
    found = json.loads(asked(capsys, "compare", one, other, "--json"))
    assert {row["of"]: row["ratio"] for row in found["prices"]} == {
        "total": 3, "pass": 3, "item": 3, "success": None, "score": None,
    }  # fmt: skip
    assert found["differences"] == ["effort: low in A, not stated in B"]
    assert "B / A" in asked(capsys, "compare", one, other)


def test_a_bound_and_a_doubt_are_said_beside_a_comparison():
    made = {"benchmark": {"name": "b"}, "model": {"name": "m"}, "run": {}, "price": {"date": "d"}}
    bound = made | {"price": {"date": "d", "bound": "at least"},
                    "doubts": [{"code": "missing-calls", "says": "Two."}]}  # fmt: skip
    assert comparing.differences(made, bound) == [
        "B's total is a lower bound",
        "B is in doubt: Two. [missing-calls]",
    ]


def test_a_price_of_a_list_that_fell_silent_is_given_as_stale(capsys):
    record, day = carried.known(), "2027-01-15"
    stale = "doubts LIKE '%stale%' AND since <= ? AND until > ? AND own"
    query = f"SELECT model_id, provider, seen FROM offers WHERE {stale} ORDER BY model_id LIMIT 5"
    for model, seller, seen in record.rows(query, day, day):
        words = ("rate", model, "--date", day, "--provider", seller)
        said = json.loads(asked(capsys, *words, "--json"))
        assert (said["until"], said["last_seen"]) == (None, seen)
        doubt = next(one for one in said["doubts"] if one["code"] == "rate-stale")
        assert f"since {seen}" in doubt["says"]
        assert f"last seen {seen}" in asked(capsys, *words)
        assert cli.main([*words, "--strict"]) == 3
    fresh = json.loads(asked(capsys, "rate", "gpt-5-2025-08-07", "--date", "2025-10-01", "--json"))
    assert fresh["until"] and not [d for d in fresh["doubts"] if d["code"] == "rate-stale"]


def test_the_cheapest_way_is_at_a_gateway_only_where_nobody_else_sells_the_model(capsys):
    record = carried.known()
    for benchmark in ("hle", "gpqa-diamond"):
        words = ("cheapest", benchmark, "--score", "0", "--json")
        for way in json.loads(asked(capsys, *words))["ways"]:
            _, priced = record.model(way["model"])
            held = [o for o in record.offers(priced) if o.holds(record.date)]
            taken = next(o for o in held if o.provider == way["seller"])
            assert taken.sold or not any(o.sold for o in held)
            assert bool(way["doubt"]) == bool(taken.through or taken.stale)


@pytest.mark.parametrize(
    ("name", "day", "agreed"),
    [("codestral-2405", "2024-10-15", False), ("gpt-4o-2024-05-13", "2024-06-01", True)],
)
def test_a_rate_says_where_one_list_alone_has_it(capsys, name, day, agreed):
    assert json.loads(asked(capsys, "rate", name, "--date", day, "--json"))["agreed"] is agreed
    assert ("(one list alone)" in asked(capsys, "rate", name, "--date", day)) is not agreed


def test_a_price_said_beforehand_is_announced_and_the_one_before_ends(capsys):
    words = ("rate", "gemini-3.8-flash", "--provider", "google")
    before = json.loads(asked(capsys, *words, "--date", "2026-12-31", "--json"))
    after = json.loads(asked(capsys, *words, "--date", "2027-01-05", "--json"))
    assert (before["input"], before["until"]) == (0.75, "2027-01-01")
    assert (after["input"], after["from"], after["until"]) == (1.5, "2027-01-01", None)
    assert "rate-announced" in {one["code"] for one in after["doubts"]}
    assert "announced by 2026-09-02" in asked(capsys, *words, "--date", "2027-01-05")


def test_an_open_name_is_answered_by_the_choices_and_by_no_option_that_rate_lacks(capsys):
    assert cli.main(["rate", "opus"]) == 3
    said = capsys.readouterr().err
    assert "claude-opus-4-6" in said and "--rate" not in said
