"""The rule on names: what it refuses and what it lets pass, both sides of each line."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.facts import tables
from analysis.published import audit, matches, price_of_progress


@pytest.mark.parametrize(
    ("model", "board", "why"),
    [
        ("GPT-4", "GPT-4.5", "another version"),
        ("GPT-4.5 (Preview)", "GPT-4.5", ""),
        ("Grok Beta", "Grok 4 (Refine.)", "a system built on the model"),
        ("Grok 4", "Grok 4 (Refine.)", "a system built on the model"),
        ("DeepSeek R1 Distill Qwen 1.5B", "Deepseek R1", "another version"),
        ("DeepSeek R1", "Deepseek R1", ""),
        ("Gemini 2.5 Flash-Lite", "Gemini 2.5 Flash (Preview)", "another variant"),
        ("Gemini 2.5 Flash Preview (May '25)", "Gemini 2.5 Flash (Preview)", ""),
        ("GPT-5 Codex (high)", "GPT-5 (High)", "another variant"),
        ("GPT-5 (low)", "GPT-5 (High)", "another effort"),
        ("o3", "o3 (High)", ""),  # a setting that only one states
        ("Claude 4 Sonnet", "Claude Sonnet 4 (Thinking 16K)", "thinking against not"),
        ("Claude 4 Sonnet (Extended Thinking)", "Claude Sonnet 4 (Thinking 16K)", ""),
        ("Claude 4.5 Sonnet (Reasoning)", "Claude Sonnet 4 (Thinking 16K)", "another version"),
        ("Claude 4 Opus", "Claude Sonnet 4", "another variant"),
        ("Claude 3.7 Sonnet Thinking", "Claude 3.7 (8K)", ""),  # the board names no tier
        ("Gemini 2.5 Pro", "Gemini 2.5 Pro (Thinking 32K)", ""),  # cannot but think
        ("Grok 4 Fast (Non-reasoning)", "Grok 4 (Fast Reasoning)", "thinking against not"),
    ],
)
def test_contradictions_are_named(model: str, board: str, why: str) -> None:
    assert matches.contradiction(model, board) == why


def test_of_twins_the_nearest_name_stays() -> None:
    data = tables.vintage("price-of-progress")
    rows = matches.judged(data, price_of_progress.observations(data, "arc-agi-1"))
    wrong = rows.set_index("model")["wrong"]
    assert wrong["o3-mini (high)"] == "" and wrong["o3-mini"] == "the same record again"
    kept = rows[rows["wrong"] == ""]
    assert not kept.duplicated(["board", "score", "price"]).any()


def test_audited_numbers_stand_beside_the_published_ones() -> None:
    found = {n.key: n for n in audit.numbers(tables.vintage("price-of-progress"))}
    wrong = found["audit.arc-agi-1.mismatched.count"]
    again = found["audit.arc-agi-1.repeated.count"]
    clean = found["audit.arc-agi-1.without-mismatches.all.factor"]
    assert wrong.value + again.value + clean.n == wrong.n == 86
    assert found["audit.arc-agi-1.without-mismatches.frontier-open.factor"].low is None
    assert found["audit.arc-agi-1.without-mismatches.factor"].value == pytest.approx(11, abs=0.1)
    blind = found["audit.swe-bench-verified.cache-blind.count"]
    assert blind.value == 5 and "gpt-5.1-2025-11-13_high: 1,303 -> 603 USD" in blind.note
    assert found["audit.swe-bench-verified.cache-aware.factor"].n >= 10


def test_one_wrong_score_carries_the_gpqa_headline() -> None:
    """Mistral Medium of 2023 with the scores of 2025: without it 9.0 becomes 18.5."""
    found = {n.key: n for n in audit.numbers(tables.vintage("price-of-progress"))}
    number = found["audit.gpqa-diamond.without-anothers-score.factor"]
    assert number.value == pytest.approx(18.50, abs=0.005) and "mistral-medium-2505" in number.note
    corrected = found["audit.gpqa-diamond.corrected.factor"]
    assert corrected.low > 9.026  # the published value lies below the corrected interval
    assert corrected.value == pytest.approx(20.0, abs=0.05)


def test_counts_that_contradict_themselves_or_are_of_one_pass() -> None:
    runs = pd.DataFrame(
        {
            "reasoning_in_output": pd.array([True, True, pd.NA, pd.NA], dtype="boolean"),
            "reasoning_tokens": [11.0, 10.0, np.nan, np.nan],
            "output_tokens": [10.0, 10.0, 5.0, 5.0],
            "input_tokens": [8000.0, 8000.0, 3999.0, 499.0],
            "passes": [8.0, 8.0, 8.0, 1.0],
        }
    )
    impossible, single = audit.miscounted(runs, items=10)
    assert impossible.tolist() == [True, False, False, False]
    assert single.tolist() == [False, False, True, False]  # 50 tokens an item is the line


def test_published_counts_that_cannot_be() -> None:
    found = {n.key: n for n in audit.numbers(tables.vintage("price-of-progress"))}
    assert "gpt-5.2-2025-12-11-medium" in found["audit.gpqa-diamond.miscounted.count"].note
    # the run priced some fifty times too low sat at the frontier's end
    corrected = found["audit.gpqa-diamond.miscounted.corrected.factor"]
    assert corrected.value < 9.026
    aime = found["audit.aime.miscounted.count"]
    assert aime.value == 16 and "deepseek-r1" in aime.note
