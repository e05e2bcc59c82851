"""Importers of tiers, long prompts and fees, on rows of our own."""

from __future__ import annotations

import pandas as pd

from analysis.sources.prices import hand_kept, pi_ai, retirements, tiers, vendor_pages


def page(**told):
    row = {"provider": "openai", "model": "gpt-x", "status": None, "service_tier": None,
           "region": None, "period": None, "min_input_tokens": None, "input": 2.0,
           "cached_input": 0.2, "cache_write": None, "cache_write_1h": None, "output": 8.0,
           "web_search": None, "extra": None, "source": "openai-pricing-docs",
           "source_url": "https://x", "verified_at": "2026-09-23", "input_audio": None,
           "output_audio": None}  # fmt: skip
    return row | told


def read(*rows):
    columns = ["model_id", "provider", "tier", "above_tokens", "input", "beside_input"]
    found = vendor_pages.rate_facts(pd.DataFrame(list(rows))).tables
    return found["tiers"][columns].to_numpy().tolist(), found["fees"]


def test_a_tier_stands_beside_the_standard_price_of_its_page_and_that_is_no_tier():
    batch = page(service_tier="batch", input=1.0)
    assert read(page(), batch)[0] == [["gpt-x", "openai", "batch", 0.0, 1.0, 2.0]]


def test_a_pages_standard_price_of_a_short_prompt_is_its_price():
    rows = [page(), page(service_tier="batch", input=1.0), page(min_input_tokens=200_001, input=4.0),
            page(provider="openrouter", source="openrouter-models-api", input=3.0)]  # fmt: skip
    prices = vendor_pages.rate_facts(pd.DataFrame(rows)).tables["prices"]
    assert prices[["provider", "input", "source_id"]].to_numpy().tolist() == [
        ["openai", 2.0, "vendor-pages"],
        ["openrouter", 3.0, "openrouter-api"],
    ]


def test_announced_unverified_and_withdrawn_rows_are_left_out():
    batch = page(service_tier="batch", input=1.0)
    for told in ({"extra": "effective_from"}, {"source": "legacy-csv"}, {"status": "deprecated"}):
        assert read(page(), batch | told)[0] == []


def test_the_global_price_stands_for_a_clouds_and_a_regional_one_does_not():
    rows = [page(provider="bedrock", region=r, service_tier=t, input=i)
            for r, t, i in (("global", None, 2.0), ("global", "flex", 1.0), ("us-east-1", "flex", 1.1),
                            ("eu-west-1", "flex", 1.2))]  # fmt: skip
    assert read(*rows)[0] == [["gpt-x", "amazon-bedrock", "flex", 0.0, 1.0, 2.0]]


def test_a_fee_that_all_of_a_sellers_models_pay_is_one_row_without_a_model():
    rows = [page(model=m, web_search=0.01) for m in ("gpt-x", "gpt-y")]
    fees = read(*rows)[1]
    assert fees[["provider", "fee", "usd"]].to_numpy().tolist() == [["openai", "web-search", 0.01]]
    assert fees["model_id"].isna().all()
    unlike = read(page(model="gpt-x", web_search=0.01), page(model="gpt-y", web_search=0.02))[1]
    assert unlike["model_id"].tolist() == ["gpt-x", "gpt-y"]


def test_one_threshold_is_written_in_three_ways():
    written = pd.Series([200_001, 200_000, 199_999, 271_999, None])
    assert tiers.thousands(written).tolist() == [200_000, 200_000, 200_000, 272_000, 0]


def test_a_name_with_a_length_is_the_long_price_of_the_bare_name():
    columns = ["vendor", "id", "name", "input", "output", "input_cached", "from_date", "to_date",
               "first_seen_in_repository", "last_seen_in_repository"]  # fmt: skip
    seen = ("2025-10-10", "2026-08-05")
    rows = [("xai", "grok-4", "Grok 4", 3.0, 15.0, None, None, None, *seen),
            ("xai", "grok-4-128k", "Grok 4 >128k", 6.0, 30.0, None, None, None, *seen)]  # fmt: skip
    found = hand_kept.llm_prices(pd.DataFrame(rows, columns=columns)).tables
    columns = ["model_id", "above_tokens", "output", "beside_output"]
    assert found["tiers"][columns].to_numpy().tolist() == [["grok-4", 128_000.0, 30.0, 15.0]]
    assert found["prices"][["model_id", "output"]].to_numpy().tolist() == [["grok-4", 15.0]]


def test_plans_are_no_seller_and_a_gateways_own_file_is_its_own_source():
    cell = '[{"inputTokensAbove": 272000, "input": 4, "output": 18}]'
    sellers = ["openai", "openai-codex", "openrouter", "radius"]
    rows = pd.DataFrame({"provider": sellers, "model": "gpt-x", "type": "chat", "input": 2.0,
                         "output": 12.0, "tiers": cell})  # fmt: skip
    found = pi_ai.list_facts(rows, pd.Timestamp("2026-11-10"))
    for table in ("tiers", "prices"):
        assert found.tables[table][["provider", "source_id"]].to_numpy().tolist() == [
            ["openai", "pi-ai"],
            ["openrouter", "pi-ai-openrouter"],
        ]
    assert found.rejects["reason"].tolist() == [pi_ai.PLAN, pi_ai.ROUTE]


def test_the_day_that_most_lists_say_ends_a_model_and_not_before_is_no_day():
    columns = ["package", "provider", "model", "retires_on", "date_kind", "source_url", "checked"]
    rows = [
        ("a", "openai", "gpt-x", "2025-06-01", "exact", "https://x", "2026-10-01"),
        ("b", "openai", "gpt-x", "2025-06-01", None, "https://x", "2026-09-01"),
        ("c", "openai", "gpt-x", "2025-09-01", None, "https://x", "2026-09-01"),
        ("a", "azure_openai", "gpt-x", "2026-01-01", "not before", "https://x", "2026-09-01"),
        (retirements.UNSURE, "openai", "gpt-y", "2026-01-01", None, "https://x", "2026-09-01"),
    ]
    found = retirements.list_facts(pd.DataFrame(rows, columns=columns)).tables["retirements"]
    assert found[["model_id", "provider", "lists"]].to_numpy().tolist() == [["gpt-x", "openai", 2]]
    assert found["date"].tolist() == [pd.Timestamp("2025-06-01")]


def test_of_litellms_log_the_last_day_stated_counts():
    log = pd.DataFrame({"key": "gpt-x", "name": "X", "host": "openai", "kind": "deprecation",
                        "date": ["2026-01-01", "2026-02-01"], "new": ["2026-06-01", "2026-07-01"]})  # fmt: skip
    found = retirements.log_facts(log).tables["retirements"]
    assert found["date"].tolist() == [pd.Timestamp("2026-07-01")]
