"""A name as sources write it: whose model it means, and in which configuration."""

from __future__ import annotations

import pytest

from analysis.benchprice.record import names
from analysis.benchprice.record.names import Book

BOOK = Book(
    aliases={"o-3-mini": "o3-mini", "big-fast": "big-high", "sonnet": "claude-sonnet-4.5",
             "same": "same"},
    bases={"big": "big", "claude-sonnet-4-5": "claude-sonnet-4.5", "gpt-5": "gpt-5",
           "gpt-5-high": "gpt-5-high"},
)  # fmt: skip


@pytest.mark.parametrize(
    ("name", "settled"),
    [
        ("big", ("big", "big", "name")),
        ("vendor/Big", ("big", "big", "name")),
        ("Claude Sonnet 4.5", ("claude-sonnet-4.5", "claude-sonnet-4.5", "name")),
        ("sonnet", ("claude-sonnet-4.5", "claude-sonnet-4.5", "alias")),
        ("big-fast", ("big-high", "big", "alias")),
        ("o 3 mini", ("o3-mini", "o3-mini", "alias")),
        ("big-high", ("big-high", "big", "configuration")),
        ("big_high", ("big-high", "big", "configuration")),
        ("Big (high effort)", ("big-high", "big", "configuration")),
        ("sonnet (16k thinking)", ("claude-sonnet-4.5-16k", "claude-sonnet-4.5", "configuration")),
        ("gpt-5-high", ("gpt-5-high", "gpt-5-high", "name")),
        ("gpt-5 (high)", ("gpt-5-high", "gpt-5", "configuration")),
        ("big-huge", None),
        ("mistral-medium", None),
        ("", None),
    ],
)
def test_a_name_means_a_model_in_a_configuration(name, settled):
    assert names.settle(name, BOOK) == settled


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("m_high", ("m", "high")), ("m (thinking)", ("m", "reasoning")),
        ("m (non-reasoning, high)", ("m", "non-reasoning-high")), ("m (high, thinking)", ("m", "high")),
        ("m (no thinking)", ("m (no thinking)", "")), ("m_nothinking", ("m", "non-reasoning")),
        ("m (none)", ("m", "non-reasoning")), ("m (adaptive)", ("m", "")),
        ("m (high, Other fallback)", ("m", "high")), ("m (preview)", ("m (preview)", "")),
        ("m-high", ("m-high", "")), ("base-high", ("base", "high")),
        ("base-thinking-16k", ("base", "16k")), ("base (High)_low", ("base (High)", "low")),
    ],
)  # fmt: skip
def test_a_configuration_is_set_off_by_an_underscore_brackets_or_a_known_base(name, parts):
    assert names.split_configuration(name, {"base"}) == parts
    assert names.configured("m", "high") == "m-high" and names.configured("m", "") == "m"


@pytest.mark.parametrize(
    ("name", "model"),
    [
        ("bedrock/us.anthropic.claude-3-5-sonnet-20241022-v2:0", "claude-3-5-sonnet-20241022"),
        ("anthropic.claude-v2:1", "claude-v2:1"), ("m@default", "m"), ("m@latest", "m"),
        ("claude-x[1m]", "claude-x"), ("claude-3-5-sonnet-v2@20241022", "claude-3-5-sonnet-20241022"),
        ("accounts/fireworks/models/llama-v3p1-8b", "llama-3.1-8b"), (" a/b/c ", "c"),
    ],
)  # fmt: skip
def test_a_host_is_no_part_of_a_name(name, model):
    assert names.without_host(name) == model


def test_a_base_is_its_own_unless_it_is_known_in_parts():
    assert BOOK.base_of("big-high") == "big" and BOOK.base_of("big") == "big"
    assert BOOK.base_of("gpt-5-high") == "gpt-5-high"
    assert BOOK.base_of("o3-mini_high") == "o3-mini"
    assert BOOK.keys == {*BOOK.bases, *BOOK.aliases, "o3-mini", "big-high", "same"}
