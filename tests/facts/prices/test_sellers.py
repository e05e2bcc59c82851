"""What a reader calls a seller."""

from __future__ import annotations

import pytest

from analysis.facts.prices import sellers


@pytest.mark.parametrize(
    ("provider", "name"),
    [
        ("xai", "xAI"),
        ("amazon-bedrock", "Amazon Bedrock"),
        ("novita", "Novita"),
        ("huggingface", "Hugging Face"),
        ("huggingface-novita", "Novita through Hugging Face"),
        ("huggingface-together-ai", "Together AI through Hugging Face"),
        ("zoo", "Zoo"),
        ("fireworks-AI", "Fireworks AI"),
    ],
)
def test_a_seller_is_called_by_its_own_name_or_by_its_words(provider, name):
    assert sellers.name(provider) == name
