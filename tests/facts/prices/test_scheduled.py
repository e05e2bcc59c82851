"""What a seller dated beforehand: promotions end on their day, at whoever passes them on."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.facts.prices import offers, scheduled
from analysis.facts.schema import TABLES
from tests.facts.prices.cases import by_case, in_one_table

from .test_offers import DAY, known, model, price, seller

END = "2026-03-01"
BEFORE, LATER = "2026-02-28", "2026-03-20"


def change(next_=2.0, was=1.0, provider="openai", source="vendor-announcements", date=END):
    """A price that doubles; in this room's rows output costs twice the input."""
    told = {"model_id": "m", "provider": provider, "date": DAY(date), "seen": DAY("2025-06-01"),
            "was_input": was, "was_output": 2 * was, "input": next_,
            "output": None if next_ is None else 2 * next_, "source_id": source}  # fmt: skip
    rows = pd.DataFrame([told]).reindex(columns=list(TABLES["scheduled"]))
    prices = ["input", "output", "cache_read", "cache_write"]
    return rows.astype(dict.fromkeys(prices, "float64"))


def sold(*others, plan=None, weights="closed", **told):
    return known(
        price("openai", 1.0, **told),
        *others,
        models=[model(weights=weights)],
        scheduled=change() if plan is None else plan,
    )


def test_a_promotion_ends_on_its_day_and_the_price_said_follows_with_a_doubt():
    rows = sold()
    last = offers.offer(rows, "m", DAY(BEFORE))
    assert (last["input"], last["until"], last["ends"]) == (1.0, DAY(END), DAY(END))
    assert offers.AHEAD not in last["doubts"]
    every = ahead(price("openai", 1.0))
    assert seller(every, LATER) == ("openai", 2.0)
    assert offers.AHEAD in offers.offer(every, "m", DAY(LATER))["doubts"].split()


def ahead(*rows, plan=None, **told):
    """Every offer, those of days that no list has reached among them."""
    one = price("together", 9.0, model="other", last="2026-06-30")  # carries the record on
    return known(
        *rows, one, models=[model(**told), model("other")],
        scheduled=change() if plan is None else plan,
    )  # fmt: skip


def test_a_price_that_is_to_come_is_no_offer_of_the_record_yet():
    rows = sold()
    assert seller(rows, LATER) is None
    assert rows["from"].max() <= DAY("2026-01-01")


def test_where_nobody_said_what_follows_the_price_is_unknown():
    rows = ahead(price("openai", 1.0), plan=change(None))
    assert seller(rows, BEFORE) == ("openai", 1.0)
    assert seller(rows, END) is None


@pytest.mark.parametrize(
    ("provider", "after"),
    [
        ("openrouter", ("openrouter", 2.0)),  # bills the maker's price, whatever it is
        ("artificial-analysis", None),  # a list
        ("aihubmix", None),  # asked the same: what it asks later nobody knows
    ],
)
def test_it_ends_for_whoever_passes_it_on(provider, after):
    rows = ahead(price("openai", 1.0), price(provider, 1.0, last="2026-02-20"))
    assert seller(rows, BEFORE, provider=provider) == (provider, 1.0)
    assert seller(rows, LATER, provider=provider) == after


def test_a_list_that_goes_on_showing_it_is_not_believed_and_one_that_shows_another_is():
    late = price("openai", 1.0, last="2026-05-01")
    assert seller(ahead(late), LATER) == ("openai", 2.0)
    new = price("openai", 2.0, "2026-03-05", last="2026-05-01")
    rows = ahead(price("openai", 1.0, last="2026-02-20"), new)
    found = offers.offer(rows, "m", DAY(LATER))
    assert (found["input"], found["from"], offers.AHEAD in found["doubts"]) == (
        2.0, DAY("2026-03-05"), False,
    )  # fmt: skip
    assert seller(rows, "2026-03-02") == ("openai", 2.0)  # until it was seen, as it was said


def test_a_price_that_comes_back_after_another_was_asked_is_one_again():
    rows = ahead(
        price("openai", 1.0, last="2026-02-20"),
        price("openai", 2.0, "2026-03-05", last="2026-03-19"),
        price("openai", 1.0, "2026-03-20", last="2026-06-01"),
    )
    assert seller(rows, "2026-03-10") == ("openai", 2.0)
    assert seller(rows, "2026-04-10") == ("openai", 1.0)


def test_a_host_that_asks_its_own_price_and_open_weights_are_left_alone():
    rows = ahead(price("openai", 1.0), price("aihubmix", 0.9, last="2026-06-01"))
    assert seller(rows, LATER, provider="aihubmix") == ("aihubmix", 0.9)
    host = price("deepinfra", 1.0, last="2026-06-01")
    rows = ahead(price("openai", 1.0), host, weights="open")
    assert seller(rows, LATER, provider="deepinfra") == ("deepinfra", 1.0)
    assert seller(rows, LATER, provider="openai") == ("openai", 2.0)


def test_a_change_is_called_off_where_the_sellers_own_pages_still_have_the_price():
    rows = [price("openai", 1.0, last="2026-04-01", source="vendor-pages")]
    assert scheduled.plans(change(), pd.DataFrame(rows)).empty
    assert seller(ahead(*rows), "2026-04-01") == ("openai", 1.0)
    before = [price("openai", 1.0, last=BEFORE, source="vendor-pages")]
    assert len(scheduled.plans(change(), pd.DataFrame(before))) == 1


def test_the_source_that_says_what_follows_counts_and_two_families_agree():
    bare = change(None)
    told = change(3.0, source="genai-prices")
    none = pd.DataFrame(columns=list(TABLES["prices"]))
    (one,) = scheduled.plans(pd.concat([bare, told]), none).to_dict("records")
    assert (one["input"], one["source_id"], one["agreed"]) == (3.0, "genai-prices", True)
    assert not scheduled.plans(told, none)["agreed"].any()


NONE = pd.DataFrame(columns=list(TABLES["prices"]))


PAGES = [
    (price("openai", 1.0, last=END, source="vendor-pages"), False),
    (price("openai", 1.009, last=END, source="vendor-pages"), False),  # as good as the same
    (price("openai", 1.02, last=END, source="vendor-pages"), True),
    (price("openai", 1.0, last=END, source="vendor-pages", output=3.0), True),
    (price("openai", 1.0, last=END, source="model-prices"), False),
    (price("openai", 1.0, last=END, source="litellm-history"), True),  # no page of its own
    (price("azure", 1.0, last=END, source="vendor-pages"), True),
    (price("openai", 1.0, last=END, source="vendor-pages", model="n"), True),
]


def test_a_sellers_own_page_read_on_the_day_calls_a_change_off():
    own = in_one_table([page] for page, _ in PAGES)
    plans = [change().assign(model_id=f"m-{n}") for n in range(len(PAGES))]
    plan = pd.concat(plans, ignore_index=True)
    of = by_case(scheduled.plans(plan, own))
    assert [n in of for n in range(len(PAGES))] == [believed for _, believed in PAGES]


def test_of_two_that_say_what_follows_the_first_in_standing_counts():
    both = pd.concat([change(3.0, source="models-dev"), change(4.0, source="genai-prices")])
    (one,) = scheduled.plans(both, NONE).to_dict("records")
    assert (one["input"], one["agreed"]) == (4.0, True)
    same = pd.concat([change(3.0, source="models-dev"), change(3.0, source="pi-ai")])
    assert not scheduled.plans(same, NONE)["agreed"].any()  # of one family
    two = pd.concat([change(), change(date="2026-05-01"), change(provider="azure")])
    assert len(scheduled.plans(two, NONE)) == 3


def offer(provider="openai", input_=1.0, since="2025-01-01", until="2026-06-01", **told):
    nothing = dict.fromkeys(("cache_read", "cache_write"), float("nan"))
    return {"model_id": "m", "priced_id": "m", "provider": provider, "weights": "closed",
            "first_party": provider == "openai", "passes_on": None, "input": input_,
            "output": 2 * input_, "from": DAY(since), "until": DAY(until), "agreed": True,
            "source_id": "s", "seen": DAY(since), "last_seen": DAY("2026-02-01"), "stale": False,
            "corroborated": False} | nothing | told  # fmt: skip


def changed(*cases, provider="openai"):
    """What the offers of each case become, where ``provider`` says that its price will double."""
    rows = in_one_table(cases)
    plans = [change(provider=provider).assign(model_id=f"m-{n}") for n in range(len(cases))]
    of = by_case(scheduled.changed(rows, pd.concat(plans, ignore_index=True).assign(agreed=True)))
    shown = ["provider", "input", "from", "until", "ahead"]
    return [
        [(r.provider, r.input, f"{r.since:%y-%m-%d}", f"{r.until:%y-%m-%d}", r.ahead)
         for r in of[n].sort_values(["provider", "from"])[shown].rename(columns={"from": "since"}).itertuples()]
        if n in of else []
        for n in range(len(cases))
    ]  # fmt: skip


FIRST = ("openai", 1.0, "25-01-01", "26-03-01", False)


ENDED = [
    ([offer()], [FIRST, ("openai", 2.0, "26-03-01", "26-06-29", True)]),
    ([offer(until="2026-03-01")], [FIRST]),  # it had ended by itself
    ([offer(until="2026-03-02")], [FIRST, ("openai", 2.0, "26-03-01", "26-06-29", True)]),
    ([offer(until="2026-04-01"), offer(input_=5.0, since="2026-04-01")],
     [FIRST, ("openai", 2.0, "26-03-01", "26-04-01", True), ("openai", 5.0, "26-04-01", "26-06-01", False)]),
    ([offer(until="2026-04-01"), offer(input_=5.0, since="2026-03-01")],
     [FIRST, ("openai", 5.0, "26-03-01", "26-06-01", False)]),
    ([offer(since="2026-03-01")], []),  # a list that begins too late with what has ended
    ([offer(since="2026-02-28")], [("openai", 1.0, "26-02-28", "26-03-01", False),
                                   ("openai", 2.0, "26-03-01", "26-06-29", True)]),
    ([offer(input_=2.0, since="2026-03-01", until="2026-04-01"), offer(since="2026-04-01")],
     [("openai", 2.0, "26-03-01", "26-04-01", False), ("openai", 1.0, "26-04-01", "26-06-01", False)]),
    ([offer(input_=2.0, until="2026-02-01"), offer(since="2026-04-01")],
     [("openai", 2.0, "25-01-01", "26-02-01", False)]),
    ([offer(input_=1.5)], [("openai", 1.5, "25-01-01", "26-06-01", False)]),
]  # fmt: skip


def test_an_offer_ends_on_its_day_and_another_follows():
    assert changed(*(rows for rows, _ in ENDED)) == [found for _, found in ENDED]


OTHERS = [
    ({"passes_on": True}, 2.0),
    ({}, None),
    ({"weights": "open"}, 1.0),
    ({"weights": None}, None),
    ({"input_": 0.9}, 0.9),
]


def test_others_end_with_the_maker_of_closed_weights():
    cases = [[offer(weights=told.get("weights", "closed")), offer("router", **told)]
             for told, _ in OTHERS]  # fmt: skip
    for found, (_, after) in zip(changed(*cases), OTHERS, strict=True):
        late = [one[1] for one in found if one[0] == "router" and one[3] > "26-03-01"]
        assert late == ([] if after is None else [after])
    (own,) = changed([offer("router")], provider="router")  # its own word
    assert [one[1] for one in own] == [1.0, 2.0]
    (alone,) = changed([offer("azure"), offer("router")], provider="azure")
    assert [one[:2] for one in alone] == [("azure", 1.0), ("azure", 2.0), ("router", 1.0)]
