"""What two families took up against the list that stands first, on rows on both sides of it."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.facts.prices import taken_up
from analysis.facts.prices.corroboration import STANDING
from analysis.facts.prices.histories import history
from tests.facts.prices.cases import by_case, day, in_one_table
from tests.facts.prices.test_histories import row, table

FIRST, SECOND, THIRD = "openrouter-history", "litellm-history", "models-dev"
START = "2025-01-01"  # of the price of which another list is a witness: it is no list's alone
WITNESS = "genai-prices-undated"


def said(source, *prices, last="2025-09-30"):
    """Return a list's rows: a day and one number for both prices each, the last one seen lately."""
    days = [day for day, _ in prices[1:]] + [last]
    return [
        row(day, price, price, source=source, last_seen=end)
        for (day, price), end in zip(prices, days, strict=True)
    ]


def held(*rows):
    points = history(table(*rows, *said(WITNESS, (START, 4), last="2025-01-20")))
    points = points[~points["stale"]]
    days = points["date"].dt.strftime("%m-%d")
    return list(zip(days, points["input"], strict=True))


BOTH = [*said(SECOND, ("2025-03-01", 3)), *said(THIRD, ("2025-04-01", 3))]


def test_what_two_families_took_up_overrules_the_list_that_stands_first():
    assert held(*said(FIRST, (START, 4)), *BOTH) == [("01-01", 4), ("04-01", 3)]
    one = said(SECOND, ("2025-03-01", 3))
    assert held(*said(FIRST, (START, 4)), *one) == [("01-01", 4)]


def test_the_list_that_stands_first_has_news_when_it_changes_later():
    first = said(FIRST, (START, 4), ("2025-05-01", 2))
    assert held(*first, *BOTH) == [("01-01", 4), ("04-01", 3), ("05-01", 2)]


def test_an_agreement_ends_when_one_of_its_lists_changes():
    third = said(THIRD, ("2025-04-01", 3), ("2025-06-01", 5))
    rows = [*said(FIRST, (START, 4)), *said(SECOND, ("2025-03-01", 3)), *third]
    assert held(*rows) == [("01-01", 4), ("04-01", 3), ("06-01", 4)]


def test_a_list_that_changes_after_a_time_unread_ends_its_agreement():
    second = [
        *said(SECOND, ("2025-03-01", 3), last="2025-03-02"),
        *said(SECOND, ("2025-08-01", 5)),
    ]
    rows = [*said(FIRST, (START, 4)), *second, *said(THIRD, ("2025-04-01", 3))]
    assert held(*rows) == [("01-01", 4), ("04-01", 3), ("08-01", 4)]


def test_an_agreement_outlives_the_list_that_fell_silent_not_both():
    third = said(THIRD, ("2025-04-01", 3), last="2025-04-01")
    rows = [*said(FIRST, (START, 4)), *said(SECOND, ("2025-03-01", 3)), *third]
    assert held(*rows) == [("01-01", 4), ("04-01", 3)]


@pytest.mark.parametrize("source", ["vendor-announcements", "vendor-pages"])
def test_no_agreement_overrules_a_seller_s_own_word(source):
    rows = [*said(source, (START, 4)), *BOTH]
    assert held(*rows) == [("01-01", 4)]


@pytest.mark.parametrize("source", ["llm-prices", "litellm-log"])
def test_lists_kept_by_hand_and_lists_of_one_family_agree_on_nothing(source):
    other = said(source, ("2025-04-01", 3))
    rows = [*said(FIRST, (START, 4)), *said(SECOND, ("2025-03-01", 3)), *other]
    assert held(*rows) == [("01-01", 4)]


def line(source, price, date, until, **told):
    """A judged row: ``until`` is what it holds for, its last sighting a month before."""
    one = STANDING[source]
    seen = {"last_seen": pd.Timestamp(until) - pd.Timedelta(days=30), "until": pd.Timestamp(until)}
    return row(date, price, price, source=source, rank=one.rank, family=one.family) | seen | told


FIRSTS = [
    (line(FIRST, 4, START, "2025-12-31"), ("2025-04-01", "2025-09-01")),
    (line(FIRST, 4, START, "2025-04-02"), ("2025-04-01", "2025-09-01")),
    (line(FIRST, 4, START, "2025-04-01"), None),  # it had ended by then
    (line(FIRST, 4, "2025-08-31", "2025-12-31"), ("2025-04-01", "2025-08-31")),  # news
    (line(FIRST, 4, "2025-09-01", "2025-12-31"), None),
    (line(FIRST, 3.02, START, "2025-12-31"), None),  # it has the price itself
    (line("models-dev-log", 4, START, "2025-12-31"), None),  # it stands behind both
    (line("vendor-pages", 4, START, "2025-12-31"), None),  # a seller's own word
]


def test_an_agreement_is_a_line_where_it_overrules_a_row():
    second = line(SECOND, 3, "2025-03-01", "2025-09-01")
    third = line(THIRD, 3, "2025-04-01", "2025-10-01")
    rows = in_one_table([first, second, third] for first, _ in FIRSTS)
    found = taken_up.with_agreements(rows)
    assert found["line"].tolist()[: len(rows)] == rows["source_id"].tolist()
    told = (taken_up.RANK, 3, SECOND, third["last_seen"])
    of = by_case(found.iloc[len(rows) :])
    for n, (_, agreed) in enumerate(FIRSTS):
        spans = [(day(r.date), day(r.until), r.rank, r.input, r.source_id, r.last_seen)
                 for r in of[n].itertuples()] if n in of else []  # fmt: skip
        assert (n, spans) == (n, [(*agreed, *told)] if agreed else [])
