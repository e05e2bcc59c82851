"""Questions drawn from the record are settled by two families, and wrong answers are counted."""

from __future__ import annotations

import dataclasses

import pandas as pd

from analysis.facts import csvs, drawn
from analysis.facts.prices import offers
from analysis.facts.schema import TABLES
from analysis.facts.tables import Dataset

from .prices.test_offers import DAY, PROVIDERS, both, model, price


def facts(*rows):
    frames = {name: csvs.empty(columns) for name, columns in TABLES.items()}
    frames["prices"], frames["providers"] = pd.DataFrame(list(rows)), PROVIDERS
    frames["models"] = pd.DataFrame([model()]).reindex(columns=list(TABLES["models"]))
    fields = {field.name for field in dataclasses.fields(Dataset)}
    return Dataset(**{k: v for k, v in frames.items() if k in fields}, digest="test")


def test_only_what_two_families_saw_at_the_time_is_settled():
    assert len(drawn.drawn(facts(*both("openai", 5.0)), 9, 1)) == 1
    assert drawn.drawn(facts(price("openai", 5.0)), 9, 1).empty
    copies = [price("openai", 5.0), price("openai", 5.0, source="litellm-log")]
    assert drawn.drawn(facts(*copies), 9, 1).empty
    told_later = price("openai", 5.0, source="models-dev", seen=DAY("2026-01-01"))
    assert drawn.drawn(facts(price("openai", 5.0), told_later), 9, 1).empty


def test_days_are_of_the_span_and_half_of_the_makers_own_are_asked_without_a_seller():
    names = [f"m{n}" for n in range(60)]
    rows = [one for n in names for p in ("openai", "deepinfra")
            for one in both(p, 5.0, "2025-03-01", "2025-03-03", model=n)]  # fmt: skip
    data = dataclasses.replace(facts(*rows), models=pd.DataFrame([model(n) for n in names]))
    found = drawn.drawn(data, 999, 3)
    assert len(found) == 120 and len(drawn.drawn(data, 7, 3)) == 7
    assert set(found["day"]) == {DAY(f"2025-03-0{n}") for n in (1, 2, 3)}
    own = found["provider"] == "openai"
    assert 20 < (found.loc[own, "asked"] == "").sum() < 40
    assert (found["asked"] == found["provider"])[~own].all()
    assert found.equals(drawn.drawn(data, 999, 3)) and not found.equals(drawn.drawn(data, 999, 4))


def test_an_answer_is_right_at_the_settled_price_and_wrong_at_another():
    data = facts(*both("openai", 5.0))
    questions = drawn.drawn(data, 9, 1)
    assert drawn.answered(data, questions)[["right", "doubted"]].to_numpy().tolist() == [
        [True, False]
    ]
    said = facts(*both("openai", 5.0), price("openai", 4.0, source="vendor-announcements"))
    assert drawn.answered(said, questions)["right"].tolist() == [False]
    nobody = questions.assign(asked="azure")
    assert drawn.answered(data, nobody)[["right", "doubted"]].to_numpy().tolist() == [[False, True]]


def test_that_nobody_sells_is_right_from_the_day_on_which_two_lists_say_that_it_ended():
    columns = ["model_id", "provider", "date", "lists"]
    for lists, right in ((2, True), (1, False)):
        ended = pd.DataFrame([("m", "openai", DAY("2025-06-01"), lists)], columns=columns)
        ended = ended.reindex(columns=list(TABLES["retirements"])).assign(source_id="lists")
        data = dataclasses.replace(facts(*both("openai", 5.0)), retirements=ended)
        question = drawn.drawn(data, 9, 1).assign(day=DAY("2025-07-01"), asked="azure")
        assert drawn.answered(data, question)["right"].tolist() == [right]


def test_an_answer_that_two_families_agree_against_is_disputed_and_others_are_not():
    said = facts(*both("openai", 5.0), price("openai", 4.0, source="vendor-announcements"))
    assert offers.DISPUTED in offers.offers(said)["doubts"].iloc[0].split()
    alone = facts(price("openai", 5.0), price("openai", 4.0, source="vendor-announcements"))
    assert offers.DISPUTED not in offers.offers(alone)["doubts"].iloc[0].split()
    earlier = price("openai", 4.0, "2026-01-02", "2026-02-01", source="vendor-announcements")
    later = offers.offers(facts(*both("openai", 5.0), earlier)).query("input == 4.0")
    assert offers.DISPUTED not in later["doubts"].iloc[0].split()


def test_one_seed_draws_the_same_questions():
    data = facts(*both("openai", 5.0), *both("azure", 6.0), *both("openrouter", 7.0))
    one, again = (drawn.drawn(data, 2, 7) for _ in range(2))
    pd.testing.assert_frame_equal(one, again)


def test_what_is_wrong_is_shown_and_ends_in_one(monkeypatch, capsys):
    wrong = facts(*both("openai", 5.0), price("openai", 4.0, source="vendor-announcements"))
    for data, code, said in (
        (facts(*both("openai", 5.0)), 0, "none wrong\n100.0% of 1 right; 0 wrong, 0 without"),
        (wrong, 1, "\n0.0% of 1 right; 1 wrong, 0 without a doubt said"),
    ):
        monkeypatch.setattr(drawn.tables, "load", lambda data=data: data)
        assert drawn.main(["--questions", "9"]) == code
        told = capsys.readouterr().out
        assert said in told and ("openai 4/" in told) is bool(code)
