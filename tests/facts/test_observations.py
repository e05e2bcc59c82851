"""Every trap of the price sources, by name; and which runs at prices the statistics take."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.facts import observations
from analysis.sources.prices.observations import events, price_facts


def facts(*rows, **columns):
    raw = pd.DataFrame(
        [
            dict(zip(("provider", "name", "date", "input", "output"), row, strict=True))
            for row in rows
        ]
    )
    return price_facts(raw.assign(**columns), "source", "file.csv")


def reasons(found):
    return found.rejects.loc[found.rejects["field"] == "row", "reason"].tolist()


GOOD = ("openai", "gpt-4o", "2025-01-01", 2.5, 10.0)


def test_a_clean_row_is_kept_as_it_is():
    found = facts(GOOD)
    row = found.tables["prices"].iloc[0]
    assert (row["model_id"], row["provider"], row["input"], row["output"]) == (
        "gpt-4o",
        "openai",
        2.5,
        10,
    )
    assert row["date"] == row["seen"] == row["last_seen"] == pd.Timestamp("2025-01-01")
    assert found.read == 1 and found.rejects.empty


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (
            ("vertex_ai", "gemini-1.5-pro", "2024-12-31", 0.078, 0.31),
            "per character, not per token",
        ),
        (
            ("openrouter", "google/gemini-pro", "2024-10-31", 0.125, 0.375),
            "per character, not per token",
        ),
        (("vertex_ai", "text-bison", "2025-06-01", 0.1, 0.1), "per character, not per token"),
        (("openai", "gpt-4o", "2025-01-01", 0.0, 0.0), "zero placeholder"),
        (("openai", "gpt-4o", "2025-01-01", 0.0, None), "zero placeholder"),
        (("openai", "gpt-4o", "2025-01-01", None, None), "no price"),
        (("openai", "gpt-4o", "2025-01-01", -1.0, 2.0), "negative price"),
        (("grok", "grok-3", "2025-06-09", 3e-05, 0.00015), "not per million tokens"),
        (("openai", "gpt-4o", "2025-01-01", 2.5, 10_001.0), "not per million tokens"),
        (("openrouter", "x/y:free", "2025-01-01", 0.0, 0.0), "another service tier"),
        (("openai", "gpt-5-batch", "2025-09-01", 0.6, 5.0), "another service tier"),
        (("bedrock", "eu.anthropic.claude-opus-4", "2025-09-01", 16.5, 82.5), "regional price"),
        (
            ("bedrock", "bedrock/us-gov-west-1/meta.llama3", "2025-09-01", 1.0, 1.0),
            "regional price",
        ),
        (("openai", "ft:gpt-4o", "2025-01-01", 3.75, 15.0), "fine-tuned model"),
        (("zai-coding-plan", "glm-4.6", "2025-11-01", 0.6, 2.2), "subscription, not a token price"),
        (("openai", "text-embedding-3-large", "2025-01-01", 0.13, None), "not a text model"),
        (("openai", " ", "2025-01-01", 1.0, 1.0), "no model named"),
    ],
)
def test_what_is_no_standard_token_price_is_refused_by_name(row, reason):
    found = facts(row)
    assert reasons(found) == [reason]
    assert found.tables["prices"].empty


@pytest.mark.parametrize(
    "row",
    [
        ("vertex_ai", "gemini-1.5-pro", "2025-01-01", 1.25, 5.0),
        ("openrouter", "google/gemini-pro-1.5", "2024-11-01", 1.25, 5.0),
        ("gemini", "gemini-1.5-pro", "2024-07-01", 3.5, 10.5),
        ("bedrock", "us.anthropic.claude-opus-4", "2025-09-01", 15.0, 75.0),
        ("openai", "gpt-4o", "2025-01-01", 0.001, 10_000.0),
        ("openrouter", "x/y:thinking", "2025-01-01", 1.0, 1.0),
    ],
)
def test_the_other_side_of_each_boundary_is_kept(row):
    assert not reasons(facts(row))


def test_rows_that_are_not_text_or_not_by_the_token():
    assert reasons(facts(GOOD, mode="image_generation")) == ["not a text model"]
    assert reasons(facts(GOOD, unit="second")) == ["not priced by the token"]
    assert reasons(facts(GOOD, unit="character")) == ["per character, not per token"]
    assert reasons(facts(GOOD, refused="the importer's reason")) == ["the importer's reason"]


def test_a_zero_beside_a_price_is_unknown_never_free():
    found = facts(("openai", "gpt-4o", "2025-01-01", 2.5, 0.0))
    assert pd.isna(found.tables["prices"]["output"].iloc[0])
    assert found.tables["prices"]["input"].iloc[0] == 2.5
    assert found.rejects[["field", "value"]].to_numpy().tolist() == [["output", "openai gpt-4o"]]


def test_dust_of_floating_point_goes_and_a_real_fourth_digit_stays():
    prices = facts(
        ("a", "x-1", "2025-01-01", 3.74997, 1.3125), ("a", "y-1", "2025-01-01", 0.0234375, 34.375)
    ).tables["prices"]
    assert prices["input"].tolist() == [3.75, 0.0234375]
    assert prices["output"].tolist() == [1.3125, 34.375]


def test_the_plain_offer_comes_before_its_variants():
    found = facts(
        ("together_ai", "meta-llama/Llama-3.1-70B-Instruct-Turbo", "2025-01-01", 0.9, 0.9),
        ("together_ai", "Llama-3.1-70B-Instruct", "2025-01-01", 0.8, 0.8),
    ).tables["prices"]
    assert set(found["model_id"]) == {"llama-3.1-70b-instruct"}
    assert found["input"].iloc[0] == 0.8


def test_every_row_is_kept_or_rejected():
    found = facts(
        GOOD, ("openai", "gpt-4", "2025-01-01", 0.0, 0.0), ("a", "b:free", "2025-01-01", 1.0, 1.0)
    )
    assert found.read == len(found.tables["prices"]) + len(reasons(found))


def test_a_log_holds_until_the_next_event_or_its_end():
    log = pd.DataFrame(
        {
            "date": ["2025-01-01", "2025-01-01", "2025-02-01", "2025-03-01"],
            "event": ["added", "changed", "changed", "removed"],
            "provider": "p",
            "name": "m",
            "input": [9.0, 3.0, 2.0, None],
        }
    )
    found = events(log, pd.Timestamp("2025-06-30"))
    assert found["input"].tolist() == [3.0, 2.0]  # of one day the last event counts
    assert found["last_seen"].tolist() == [pd.Timestamp("2025-01-31"), pd.Timestamp("2025-02-28")]
    open_end = events(log.iloc[:3], pd.Timestamp("2025-06-30"))
    assert open_end["last_seen"].max() == pd.Timestamp("2025-06-30")


def test_models_carry_what_most_rows_say():
    raw = pd.DataFrame(
        {
            "provider": ["a", "b", "c"],
            "name": "llama-3.1-8b",
            "date": "2025-01-01",
            "input": 1.0,
            "output": 1.0,
            "weights": ["open", "closed", "open"],
            "release_date": pd.to_datetime(["2024-07-23", "2024-07-23", "2025-01-01"]),
        }
    )
    row = price_facts(raw, "source", "file.csv").tables["models"].iloc[0]
    assert (row["weights"], row["creator"]) == ("open", "Meta")
    assert row["release_date"] == pd.Timestamp("2024-07-23")


def test_a_difference_that_a_csv_does_not_show_is_none():
    found = facts(("nano-gpt", "m", "2026-02-17", 2.992000000001, 14.994))
    assert found.tables["prices"]["input"].tolist() == [2.992]


def test_what_the_statistics_take_has_a_day_a_score_and_a_price_above_nothing():
    rows = pd.DataFrame(
        [(0.5, 1.0, "2025-02-01", "b"), (0.5, 1.0, "2025-02-01", "a"), (0.1, 0.1, "2025-01-01", "z"),
         (0.0, 1.0, "2025-01-01", "c"), (-0.1, 1.0, "2025-01-01", "d"), (0.5, 0.0, "2025-01-01", "e"),
         (0.5, -1.0, "2025-01-01", "f"), (0.5, 1.0, None, "g"), (None, 1.0, "2025-01-01", "h")],
        columns=["score", "price", "date", "model_id"],
    )  # fmt: skip
    found = observations.usable(rows.assign(date=pd.to_datetime(rows["date"])))
    assert found["model_id"].tolist() == ["z", "a", "b"]
    assert found.index.tolist() == [0, 1, 2]


@pytest.mark.parametrize(
    ("models", "days", "enough"), [(15, 365, True), (14, 365, False), (15, 364, False)]
)
def test_a_benchmark_is_enough_with_fifteen_models_over_a_year(models, days, enough):
    dates = [pd.Timestamp("2025-01-01") + pd.Timedelta(days=d) for d in (0, days)] * 8
    rows = pd.DataFrame({"model_id": [str(n % models) for n in range(16)], "date": dates})
    assert observations.enough(rows) is enough
