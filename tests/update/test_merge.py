from __future__ import annotations

import pandas as pd
import pytest

from analysis.facts import schema
from analysis.sources.intake import Facts, rejected, shaped
from analysis.sources.prices.observations import ONE_CELL, price_facts
from analysis.update import merge

NO_ALIASES = pd.DataFrame(columns=list(schema.TABLES["aliases"]))
NO_MODELS = pd.DataFrame(columns=list(schema.TABLES["models"]))
NO_PRICES = pd.DataFrame(columns=list(schema.TABLES["prices"]))


def aliases(**told):
    return pd.DataFrame(
        [{"source_id": "benchmark-prices", "alias": a, "model_id": m} for a, m in told.items()]
    )


def prices_of(*rows, source="litellm-history"):
    columns = ("provider", "name", "date", "input", "output")
    raw = pd.DataFrame([dict(zip(columns, row, strict=True)) for row in rows])
    return price_facts(raw, source, "file")


def test_one_name_for_all_spellings():
    names = merge.one_name(["gpt-4-1", "gpt-4.1", "claude-3-5-haiku"], NO_ALIASES)
    assert names == {
        "gpt-4-1": "gpt-4.1",
        "gpt-4.1": "gpt-4.1",
        "claude-3-5-haiku": "claude-3-5-haiku",
    }


def test_a_hand_kept_alias_for_every_source_decides():
    names = merge.one_name(["gpt-5", "gpt-5-mini"], aliases(**{"GPT-5": "gpt-5-2025-08-07"}))
    assert names == {"gpt-5": "gpt-5-2025-08-07", "gpt-5-mini": "gpt-5-mini"}


def test_spellings_join_before_changes_are_told():
    facts = prices_of(
        ("openai", "gpt-5", "2025-09-01", 1.25, 10),
        ("openai", "gpt-5-2025-08-07", "2025-09-01", 1.25, 10),
        ("openai", "gpt-5", "2025-10-01", 1.25, 10),
    )
    found = merge.priced([facts], NO_PRICES, aliases(**{"gpt-5": "gpt-5-2025-08-07"}))
    assert found[["model_id", "observations"]].to_numpy().tolist() == [["gpt-5-2025-08-07", 2]]


def test_of_two_names_on_one_date_the_exact_one_counts():
    facts = prices_of(
        ("openrouter", "llama-3.1-405b", "2025-01-17", 2.0, 2.0),
        ("openrouter", "llama-3.1-405b-instruct", "2025-01-17", 0.8, 0.8),
    )
    told = aliases(**{"llama-3.1-405b": "llama-3.1-405b-instruct"})
    assert merge.priced([facts], NO_PRICES, told)["input"].tolist() == [0.8]


def test_stored_change_points_are_followed_on():
    first = prices_of(("openai", "o3", "2025-05-01", 10, 40))
    stored = merge.priced([first], NO_PRICES, NO_ALIASES)
    later = prices_of(("openai", "o3", "2025-06-01", 10, 40), ("openai", "o3", "2025-06-20", 2, 8))
    found = merge.priced([later], stored, NO_ALIASES)
    assert found["input"].tolist() == [10, 2]
    assert found["observations"].tolist() == [2, 1]


def model(model_id, source, **told):
    row = {"model_id": model_id, "name": model_id, "source_id": source} | told
    return Facts({"models": shaped(pd.DataFrame([row]), "models")})


def tables_with(*ids):
    return {
        "prices": pd.DataFrame({"model_id": list(ids)}),
        "runs": pd.DataFrame({"model_id": pd.Series([], dtype="object")}),
    }


def test_of_several_sources_the_first_that_knows_a_column_wins():
    facts = [model("m", "a", creator="A"), model("m", "b", creator="B", weights="open")]
    rows, _ = merge.models(facts, NO_MODELS, tables_with("m"), NO_ALIASES)
    row = rows.iloc[0]
    assert (row["creator"], row["weights"], row["source_id"]) == ("A", "open", "a")


def test_what_the_table_knows_of_a_model_comes_last_and_stays_where_nobody_brings_it():
    stored = pd.concat([
        model("m", "old", creator="Old", weights="open").tables["models"],
        model("n", "old", creator="N").tables["models"],
    ])  # fmt: skip
    rows, _ = merge.models(
        [model("m", "a", creator="A")], stored, tables_with("m", "n"), NO_ALIASES
    )
    told = rows.set_index("model_id")[["creator", "weights", "source_id"]].fillna("")
    assert told.loc["m"].tolist() == ["A", "open", "a"]
    assert told.loc["n"].tolist() == ["N", "", "old"]


def test_models_that_nothing_names_are_left_out_and_bases_stay():
    facts = [model("m-high", "a", base_model_id="m"), model("m", "a"), model("unused", "a")]
    rows, _ = merge.models(facts, NO_MODELS, tables_with("m-high"), NO_ALIASES)
    assert rows["model_id"].tolist() == ["m", "m-high"]


def test_the_target_of_an_alias_exists_even_where_nothing_else_names_it():
    rows, _ = merge.models([model("m", "a")], NO_MODELS, tables_with("m"), aliases(x="y-1"))
    assert rows["model_id"].tolist() == ["m", "y-1"]
    assert rows["source_id"].tolist() == ["a", "benchmark-prices"]


def test_a_source_that_is_brought_replaces_its_rows_and_others_stay():
    stored = pd.DataFrame({"name": ["old", "other"], "source_id": ["a", "b"]})
    new = Facts({"hardware": pd.DataFrame({"name": ["new"], "source_id": ["a"]})})
    found = merge.stacked("hardware", [new], stored)
    assert sorted(found["name"]) == ["new", "other"]


def test_of_two_sources_that_name_one_thing_the_one_brought_now_counts():
    stored = pd.DataFrame({"benchmark_id": ["b"], "name": ["stored"], "source_id": ["old"]})
    new = Facts({"benchmarks": stored.assign(name="new", source_id="a")})
    assert merge.stacked("benchmarks", [new], stored)["name"].tolist() == ["new"]


def test_every_row_read_is_accounted_for():
    facts = prices_of(
        ("openai", "o3", "2025-05-01", 10, 40),
        ("openai", "openai/o3", "2025-05-01", 10, 40),
        ("openai", "gpt-4", "2025-05-01", 0, 0),
    )
    new = {"prices": merge.priced([facts], NO_PRICES, NO_ALIASES)}
    new["models"], _ = merge.models([facts], NO_MODELS, new | tables_with("o3"), NO_ALIASES)
    found = merge.intake([facts], new, pd.DataFrame(columns=merge.INTAKE))
    prices = found[(found["reason"] == "prices") | (found["outcome"] == "rejected")]
    assert dict(zip(prices["outcome"], prices["rows"], strict=True)) == {
        "kept": 1,
        "merged": 1,
        "rejected": 1,
    }
    assert prices["rows"].sum() == facts.read


def test_counts_of_a_source_that_grows_are_added_to_those_stored():
    first = prices_of(("openai", "o3", "2025-05-01", 10, 40), ("openai", "x", "2025-05-01", 0, 0))
    new = {"prices": merge.priced([first], NO_PRICES, NO_ALIASES)}
    stored = merge.intake([first], new, pd.DataFrame(columns=merge.INTAKE))
    later = prices_of(("openai", "o3", "2025-06-01", 2, 8), ("openai", "x", "2025-06-01", 0, 0))
    new["prices"] = merge.priced([later], new["prices"], NO_ALIASES)
    found = merge.intake([later], new, stored, {"litellm-history"}).set_index("reason")["rows"]
    assert (found["prices"], found["zero placeholder"]) == (2, 2)
    alone = merge.intake([later], new, stored).set_index("reason")["rows"]
    assert alone["prices"] == 1


@pytest.mark.parametrize(("reason", "outcome"), [("no price", "rejected"), (ONE_CELL, "cell")])
def test_a_refused_cell_is_not_a_refused_row(reason, outcome):
    row = {"source_id": "s", "line": 2, "field": "output", "value": "v", "reason": reason}
    found = merge.intake([Facts({}, rejected([row]), 1)], {}, pd.DataFrame(columns=merge.INTAKE))
    assert found["outcome"].tolist() == [outcome]


def test_what_has_a_price_is_sold_by_an_api_unless_another_way_is_known():
    models = pd.DataFrame(
        {
            "model_id": ["priced", "priced-high", "preview", "unknown"],
            "name": "x",
            "base_model_id": [None, "priced", None, None],
            "sold": [None, None, "never", None],
            "source_id": "s",
        }
    )
    new = {
        "runs": pd.DataFrame({"model_id": models["model_id"]}),
        "prices": pd.DataFrame({"model_id": ["priced"]}),
    }
    found, _ = merge.models([], shaped(models, "models"), new, NO_ALIASES)
    assert found.set_index("model_id")["sold"].fillna("").to_dict() == {
        "priced": "api",
        "priced-high": "api",
        "preview": "never",
        "unknown": "",
    }


def test_a_known_model_keeps_its_name_and_source_when_a_board_is_read_again(tmp_path):
    stored = pd.DataFrame(
        {"model_id": ["gpt-5.2"], "name": "GPT-5.2", "licence": "own", "source_id": "lab"}
    )
    board = pd.DataFrame(
        {"model_id": ["gpt-5.2"], "name": "gpt-5.2-2025-12-11", "creator": "OpenAI"}
    )
    new = {"runs": stored[["model_id"]], "prices": stored[["model_id"]]}
    facts = [
        Facts({"models": shaped(stored, "models")}),
        Facts({"models": shaped(board.assign(source_id="board"), "models")}),
    ]
    found, _ = merge.models(facts, shaped(stored, "models"), new, NO_ALIASES)
    assert found.loc[0, ["name", "creator", "source_id"]].tolist() == ["GPT-5.2", "OpenAI", "lab"]


def test_of_two_names_of_one_model_the_end_that_most_lists_say_stays():
    said = pd.DataFrame(
        {
            "model_id": ["other", "gemini-pro", "gemini-1.0-pro"],
            "provider": "google",
            "date": pd.Timestamp("2025-02-18"),
            "lists": [1, 1, 2],
            "source_id": "retirement-lists",
        }
    )
    models = pd.DataFrame({"model_id": ["gemini-1.0-pro", "other"]})
    kept = merge.known(said, models, aliases(**{"gemini-pro": "gemini-1.0-pro"}))
    assert kept[["model_id", "lists"]].to_numpy().tolist() == [["other", 1], ["gemini-1.0-pro", 2]]
