"""The importers of token prices and chips on small tables of our own."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.facts import schema
from analysis.facts.prices.histories import change_points, history
from analysis.sources import hardware
from analysis.sources.prices import (
    announcements,
    artificial_analysis_prices,
    litellm,
    models_dev,
    openrouter,
    registries,
)

DAY = pd.Timestamp


def reasons(found):
    return dict(zip(found.rejects["value"], found.rejects["reason"], strict=True))


def litellm_rows(*rows):
    columns = ("snapshot_date", "key", "provider", "input", "output")
    frame = pd.DataFrame([dict(zip(columns, row, strict=True)) for row in rows])
    return frame.assign(mode="chat", unit="token", cache_read=None, cache_write=None)


def test_stale_openrouter_keys_in_litellm_are_refused_until_they_follow():
    rows = litellm_rows(
        ("2026-08-31", "openrouter/x/old", "openrouter", 1.0, 2.0),
        ("2026-09-01", "openrouter/x/new", "openrouter", 1.0, 2.0),
    )
    found = litellm.snapshot_facts(rows, "litellm-history", "file")
    assert found.tables["prices"]["model_id"].tolist() == ["new"]
    assert reasons(found) == {"openrouter openrouter/x/old": "stale copy of OpenRouter's list"}


def test_tokencost_counts_only_while_litellm_has_no_snapshot():
    rows = litellm_rows(
        ("2024-11-27", "gpt-4", "openai", 30.0, 60.0), ("2024-11-28", "gpt-4", "openai", 30.0, 60.0)
    )
    found = litellm.copy_facts(rows, litellm.known_providers(rows))
    assert found.tables["prices"]["date"].tolist() == [DAY("2024-11-27")]
    assert found.rejects["reason"].tolist() == [litellm.COPY]


def test_a_provider_early_tables_do_not_state_is_known_from_later_ones():
    rows = litellm_rows(
        ("2023-08-15", "my-model", None, 1.0, 1.0),
        ("2023-10-31", "my-model", "deepinfra", 1.0, 1.0),
        ("2023-08-15", "claude-2", None, 11.02, 32.68),
        ("2023-08-15", "nobody-knows", None, 1.0, 1.0),
    )
    found = litellm.snapshot_facts(rows, "litellm-history", "file")
    prices = found.tables["prices"].set_index("model_id")["provider"]
    assert prices["my-model"].tolist() == ["deepinfra", "deepinfra"]
    assert prices["claude-2"] == "anthropic"
    assert found.rejects["reason"].tolist() == ["no provider stated"]


def test_hyperbolics_one_price_for_all_sizes_is_a_placeholder():
    rows = litellm_rows(("2025-08-01", "hyperbolic/x/llama-3.1-405b", "hyperbolic", 0.12, 0.3))
    found = litellm.snapshot_facts(rows, "litellm-history", "file")
    assert found.rejects["reason"].tolist() == ["placeholder, the same for all sizes"]


def test_openrouters_moving_aliases_are_no_models():
    rows = pd.DataFrame(
        {
            "snapshot_date": "2026-05-04",
            "model": ["~google/gemini-flash-latest", "openai/gpt-5"],
            "input": [0.5, 1.25],
            "output": [3.0, 10.0],
        }
    )
    found = openrouter.history_facts(rows)
    assert found.tables["prices"][["model_id", "provider"]].to_numpy().tolist() == [
        ["gpt-5", "openrouter"]
    ]


def test_models_dev_knows_open_weights_and_its_log_dates_by_commit():
    rows = pd.DataFrame(
        {
            "snapshot_date": "2026-01-12",
            "provider": "groq",
            "model": "llama-3.1-8b",
            "input": 0.05,
            "output": 0.08,
            "cache_read": None,
            "open_weights": True,
            "release_date": "2024-07",
        },
        index=[0],
    )
    model = models_dev.catalogue_facts(rows, "file").tables["models"].iloc[0]
    assert model["weights"] == "open"
    assert pd.isna(model["release_date"])  # a month is no date
    log = pd.DataFrame(
        {
            "date": ["2025-06-04", "2025-06-11"],
            "event": ["added", "changed"],
            "provider": "openai",
            "model": "o1-mini",
            "input_usd_per_mtok": [3.0, 1.1],
            "output_usd_per_mtok": [12.0, 4.4],
            "cache_read_usd_per_mtok": None,
            "release_date": None,
        }
    )
    found = models_dev.log_facts(log, "file").tables["prices"]
    assert found["last_seen"].tolist() == [DAY("2025-06-10"), DAY("2025-06-11")]


def test_facets_registry_is_dated_by_its_making():
    registry = {
        "updated_at": "2026-09-16",
        "models": {
            "abacus/m-1": {
                "provider": "abacus",
                "open_weights": False,
                "release_date": "2026-01-01",
                "cost": {"input_per_mtok": 1.0, "output_per_mtok": 2.0},
            },
            "abacus/m-2": {"provider": "abacus"},
        },
    }
    found = models_dev.registry_facts(registry, "file")
    assert found.tables["prices"][["model_id", "date"]].to_numpy().tolist() == [
        ["m-1", DAY("2026-09-16")]
    ]
    assert found.rejects["reason"].tolist() == ["no price"]


def model_prices_row(basis, day, mode="standard", input_=2.0):
    return {
        "provider": "openai", "model": "gpt-x", "mode": mode, "basis": basis,
        "valid_from": f"{day}T10:00:00Z", "input": input_, "output": 8.0,
        "cache_read": None, "cache_write": None,
    }  # fmt: skip


def test_model_prices_rows_from_models_dev_are_copies_of_it():
    table = pd.DataFrame(
        [
            model_prices_row("documented", "2026-01-01"),
            model_prices_row("models.dev commit", "2026-02-01"),
            model_prices_row("documented", "2026-01-01", mode="batch"),
        ]
    )
    found = registries.model_prices(table, DAY("2026-10-26"))
    by_source = found.tables["prices"].set_index("source_id")
    assert by_source.loc["model-prices", "basis"] == "list"
    assert by_source.loc["model-prices-registry", "basis"] == "snapshot"
    assert found.rejects["reason"].tolist() == ["another service tier"]


def test_a_dated_price_is_seen_until_the_next_one_or_the_release():
    table = pd.DataFrame(
        [
            model_prices_row("documented", "2026-01-01"),
            model_prices_row("documented", "2026-03-01", input_=1.0),
        ]
    )
    prices = registries.model_prices(table, DAY("2026-10-26")).tables["prices"].sort_values("date")
    assert prices["last_seen"].tolist() == [DAY("2026-02-28"), DAY("2026-10-26")]
    assert set(prices["seen"]) == {DAY("2026-10-26")}


def metergraph_row(channel="openai-api", region="global", start="2026-08-21", end=None):
    return {
        "model": "openai/gpt-5.6-sol", "channel": channel, "region": region,
        "effective_from": start, "effective_to": end, "input_per_mtok": 4.0,
        "output_per_mtok": 20.0, "cache_read_per_mtok": 0.4, "cache_write_5m_per_mtok": 5.0,
        "source_url": "https://example.org",
    }  # fmt: skip


def test_metergraphs_channels_are_providers_and_regions_are_refused():
    table = pd.DataFrame(
        [
            metergraph_row(),
            metergraph_row("openrouter-api"),
            metergraph_row(region="us"),
            metergraph_row("aws-bedrock-geo"),
            metergraph_row(start="2027-01-01"),
        ]
    )
    found = registries.metergraph(table, DAY("2026-10-25"))
    prices = found.tables["prices"]
    assert dict(zip(prices["source_id"], prices["provider"], strict=True)) == {
        "metergraph-core": "openai",
        "metergraph-gateways": "openrouter",
    }
    assert sorted(found.rejects["reason"]) == [
        "announced, not yet in force",
        "regional price",
        "regional price",
    ]
    (ahead,) = found.tables["scheduled"].to_dict("records")
    assert (ahead["provider"], ahead["date"], ahead["was_input"], ahead["input"]) == (
        "openai", DAY("2027-01-01"), 4.0, 4.0,
    )  # fmt: skip


def test_a_price_that_a_registry_ends_without_a_next_one_is_followed_by_an_unknown_one():
    ended = metergraph_row() | {"effective_to": "2026-12-01"}
    over = metergraph_row("openrouter-api") | {"effective_to": "2026-10-01"}
    found = registries.metergraph(pd.DataFrame([ended, over]), DAY("2026-10-25"))
    (ahead,) = found.tables["scheduled"].to_dict("records")
    assert (ahead["date"], ahead["was_input"]) == (DAY("2026-12-01"), 4.0)
    assert pd.isna(ahead["input"]) and pd.isna(ahead["output"])


def genai_row(start=None, constraint=None, input_=1.0):
    return {
        "provider": "deepseek", "model": "m-1", "constraint": constraint, "start_date": start,
        "input_mtok": input_, "output_mtok": 2.0, "cache_read_mtok": None, "cache_write_mtok": None,
    }  # fmt: skip


def test_genai_prices_by_the_hour_are_no_list_price():
    by_hour = pd.DataFrame([genai_row(), genai_row(constraint="TimeOfDateConstraint", input_=2.0)])
    found = registries.genai_prices(by_hour, DAY("2026-11-10"))
    assert found.tables["prices"].empty


def test_genai_prices_before_the_first_stated_start_are_undated():
    table = pd.DataFrame([genai_row(), genai_row("2026-09-10", "StartDateConstraint", 2.0)])
    found = registries.genai_prices(table, DAY("2026-11-10"))
    assert found.tables["prices"][["source_id", "input"]].to_numpy().tolist() == [
        ["genai-prices", 2.0]
    ]
    assert found.rejects["reason"].tolist() == [registries.UNSTATED]
    assert found.tables["scheduled"].empty
    later = registries.genai_prices(table, DAY("2026-09-09")).tables["scheduled"]
    assert later[["date", "was_input", "input"]].to_numpy().tolist() == [
        [DAY("2026-09-10"), 1.0, 2.0]
    ]
    alone = registries.genai_prices(pd.DataFrame([genai_row()]), DAY("2026-11-10"))
    row = alone.tables["prices"].iloc[0]
    assert (row["source_id"], row["date"]) == ("genai-prices-undated", DAY("2026-11-10"))


def test_langchains_keys_are_input_output_and_cache():
    table = pd.DataFrame(
        {
            "snapshot_date": "2025-05-12",
            "key": [
                "o3",
                "o3-completion",
                "o3-cached",
                "davinci",
                "gpt-35-turbo",
                "gpt-4-finetuned",
            ],
            "usd_per_mtok": [10.0, 40.0, 2.5, 20.0, 1.5, 9.0],
        }
    )
    prices = registries.langchain(table).tables["prices"].set_index("model_id")
    assert prices.loc["o3", ["input", "output", "cache_read"]].tolist() == [10, 40, 2.5]
    assert prices.loc["davinci", ["input", "output"]].tolist() == [20, 20]
    assert prices.loc["gpt-3.5-turbo", "provider"] == "azure"
    assert "gpt-4-finetuned" not in prices.index


def test_artificial_analysis_prices_drop_zeros_and_settle_on_the_base():
    listed = pd.DataFrame(
        {
            "snapshot": "2026-08-22",
            "slug": ["a", "b", "c"],
            "name": ["GPT-5 (high)", "Claude 4.5 Sonnet (Reasoning)", "Retired"],
            "creator": "x",
            "open_weights": [False, False, True],
            "release_date": ["2025-08-07", "2025-09-29", None],
            "p_price_1m_input_tokens": [1.25, 3.0, 0.0],
            "p_price_1m_output_tokens": [10.0, 15.0, 0.0],
        }
    )
    found = artificial_analysis_prices.listed_facts(listed)
    assert sorted(found.tables["prices"]["model_id"]) == ["claude-sonnet-4-5", "gpt-5"]
    assert found.rejects["reason"].tolist() == ["zero placeholder"]


def test_a_slug_typed_by_hand_is_named_as_in_the_last_snapshot():
    columns = ["slug", "price_in", "price_out", "price_cache_hit", "price_cache_write"]
    subset = pd.DataFrame([["gpt-x-high", 1, 2, None, None], ["new-1-xhigh", 3, 4, 0.1, None]])
    subset.columns = columns
    found = artificial_analysis_prices.subset_facts(
        subset, pd.Series({"gpt-x-high": "GPT-X (high)"})
    )
    assert sorted(found.tables["prices"]["model_id"]) == ["gpt-x", "new-1"]
    assert set(found.tables["prices"]["basis"]) == {"transcribed"}


def test_an_announcement_holds_until_the_next(tmp_path):
    (tmp_path / announcements.FILE).write_text(
        "model_id,provider,date,last_seen,input,output,cache_read,cache_write,until,then_input,"
        "then_output,then_cache_read,url\n"
        "m-1,openai,2025-04-16,,10,40,,,,,,,https://example.org\n"
        "m-1,openai,2025-06-10,2026-11-20,2,8,0.5,,2027-01-01,4,16,1,https://example.org\n"
        "m-2,openai,2025-06-10,2026-11-20,2,8,,,2027-02-01,,,,https://example.org\n"
    )
    tables = announcements.read(tmp_path).tables
    of_one = tables["prices"].query("model_id == 'm-1'")
    assert of_one["last_seen"].tolist() == [DAY("2025-06-09"), DAY("2026-11-20")]
    columns = ["model_id", "date", "seen", "was_input", "was_output", "input", "cache_read"]
    told = tables["scheduled"][columns].astype("object")
    assert told.where(told.notna(), None).to_numpy().tolist() == [
        ["m-1", DAY("2027-01-01"), DAY("2025-06-10"), 2, 8, 4, 1],
        ["m-2", DAY("2027-02-01"), DAY("2025-06-10"), 2, 8, None, None],
    ]


def test_chips_take_the_fastest_of_16_and_32_bits_and_need_a_price():
    table = pd.DataFrame(
        {
            "Hardware name": ["fast", "old", "unpriced"],
            "Release date": ["2022-09-20", "2016-05-27", "2025-01-01"],
            "Release price (USD)": [33600.0, 599.0, None],
            hardware._FLOPS[0]: [9.9e14, None, 1e15],
            hardware._FLOPS[1]: [1.3e14, 1.4e11, None],
            hardware._FLOPS[2]: [None, None, None],
            hardware._FLOPS[3]: [6.7e13, 8.9e12, None],
        }
    )
    found = hardware.chips(table)
    rows = found.tables["hardware"].set_index("name")
    assert rows["flop_per_second"].to_dict() == {"fast": 9.9e14, "old": 8.9e12}
    assert found.rejects[["value", "reason"]].to_numpy().tolist() == [["unpriced", "no price"]]


def test_rentals_are_by_the_gpu_and_runpods_zero_is_missing():
    daily = pd.DataFrame({"display_name": ["A", "B"], "secure_price": [1.5, 0.0]})
    assert hardware.runpod(daily)["usd_per_hour"].fillna(-1).tolist() == [1.5, -1]
    offers = pd.DataFrame(
        {
            "date": "2026-01-12",
            "gpu_type": "H100",
            "gpu_count": [1, 8],
            "min_price_per_hour": [2.5, 16.0],
        }
    )
    assert hardware.depth(offers)["usd_per_hour"].tolist() == [2.0]
    medians = hardware.monthly(pd.DataFrame({"month": ["2024-01"], "H100": [4.78], "H100_n": [4]}))
    assert medians[["name", "date", "usd_per_hour"]].to_numpy().tolist() == [
        ["H100", "2024-01-01", 4.78]
    ]


@pytest.mark.parametrize("module", [litellm, models_dev, openrouter, registries, hardware])
def test_sources_say_who_and_under_which_terms(module):
    assert module.SOURCES[["title", "licence", "publisher"]].notna().all(axis=None)


def test_a_snapshots_date_is_an_upper_bound_that_a_dated_list_improves_on():
    log = litellm_rows(
        ("2025-06-28", "m-1", "openai", 2.0, 8.0), ("2025-06-14", "m-1", "openai", 10.0, 40.0)
    )
    snapshots = litellm.snapshot_facts(log, "litellm-history", "file").tables["prices"]
    dated = registries.model_prices(
        pd.DataFrame([model_prices_row("documented", "2025-06-10") | {"model": "m-1"}]),
        DAY("2025-09-01"),
    ).tables["prices"]
    found = history(change_points(pd.concat([snapshots, dated])))
    shown = found[~found["stale"]]
    assert shown[shown["input"] == 2]["date"].tolist() == [DAY("2025-06-10")]
    assert schema.TABLES["prices"].keys() <= set(found.columns)
