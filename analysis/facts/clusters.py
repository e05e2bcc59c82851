"""What is never independent: one model under several settings, and the models of one creator.

``base`` is the model without its settings: the same weights sold at the same token price. Gaps in
``creator`` are filled from the model's name.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

# Settings of a run in the names of the published table: thinking budgets, effort, run options.
SETTINGS = (
    r"\s*\((?:[^)]*thinking|(?:non-)?reasoning|option ?\d?|aime ?\d?|swe)\)"
    r"|\s*\((?:x?high|medium|low|minimal)\)"
    r"|\s+option \d|\+a48|_(?:\d+k|x?high|medium|low)$|\s+thinking\b(?!-turbo)"
)
# First words of a model's name -> who made it; the first that fits counts.
CREATORS: Mapping[str, str] = {
    r"deepseek": "DeepSeek",
    r"nous|hermes|deephermes": "Nous Research",
    r"claude": "Anthropic",
    r"gpt|chatgpt|o\d\b|o\d-|codex": "OpenAI",
    r"gemini|gemma|palm": "Google",
    r"llama|meta-llama": "Meta",
    r"mistral|mixtral|ministral|magistral|codestral|devstral|pixtral": "Mistral",
    r"qwen|qwq": "Alibaba",
    r"grok": "xAI",
    r"phi": "Microsoft",
    r"(?:fireworks/)?kimi": "Moonshot AI",
    r"glm": "Z.ai",
    r"command|aya": "Cohere",
    r"jamba": "AI21 Labs",
    r"nova": "Amazon",
}
SPELLINGS = {
    "Google DeepMind": "Google",
    "Z AI": "Z.ai",
    "Z.ai (Zhipu AI)": "Z.ai",
    "Zhipu AI": "Z.ai",
    "Moonshot": "Moonshot AI",
    "Meta AI": "Meta",
    "Mistral AI": "Mistral",
    "Alibaba Cloud": "Alibaba",
}


def clusters(models: pd.DataFrame) -> pd.DataFrame:
    """Return ``base``, ``creator`` and ``reasoning`` by model id; see the module's docstring."""
    facts = models.set_index("model_id")
    base = facts["base_model_id"].fillna(without_settings(facts["name"]))
    creator = creators(facts["name"], facts["creator"])
    of_base = base.map(creator.groupby(level=0).first())  # settings have their base's creator
    return pd.DataFrame(
        {"base": base, "creator": creator.fillna(of_base), "reasoning": facts["reasoning"]}
    )


def without_settings(names: pd.Series[Any]) -> pd.Series[Any]:
    """Strip effort, thinking budget and run options from model names; dates stay."""
    return names.str.lower().str.replace(SETTINGS, "", regex=True).str.strip()


def creators(names: pd.Series[Any], known: pd.Series[Any]) -> pd.Series[Any]:
    """Return who made each model: as stated, in one spelling, else by the name's first word."""
    lower = names.str.lower()
    told = known.replace(SPELLINGS)
    for pattern, creator in CREATORS.items():
        told = told.mask(told.isna() & lower.str.match(pattern), creator)
    return told
