"""Identifiers become names a reader knows; names stay as they are."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.facts.titles import apart, short, titles


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
        ("gpt-6-1-sol-xhigh", "GPT-6.1 Sol (xhigh)"),
        ("gpt-6-luna-non-reasoning", "GPT-6 Luna (non-reasoning)"),
        ("gpt-5.6-sol_promax", "GPT-5.6 Sol pro (max)"),
        ("gpt-3.5-turbo-1106", "GPT-3.5 Turbo 1106"),
        ("opus-4-8_high", "Claude Opus 4.8 (high)"),
        ("claude-fable-5 (medium)", "Claude Fable 5 (medium)"),
        ("Claude 4.1 Opus (Non-reasoning)", "Claude Opus 4.1 (Non-reasoning)"),
        ("Claude 3.5 Sonnet (June '24)", "Claude 3.5 Sonnet (June '24)"),
        ("gemini_3_deep_think_022026", "Gemini 3 Deep Think (2026-02)"),
        ("gemini-2.5-pro-06-05_thinking", "Gemini 2.5 Pro 06-05 (thinking)"),
        ("kimi-k2.6_thinking", "Kimi K2.6 (thinking)"),
        ("ollama/qwen2.5:32b-instruct-q8_0", "Qwen2.5 32B Instruct Q8_0"),
        ("qwen3-8-27b", "Qwen3.8 27B"),
        ("kat-coder-pro-v2.5", "KAT Coder Pro V2.5"),
        ("ollama/codegeex4", "CodeGeeX4"),
        ("codestral", "Codestral"),
        ("eric_pang_sept_2025", "Eric Pang's system (Sep 2025)"),
        ("qwen-max", "Qwen Max"),
        ("mistral-medium", "Mistral Medium"),
        ("text-davinci-003", "text-davinci-003"),
    ],
)
def test_an_identifier_is_spelled_as_a_name(name: str, title: str) -> None:
    assert titles(pd.Series([name])).tolist() == [title]


def test_medium_is_an_effort_where_the_same_model_is_there_at_others() -> None:
    names = ["claude-opus-5-5-high", "claude-opus-5-5-medium", "mistral-medium"]
    told = ["Claude Opus 5.5 (high)", "Claude Opus 5.5 (medium)", "Mistral Medium"]
    assert titles(pd.Series(names)).tolist() == told


def test_a_guessed_effort_gives_way_to_a_stated_one() -> None:
    names = ["gpt-5.4-2026-03-05_high", "gpt-5.4-high"]
    assert titles(pd.Series(names)).tolist() == ["GPT-5.4 (high)", "GPT-5.4 high"]


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


def test_a_label_is_short_only_where_no_other_would_be_alike() -> None:
    names = pd.Series(["GAIA, HAL", "GAIA, OpenHands", "SciCode, HAL", "SciCode, HAL"])
    told = ["GAIA, HAL", "GAIA, OpenHands", "SciCode", "SciCode"]  # one row's name twice is one
    assert apart(short(names), names).tolist() == told
