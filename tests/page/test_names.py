"""A model's page is called as the model is, not as one of its settings."""

from __future__ import annotations

import doctest

from analysis.page import names


def test_a_page_is_called_without_a_setting_in_its_makers_order_of_words() -> None:
    assert doctest.testmod(names).failed == 0
    named = {
        "a": "Opus 4.6 (Non-reasoning, High Effort)",
        "b": "o3 (high)",
        "c": "Nova (2025-01-02)",
    }
    assert list(names.bare(named).values()) == ["Opus 4.6", "o3", "Nova (2025-01-02)"]


def test_models_whose_pages_would_be_called_the_same_keep_their_settings() -> None:
    named = {"a": "Qwen (high)", "b": "Qwen (low)", "c": "Kimi (high)", "d": "Kimi"}
    assert names.bare(named) == named
