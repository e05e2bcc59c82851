"""What an offer is worth when no list shows it: ended where its list was read, else stale."""

from __future__ import annotations

import pandas as pd

from analysis.facts.prices import histories, offers, silent
from analysis.facts.prices.corroboration import FRESH
from tests.facts.prices.test_histories import row
from tests.facts.prices.test_offers import DAY, known, model, price

LAST = DAY("2025-03-01")
GONE = LAST + FRESH  # as far as a sighting of that day goes
OTHER = {"source": "models-dev"}


def listed(*arguments, last="2025-03-01", **told):
    return price(*arguments, last=last, **told)


def elsewhere(last, **told):
    """Another seller's offer of another model, which shows that the list was read until ``last``."""
    return price("azure", 9.0, "2024-01-01", last, model="other", **told)


def held(rows, day, provider=""):
    return offers.offer(rows, "m", DAY(day), provider)


def left(*rows):
    found = histories.history(pd.DataFrame(list(rows))).query("stale and provider == 'host'")
    return list(zip(found["date"], found["until"], found["input"], strict=True))


def test_an_offer_ends_where_its_list_was_read_without_it():
    read = known(listed("openai", 5.0), elsewhere("2025-03-08"))
    assert held(read, GONE - pd.Timedelta(days=1))["doubts"] == offers.ONE_LIST
    assert held(read, GONE) is None


def test_an_offer_of_a_list_that_fell_silent_stays_and_is_stale():
    read = known(listed("openai", 5.0), elsewhere("2025-03-01"), elsewhere("2026-06-01", **OTHER))
    assert not held(read, GONE - pd.Timedelta(days=1))["stale"]
    late = held(read, "2026-06-01")
    assert (late["input"], late["last_seen"]) == (5.0, LAST)
    assert offers.UNSEEN in late["doubts"].split()


def test_a_reading_years_later_ends_what_was_stale_until_then():
    rows = [listed("openai", 5.0), elsewhere("2025-03-01"), price("azure", 9.0, "2026-02-01",
            model="other", last="2026-02-01")]  # fmt: skip
    record = known(*rows)
    assert held(record, "2026-01-31")["stale"]
    assert held(record, "2026-02-01") is None


def test_a_change_log_of_a_list_is_read_for_the_list():
    log = [listed("openai", 5.0, source="litellm-log")]
    assert held(known(*log, elsewhere("2025-04-01")), "2025-12-01") is None
    assert held(known(*log, elsewhere("2025-12-01", **OTHER)), "2025-12-01")["stale"]


def test_a_list_of_which_a_reading_shows_a_part_misses_nothing():
    told = {"source": "artificial-analysis-prices"}
    rows = known(listed("artificial-analysis", 5.0, **told), elsewhere("2025-12-01", **told))
    assert held(rows, "2025-12-01")["stale"]


def test_a_list_that_dropped_the_offer_before_another_saw_it_last_ends_nothing():
    read = price("azure", 9.0, "2025-02-08", "2025-02-08", model="third")
    rows = [price("openai", 5.0, last="2025-02-01"), read, elsewhere("2025-12-01")]
    assert held(known(*rows, listed("openai", 5.0, **OTHER)), "2025-12-01")["stale"]
    assert (
        held(known(*rows, price("openai", 5.0, last="2025-02-01", **OTHER)), "2025-12-01") is None
    )


def test_a_live_list_with_a_newer_price_wins():
    rows = [listed("openai", 5.0, source="model-prices"), price("openai", 2.0, "2025-09-01")]
    found = known(*rows)
    assert held(found, "2025-08-31")["stale"]
    assert (held(found, "2025-09-01")["input"], held(found, "2025-12-01")["stale"]) == (2.0, False)


def test_a_seller_that_was_seen_goes_before_the_maker_that_was_not_and_a_gateway_after():
    maker = listed("openai", 5.0)
    seen = elsewhere("2025-03-01")
    cloud = price("azure", 6.0, **OTHER)
    points = price("poe", 1.0, **OTHER)
    rows = known(maker, seen, cloud, points)
    assert held(rows, "2025-03-01")["provider"] == "openai"
    assert held(rows, "2025-12-01")["provider"] == "azure"
    assert held(rows, "2025-12-01", "openai")["stale"]
    assert held(known(maker, seen, points), "2025-12-01")["provider"] == "openai"


def test_a_retirement_or_a_sellers_last_day_ends_a_stale_offer():
    maker = listed("openai", 5.0)
    ended = pd.DataFrame([{"model_id": "m", "provider": "openai", "date": DAY("2025-10-01"),
                           "seen": DAY("2025-01-01"), "lists": 2.0, "source_id": "s"}])  # fmt: skip
    rows = known(maker, elsewhere("2025-12-01", **OTHER), retirements=ended)
    assert held(rows, "2025-09-30")["stale"]
    assert held(rows, "2025-10-01") is None
    closed = known(listed("lambda", 1.0), elsewhere("2026-01-01", **OTHER))
    assert held(closed, "2025-09-25")["stale"]
    assert held(closed, "2025-09-26") is None


def test_the_cheapest_is_a_seller_that_was_seen_where_there_is_one():
    old = listed("novita", 1.0, last="2025-01-31")
    rows = known(old, price("together", 4.0, **OTHER), models=[model(weights="open")])
    lows = offers.cheapest(rows)
    assert lows["provider"].tolist() == ["novita", "together"]
    alone = offers.cheapest(known(old, elsewhere("2025-12-01", **OTHER),
                                  models=[model(weights="open"), model("other")]))  # fmt: skip
    assert alone.query("model_id == 'm'")["stale"].tolist() == [False, True]


def test_of_two_silent_lists_the_one_that_saw_the_offer_last_goes_on():
    older = row("2025-01-01", 5, 5, source="model-prices", last_seen="2025-02-01")
    newer = row("2025-01-01", 3, 3, source="models-dev", last_seen="2025-05-01")
    other = row("2026-01-01", 9, 9, source="litellm-history", provider="another")
    begun = DAY("2025-02-01") + FRESH
    assert left(older, newer, other) == [(begun, silent.FAR, 3.0)]


def test_a_gap_between_two_readings_of_a_list_is_filled_and_one_in_which_it_was_read_is_not():
    rows = [row("2025-01-01", 5, 5), row("2026-01-01", 4, 4, last_seen="2026-01-02")]
    begun = DAY("2025-01-01") + FRESH
    assert left(*rows)[0] == (begun, DAY("2026-01-01"), 5.0)
    read = row("2025-02-01", 9, 9, provider="another")
    assert left(*rows, read) == left(rows[1], read)


def test_a_price_that_is_not_believed_ends_what_was_said_before():
    rows = [row("2025-01-01", 3, 6, last_seen="2025-02-01"),
            row("2025-02-02", 1, 2, observations=1.0, last_seen="2025-02-02")]  # fmt: skip
    assert left(*rows) == []


def test_what_will_be_stale_after_the_newest_reading_is_no_offer_of_the_record_yet(living):
    today = living.prices["last_seen"].max()
    rows, every = offers.offers(living), offers.lasting(living)
    assert rows["from"].max() <= today < every["from"].max()
    ahead = every[every["from"] > today]
    said = ahead["doubts"].str.contains(offers.AHEAD)
    assert set(ahead.loc[~said, "stale"]) == {True}
    assert said.any() and not ahead.loc[said, "stale"].any()
    soon = pd.Timestamp("2027-01-15")
    assert len(offers.on(every, soon)) > 0.9 * len(offers.on(rows, today))
