"""One question has one answer: the report's rule, the command, and the files to take away."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.benchprice.record import sellers
from analysis.benchprice.usage import Tokens, Usage
from analysis.facts.downloads import settled
from analysis.facts.prices import offers

QUESTIONS, SEED = 100, 20261125


@pytest.fixture(scope="module")
def every(living):
    return offers.offers(living)


@pytest.fixture(scope="module")
def questions(living, every):
    """Models, a seller or none, and days within, before and after an offer."""
    chance = np.random.default_rng(SEED)
    rows = every[every["model_id"] == every["priced_id"]].sample(QUESTIONS, random_state=SEED)
    newest = living.prices["last_seen"].max()
    held = (rows["until"].where(rows["until"] < newest, newest) - rows["from"]).dt.days.to_numpy()
    days = rows["from"] + pd.to_timedelta(chance.integers(-20, np.maximum(1, held) + 40), unit="D")
    asked = rows["provider"].where(chance.random(QUESTIONS) < 1 / 2, "")
    return list(zip(rows["model_id"], asked, days.where(days < newest, newest), strict=True))


def told(one):
    return None if one is None else (one["provider"], one["input"], one["output"], one["doubts"])


def test_the_command_gives_the_reports_answer(record_of_living, every, questions):
    for model, provider, day in questions:
        said = f"{day:%Y-%m-%d}"
        answer = told(offers.offer(every[every["model_id"] == model], model, day, provider))
        found = sellers.chosen(Usage(model, Tokens(1000, 1000)), record_of_living, said, provider)
        offer = None if found is None or not found[0].holds(said) else found[0]
        given = offer and (offer.provider, offer.input, offer.output, offer.doubts)
        assert given == answer, (model, provider, said)


def test_the_files_to_take_away_hold_the_reports_answer(living, every, questions):
    rows = settled.price_history(living)
    by = dict(list(rows.groupby("model_id")))
    for model, provider, day in questions:
        one = offers.offer(every[every["model_id"] == model], model, day, provider)
        if one is not None and one["priced_id"] != model:
            continue  # its base's price stands in the file of the base
        each = by[model]
        held = each[(each["from"] <= day) & ~(each["until"] <= day)]
        if one is None:
            assert provider == "" or provider not in set(held["seller"]), (model, provider, day)
            continue
        row = held[held["seller"] == one["provider"]]
        answer = [told(one)[1:]]
        given = row[["input", "output", "doubts"]].fillna({"doubts": ""}).itertuples(index=False)
        assert [tuple(r) for r in given] == answer, (model, provider, day)
