"""Which of Epoch's runs a token count belongs to; the traps by name."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.sources.runs.epoch import epoch_counts
from analysis.sources.runs.epoch.epoch_counts import (
    COPIED,
    EARLIER_SCAFFOLD,
    NO_SUCH_SCORE,
    matched,
)


def count_row(model="o3-high", score=0.80, benchmark="gpqa-diamond", output=1_000_000, **more):
    base = model.rsplit("-", 1)[0] if model.endswith(("high", "medium", "low")) else model
    return {
        "name": model,
        "model_id": model,
        "base_model_id": base,
        "benchmark_id": benchmark,
        "score": score,
        "passes": 8.0,
        "input_tokens": 8 * 53_460.0,
        "output_tokens": float(output),
        "reasoning_tokens": None,
        "reasoning_in_output": None,
        "evaluator": "Epoch AI",
    } | more


def hub_row(model="o3-high", score=0.8003, benchmark="gpqa-diamond"):
    base = model.rsplit("-", 1)[0] if model.endswith(("high", "medium", "low")) else model
    return {
        "benchmark_id": benchmark,
        "base_model_id": base,
        "model_id": model,
        "score": score,
        "score_se": 0.02,
        "date": pd.Timestamp("2025-05-01"),
    }


def match(rows, hub):
    return matched(pd.DataFrame(rows), pd.DataFrame(hub))


def test_the_same_model_and_score_take_the_hubs_score_error_and_date():
    run = match([count_row()], [hub_row()]).iloc[0]
    assert (run["score"], run["score_se"]) == (0.8003, 0.02)
    assert run["date"] == pd.Timestamp("2025-05-01") and pd.isna(run["reason"])


def test_the_score_tells_which_configuration_ran():
    run = match([count_row("o3")], [hub_row("o3-high"), hub_row("o3-low", 0.7)]).iloc[0]
    assert run["model_id"] == "o3-high"


def test_two_configurations_at_one_score_settle_nothing():
    run = match([count_row("o3")], [hub_row("o3-high"), hub_row("o3-low")]).iloc[0]
    assert run["model_id"] == "o3" and pd.isna(run["score_se"])


@pytest.mark.parametrize(("gap", "kept"), [(0.049, True), (0.051, False)])
def test_near_scores_are_the_hubs_and_far_ones_refused(gap, kept):
    run = match([count_row(score=0.8)], [hub_row(score=0.8 + gap)]).iloc[0]
    if kept:
        assert run["score"] == pytest.approx(0.8 + gap) and pd.isna(run["reason"])
    else:
        assert run["reason"] == NO_SUCH_SCORE


def test_counts_copied_from_another_row_are_refused():
    rows = [count_row("a", 0.5, output=777), count_row("b", 0.48, output=777)]
    found = match(rows, [hub_row("a", 0.5), hub_row("b", 0.47)]).set_index("name")
    assert pd.isna(found.loc["a", "reason"]) and found.loc["b", "reason"] == COPIED


def test_an_earlier_swe_bench_run_keeps_its_own_score():
    swe = "swe-bench-verified"
    run = match([count_row("a", 0.64, swe)], [hub_row("a", 0.71, swe)]).iloc[0]
    assert (run["score"], run["scaffold"]) == (0.64, EARLIER_SCAFFOLD)
    assert pd.isna(run["score_se"]) and pd.isna(run["reason"])


def frame(**values):
    return pd.DataFrame([count_row(benchmark="aime", **values)])


def test_counts_of_one_pass_under_eight_stated_ones_are_found():
    one, eight = frame(input_tokens=45 * 200), frame(input_tokens=8 * 45 * 200)
    assert epoch_counts._one_pass(one).item() and not epoch_counts._one_pass(eight).item()
    assert pd.isna(epoch_counts._implausible(one).item())


def test_counts_that_fit_neither_one_pass_nor_all_are_refused():
    reason = epoch_counts._implausible(frame(input_tokens=2.6 * 45 * 183)).item()
    assert reason == "input counts fit neither one pass nor all"


def test_a_cache_count_in_the_output_cell_is_refused():
    rows = frame(input_tokens=8 * 45 * 183, output=2_688)
    rows = rows.assign(reasoning_tokens=2_650_000, reasoning_in_output=True)
    reason = epoch_counts._implausible(rows).item()
    assert reason == "fewer output tokens than the reasoning inside them"
