"""Faults that a list's neighbours show, each with a row on either side of its rule."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.facts.prices import faults, histories, offers
from analysis.facts.prices.corroboration import FRESH
from tests.facts.prices.cases import by_case, day, in_one_table

from .test_offers import DAY, known, model, price, seller


def seen(rows):
    """What lists that were read say; what a silent one leaves is tried in ``test_silent``."""
    return histories.history(pd.DataFrame(list(rows))).query("not stale")


def history(*rows):
    found = seen(rows)
    return list(zip(found["date"].dt.strftime("%Y-%m-%d"), found["input"], strict=True))


def said(input_, date):
    return price("google", input_, date, last=date, source="vendor-announcements")


def test_an_older_list_does_not_take_over_when_the_makers_statement_lapses():
    old = price("google", 3.5, "2024-07-18", "2026-03-01", source="litellm-log")
    late = price("google", 3.5, "2024-11-28", "2026-03-01")
    assert history(old, said(1.25, "2024-10-01"), late) == [("2024-07-18", 3.5),
                                                            ("2024-10-01", 1.25)]  # fmt: skip


def test_a_list_that_changes_after_the_makers_statement_is_heard():
    before = price("google", 1.25, "2024-10-02", "2025-06-01")
    after = price("google", 1.0, "2025-06-02", "2026-03-01")
    assert history(said(1.25, "2024-10-01"), before, after)[-1] == ("2025-06-02", 1.0)
    # a list that begins late, but with a price nobody had before, is no echo of an older one
    new = price("google", 0.5, "2025-06-02", "2026-03-01")
    assert history(said(1.25, "2024-10-01"), new)[-1] == ("2025-06-02", 0.5)


def agreeing(input_, date, last="2026-06-01"):
    return [
        price("google", input_, date, last, source="models-dev"),
        price("google", input_, date, last, source="openrouter-history"),
    ]


def test_a_list_that_was_not_kept_up_ends_where_two_others_agree():
    late = price("google", 0.3, "2024-07-25", "2026-06-01")
    again = price("google", 0.3, "2025-09-01", "2026-06-01", cache_read=0.1)  # still the old price
    assert history(late, again, *agreeing(0.15, "2025-06-10")) == [("2024-07-25", 0.3),
                                                               ("2025-06-10", 0.15)]  # fmt: skip


def test_a_list_with_later_news_and_the_sellers_own_page_stand_against_two_that_agree():
    news = price("google", 0.1, "2025-07-01", "2026-06-01", source="genai-prices")
    assert history(*agreeing(0.15, "2025-06-10"), news)[-1] == ("2025-07-01", 0.1)
    page = price("google", 0.3, "2025-01-01", "2026-06-01", source="vendor-pages")
    assert history(page, *agreeing(0.15, "2025-06-10")) == [("2025-01-01", 0.3)]
    one = price("google", 0.15, "2025-06-10", "2026-06-01", source="models-dev")
    alone = price("google", 0.3, "2025-01-01", "2026-06-01")
    assert history(alone, one) == [("2025-01-01", 0.3)]


def test_a_cache_price_above_input_is_unknown_and_the_rest_stands():
    rows = pd.DataFrame({"input": [1.0, 1.0], "cache_read": [1.5, 1.0], "cache_write": [0.4, 1.25]})
    found = faults.without_cache_above_input(rows)
    assert found["cache_read"].fillna(-1).tolist() == [-1, 1.0]
    assert found["cache_write"].fillna(-1).tolist() == [-1, 1.25]


def grok(name, was, then="2026-09-06", now=1.25, source="litellm-history"):
    return [
        price("xai", was, "2026-01-01", "2026-09-05", model=name),
        price("xai", now, then, "2026-11-17", model=name, source=source),
    ]


NAMES = ("old", "older", "new")
GROKS = [model(name, creator="xAI") for name in NAMES]
SUCCESSOR = price("xai", 1.25, "2026-01-01", "2026-11-17", model="new")


def test_names_that_move_together_to_another_models_price_have_become_that_model():
    rows = known(*grok("old", 3.0), *grok("older", 0.2), SUCCESSOR, models=GROKS)
    assert seller(rows, "2026-09-05", "old") == ("xai", 3.0)
    assert seller(rows, "2026-09-06", "old") is None
    assert seller(rows, "2026-10-01", "older") is None
    assert seller(rows, "2026-10-01", "new") == ("xai", 1.25)


def test_a_cut_of_one_model_or_to_a_price_that_no_other_has_is_no_redirect():
    alone = known(*grok("old", 3.0), SUCCESSOR, models=GROKS)
    assert seller(alone, "2026-10-01", "old") == ("xai", 1.25)
    same = known(*grok("old", 3.0), *grok("older", 3.0), SUCCESSOR, models=GROKS)
    assert seller(same, "2026-10-01", "old") == ("xai", 1.25)
    nobodys = known(*grok("old", 3.0), *grok("older", 0.2), models=GROKS)
    assert seller(nobodys, "2026-10-01", "old") == ("xai", 1.25)


def test_a_host_that_closed_sells_nothing_whatever_lists_repeat():
    rows = known(price("lambda", 1.0, last="2026-11-17"))
    assert seller(rows, "2025-09-25") is not None
    assert seller(rows, "2025-09-26") is None


def test_the_record_has_no_redirected_name_on_sale(living):
    rows = offers.on(offers.offers(living), DAY("2026-11-20"))
    at_xai = set(rows.loc[rows["provider"] == "xai", "priced_id"])
    assert not at_xai & {"grok-3", "grok-3-mini", "grok-4", "grok-4-fast-reasoning"}
    google = histories.history(living.prices).query("model_id == 'gemini-1.5-pro'")
    changes = google.loc[google["provider"] == "google", ["input", "output"]].drop_duplicates()
    assert changes.to_numpy().tolist() == [[3.5, 10.5], [1.25, 5.0]]


INSTANT = [
    price("openai", 1.6, "2023-10-31", "2023-12-10"),
    price("openai", 0.16, "2023-12-14", "2025-07-12", observations=42.0),
]


def gateway(input_, date="2024-03-26", last="2024-04-18", **told):
    return price("openrouter", input_, date, last, source="openrouter-history", **told)


def test_a_slip_of_a_power_of_ten_is_refused_however_long_its_list_repeats_it():
    rows = known(*INSTANT, gateway(0.8))
    assert seller(rows, "2023-12-01") == ("openai", 1.6)
    # the price had changed by the day of the slip: the gateway's price held from then
    assert seller(rows, "2024-02-01") == ("openrouter", 0.8)
    assert seller(rows, "2024-04-01") == ("openrouter", 0.8)
    assert offers.offer(rows, "m", DAY("2025-06-01"))["doubts"].split() == ["one-list", "stale"]


def test_a_tenth_that_other_families_have_too_is_a_cut():
    rows = known(*INSTANT, gateway(0.16))
    assert seller(rows, "2024-04-01") == ("openai", 0.16)
    assert seller(rows, "2025-06-01") == ("openai", 0.16)


def test_a_start_stated_years_later_does_not_overrule_the_lists_of_the_time():
    late = price("openai", 0.8, "2024-10-22", "2026-02-18", source="metergraph-core",
                 seen=DAY("2026-10-25"))  # fmt: skip
    then = price("openai", 1.0, "2024-11-08", "2025-02-06")
    shown = gateway(0.8, "2024-12-11", "2025-06-06")
    assert history(late, then, shown)[:2] == [("2024-11-08", 1.0), ("2024-12-11", 0.8)]
    # what no list of the time contradicts stands
    same = price("openai", 0.8, "2024-11-08", "2025-02-06")
    assert history(late, same)[0] == ("2024-10-22", 0.8)


@pytest.mark.parametrize("old", [3.5, 0.5])
def test_a_version_that_lists_lag_on_has_what_the_maker_said_of_the_name(old):
    rows = [
        price("google", old, "2024-07-18", "2025-02-06"),
        said(1.25, "2024-10-01"),
        price("google", old, "2024-10-16", "2026-03-01", model="m-002"),
    ]
    vertex = price("google-vertex", 1.25, "2025-01-04", "2026-03-01", model="m-002")
    found = seen([*rows, vertex]).query("model_id == 'm-002'")
    at_google = found[found["provider"] == "google"]
    assert at_google[["input", "corroborated"]].to_numpy().tolist() == [[1.25, False]]
    # where nobody sells the version at that price, it may well have kept its own
    alone = seen(rows).query("model_id == 'm-002'")
    assert alone["input"].tolist() == [old]


def test_a_version_whose_list_has_the_stated_price_is_believed_from_that_list():
    rows = [
        price("google", 1.25, "2024-07-18", "2025-02-06"),  # a list that knew before the statement
        said(1.25, "2024-10-01"),
        *(price("google", 1.25, "2024-11-20", "2026-03-01", model="m-002", source=source)
          for source in ("litellm-history", "models-dev")),
    ]  # fmt: skip
    found = seen(rows).query("model_id == 'm-002'")
    assert found.iloc[0][["date", "corroborated", "agreed"]].tolist() == [
        DAY("2024-11-20"), True, True
    ]  # fmt: skip


def test_a_statement_holds_for_as_long_as_lists_that_it_overrules_show_the_model():
    old = price("google", 3.5, "2024-07-18", "2026-03-01", source="litellm-log")
    rows = seen([old, said(1.25, "2024-10-01")])
    assert rows["until"].iloc[-1] == DAY("2026-03-01") + FRESH


def test_a_makers_price_of_one_list_goes_after_the_price_that_is_passed_on():
    stale = price("openai", 5.0, "2024-01-01", "2025-12-01")
    rows = known(stale, gateway(1.0, last="2025-12-01"))
    assert seller(rows, "2024-03-25") == ("openai", 5.0)
    assert seller(rows, "2024-03-26") == ("openrouter", 1.0)
    named = offers.offer(rows, "m", DAY("2024-06-01"), "openai")
    assert named["input"] == 5.0
    assert offers.CONTRADICTED in named["doubts"].split()


def test_nobody_contradicts_a_maker_whose_price_others_ask_or_that_two_families_state():
    stale = price("openai", 5.0, "2024-01-01", "2025-12-01")
    other = gateway(1.0, last="2025-12-01")
    azure = price("azure", 5.0, "2024-01-01", "2025-12-01", source="models-dev")
    assert seller(known(stale, other, azure)) == ("openai", 5.0)
    told = price("openai", 5.0, "2024-01-01", "2025-12-01", source="models-dev")
    assert seller(known(stale, other, told)) == ("openai", 5.0)
    hosts = [model(weights="open")]
    assert seller(known(stale, other, models=hosts)) == ("openai", 5.0)


def test_a_list_does_not_take_over_after_its_own_last_sighting():
    first = price("openai", 2.0, "2025-01-01", "2025-05-01", source="langchain-openai")
    second = price("openai", 1.0, "2025-01-01", "2025-06-01")
    # langchain's price lapses in August, when litellm's list has not been read for two months
    assert history(first, second) == [("2025-01-01", 2.0)]
    # one that is still read by then takes over
    later = price("openai", 1.0, "2025-01-01", "2025-10-01")
    assert history(first, later) == [("2025-01-01", 2.0), ("2025-08-29", 1.0)]


def news(date, input_=4.0, last="2026-11-17", **told):
    """A list of another family that showed the first price and changed to another."""
    before = price("host", 1.0, "2026-01-01", last="2026-09-01", **told)
    return before, price("host", input_, date, last=last, **told)


OTHER = {"source": "models-dev"}
LATE = "2026-10-20"


def asked(*rows):
    return asked_of(known(*rows))


def asked_of(record, day=LATE):
    found = offers.offer(record, "m", DAY(day), "host")
    return None if found is None else (found["input"], offers.OUTDATED in found["doubts"].split())


def test_a_price_seen_last_before_a_list_changed_ends_there():
    first = price("host", 1.0, "2026-01-01", last="2026-09-02", source="openrouter-history")
    rows = first, *news("2026-10-04", **OTHER)
    record = known(*rows)
    assert asked_of(record, "2026-10-03") == (1.0, False)
    assert asked_of(record) == (4.0, False)
    still = price("host", 1.0, "2026-01-01", last="2026-10-10", source="genai-prices")
    assert asked(*rows, still) == (1.0, False)  # somebody has it later than the change


def test_a_list_that_goes_back_to_what_was_before_has_no_news():
    first = price("host", 1.0, "2026-05-01", last="2026-09-02", source="openrouter-history")
    earlier = price("host", 4.0, "2025-01-01", last="2026-04-30", source="openrouter-history")
    assert asked(earlier, first, *news("2026-10-04", **OTHER)) == (1.0, True)


def test_what_is_typed_by_hand_and_what_one_sighting_contradicts_is_only_doubted():
    said = price("host", 1.0, "2026-01-01", last="2026-09-02", source="vendor-announcements")
    assert asked(said, *news("2026-10-04", **OTHER)) == (1.0, True)
    first = price("host", 1.0, "2026-01-01", last="2026-09-02", source="openrouter-history")
    once = news("2026-10-04", 0.5, last="2026-10-04", observations=1.0, **OTHER)
    record = known(first, *once)
    assert asked_of(record) == (1.0, True)
    assert asked_of(record, "2026-10-03") == (1.0, False)


def test_prices_are_apart_by_more_than_a_hundredth_of_either():
    pairs = pd.DataFrame({"input": [4.0, 4.02, 4.1, 4.0, 0.0], "output": [8.0, 8.0, 8.0, 8.2, 8.0],
                          "input_b": [4.0, 4.0, 4.0, 4.0, 0.0], "output_b": 8.0})  # fmt: skip
    assert faults.apart(pairs, "_b").tolist() == [False, False, True, True, False]


def line(
    price, date="2025-01-01", until="2026-01-01", source="litellm-history", agreed=False, **told
):
    return {"model_id": "m", "provider": "p", "source_id": source, "family": source, "agreed": agreed,
            "input": price, "output": 2 * price, "date": DAY(date), "until": DAY(until)} | told  # fmt: skip


AGREED = line(2.0, "2025-06-01", source="models-dev", agreed=True)


LATE_LISTS = [
    ([line(3.0)], ["2025-06-01"]),
    ([line(2.0)], ["2026-01-01"]),
    ([line(2.0, output=5.0)], ["2025-06-01"]),
    ([line(2.0, input=1.0, output=4.0)], ["2025-06-01"]),
    ([line(3.0, "2025-06-01")], ["2025-08-01"]),  # it changed that day: news until then
    ([line(3.0, "2025-05-31")], ["2025-06-01"]),
    ([line(3.0), line(3.0, "2025-07-01")], ["2025-06-01"]),  # the old price, said again
    ([line(4.0), line(3.0, "2025-07-01")], ["2025-06-01", "2025-08-01"]),
    ([line(3.0, until="2025-03-01")], ["2025-03-01"]),
    ([line(3.0, "2025-01-01", "2025-01-01")], []),
    ([line(3.0, provider="q")], ["2026-01-01"]),
    ([line(3.0, source="vendor-announcements")], ["2026-01-01"]),
    ([line(3.0, family="vendors")], ["2026-01-01"]),
    ([line(3.0, agreed=True)], ["2026-01-01"]),
]


def test_a_list_ends_where_two_others_began_to_agree_unless_it_has_news():
    later = line(2.0, "2025-08-01", source="openrouter-history", agreed=True)
    rows = in_one_table([AGREED, *late, later] for late, _ in LATE_LISTS)
    found = faults.without_late_lists(rows)
    kept = found[~found["source_id"].isin(("models-dev", "openrouter-history"))]
    of = by_case(kept)
    for n, (_, ends) in enumerate(LATE_LISTS):
        assert (n, [day(until) for until in of[n]["until"]] if n in of else []) == (n, ends)
    nobody = rows.assign(agreed=False)
    assert len(faults.without_late_lists(nobody)) == (nobody["date"] < nobody["until"]).sum()


SEEN_LAST = {"last_seen": DAY("2025-03-01"), "seen": DAY("2025-01-01"), "corroborated": True}


NEWS_OF_OTHERS = [
    ({}, {}, "2025-06-01"),
    ({"price": 3.02}, {}, "2026-01-01"),
    ({"corroborated": False}, {}, "2026-01-01"),
    ({"seen": DAY("2025-07-31")}, {}, "2025-06-01"),
    ({"seen": DAY("2025-08-01")}, {}, "2026-01-01"),  # dated 61 days afterwards
    ({"family": "litellm-history"}, {}, "2026-01-01"),
    ({}, {"last_seen": DAY("2025-06-01")}, "2026-01-01"),
    ({}, {"last_seen": DAY("2025-05-31")}, "2025-06-01"),
    ({}, {"until": DAY("2025-06-01")}, "2025-06-01"),
    ({}, {"source_id": "vendor-announcements"}, "2026-01-01"),
    ({}, {"provider": "q"}, "2026-01-01"),
    ({"date": "2025-01-01", "seen": DAY("2025-01-01")}, {}, "2026-01-01"),
]


def test_news_of_another_family_ends_a_price_that_nobody_has_since():
    told = {"price": 5.0, "date": "2025-06-01", "seen": DAY("2025-06-01"), "corroborated": True,
            "source": "models-dev", "last_seen": DAY("2025-12-01")}  # fmt: skip
    first = line(3.0, "2024-06-01", source="models-dev") | SEEN_LAST | {"seen": DAY("2024-06-01")}
    rows = in_one_table(
        [line(3.0) | SEEN_LAST | ours, first, line(**told | news)]
        for news, ours, _ in NEWS_OF_OTHERS
    )
    found = faults.without_missed_news(rows, faults.sightings(rows))["until"]
    assert [day(until) for until in found.iloc[::3]] == [end for *_, end in NEWS_OF_OTHERS]


STARTS = [
    ([], "2025-01-01"),
    ([line(1.0, "2025-02-01")], "2025-06-01"),
    ([line(1.0, "2025-01-01")], "2025-06-01"),  # from its first day on
    ([line(1.0, "2024-12-31")], "2025-01-01"),  # what was before contradicts nothing
    ([line(1.0, "2025-06-01")], "2025-01-01"),  # what came after it was shown, neither
    ([line(1.0, "2025-05-31")], "2025-06-01"),
    ([line(3.0, "2025-02-01", output=7.0)], "2025-06-01"),
    ([line(2.0, "2025-02-01", output=6.0)], "2025-06-01"),
    ([line(3.0, "2025-02-01", output=6.0)], "2025-01-01"),  # the same price
    ([line(1.0, "2025-02-01", corroborated=False)], "2025-01-01"),
    ([line(1.0, "2025-02-01", provider="q")], "2025-01-01"),
    ([line(1.0, "2025-02-01", until="2025-02-01")], "2025-06-01"),
]


def test_a_start_said_afterwards_gives_way_to_lists_of_the_time():
    late = line(3.0, source="registry", seen=DAY("2025-03-03"))  # 61 days afterwards
    shown = line(3.0, "2025-06-01", source="models-dev", provider="other")
    rows = in_one_table([late, shown, *then] for then, _ in STARTS)
    rows["seen"] = rows["seen"].fillna(rows["date"])
    rows["corroborated"] = rows["corroborated"].ne(False)
    found = faults.without_backdating(rows).query("source_id == 'registry'")
    assert [day(date) for date in found["date"]] == [begins for _, begins in STARTS]
    own = rows["source_id"] == "registry"
    for column, value in (("seen", DAY("2025-03-02")), ("source_id", faults.ANNOUNCED)):
        soon = faults.without_backdating(rows.assign(**{column: rows[column].mask(own, value)}))
        first = soon.drop_duplicates("model_id")["date"]
        assert {day(date) for date in first} == {"2025-01-01"}
