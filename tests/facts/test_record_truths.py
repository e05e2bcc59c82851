"""Known truths of the living record, and what no record may rest on."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.facts import tables
from analysis.facts.prices import offers
from analysis.facts.prices.corroboration import FRESH, SAME, STANDING
from analysis.facts.prices.corroboration import judged as judged_rows


@pytest.fixture(scope="module")
def data(living):
    return living


@pytest.fixture(scope="module")
def known(data):
    return offers.offers(data)


DAY = pd.Timestamp


@pytest.mark.parametrize(
    ("model_id", "provider", "day", "input_", "output"),
    [
        ("davinci", "openai", "2022-08-31", 60, 60),
        ("davinci", "openai", "2022-10-01", 20, 20),
        ("text-davinci-003", "openai", "2023-10-01", 20, 20),
        ("claude-instant-1.2", "anthropic", "2023-11-20", 1.63, 5.51),
        ("claude-instant-1.2", "anthropic", "2024-02-01", 0.8, 2.4),
        ("gemini-1.5-pro", "google", "2024-06-15", 3.5, 10.5),
        ("gemini-1.5-flash", "google", "2024-08-11", 0.35, 1.05),
        ("gemini-1.5-flash", "google", "2024-08-12", 0.075, 0.3),
        ("o1-mini-2024-09-12", "openai", "2025-01-30", 3, 12),
        ("o1-mini-2024-09-12", "openai", "2025-03-15", 1.1, 4.4),
        ("mistral-nemo", "mistral", "2024-09-16", 0.3, 0.3),
        ("mistral-nemo", "mistral", "2026-11-20", 0.15, 0.15),
        ("command-r7b-12-2024", "cohere", "2026-03-01", 0.0375, 0.15),
        ("gemini-3.6-flash", "google", "2026-08-12", 1.5, 7.5),
        ("gemini-3.6-flash", "google", "2026-08-13", 0.75, 3.75),
        ("gpt-4", "openai", "2023-03-14", 30, 60),
        ("gpt-4", "openai", "2026-11-01", 30, 60),
        ("gpt-4o", "openai", "2024-05-13", 5, 15),
        ("gpt-4o", "openai", "2024-10-01", 5, 15),
        ("gpt-4o", "openai", "2024-10-02", 2.5, 10),
        ("gpt-4o-2024-05-13", "openai", "2026-01-01", 5, 15),
        ("o3-2025-04-16", "openai", "2025-06-09", 10, 40),
        ("o3-2025-04-16", "openai", "2025-06-10", 2, 8),
        ("deepseek-chat", "deepseek", "2025-02-07", 0.14, 0.28),
        ("deepseek-chat", "deepseek", "2025-02-08", 0.27, 1.1),
        ("deepseek-chat", "deepseek", "2025-09-05", 0.56, 1.68),
        ("deepseek-chat", "deepseek", "2025-09-29", 0.28, 0.42),
        ("deepseek-chat", "deepseek", "2026-05-15", 0.14, 0.28),
        ("deepseek-r1", "deepseek", "2025-01-20", 0.55, 2.19),
        ("claude-3-opus-20240229", "anthropic", "2025-01-01", 15, 75),
        ("gemini-2.5-pro", "google", "2025-12-01", 1.25, 10),
        ("llama-3.1-405b-instruct", "together", "2025-06-01", 3.5, 3.5),
        ("llama-3.1-405b-instruct", "fireworks", "2025-06-01", 3, 3),
        ("llama-3.1-405b-instruct", "openrouter", "2025-06-01", 0.8, 0.8),
    ],
)
def test_what_was_charged(known, model_id, provider, day, input_, output):
    row = offers.offer(known, model_id, DAY(day), provider)
    assert (row["input"], row["output"]) == (input_, output)


@pytest.mark.parametrize(
    ("model_id", "last", "was", "then"),
    [
        ("gemini-3.6-flash", "2026-12-31", (0.75, 3.75), (1.5, 7.5)),
        ("gemini-3.7-flash", "2026-12-31", (0.75, 3.75), (1.5, 7.5)),
        ("gemini-3.8-flash", "2026-12-31", (0.75, 3.75), (1.5, 7.5)),
        ("gemini-4-argon", "2026-11-30", (2, 10), (4, 20)),
    ],
)
def test_a_promotion_is_not_charged_after_its_end_by_anybody(data, model_id, last, was, then):
    every = offers.lasting(data).query("model_id == @model_id")
    end = DAY(last)
    before, after = offers.on(every, end), offers.on(every, end + pd.Timedelta(days=5))
    assert tuple(before.loc[before["chosen"], ["input", "output"]].iloc[0]) == was
    assert tuple(after.loc[after["chosen"], ["input", "output"]].iloc[0]) == then
    assert was in set(before[["input", "output"]].itertuples(index=False, name=None))
    assert was not in set(after[["input", "output"]].itertuples(index=False, name=None))


@pytest.mark.parametrize("name", ["deepseek-chat", "deepseek-reasoner"])
def test_a_name_that_its_seller_gave_up_is_sold_there_no_more(known, name):
    assert offers.offer(known, name, DAY("2026-07-23"), "deepseek")["input"] == 0.14
    assert offers.offer(known, name, DAY("2026-07-24"), "deepseek") is None


def test_llama_405bs_cheap_hosts_have_left(known):
    then = offers.offer(known, "llama-3.1-405b-instruct", DAY("2025-06-01"), "deepinfra")
    assert then["input"] < 1
    assert offers.offer(known, "llama-3.1-405b-instruct", DAY("2026-11-01"), "deepinfra") is None


def test_every_makers_models_have_their_makers_price(known):
    held = offers.on(known, DAY("2026-11-20")).query("chosen").set_index("model_id")
    sold = {"glm-5.3": "zai", "kimi-k3.1-pro": "moonshot", "jamba-large-1.7": "ai21",
            "qwen3-max": "alibaba", "mistral-large-2512": "mistral"}  # fmt: skip
    assert held["provider"].reindex(sold).to_dict() == sold


@pytest.fixture(scope="module")
def announced():
    return pd.read_csv(tables.DATA / "announcements.csv", parse_dates=["date"])


def test_every_announcement_has_been_read_somewhere(announced):
    assert announced["evidence"].str.startswith("https://").all()
    assert announced["url"].dropna().str.startswith("https://").all()


def test_every_announcement_is_seen_by_somebody_else(data, announced):
    told = data.prices[data.prices["source_id"] == "vendor-announcements"]
    others = data.prices[data.prices["source_id"] != "vendor-announcements"]
    pairs = told.merge(others, on="model_id", suffixes=("", "_other"))
    for price in ("input", "output"):
        pairs = pairs[(pairs[price] - pairs[f"{price}_other"]).abs() <= SAME * pairs[price]]
    pairs = pairs[pairs["last_seen_other"] >= pairs["date"]]
    unseen = told.merge(pairs[["model_id", "date"]].drop_duplicates(), how="left", indicator=True)
    unseen = unseen[unseen["_merge"] == "left_only"][["model_id", "input"]]
    # DeepSeek's own lists name these only by the pointer deepseek-chat, and V3.1's dearer price
    # held 24 days, which litellm rounded to 0.6 and 1.7: read in DeepSeek's own price page, which
    # announces it, and in a table of prices with dated changes
    assert set(unseen.itertuples(index=False, name=None)) <= {
        ("deepseek-v3", 0.14),
        ("deepseek-v3.1", 0.27),
        ("deepseek-chat", 0.56),
        ("deepseek-reasoner", 0.56),
        # an archived capture of OpenAI's page of July 2022: no list is as old
        *(("davinci", 60), ("curie", 6), ("babbage", 1.2), ("ada", 0.8)),
        *(("text-davinci-002", 60), ("text-curie-001", 6)),
        *(("text-babbage-001", 1.2), ("text-ada-001", 0.8)),
    }


def record_lows(priced):
    """The runs that were cheaper than every earlier one of their benchmark and score band."""
    by = ["benchmark_id", "band"]
    ordered = priced.sort_values([*by, "date", "price"])
    lowest = ordered.groupby(by)["price"].cummin()
    return ordered[ordered["price"] == lowest].drop_duplicates([*by, "price"])


def unbelieved(lows, judged):
    """Those of them that no believed and corroborated row stands for, at about that time.

    A list may show a price days before the one that corroborates it does.
    """
    believed = judged[judged["corroborated"] & (judged["refused"] == "")]
    keys = ["provider", "input", "output"]
    offered = believed[["model_id", *keys, "date", "last_seen"]].rename(
        columns={"date": "from", "last_seen": "seen"}
    )
    ids = ("model_id", "base_model_id")  # a setting has its own price or its base's
    found = pd.concat(
        [lows.assign(model_id=lows[i]).reset_index().merge(offered, on=["model_id", *keys])
         for i in ids]
    )  # fmt: skip
    held = found["date"].between(found["from"] - FRESH, found["seen"] + FRESH)
    # a price listed before the model was out is dated at its release
    early = found["date"] == found["release_date"]
    return lows.drop(index=found.loc[held | early, "index"])


@pytest.fixture(scope="module")
def priced(priced_runs):
    rows = priced_runs
    rows = rows[rows["rule"] != "stated"].dropna(subset="score")
    return rows.assign(band=(rows["score"] * 10).astype(int))


@pytest.mark.parametrize("weights", ["open", "closed", None])
@pytest.mark.parametrize("rule", ["first-party", "cheapest", None])
def test_no_record_low_rests_on_a_single_uncorroborated_row(data, priced, weights, rule):
    scope = priced if weights is None else priced[priced["weights"] == weights]
    scope = scope if rule is None else scope[scope["rule"] == rule]
    lows = record_lows(scope)
    assert set(lows["benchmark_id"]) == set(scope["benchmark_id"])
    shown = ["benchmark_id", "model_id", "provider", "date", "input", "output"]
    assert unbelieved(lows, judged_rows(data.prices))[shown].empty


def test_the_lows_cover_every_benchmark_that_tokens_price(data, priced):
    counted = data.runs.dropna(subset=["score", "input_tokens", "output_tokens"])
    assert set(record_lows(priced)["benchmark_id"]) == set(counted["benchmark_id"])


def test_a_record_low_on_a_row_seen_once_would_be_found(data, priced):
    lows = record_lows(priced).head(1)
    judged = judged_rows(data.prices)
    assert unbelieved(lows, judged).empty
    assert len(unbelieved(lows, judged.assign(corroborated=False))) == 1


def test_the_record_is_larger_than_any_published_one(data):
    assert data.prices["observations"].sum() >= 100_000
    assert len(data.prices) >= 15_000
    assert data.prices["provider"].nunique() >= 90
    assert set(data.prices["source_id"]) <= set(STANDING)


def test_no_price_is_free_or_per_token(data):
    token = data.prices[["input", "output"]]
    assert not (token <= 0).any(axis=None)
    assert (token.max(axis=1) >= 0.001).all()


def test_the_folder_stays_light():
    size = sum(path.stat().st_size for path in tables.DATA.rglob("*") if path.is_file())
    assert size < 12e6


def test_every_benchmark_that_pages_lead_with_says_what_it_is(living):
    led = living.benchmarks[living.benchmarks["headline"] | living.benchmarks["front"].notna()]
    assert len(led) > 8 and led["about"].notna().all()
    assert not living.benchmarks["about"].str.endswith(".").any()  # words that follow on a name
