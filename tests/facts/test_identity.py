from __future__ import annotations

import string

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.facts.identity import (
    EVERY_SOURCE,
    configured,
    key,
    propose,
    resolve,
    slug,
    split_configuration,
    without_host,
)

NAMES = st.text(alphabet=string.ascii_letters + string.digits + " ._-+()/:'é", max_size=40)


@given(NAMES)
def test_slug_is_idempotent(name):
    assert slug(slug(name)) == slug(name)


@given(NAMES)
def test_slug_uses_only_its_alphabet(name):
    assert set(slug(name)) <= set(string.ascii_lowercase + string.digits + "-.")


@given(NAMES.filter(str.strip))
def test_splitting_never_loses_the_base(name):
    base, configuration = split_configuration(name)
    assert base and name.strip().startswith(base)
    assert configuration or base == name.strip()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("GPT-4o (Aug '24)", "gpt-4o-aug-24"),
        ("Command-R+", "command-r-plus"),
        ("Qwen2.5 Coder  7B ", "qwen2.5-coder-7b"),
        ("claude_opus.", "claude-opus"),
    ],
)
def test_slug_of_real_names(name, expected):
    assert slug(name) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("openrouter/anthropic/claude-sonnet-4.5", "claude-sonnet-4.5"),
        ("bedrock/us.anthropic.claude-3-5-sonnet-20241022-v2:0", "claude-3-5-sonnet-20241022"),
        ("amazon.nova-lite-v1:0", "nova-lite"),
        ("anthropic.claude-v2:1", "claude-v2:1"),
        ("vertex_ai/claude-3-5-sonnet-v2@20241022", "claude-3-5-sonnet-20241022"),
        (
            "fireworks_ai/accounts/fireworks/models/llama-v3p1-405b-instruct",
            "llama-3.1-405b-instruct",
        ),
        ("fireworks/kimi-k2p5", "kimi-k2.5"),
        ("gpt-4.1-2025-04-14", "gpt-4.1-2025-04-14"),
    ],
)
def test_host_prefixes_go(name, expected):
    assert without_host(name) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("gpt-5-2025-08-07_high", ("gpt-5-2025-08-07", "high")),
        ("claude-opus-4-6_32K", ("claude-opus-4-6", "32k")),
        ("gpt-5.1-2025-11-13_none", ("gpt-5.1-2025-11-13", "non-reasoning")),
        ("Claude 4.5 Sonnet (Reasoning)", ("Claude 4.5 Sonnet", "reasoning")),
        ("Claude Opus 4.7 (Adaptive Reasoning, Max Effort)", ("Claude Opus 4.7", "max")),
        ("Opus 4.6 (Non-reasoning, High Effort)", ("Opus 4.6", "non-reasoning-high")),
        ("Gemini 2.5 Flash (Sep '25) (Reasoning)", ("Gemini 2.5 Flash (Sep '25)", "reasoning")),
        ("Fable 5 (Adaptive Reasoning, Max Effort, Opus 4.8 Fallback)", ("Fable 5", "max")),
        ("QwQ-32B (16K thinking)", ("QwQ-32B", "16k")),
        ("GPT-4o (Aug '24)", ("GPT-4o (Aug '24)", "")),
        ("mistral-medium", ("mistral-medium", "")),
    ],
)
def test_efforts_budgets_and_switches_split_off_and_dates_stay(name, expected):
    assert split_configuration(name) == expected


def test_a_hyphen_splits_only_after_a_known_base():
    assert split_configuration("gpt-5-medium", {"gpt-5"}) == ("gpt-5", "medium")
    assert split_configuration("o3-thinking-64k", {"o3"}) == ("o3", "64k")
    assert split_configuration("magistral-medium", {"gpt-5"}) == ("magistral-medium", "")


def alias_table(*rows):
    return pd.DataFrame(rows, columns=["source_id", "alias", "model_id"])


def test_resolve_takes_own_alias_before_shared_and_shared_before_name():
    aliases = alias_table(("board", "gpt-4o", "gpt-4o-b"), (EVERY_SOURCE, "gpt-4o", "gpt-4o-a"))
    for source, model_id in [("board", "gpt-4o-b"), ("x", "gpt-4o-a")]:
        row = resolve(["openai/GPT-4o"], source, aliases, ["gpt-4o"]).matched.iloc[0]
        assert (row["model_id"], row["how"]) == (model_id, "alias")
    row = resolve(["openai/GPT-4o"], "x", alias_table(), ["gpt-4o"]).matched.iloc[0]
    assert (row["model_id"], row["how"]) == ("gpt-4o", "name")


def test_resolve_gives_a_configuration_its_base():
    aliases = alias_table((EVERY_SOURCE, "gpt-5", "gpt-5-2025-08-07"))
    found = resolve(["gpt-5_high", "GPT-5 (low)", "what"], "x", aliases, ["gpt-5-2025-08-07"])
    assert found.unmatched == ["what"]
    assert found.matched["model_id"].tolist() == ["gpt-5-2025-08-07-low", "gpt-5-2025-08-07-high"]
    assert set(found.matched["base_model_id"]) == {"gpt-5-2025-08-07"}


def test_a_model_named_like_a_configuration_is_its_own_base():
    known = ["kimi-k2", "kimi-k2-thinking", "glm-5"]
    found = resolve(
        ["Kimi-K2-Thinking", "GLM-5 (Reasoning)", "glm-5-thinking"], "x", alias_table(), known
    )
    base = found.matched.set_index("name")["base_model_id"]
    assert base.to_dict() == {
        "Kimi-K2-Thinking": "kimi-k2-thinking",
        "GLM-5 (Reasoning)": "glm-5",
        "glm-5-thinking": "glm-5",
    }


def test_an_alias_may_name_a_configuration():
    aliases = alias_table(("board", "Opus max", "claude-opus-4-6-max"))
    row = resolve(["Opus max"], "board", aliases, ["claude-opus-4-6"]).matched.iloc[0]
    assert (row["model_id"], row["base_model_id"]) == ("claude-opus-4-6-max", "claude-opus-4-6")


def test_dots_and_hyphens_between_numbers_are_the_same_name():
    assert key("Claude-Sonnet-4.5") == key("claude-sonnet-4-5")
    assert key("claude-4-5") != key("claude-45")


def test_proposals_ignore_word_order_and_never_cross_versions():
    known = ["claude-sonnet-4-5", "claude-opus-4-1"]
    best = propose(["Claude 4.5 Sonnet", "Claude 4.6 Sonnet"], known)
    assert best["name"].tolist() == ["Claude 4.5 Sonnet"]
    assert best.loc[0, "proposal"] == "claude-sonnet-4-5"
    assert best.loc[0, "overlap"] == 1


def test_the_id_of_a_configuration():
    assert configured("o3", "high") == "o3-high"
    assert configured("o3", "") == "o3"
