from __future__ import annotations

import json

import pandas as pd
import pytest

from analysis.benchprice.record import tiers
from analysis.facts import tables
from analysis.facts.downloads import package
from analysis.facts.prices import offers
from analysis.facts.tables import ROOT
from analysis.page import explorer
from tests.conftest import served


def decoded(told):
    columns = {
        c["name"]: c["numbers"]
        if "numbers" in c
        else [None if code < 0 else c["values"][code] for code in c["codes"]]
        for c in told["columns"]
    }
    return pd.DataFrame(columns)


def test_columns_say_each_text_once_and_come_back_whole():
    frame = pd.DataFrame(
        {
            "provider": ["b", "a", None, "b"],
            "date": pd.to_datetime(["2025-01-02", None, "2025-01-01", "2025-01-02"]),
            "input": [1.0, None, 0.1234567, 2.5],
            "corroborated": [True, False, True, True],
        }
    )
    told = explorer.columnar(frame, {name: name.title() for name in frame})
    assert told["rows"] == 4
    assert told["columns"][0]["values"] == ["a", "b"]
    back = decoded(json.loads(json.dumps(told)))
    assert back["provider"].fillna("").tolist() == ["b", "a", "", "b"]
    assert back["date"].fillna("").tolist() == ["2025-01-02", "", "2025-01-01", "2025-01-02"]
    assert back["input"].fillna(-1).tolist() == [1.0, -1, 0.12346, 2.5]


def test_what_has_a_name_is_shown_by_it_and_keeps_its_id(views, living):
    called = explorer.named(living)
    for view, frame in views.items():
        told = explorer.columnar(frame, explorer.VIEWS[view], called)
        assert decoded(told)["model_id"].tolist() == frame["model_id"].tolist()
        columns = {c["name"]: c for c in told["columns"] if "names" in c}
        assert columns.keys() == {"model_id", "benchmark_id", "provider", "source_id"} & set(frame)
        for name, column in columns.items():
            assert column["names"] == [called[name][key] for key in column["values"]]
            assert column["names"] == sorted(column["names"], key=str.casefold)


@pytest.fixture(scope="module")
def views(living):
    return explorer.views(living)


def test_the_views_are_the_record_without_what_may_not_be_passed_on(views, living):
    data = living
    closed = set(package.shareable(data)[1]["source_id"])
    assert closed and not set(views["runs"]["source_id"]) & closed
    assert set(views["prices"]["model_id"]) <= set(views["models"]["model_id"])
    gpt4 = views["models"].set_index("model_id").loc["gpt-4"]
    assert gpt4["providers"] >= 2 and gpt4["creator"] == "OpenAI"


def test_a_setting_of_a_model_has_the_prices_of_the_model(views):
    rows = views["models"].set_index("model_id")
    offer = ["providers", "changes", "input", "output", "provider"]
    model, setting = rows.loc["gpt-5-2025-08-07", offer], rows.loc["gpt-5-2025-08-07-high", offer]
    assert model["changes"] > 0 and setting.equals(model)


@pytest.mark.facts
def test_the_files_are_made_once_for_the_same_facts(tmp_path, monkeypatch):
    folder = tmp_path / "record"
    explorer.prepare(folder, "2026.11")
    assert {"models.json", "prices.json", "runs.json"} <= {p.name for p in folder.iterdir()}
    assert sum(p.stat().st_size for p in folder.glob("*.json")) < 2.5e6
    downloads = {p.name for p in (folder / explorer.PACKAGE).iterdir()}
    assert {"priced_runs.csv", "price_history.parquet", "benchmark-prices.zip"} <= downloads
    monkeypatch.setattr(tables, "load", lambda: pytest.fail("made again"))
    explorer.prepare(folder, "2026.11")


@pytest.mark.browser
def test_a_reader_searches_sorts_and_sends_the_address(browser, tmp_path):
    rows = pd.DataFrame({"model_id": ["a-1", "b-2", "c-3"], "input": [3.0, 1.0, 2.0]})
    called = {"model_id": {"a-1": "Zeta", "b-2": "Eta", "c-3": "Theta"}}
    told = explorer.columnar(rows, {"model_id": "Model", "input": "Input"}, called)
    (tmp_path / "prices.json").write_text(json.dumps(told))
    (tmp_path / "explorer.js").write_text((ROOT / "report/theme/explorer.js").read_text())
    box = explorer.explorer("./").markup
    (tmp_path / "index.html").write_text(
        f'<!doctype html><title>x</title>{box}<script src="explorer.js"></script>'
    )
    with served(tmp_path) as address:
        page = browser.new_page()
        page.goto(f"{address}index.html#explorer?view=prices&sort=input")
        page.wait_for_selector("tbody tr")
        first = page.locator("tbody th")
        assert first.all_inner_texts() == ["Eta", "Theta", "Zeta"]
        page.click("th:nth-child(2) button")
        assert first.all_inner_texts() == ["Zeta", "Theta", "Eta"]
        page.fill("input[type=search]", "THET")
        assert first.all_inner_texts() == ["Theta"]
        page.fill("input[type=search]", "C-")
        assert first.all_inner_texts() == ["Theta"]  # by its id, too
        assert page.url.endswith("#explorer?view=prices&q=C-&sort=-input")
        assert page.inner_text("[role=status]") == "1 of 3 rows, page 1 of 1"
        page.close()


def test_the_cheapest_seller_of_a_model_is_a_gateway_only_where_nobody_sells_it(views, living):
    kinds = living.providers.set_index("provider")["kind"]
    rows = views["models"].dropna(subset=["provider"]).set_index("model_id")
    through = rows["provider"].map(kinds).isin(["gateway", "list", "subscription"])
    marked = rows["doubts"].str.contains("no seller's")
    assert through.sum() > 50 and (through == marked).all()
    day = living.prices["last_seen"].max()
    held = offers.on(offers.offers(living), day)
    sold = held[held["corroborated"] & (held["tier"].map(tiers.whose) == "") & ~held["stale"]]
    sold = sold[sold["agreed"] & (sold["tier"] <= tiers.ALONE)]
    assert not set(sold["model_id"]) & set(rows.index[through])
