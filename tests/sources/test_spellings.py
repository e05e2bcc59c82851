from __future__ import annotations

import pytest

from analysis.sources.prices import spellings


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("databricks/databricks-meta-llama-3-1-405b-instruct", "llama-3-1-405b-instruct"),
        (
            "fireworks_ai/accounts/fireworks/models/llama-v3p1-405b-instruct",
            "llama-3.1-405b-instruct",
        ),
        ("together_ai/meta-llama/Meta-Llama-3.1-405B-Instruct-Turbo", "llama-3.1-405b-instruct"),
        ("azure_ai/Meta-Llama-31-405B-Instruct", "llama-3.1-405b-instruct"),
        ("us.anthropic.claude-3-5-sonnet-20240620-v1:0", "claude-3-5-sonnet-20240620"),
        ("anthropic/claude-3.5-sonnet", "claude-3-5-sonnet"),
        ("claude-haiku-3.5", "claude-3-5-haiku"),
        ("claude-4-sonnet", "claude-sonnet-4"),
        ("anthropic/claude-haiku-4.5", "claude-haiku-4-5"),
        ("claude-opus-4-20250514", "claude-opus-4-20250514"),
        ("anthropic.claude-v2:1", "claude-2-1"),
        ("claude-instant-1.2", "claude-instant-1.2"),
        ("snowflake/openai-gpt-5-nano", "gpt-5-nano"),
        ("Qwen/Qwen2.5-72B-Instruct-Turbo", "qwen2.5-72b-instruct"),
        ("qwen/qwen-2.5-72b-instruct", "qwen2.5-72b-instruct"),
        ("cerebras/llama3.1-70b", "llama-3.1-70b"),
    ],
)
def test_decoration_of_hosts_goes(name, expected):
    assert spellings.model(name) == expected


@pytest.mark.parametrize("name", ["kimi-k2-thinking", "gpt-4.1-mini", "mistral-large-2407", "o3"])
def test_a_plain_name_stays(name):
    assert spellings.model(name) == name


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("vertex_ai-anthropic_models", "google-vertex"),
        ("together_ai", "together"),
        ("bedrock_converse", "amazon-bedrock"),
        ("Some_Host", "some-host"),
    ],
)
def test_one_spelling_a_provider(name, expected):
    assert spellings.provider(name) == expected


def test_a_subscription_is_told_from_a_host():
    assert spellings.SUBSCRIPTIONS.search("zai-coding-plan")
    assert spellings.SUBSCRIPTIONS.search("ollama-cloud")
    assert not spellings.SUBSCRIPTIONS.search("zai")


@pytest.mark.parametrize(
    ("model_id", "expected"),
    [("o3-mini", "OpenAI"), ("llama-3.1-8b", "Meta"), ("claude-2", "Anthropic"), ("zebra", "")],
)
def test_the_creator_is_told_from_the_name(model_id, expected):
    assert spellings.creator(model_id) == expected
