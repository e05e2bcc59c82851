"""Identifiers become names a reader knows; names stay as they are."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.facts.titles import short, titles


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("o1-2024-12-17_medium", "o1 (medium)"),
        ("gpt-5.2-2025-12-11_unknown", "GPT-5.2 (effort unknown)"),
        ("qwen3.8-max_high", "Qwen3.8 Max (high)"),
        ("gpt-5-nano-2025-08-07_low", "GPT-5 nano (low)"),
        ("claude-3-7-sonnet-20250219_16K", "Claude 3.7 Sonnet (16K)"),
        ("claude-opus-4-20250514_16K", "Claude Opus 4 (16K)"),
        ("gemini-3.1-pro-preview_high", "Gemini 3.1 Pro Preview (high)"),
        ("gemma-2-9b-it", "Gemma 2 9B it"),
        ("gpt-oss-120b_medium", "gpt-oss-120b (medium)"),
        ("o3-mini", "o3-mini"),
        ("GPT-4o (May '24)", "GPT-4o (May '24)"),
        ("ollama/qwen2.5:32b", "Qwen2.5 32B"),
        ("qwen3-vl-235b-a22b", "Qwen3 VL 235B A22B"),
        ("moonshot-v1-8k", "Moonshot V1 8k"),
        ("Grok 4.6 (high)", "Grok 4.6 (high)"),
    ],
)
def test_an_identifier_is_spelled_as_a_name(name: str, title: str) -> None:
    assert titles(pd.Series([name])).tolist() == [title]


def test_names_that_would_look_the_same_say_their_dates() -> None:
    names = ["gpt-4o-2024-05-13_low", "gpt-4o-2024-08-06_low", "o1-2024-12-17_high"]
    told = ["GPT-4o (2024-05-13) (low)", "GPT-4o (2024-08-06) (low)", "o1 (high)"]
    assert titles(pd.Series(names)).tolist() == told


def test_names_that_would_look_the_same_without_a_date_stay_as_they_are() -> None:
    names = ["qwen2.5:32b", "ollama/qwen2.5:32b", "kimi-k2"]
    assert titles(pd.Series(names)).tolist() == [*names[:2], "Kimi K2"]


def test_a_missing_name_stays_missing() -> None:
    assert titles(pd.Series(["o1-2024-12-17_high", None])).isna().tolist() == [False, True]


def test_a_benchmarks_edition_is_left_out_of_narrow_labels() -> None:
    names = ["τ²-Bench, telecom", "OTIS mock AIME 2024-2025", "GDPval-AA before 2026-06-16"]
    assert short(pd.Series(names)).tolist() == ["τ²-Bench", "OTIS mock AIME", names[2]]
