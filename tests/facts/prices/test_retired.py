"""Offers end on the day their seller stopped selling the model, and on nobody's slip."""

from __future__ import annotations

import dataclasses

import pandas as pd
import pytest

from analysis.facts import csvs
from analysis.facts.prices import offers, retired
from analysis.facts.schema import TABLES
from analysis.facts.tables import Dataset

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
