"""What packages hold inside, on small files of our own; the live tests ask the registry."""

from __future__ import annotations

import json

import pandas as pd
import pytest
import requests

from analysis.benchprice.errors import UserError
from analysis.sources.prices import live, packages, registry
from analysis.sources.prices.registry import Release

DAY = pd.Timestamp("2026-11-17 13:00")


def test_litellms_table_is_in_usd_per_million_tokens():
    entries = {
        "sample_spec": {"input_cost_per_token": 1},
        "gpt-4o": {
            "litellm_provider": "openai",
            "mode": "chat",
            "input_cost_per_token": 2.5e-06,
            "output_cost_per_token": 1e-05,
            "cache_read_input_token_cost": 1.25e-06,
        },
        "bison": {"input_cost_per_character": 2.5e-07},
        "tts": {"input_cost_per_second": 0.1},
    }
    rows = packages.litellm_table(entries, DAY).set_index("key")
    assert rows.loc["gpt-4o", ["input", "output", "cache_read"]].tolist() == [2.5, 10, 1.25]
    assert rows["unit"].to_dict() == {"gpt-4o": "token", "bison": "character", "tts": "none"}
    assert set(rows["snapshot_date"]) == {pd.Timestamp("2026-11-17")}


def test_langchains_module_is_parsed_not_run():
    source = (
        b"raise SystemExit\nCOST = {'gpt-4': 0.03, 'gpt-4-completion': 0.06}\nOTHER: dict = {}\n"
    )
    rows = packages.langchain_table(source, DAY).set_index("key")
    assert rows["usd_per_mtok"].round(9).to_dict() == {"gpt-4": 30, "gpt-4-completion": 60}


def test_models_devs_catalogue():
    catalogue = {
        "groq": {
            "models": {"m": {"cost": {"input": 1, "output": 2}, "open_weights": True}, "n": {}}
        }
    }
    rows = packages.models_dev_table(catalogue, DAY).set_index("model")
    assert rows.loc["m", ["provider", "input", "output"]].tolist() == ["groq", 1, 2]
    assert pd.isna(rows.loc["n", "input"])


def test_a_sellers_file_is_flattened_and_what_came_since_is_handed_on(monkeypatch):
    document = {
        "provider": "openai", "verified_at": "2026-09-23",
        "sources": [{"id": "openai-pricing-docs", "url": "https://x"}],
        "models": [{"id": "gpt-x", "source": "openai-pricing-docs", "prices": [
            {"rates": {"input": "2", "output": "8"}},
            {"rates": {"input": "1", "output": "4"}, "conditions": {"service_tier": "batch"}},
            {"rates": {"input": "3", "output": "9"}, "effective_from": "2027-01-01"}]}],
    }  # fmt: skip
    rows = packages.vendor_table(document)
    assert rows[["input", "service_tier", "extra"]].fillna("").to_numpy().tolist() == [
        [2.0, "", ""], [1.0, "batch", ""], [3.0, "", "effective_from"],
    ]  # fmt: skip
    newest = Release("openai-cost-calculator", "1", DAY, "u")
    monkeypatch.setattr(live, "releases", lambda package: [newest])
    monkeypatch.setattr(live, "member", lambda *_: json.dumps(document).encode())
    monkeypatch.setattr(live.vendor_pages, "PAGES", ("openai",))
    stored = pd.DataFrame({"source_id": ["vendor-pages"], "last_seen": ["2026-08-01"]})
    found = live.vendor_pages_client(stored).tables
    assert found["prices"][["model_id", "provider", "input"]].to_numpy().tolist() == [
        ["gpt-x", "openai", 2.0]
    ]
    assert set(found) == {"models", "prices"}
    assert live.vendor_pages_client(stored.assign(last_seen="2026-09-23")).tables == {}


def test_openrouters_history_after_a_day():
    history = {
        "snapshots": [
            {"date": "2026-01-07", "prices": {"a/m": [1, 2]}},
            {"date": "2026-02-01", "prices": {"a/m": [1, 3]}},
        ]
    }
    rows = packages.openrouter_table(history, pd.Timestamp("2026-01-07"))
    assert rows.to_numpy().tolist() == [["2026-02-01", "a/m", 1, 3]]


def test_model_prices_leaves_out_what_is_no_longer_sold():
    rates = {
        "input": 1.0,
        "output": 2.0,
        "valid_from": "2026-01-01T00:00:00Z",
        "valid_from_basis": "documented",
    }
    snapshot = {"prices": {"openai": {"m": {"standard": [{"rates": rates}, {"rates": None}]}}}}
    rows = packages.model_prices_table(snapshot)
    assert rows[["provider", "model", "mode", "basis"]].to_numpy().tolist() == [
        ["openai", "m", "standard", "documented"]
    ]


def test_metergraphs_catalogue():
    text = b"""
models:
  - canonical_id: openai/m
    prices:
      - {channel: openai-api, region: global, effective_from: 2026-09-22, input_per_mtok: 2.0,
         output_per_mtok: 10.0, rules: {long_context: 1}}
"""
    row = packages.metergraph_table(text).iloc[0]
    assert (row["model"], row["effective_from"][:10]) == ("openai/m", "2026-09-22")
    assert pd.isna(row["effective_to"]) and "rules" not in row


def test_genai_prices_source_is_parsed_not_run():
    source = b"""
raise SystemExit
providers = [Provider(id='p', models=[
    ModelInfo(id='flat', prices=ModelPrice(input_mtok=Decimal('0.1'), output_mtok=Decimal('2'))),
    ModelInfo(id='tiers', prices=ModelPrice(input_mtok=TieredPrices(base=Decimal('5'), tiers=[]))),
    ModelInfo(id='dated', prices=[
        ConditionalPrice(prices=ModelPrice(input_mtok=Decimal('3'))),
        ConditionalPrice(constraint=StartDateConstraint(start_date=datetime.date(2026, 3, 1)),
                         prices=ModelPrice(input_mtok=Decimal('1')))]),
])]
"""
    rows = packages.genai_table(source)
    assert rows[["model", "start_date"]].fillna("").to_numpy().tolist() == [
        ["flat", ""],
        ["tiers", ""],
        ["dated", ""],
        ["dated", "2026-03-01"],
    ]
    assert rows["input_mtok"].tolist() == [0.1, 5, 3, 1]


def release(day, version="1"):
    return Release("pkg", version, pd.Timestamp(day), "https://example.org/pkg.whl")


def test_the_last_release_of_each_week_stands_for_it():
    found = registry.last_of_each(
        "W", [release("2026-11-02"), release("2026-11-05"), release("2026-11-10")]
    )
    assert [r.date.day for r in found] == [5, 10]


def test_a_file_is_fetched_once_and_kept(tmp_path, monkeypatch):
    asked = []
    monkeypatch.setattr(registry, "CACHE", tmp_path)
    monkeypatch.setattr(registry, "_ranged", lambda url, path: asked.append(path) or b"content")
    assert [registry.member(release("2026-11-02"), "a/b.json") for _ in range(2)] == [
        b"content"
    ] * 2
    assert asked == ["a/b.json"]


def test_a_failing_network_is_tried_again_and_then_named(tmp_path, monkeypatch):
    pauses = []
    monkeypatch.setattr(registry, "CACHE", tmp_path)
    monkeypatch.setattr(registry.time, "sleep", pauses.append)

    def down(url, path):
        raise requests.ConnectionError("down")

    monkeypatch.setattr(registry, "_ranged", down)
    with pytest.raises(UserError, match=r"pkg 1: a.json: not to be had after 3 tries: down"):
        registry.member(release("2026-11-02"), "a.json")
    assert pauses == [2, 4]


def test_a_file_that_a_wheel_no_longer_has_is_named_at_once(tmp_path, monkeypatch):
    monkeypatch.setattr(registry, "CACHE", tmp_path)
    monkeypatch.setattr(registry, "_ranged", lambda url, path: {}[path])
    with pytest.raises(UserError, match="the wheel has no such file any more"):
        registry.member(release("2026-11-02"), "a.json")


def test_clients_hand_on_only_what_came_after_the_stored_rows(monkeypatch):
    monkeypatch.setattr(
        live, "releases", lambda package: [release("2026-11-03"), release("2026-11-17")]
    )
    entries = (
        b'{"gpt-4": {"litellm_provider": "openai", "mode": "chat", "input_cost_per_token": 3e-05}}'
    )
    monkeypatch.setattr(live, "member", lambda release, path: entries)
    stored = pd.DataFrame({"source_id": ["litellm-history"], "last_seen": ["2026-11-03"]})
    found = live.litellm_client(stored).tables["prices"]
    assert found["date"].tolist() == [pd.Timestamp("2026-11-17")]
    assert live.litellm_client(stored.assign(last_seen="2026-11-17")).tables == {}


def test_genai_prices_gives_each_weeks_prices_and_the_newest_releases_dated_ones(monkeypatch):
    days = ["2026-10-20", "2026-10-29", "2026-11-10"]
    monkeypatch.setattr(live, "releases", lambda package: [release(day) for day in days])
    table = pd.DataFrame(
        [("openai", "gpt-4", None, None, 30.0, 60.0), ("openai", "o3", None, "2025-06-10", 2.0, 8.0)],
        columns=["provider", "model", "constraint", "start_date", "input_mtok", "output_mtok"],
    ).assign(cache_read_mtok=None, cache_write_mtok=None)  # fmt: skip
    monkeypatch.setattr(live, "_genai_table", lambda release: table)
    stored = pd.DataFrame({"source_id": ["genai-prices-undated"], "last_seen": ["2026-10-20"]})
    found = live.genai_client(stored).tables["prices"]
    told = found.groupby("source_id")["date"].agg(lambda d: d.dt.strftime("%m-%d").tolist())
    assert told.to_dict() == {"genai-prices": ["06-10"], "genai-prices-undated": ["10-29", "11-10"]}
    again = live.genai_client(stored.assign(last_seen="2026-11-10")).tables["prices"]
    assert set(again["source_id"]) == {"genai-prices"}


@pytest.mark.live
@pytest.mark.parametrize("package", [*live.HISTORIES, *live.REGISTRIES])
def test_the_registry_still_answers(package):
    stored = pd.DataFrame({"source_id": list(live.SNAPSHOTS), "last_seen": "2026-05-01"})
    stored.loc[stored["source_id"] == "litellm-history", "last_seen"] = "2026-11-10"
    found = {**live.HISTORIES, **live.REGISTRIES}[package](stored)
    if package != "tokencost":  # its time is over
        assert len(found.tables["prices"]) > 50
        assert found.tables["prices"]["input"].median() > 0.01
