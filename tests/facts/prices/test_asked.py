"""Makers' and hosts' list prices as they are known from announcements, asked of the record.

``asked.csv`` was written down from what sellers published, not from the lists that the record is
made of: days around changes, starts and ends. The record may not know an early day (its lists
begin later); what it says has to be right, or doubted.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from analysis.facts.prices import offers
from analysis.facts.prices.corroboration import TOKEN

ASKED = Path(__file__).with_name("asked.csv")
SAME = 0.011  # lists print prices to two digits
UNKNOWN = 35  # of the questions: days before the first list that has the model


@pytest.fixture(scope="module")
def answers(living):
    every = offers.offers(living)
    known = {str(model): rows for model, rows in every.groupby("model_id")}
    asked = pd.read_csv(ASKED, parse_dates=["day"], dtype={"provider": "string"})
    asked["id"] = asked["model_id"].map(offers.priced_as(living))
    asked["provider"] = asked["provider"].fillna("")
    given = [
        offers.offer(known.get(row.id, every.iloc[:0]), row.id, row.day, row.provider)
        for row in asked.itertuples()
    ]
    return asked.assign(
        answered=[one is not None for one in given],
        doubted=[one is not None and bool(one["doubts"]) for one in given],
        **{f"given_{p}": [None if one is None else one[p] for one in given] for p in TOKEN},
    )


def test_what_sellers_published_is_what_the_record_says_or_doubts(answers):
    right = answers["answered"]
    for price in TOKEN:
        right &= (answers[f"given_{price}"].astype(float) / answers[price] - 1).abs() <= SAME
    wrong = answers[answers["answered"] & ~right]
    assert wrong[~wrong["doubted"]].empty, wrong[~wrong["doubted"]].to_string()
    assert len(wrong) / len(answers) < 0.02, wrong.to_string()


def test_few_questions_have_no_answer(answers):
    assert (~answers["answered"]).sum() <= UNKNOWN, answers[~answers["answered"]].to_string()
