"""Offers end on the day their seller stopped selling the model, and on nobody's slip."""

from __future__ import annotations

import dataclasses

import pandas as pd
import pytest

from analysis.facts import csvs
from analysis.facts.prices import offers, retired
from analysis.facts.schema import TABLES
from analysis.facts.tables import Dataset
from tests.facts.prices.cases import by_case, day, in_one_table

from .test_offers import DAY, PROVIDERS, model, price, seller


def end(date="2025-06-01", lists=2.0, source="retirement-lists", provider="openai", model_id="m"):
    return {"model_id": model_id, "provider": provider, "date": DAY(date), "seen": DAY(date),
            "lists": lists, "url": "", "source_id": source}  # fmt: skip


def known(rows, ended, weights="closed"):
    frames = {name: csvs.empty(columns) for name, columns in TABLES.items()}
    frames["prices"] = pd.DataFrame(rows)
    frames["models"] = pd.DataFrame([model(weights=weights)]).reindex(
        columns=list(TABLES["models"])
    )
    frames["providers"], frames["retirements"] = PROVIDERS, pd.DataFrame(ended)
    fields = {field.name for field in dataclasses.fields(Dataset)}
    return offers.offers(Dataset(**{k: v for k, v in frames.items() if k in fields}, digest="t"))


def test_an_offer_ends_on_the_day_that_lists_agree_on():
    rows = known([price("openai", 5.0)], [end()])
    assert seller(rows, "2025-05-31") == ("openai", 5.0)
    assert seller(rows, "2025-06-01") is None


def test_of_closed_weights_gateways_end_with_the_last_who_sells_them():
    gateway = price("openrouter", 5.0, source="openrouter-history")
    rows = known([price("openai", 5.0), gateway], [end()])
    assert seller(rows, "2025-06-01") is None
    cloud = price("azure", 5.0, last="2025-10-01")
    rows = known(
        [price("openai", 5.0), gateway, cloud], [end(), end("2025-09-01", provider="azure")]
    )
    assert seller(rows, "2025-08-01") == ("azure", 5.0)
    assert seller(rows, "2025-08-01", provider="openrouter") == ("openrouter", 5.0)
    assert seller(rows, "2025-09-01", provider="openrouter") is None


def test_open_weights_are_sold_on_by_others():
    host = price("deepinfra", 1.0)
    rows = known([price("openai", 5.0), host], [end()], weights="open")
    assert seller(rows, "2025-06-01") == ("deepinfra", 1.0)


@pytest.mark.parametrize(
    ("ended", "other", "alive"),
    [
        (end(), "models-dev", False),  # two lists say so: price lists repeat dead offers
        (end(lists=1.0), "models-dev", True),
        (end(lists=1.0), "litellm-log", False),
        (end(lists=1.0, source="litellm-events"), "models-dev", True),
        (end(), "vendor-announcements", True),  # somebody looked
    ],
)
def test_one_list_ends_nothing_that_another_family_still_sees(ended, other, alive):
    rows = pd.DataFrame(
        [price("openai", 5.0, last="2025-05-01"), price("openai", 5.0, source=other)]
    )
    found = retired.ends(rows, pd.DataFrame([ended]))
    assert found.empty is alive


def test_the_days_of_lists_go_before_litellms():
    days = [end("2025-03-01", lists=1.0, source="litellm-events"), end("2025-06-01", lists=2.0)]
    rows = pd.DataFrame([price("openai", 5.0, last="2025-02-01")])
    assert retired.ends(rows, pd.DataFrame(days))["end"].tolist() == [DAY("2025-06-01")]


def test_a_name_that_moves_ends_with_the_last_model_that_it_meant():
    names = ["x-latest", "x-20240620", "x-20241022", "y-latest", "y-20240101", "y-20250101"]
    prices = pd.DataFrame(
        [{**price("openai", 5.0), "model_id": name} for name in names]
        + [{**price("azure", 5.0), "model_id": "x-latest"}]
    )
    ended = pd.DataFrame(
        [end("2025-06-01", model_id="x-20240620"), end("2025-10-28", model_id="x-20241022"),
         end("2025-02-01", model_id="y-20240101")]
    )  # fmt: skip
    found = retired.ends(prices, ended).set_index(["model_id", "provider"])["end"]
    assert found["x-latest", "openai"] == DAY("2025-10-28")
    assert "y-latest" not in found.index.get_level_values(0)  # one that it may mean is still sold
    assert ("x-latest", "azure") not in found.index  # of another seller's models nobody said so


def sold(provider, kind="gateway", until="2025-12-01", **told):
    return {"priced_id": "m", "provider": provider, "kind": kind, "first_party": False, "stale": False,
            "weights": "closed", "from": DAY("2025-01-01"), "until": DAY(until)} | told  # fmt: skip


MAKER = sold("openai", "maker", first_party=True)
ENDS = pd.DataFrame([("m", "openai", DAY("2025-06-01"))], columns=["model_id", "provider", "end"])


@pytest.mark.parametrize(
    ("others", "until"),
    [
        ([], "2025-06-01"),
        ([sold("azure", "cloud", until="2025-08-01")], "2025-08-01"),
        ([sold("azure", "cloud", until="2025-08-01", stale=True)], "2025-06-01"),
        ([sold("reka", "maker", until="2025-08-01")], "2025-08-01"),
        ([sold("together", "host", until="2025-08-01")], "2025-06-01"),
        ([sold("azure", "cloud", until="2025-08-01", priced_id="n")], "2025-06-01"),
        ([sold("azure", "cloud", until="2026-08-01")], "2025-12-01"),
    ],
)
@pytest.mark.parametrize("kind", ["gateway", "list", "subscription"])
def test_who_passes_a_closed_model_on_ends_with_the_last_who_sells_it(kind, others, until):
    rows = pd.DataFrame([MAKER, sold("router", kind), *others])
    found = retired.ended(rows, ENDS).set_index("provider")["until"]
    assert found["openai"] == DAY("2025-06-01") and found["router"] == DAY(until)
    for other in others:
        assert found[other["provider"]] == other["until"]  # they have not said so themselves


@pytest.mark.parametrize(
    ("told", "end", "until"),
    [
        ({"kind": "host"}, "2025-06-01", "2025-12-01"),
        ({"weights": "open"}, "2025-06-01", "2025-12-01"),
        ({"weights": None}, "2025-06-01", "2025-06-01"),
        ({"until": DAY("2025-03-01")}, "2025-06-01", "2025-03-01"),
        ({"priced_id": "n"}, "2025-06-01", "2025-12-01"),
        ({}, "2026-06-01", "2025-12-01"),
    ],
)
def test_what_of_others_does_not_end_with_the_maker(told, end, until):
    weights = told.get("weights", "closed")
    rows = pd.DataFrame([MAKER | {"weights": weights}, sold("router") | told])
    found = retired.ended(rows, ENDS.assign(end=DAY(end)))
    assert found.set_index("provider").loc["router", "until"] == DAY(until)
    assert "end" not in found and found.index.tolist() == [0, 1]


def test_an_offer_that_began_when_its_seller_stopped_is_none():
    begun = MAKER | {"from": DAY("2025-06-01")}
    assert retired.ended(pd.DataFrame([begun, sold("router")]), ENDS)["provider"].tolist() == [
        "router"
    ]
    unsaid = pd.DataFrame([MAKER | {"first_party": False}, sold("router")])
    found = retired.ended(unsaid, ENDS).set_index("provider")["until"]
    assert found["router"] == DAY("2025-12-01")  # who stopped is not the maker


BELIEVED = [
    (
        [end()],
        [price("openai", 5.0, source="vendor-announcements", last="2025-05-31")],
        ["2025-06-01"],
    ),
    ([end()], [price("openai", 5.0, source="vendor-announcements", last="2025-06-01")], []),
    (
        [end(lists=1.0)],
        [price("openai", 5.0, source="models-dev", last="2025-05-31")],
        ["2025-06-01"],
    ),
    ([end(lists=1.0)], [price("openai", 5.0, source="models-dev", last="2025-06-01")], []),
    (
        [end(lists=1.0)],
        [price("openai", 5.0, source="llm-prices", last="2025-07-01")],
        ["2025-06-01"],
    ),
    ([end(lists=1.0)], [price("azure", 5.0, source="models-dev")], ["2025-06-01"]),
    (
        [end("2025-07-01", source="litellm-events", lists=9.0), end(lists=1.0)],
        [],
        ["2025-06-01"],
    ),
    ([end("2025-07-01", lists=2.0), end(lists=3.0)], [], ["2025-06-01"]),
]


def test_which_day_of_an_end_is_believed():
    prices = in_one_table([price("openai", 1.0, model="z"), *rows] for _, rows, _ in BELIEVED)
    found = by_case(retired.ends(prices, in_one_table(said for said, _, _ in BELIEVED)))
    for n, (*_, days) in enumerate(BELIEVED):
        assert (n, [day(date) for date in found[n]["end"]] if n in found else []) == (n, days)


MOVING = [
    (
        ["x-2024-05-01", "x-20250301"],
        {"x-2024-05-01": "2025-06-01", "x-20250301": "2025-09-01"},
        "2025-09-01",
    ),
    (["x-2024-05-01", "x-20250301"], {"x-2024-05-01": "2025-06-01"}, None),  # one is still sold
    (["x-mini-20250301"], {"x-mini-20250301": "2025-09-01"}, None),
    (["x-20250301"], {"x-20250301": "2025-09-01", "x-latest": "2025-10-01"}, "2025-10-01"),
    (["x-pro"], {"x-pro": "2025-09-01"}, None),
]


def test_a_name_that_moves_ends_with_the_last_that_it_meant():
    def called(n, name):
        return f"n{n}{name}"

    prices = pd.DataFrame(price("openai", 1.0, model=called(n, name))
                          for n, (names, *_) in enumerate(MOVING) for name in (*names, "x-latest"))  # fmt: skip
    said = pd.DataFrame(end(date, model_id=called(n, name))
                        for n, (_, dates, _) in enumerate(MOVING) for name, date in dates.items())  # fmt: skip
    found = retired.ends(prices, said).set_index("model_id")["end"]
    told = [day(found.get(called(n, "x-latest"))) for n in range(len(MOVING))]
    assert told == [date for *_, date in MOVING]
    other = retired.ends(prices, said.assign(provider="azure"))["model_id"]
    assert set(other) == set(said["model_id"])


def test_a_closed_seller_sells_until_its_last_day():
    rows = pd.DataFrame({"provider": ["a", "a", "b"], "until": pd.to_datetime(
        ["2025-12-01", "2025-03-01", "2025-12-01"])})  # fmt: skip
    providers = pd.DataFrame(
        {"provider": ["a", "b"], "last_day": pd.to_datetime(["2025-06-01", None])}
    )
    found = retired.until_closed(rows, providers).dt.strftime("%Y-%m-%d").tolist()
    assert found == ["2025-06-02", "2025-03-01", "2025-12-01"]
