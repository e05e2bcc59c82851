"""The settled tables of a few facts by hand: what is whose, until when, agreed or doubted, where."""

from __future__ import annotations

import dataclasses

import pandas as pd
import pytest

from analysis.facts import csvs, evidence
from analysis.facts.downloads import settled
from analysis.facts.prices import offers
from analysis.facts.prices.corroboration import FIRST_PARTY
from analysis.facts.schema import TABLES
from tests.facts.prices.test_offers import DAY, both, model, price
from tests.facts.test_drawn import facts

ANNOUNCED, CLOSED = evidence.ANNOUNCED, "openrouter-history"  # whose terms forbid it, here
PAGES = """model_id,date,url,evidence
m,2025-01-01,https://page/old,https://kept/old
m,2025-06-01,,https://kept/new
n,2024-01-01,https://page/n,
strange,2024-01-01,https://page/strange,
"""


def table(name, *rows):
    made = csvs.empty(TABLES[name]).reindex(range(len(rows)))
    for column in rows[0]:
        made[column] = [row.get(column) for row in rows]
    return made


def data(*prices, runs=(), models=("m", "n")):
    sources = [{"source_id": s, "url": f"https://{s}", "redistributable": s != CLOSED}
               for s in ("litellm-history", "models-dev", "board", CLOSED)]  # fmt: skip
    sources.append({"source_id": ANNOUNCED, "url": None, "redistributable": True})
    told = dataclasses.replace(
        facts(*prices),
        sources=pd.DataFrame(sources),
        models=table("models", *map(model, models)),
    )
    if runs:
        benchmarks = table("benchmarks", {"benchmark_id": "b", "items": 100.0, "chance": 0.0})
        told = dataclasses.replace(told, runs=table("runs", *runs), benchmarks=benchmarks)
    return told


@pytest.fixture
def pages(tmp_path, monkeypatch):
    (tmp_path / "announcements.csv").write_text(PAGES)
    monkeypatch.setattr(evidence, "DATA", tmp_path)


def test_a_price_can_be_read_on_the_page_that_stated_it_else_on_its_list(pages):
    rows = pd.DataFrame(
        [("m", "2025-05-31", ANNOUNCED), ("m", "2025-06-01", ANNOUNCED), ("m", "2024-12-31", ANNOUNCED),
         ("n", "2026-01-01", ANNOUNCED), ("m", "2025-06-01", "board"), ("m", "2025-06-01", "unknown")],
        columns=["model_id", "from", "source_id"], index=[7, 3, 5, 1, 9, 2],
    )  # fmt: skip
    rows = rows.astype({"from": "datetime64[us]", "model_id": "string"})
    found = evidence.of_prices(rows, data(*both("openai", 5.0)))
    assert found.index.equals(rows.index)
    assert found.fillna("").tolist() == [
        "https://page/old", "https://kept/new", "", "https://page/n", "https://board", "",
    ]  # fmt: skip
    listed = evidence.of_prices(rows.loc[[9, 2]], data(*both("openai", 5.0)))
    assert listed.fillna("").tolist() == ["https://board", ""]


def test_a_price_is_agreed_by_two_families_or_a_register_and_stated_ones_are_not_asked():
    rows = pd.DataFrame(
        [("", "list", "tokens"), (offers.ONE_LIST, "list", "tokens"), (None, "list", "tokens"),
         (f"{offers.ONE_LIST} stale", FIRST_PARTY[0], "tokens"), ("", "list", "stated")],
        columns=["doubts", "price_source_id", "basis"],
    )  # fmt: skip
    assert settled._agreed(rows).tolist() == [True, False, True, True, pd.NA]


def test_a_history_is_of_the_models_own_prices_in_order_and_open_while_they_hold():
    rows = [*both("openai", 5.0, last="2025-05-31"), *both("openai", 3.0, "2025-06-01"),
            *both("azure", 4.0, "2025-02-01")]  # fmt: skip
    found = settled.price_history.__wrapped__(data(*rows))
    assert list(found) == list(settled.SETTLED["price_history"])
    told = found[["seller", "from", "until", "input"]].astype(object)
    assert told.where(told.notna(), None).to_numpy().tolist() == [
        ["azure", DAY("2025-02-01"), None, 4.0],
        ["openai", DAY("2025-01-01"), DAY("2025-06-01"), 5.0],
        ["openai", DAY("2025-06-01"), None, 3.0],
    ]
    assert found["agreed"].tolist() == [True] * 3 and found["doubts"].isna().all()
    assert set(found["evidence"]) <= {"https://litellm-history", "https://models-dev"}


def test_an_end_that_was_said_stays_and_another_in_days_to_come_is_not_told():
    rows = pd.DataFrame(
        {"until": pd.to_datetime(["2025-12-31", "2026-01-01", "2026-01-02", "2026-02-01", "2026-02-01"]),
         "ends": pd.to_datetime([None, None, None, "2026-02-01", "2026-03-01"]), "doubts": list("a") + [""] * 4}
    )  # fmt: skip
    known = data(*both("openai", 5.0))  # seen last on 2026-01-01
    found = settled._plain(rows, known)
    ends = [DAY("2025-12-31"), DAY("2026-01-01"), pd.NaT, DAY("2026-02-01"), pd.NaT]
    assert found["until"].tolist() == ends and found["doubts"].fillna("-").tolist() == list("a----")
    without = settled._plain(rows.drop(columns="ends"), known)
    assert without["until"].isna().tolist() == [False, False, True, True, True]


RUN = {"run_id": "r", "model_id": "m", "benchmark_id": "b", "score": 0.5, "passes": 1.0,
       "date": DAY("2025-03-01"), "dated": "on", "input_tokens": 1e6, "output_tokens": 1e6,
       "source_id": "board"}  # fmt: skip


def test_what_may_not_be_passed_on_is_in_neither_table(pages):
    prices = [*both("openai", 5.0), price("openai", 7.0, source=CLOSED, model="n")]
    runs = [RUN, RUN | {"run_id": "q", "source_id": CLOSED}]
    found = settled.tables(data(*prices, runs=runs))
    assert set(found["priced_runs"]["run_id"]) == {"r"}
    assert CLOSED not in set(found["price_history"]["source_id"])
    (one,) = found["priced_runs"].to_dict("records")
    assert (one["price"], one["seller"], one["agreed"]) == (15.0, "openai", True)
    assert (one["evidence"], one["from"]) == ("https://board", DAY("2025-01-01"))
    assert settled.tables(data(*prices)) == {}
