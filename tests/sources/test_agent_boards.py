"""Boards of agents: each trap of each file by name, on rows of our own on both sides of it."""

from __future__ import annotations

import csv
import io

import pandas as pd
import pytest

from analysis.sources.rows import Names
from analysis.sources.runs import (
    agent_boards,
    agents_last_exam,
    ale_bench,
    arc_games,
    arc_prize_since,
    bfcl,
    board,
    coding_agent_cost,
    coding_harness,
    cursorbench,
    deepswe,
    hal,
    mcpmark,
    open_agent_leaderboard,
    swe_rebench,
    tau2_bench,
    terminal_bench,
)

KNOWN = ["gpt-5", "glm-5", "claude-opus-5", "deepseek-v3.2", "kimi-k3", "gpt-5.6-luna"]
NAMES = Names(pd.DataFrame(columns=["source_id", "alias", "model_id"]), frozenset(KNOWN))


def put(folder, file, *rows, **shared):
    """Write rows of a file, the first one's columns: what a row lacks is empty."""
    path = folder / file
    path.parent.mkdir(parents=True, exist_ok=True)
    made = [shared | row for row in rows]
    columns = list(dict.fromkeys(c for row in made for c in row))
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="")
    writer.writeheader()
    writer.writerows(made)
    path.write_text(text.getvalue(), encoding="utf-8")


def taken(facts):
    """Return the runs by run id less the source; every row read is a run or refused."""
    left_out = facts.rejects[~facts.rejects["reason"].isin(CELLS)]
    assert facts.read == len(facts.tables["runs"]) + len(left_out)
    runs = facts.tables["runs"]
    return runs.set_index(runs["run_id"].str.split("/", n=1).str[1])


CELLS = (
    *coding_harness.CELLS,
    hal.OTHERS,
    hal.UNTOLD,
    agents_last_exam.MADE,
    ale_bench.UNTOLD,
    arc_games.UNLOGGED,
    arc_games.LONG,
    "tokens printed too coarsely",
    "token counts missing on many tasks",
    "a cost that the board calls unreliable",
)


def test_an_effort_is_in_brackets_where_one_is_stated():
    names = board.at_effort(pd.Series(["A", "B", "C "]), pd.Series(["Extra High", None, ""]))
    assert names.tolist() == ["A (xhigh)", "B", "C"]


def test_a_cost_of_zero_is_one_that_nobody_counted():
    found = board.costs(pd.Series([0.0, 2.5]), "item")
    assert pd.isna(found.loc[0, "reported_cost"]) and pd.isna(found.loc[0, "reported_cost_basis"])
    assert found.loc[1].tolist() == [2.5, "item"]


# HAL

HAL = {
    "benchmark": "gaia",
    "agent_name": "HAL Generalist Agent (GLM-5 (May 2025))",
    "model_name": "GLM-5 (May 2025)",
    "date": "2025-08-14",
    "total_cost_usd": 12.5,
    "accuracy": 0.5,
    "average_correctness": "",
    "models_used": 1,
    "input_tokens_cache_write": 0,
    "input_tokens_cache_read": 0,
    "prompt_tokens": 1000,
    "completion_tokens": 200,
}
USED = {"prompt_tokens": 1000, "completion_tokens": 200}


def read_hal(folder, runs, usage):
    put(folder, hal.FILE, *(HAL | run for run in runs))
    put(folder, hal.TOKENS_FILE, *({"model_name": "GLM-5 (May 2025)"} | USED | u for u in usage))
    return hal.read(folder, NAMES)


def test_hal_tokens_of_one_model_count_whatever_effort_the_file_names(tmp_path):
    facts = read_hal(tmp_path, [{"run_id": "a"}], [{"run_id": "a", "model_name": "GLM-5 Low"}])
    run = taken(facts).iloc[0]
    assert run[["input_tokens", "output_tokens"]].tolist() == [1000, 200]
    assert (run["scaffold"], run["dated"]) == ("HAL Generalist Agent", "on")
    assert run["cost_date"] == run["date"] == pd.Timestamp("2025-08-14")
    assert (run["reported_cost"], run["reported_cost_basis"]) == (12.5, "run")


def test_hal_takes_the_agents_tokens_of_two_models_or_none(tmp_path):
    judge = {"model_name": "GPT-4o (August 2024)", "prompt_tokens": 77}
    told = [{"run_id": "a"}, {"run_id": "a"} | judge]
    untold = [{"run_id": "b", "model_name": "GLM-5 Medium"}, {"run_id": "b"} | judge]
    runs = [{"run_id": x, "models_used": 2, "agent_name": f"{x} ("} for x in "ab"]
    facts = read_hal(tmp_path, runs, [*told, *untold])
    assert taken(facts).set_index("scaffold")["input_tokens"].fillna(-1).to_dict() == {
        "a": 1000,
        "b": -1,
    }
    assert facts.rejects["reason"].tolist() == [hal.UNTOLD]


def test_hal_names_the_agent_without_its_effort_in_the_counts(tmp_path):
    judge = {"model_name": "GPT-4o (August 2024)", "prompt_tokens": 77}
    run = {"run_id": "a", "models_used": 2, "model_name": "GLM-5 High (May 2025)"}
    facts = read_hal(tmp_path, [run], [{"run_id": "a"}, {"run_id": "a"} | judge])
    assert taken(facts)["input_tokens"].tolist() == [1000]


def test_hal_refuses_a_cost_of_less_than_a_cent_a_million_tokens(tmp_path):
    """Of three runs the board had counted the second model's tokens alone."""
    runs = [
        {"run_id": x, "agent_name": f"{x} (", "total_cost_usd": cost, "prompt_tokens": 9e6,
         "completion_tokens": 1e6}
        for x, cost in (("a", 0.0999), ("b", 0.1))
    ]  # fmt: skip
    facts = read_hal(tmp_path, runs, [{"run_id": "a"}, {"run_id": "b"}])
    costs = taken(facts).set_index("scaffold")["reported_cost"].fillna(-1).to_dict()
    assert costs == {"a": -1, "b": 0.1}
    assert facts.rejects["reason"].tolist() == [hal.OTHERS]


def test_hal_keeps_a_second_run_of_one_configuration(tmp_path):
    runs = [{"run_id": "later", "date": "2025-09-01"}, {"run_id": "first"}]
    facts = read_hal(tmp_path, runs, [{"run_id": "first"}, {"run_id": "later"}])
    assert [i.rsplit("/", 1)[1] for i in taken(facts).index] == ["1", "2"]
    assert taken(facts)["date"].dt.month.tolist() == [8, 9]


def test_hal_does_not_say_where_cached_tokens_are_counted(tmp_path):
    facts = read_hal(tmp_path, [{"run_id": "a", "input_tokens_cache_read": 900}], [{"run_id": "a"}])
    run = taken(facts).iloc[0]
    assert run["cache_read_tokens"] == 900 and pd.isna(run["cache_in_input"])
    assert pd.isna(run["cache_write_tokens"]), "unknown, not 0"


# Open Agent Leaderboard


def test_the_open_leaderboards_empty_cells_are_no_runs_and_its_subsets_have_ids_of_their_own(
    tmp_path,
):
    cell = {
        "benchmark": "swebench",
        "model_name": "openai/azure/DeepSeek-V3.2",
        "benchmark_score": 0.58,
        "percent_successful": 1.0,
        "average_score": 41.6,
        "average_agent_cost": 0.5,
        "average_benchmark_cost": 0.4,
    }
    empty = {"benchmark_score": 0.0, "average_agent_cost": 0.0, "agent_name": "Solo"}
    put(tmp_path, open_agent_leaderboard.FILE, cell | {"agent_name": "CLI"}, cell | empty)
    facts = open_agent_leaderboard.read(tmp_path, NAMES)
    run = taken(facts).loc["oal-swe-bench/deepseek-v3.2/cli"]
    assert (run["score"], run["reported_cost"], run["reported_cost_basis"]) == (0.58, 0.5, "item")
    assert (run["dated"], run["cost_date"]) == ("by", pd.Timestamp("2026-05-13"))
    assert facts.rejects["reason"].tolist() == ["no session was completed"]


# DeepSWE

DEEP = {
    "kind": "official_board",
    "model": "gpt-5",
    "effort": "high",
    "harness": "mini-swe-agent",
    "pass_at_1_percent": 50,
    "ci95_half_width_points": 1.96,
    "n_runs": 4,
    "mean_cost_usd_per_task": 2.0,
    "mean_input_tokens_per_task": 4833178,
    "cost_in_leaderboard_live_json_2026_09_22": "",
    "published": "2026-06-15",
}


@pytest.fixture
def deep(tmp_path):
    restated = {"model": "glm-5", "cost_in_leaderboard_live_json_2026_09_22": 0.5}
    lab = {"kind": "lab_reported", "harness": "lab-internal", "ci95_half_width_points": ""}
    host = {"kind": "lab_reported", "model": "Kimi K3 (run by Fireworks AI)", "effort": "max"}
    put(tmp_path, deepswe.FILE, DEEP, DEEP | restated, DEEP | lab, DEEP | host)
    return taken(deepswe.read(tmp_path, NAMES))


def test_deepswe_dates_a_restated_cost_when_it_was_read_and_others_when_published(deep):
    assert deep["cost_date"].dt.strftime("%Y-%m-%d").to_dict() == {
        "deepswe-1.1/gpt-5-high/official-board/own": "2026-06-15",
        "deepswe-1.1/glm-5-high/official-board/own": "2026-10-09",
        "deepswe-1.1/gpt-5-high/lab-reported/own": "2026-06-15",
        "deepswe-1.1/kimi-k3-max/lab-reported/fireworks": "2026-06-15",
    }
    assert (deep["dated"] == "by").all()


def test_deepswe_keeps_what_labs_report_apart_and_takes_no_tokens(deep):
    lab = deep.loc["deepswe-1.1/gpt-5-high/lab-reported/own"]
    assert (lab["evaluator"], lab["scaffold"]) == (
        "DeepSWE, as reported by the lab",
        "lab-internal",
    )
    assert deep["input_tokens"].isna().all(), "cached tokens are in them, and not told apart"
    own = deep.loc["deepswe-1.1/gpt-5-high/official-board/own"]
    assert own["score_se"] == pytest.approx(0.01) and pd.isna(own["scaffold"])
    assert (own["reported_cost_basis"], own["passes"]) == ("item", 4)


# CursorBench


def test_cursorbench_costs_are_of_a_task_and_the_vendors_own_model_is_refused(tmp_path):
    row = {"score_percent": 57.8, "cost_usd_per_task": 13.43, "tokens_per_task": 218363}
    put(
        tmp_path,
        cursorbench.FILE,
        row | {"model": "Opus 5", "effort": "Extra High"},
        row | {"model": "Composer 2.5", "effort": ""},
    )
    facts = cursorbench.read(tmp_path, NAMES)
    run = taken(facts).loc["cursorbench-4.0/claude-opus-5-xhigh"]
    assert (run["reported_cost"], run["reported_cost_basis"]) == (13.43, "task")
    assert pd.isna(run["output_tokens"]) and run["cost_date"] == pd.Timestamp("2026-10-03")
    assert facts.rejects["reason"].tolist() == ["sold by its maker in its own product only"]


# Terminal-Bench

HERO = {
    "model_name": "GPT-5",
    "agent_name": "Terminus 2",
    "resolution_rate_percent": 50,
    "ci95_half_width_percent": 1.96,
    "input_tokens_millions": 38.6,
    "output_tokens_millions": 0.8,
}
EXACT = ("accuracy_exact", "input_tokens_exact", "output_tokens_exact", "cost_usd_exact")
SCIENCE = {"model": "Opus 5", "effort": "", "agent": "Codex", "resolution_rate_percent": 30}
ALL = {"model": "gpt-5", "effort": "max", "agent": "Codex", "total_cost_usd": 500}


def read_terminal(folder, hero=(), third=(), fourth=()):
    blank = dict.fromkeys([*EXACT, "model_id"], "")
    put(folder, terminal_bench.SECOND_FILE, *(blank | HERO | row for row in (hero or [{}])))
    shown = {"accuracy_percent": 20, "accuracy_stderr": 2, "board_status": "display"}
    flag = {"cost_flagged_unreliable_by_board": "", "date": "2026-07-23"}
    put(folder, terminal_bench.THIRD_FILE, *(ALL | shown | flag | row for row in (third or [{}])))
    ends = {"accuracy_percent": 58, "ci95_lo": 55, "ci95_hi": 61, "run_date": "2026-06-26"}
    tokens = {"input_tokens_as_printed": 2949141032, "total_tokens_as_printed": 1529778322}
    put(folder, terminal_bench.FOURTH_FILE, *(ALL | ends | tokens | r for r in (fourth or [{}])))
    other = {"total_cost_usd": 210, "total_cost_usd_other_edition": 300, "date": "2026-08"}
    put(folder, terminal_bench.SCIENCE_FILE, SCIENCE | other)
    return terminal_bench.read(folder, NAMES)


def test_terminal_bench_2_drops_counts_that_are_coarse_or_miss_tasks(tmp_path):
    coarse = {"agent_name": "Claude Code", "output_tokens_millions": 0.1}
    missing = {"agent_name": "OpenHands"}
    facts = read_terminal(tmp_path, hero=[{}, coarse, missing])
    runs = taken(facts)
    whole = runs.loc["terminal-bench-2/gpt-5/terminus-2"]
    assert whole[["input_tokens", "output_tokens", "passes"]].tolist() == [38_600_000, 800_000, 1]
    assert whole["score_se"] == pytest.approx(0.01)
    for agent in ("claude-code", "openhands"):
        run = runs.loc[f"terminal-bench-2/gpt-5/{agent}"]
        assert run["score"] == 0.5 and pd.isna(run["output_tokens"])
    assert sorted(facts.rejects["reason"]) == [
        "token counts missing on many tasks",
        "tokens printed too coarsely",
    ]


def test_terminal_bench_2_prefers_exact_counts_however_few_they_are(tmp_path):
    exact = dict(zip(EXACT, (0.496, 38_620_547.0, 400_000.0, 56.57), strict=True))
    run = taken(read_terminal(tmp_path, hero=[exact | {"output_tokens_millions": 0.4}])).iloc[0]
    assert run[["score", "output_tokens", "reported_cost"]].tolist() == [0.496, 400_000, 56.57]


def test_terminal_bench_3_leaves_out_hidden_runs_and_costs_that_it_doubts(tmp_path):
    hidden = {"agent": "OpenCode", "board_status": "hide"}
    doubted = {"agent": "Cursor CLI", "cost_flagged_unreliable_by_board": "yes"}
    facts = read_terminal(tmp_path, third=[{}, hidden, doubted])
    runs = taken(facts)
    shown = runs.loc["terminal-bench-3/gpt-5-max/codex"]
    assert (shown["reported_cost"], shown["passes"], shown["score_se"]) == (500, 5, 0.02)
    assert pd.isna(runs.loc["terminal-bench-3/gpt-5-max/cursor-cli", "reported_cost"])
    assert "terminal-bench-3/gpt-5-max/opencode" not in runs.index


def test_terminal_bench_4_takes_no_tokens_and_no_day_of_a_release_for_a_runs(tmp_path):
    run = taken(read_terminal(tmp_path)).loc["terminal-bench-4/gpt-5-max/codex"]
    assert pd.isna(run["input_tokens"]) and pd.isna(run["cost_date"])
    assert (run["dated"], run["date"]) == ("by", pd.Timestamp("2026-09-10"))
    assert (run["reported_cost"], run["passes"]) == (500, 5), "of five trials of every task"


def test_terminal_bench_science_takes_the_edition_that_was_announced(tmp_path):
    run = taken(read_terminal(tmp_path)).loc["terminal-bench-science-0.1/claude-opus-5/codex"]
    assert (run["reported_cost"], run["passes"]) == (210, 3)


# tau2-bench


def test_tau2_takes_text_with_a_cost_and_banking_as_graded_now(tmp_path):
    row = {
        "model_name": "GPT-5",
        "modality": "",
        "reasoning_effort": "high",
        "domain": "retail",
        "pass_1": 81.5,
        "cost_usd_per_trajectory": 0.1,
        "submission_date": "2026-02-01",
        "evaluation_date": "2026-05-05",
        "tau2_bench_version": "1.0.1",
    }
    others = [
        {"modality": "voice"},
        {"cost_usd_per_trajectory": 0},
        {"domain": "banking_knowledge", "tau2_bench_version": "1.0.0"},
        {"domain": "banking_knowledge", "tau2_bench_version": "original tau-bench"},
        {"domain": "banking_knowledge", "tau2_bench_version": "1.0.10"},
        {"domain": "airline", "tau2_bench_version": "0.1.3", "reasoning_effort": "none"},
    ]
    put(tmp_path, tau2_bench.FILE, row, *(row | other for other in others))
    facts = tau2_bench.read(tmp_path, NAMES)
    runs = taken(facts)
    assert set(runs.index) == {
        "tau2-official-retail/gpt-5-high",
        "tau2-official-banking/gpt-5-high",
        "tau2-official-airline/gpt-5-non-reasoning",
    }
    assert (runs["date"] == pd.Timestamp("2026-05-05")).all(), "not the day it was handed in"
    assert facts.rejects["reason"].value_counts().to_dict() == {
        "graded otherwise before 1.0.1": 2,
        "priced by audio": 1,
        "no cost stated": 1,
    }


# SWE-rebench


def test_swe_rebench_carries_its_window_and_takes_no_tokens(tmp_path):
    row = {"model": "GLM-5", "resolved_rate_percent": 62.9, "cost_usd_per_problem": 1.4}
    window = {"window_start": "2026-05-15", "window_end": "2026-07-01"}
    put(tmp_path, swe_rebench.FILE, row | window | {"tokens_per_problem": 5524892})
    run = taken(swe_rebench.read(tmp_path, NAMES)).loc["swe-rebench-2026-05-15/glm-5"]
    assert run["score"] == pytest.approx(0.629) and pd.isna(run["input_tokens"])
    assert run["cost_date"] == pd.Timestamp("2026-07-01")


# ARC Prize since June

ARC = {
    "benchmark": "ARC-AGI-2",
    "model": "GPT-5.6 Luna (High)",
    "provider": "OpenAI",
    "effort": "high",
    "harness": "",
    "score_percent": 40,
    "cost_usd": 0.4,
    "cost_basis": "dollars a task, semi-private set, as published",
    "board_read_on": "2026-08-22",
}


def test_arc_keeps_a_run_after_a_price_cut_beside_the_first_and_harnesses_apart(tmp_path):
    again = {"model": "GPT-5.6 Luna 2026-07-30 (High)", "cost_usd": 0.1}
    third = {"benchmark": "ARC-AGI-3", "cost_basis": "dollars for the whole run", "cost_usd": 900}
    adapter = third | {"harness": "provider adapter"}
    standard = third | {"harness": "standard"}
    put(tmp_path, arc_prize_since.FILE, ARC, ARC | again, ARC | adapter, ARC | standard)
    public = {"benchmark": "ARC-AGI-2 public eval"}
    put(tmp_path, arc_prize_since.PUBLIC_FILE, ARC | public)
    runs = taken(arc_prize_since.read(tmp_path, NAMES))
    first, second = (runs.loc[f"arc-agi-2/gpt-5.6-luna-high{day}"] for day in ("", "/2026-07-30"))
    assert (first["dated"], second["dated"]) == ("by", "on")
    assert pd.isna(first["cost_date"]) and second["cost_date"] == pd.Timestamp("2026-07-30")
    assert (first["reported_cost"], second["reported_cost"]) == (0.4, 0.1)
    agi3 = runs[runs["benchmark_id"].str.startswith("arc-agi-3")]
    assert agi3["reported_cost_basis"].tolist() == ["run", "run"]
    assert agi3["benchmark_id"].tolist() == ["arc-agi-3-adapter", "arc-agi-3"]  # never pooled
    assert agi3["scaffold"].fillna("").tolist() == ["provider adapter", ""]
    assert "arc-agi-2-public/gpt-5.6-luna-high" in runs.index


# Agents' Last Exam


def test_the_exams_costs_are_of_the_tasks_run_and_not_what_the_board_scaled(tmp_path):
    row = {"model": "gpt-5", "effort": "max", "harness": "codex", "pass_rate": 0.3}
    cost = {"total_cost_usd": 300.0, "tasks": 150, "cost_source": "db", "total_input_tokens": 9}
    scaled = {"harness": "droid", "cost_source": "published+task-ratio"}
    adjusted = {"harness": "openclaw", "cost_source": "official+adj"}
    put(tmp_path, agents_last_exam.FILE, *(row | cost | r for r in ({}, scaled, adjusted)))
    runs = taken(agents_last_exam.read(tmp_path, NAMES)).set_index("scaffold")
    assert runs.loc["codex", ["reported_cost", "reported_cost_basis"]].tolist() == [2.0, "item"]
    assert runs.loc[["droid", "openclaw"], "reported_cost"].isna().all()
    assert runs["input_tokens"].isna().all()


# MCPMark


def test_mcpmark_counts_a_services_tokens_once(tmp_path):
    row = {
        "service": "overall",
        "actual_model_name": "gpt-5",
        "effort": "",
        "scaffold": "mcpmark agent",
        "pass_at_1": 0.4,
        "cost_usd_per_run": 10,
        "input_tokens_per_run": 900,
        "output_tokens_per_run": 80,
        "date": "2025-12-15",
    }
    put(tmp_path, mcpmark.FILE, row, row | {"service": "github", "input_tokens_per_run": 400})
    run = taken(mcpmark.read(tmp_path, NAMES)).loc["mcpmark/gpt-5"]
    assert run[["input_tokens", "output_tokens", "passes"]].tolist() == [900, 80, 1]


# Berkeley Function Calling Leaderboard


def test_bfcl_takes_version_4_at_list_prices_once(tmp_path):
    row = {
        "benchmark": "BFCL v4",
        "model": "GPT-5 (FC)",
        "overall_accuracy": "77.5%",
        "cost_as_printed": 86.55,
        "date": "2025-12-16",
        "cost_basis": "tokens at list price without cache (5 in, 25 out)",
    }
    others = [
        {"model": "GPT-5 (Prompt)"},
        {"date": "2025-08-28", "cost_as_printed": 99},
        {"model": "GLM-5 (FC)", "cost_basis": "estimate from GPU time (8 H100)"},
        {"benchmark": "BFCL v3", "cost_as_printed": 3},
        {"model": "Kimi K3 (FC)", "cost_as_printed": 0},
    ]
    put(tmp_path, bfcl.FILE, row, *(row | other for other in others))
    facts = bfcl.read(tmp_path, NAMES)
    runs = taken(facts).set_index("scaffold")
    assert runs["reported_cost"].to_dict() == {"native function calls": 86.55, "prompted": 86.55}
    assert sorted(facts.rejects["reason"]) == [
        "an estimate from GPU time, not a price",
        "costs of a thousand calls, other tasks",
        "no cost stated",
        "restated by a later edition",
    ]


# the small ones


def test_every_small_board_has_costs_of_what_it_says_and_a_day_by_which(tmp_path):
    for one in agent_boards.BOARDS:
        shared = {one.score: 40, "model": "GPT-5", "date": "x", "weights": "Proprietary"}
        if one.scaffold:
            shared[one.scaffold] = "Codex"
        rows = [{one.benchmark_column: text} for text in one.benchmarks]
        put(tmp_path, one.file, *({one.cost: 3} | shared | row for row in rows))
    runs = taken(agent_boards.read(tmp_path, NAMES)).set_index("benchmark_id")
    assert (runs["dated"] == "by").all() and (runs["score"] == 0.4).all()
    assert runs["reported_cost_basis"].to_dict() == {
        "swe-marathon-1.0": "item",
        "toolathlon": "run",
        "bird-interact-conversational": "item",
        "bird-interact-agentic": "item",
        "livesqlbench-base-lite": "item",
        "harbor-index-1.0": "run",
        "aa-coding-agent-index-1.5": "task",
        "vals-index-2.1": "task",
    }
    assert runs["cost_date"].dropna().index.tolist() == ["aa-coding-agent-index-1.5"]


def test_a_benchmark_that_a_board_does_not_know_is_refused(tmp_path):
    one = agent_boards.BOARDS[1]
    row = {one.benchmark_column: "Toolathlon-Verified", one.score: 40, one.cost: 3}
    put(tmp_path, one.file, row | {"model": "GPT-5", "date": "x"})
    facts = agent_boards.read_one(one, tmp_path, NAMES)
    assert facts.rejects["reason"].tolist() == ["an unknown benchmark"]


# Agentic coding harness


def test_the_coding_harness_takes_metered_costs_and_never_the_rent_of_chips_or_credits(tmp_path):
    row = {
        "benchmark": f"{coding_harness.PREFIX}-v2, /swe3",
        "model": "claude-opus-5",
        "agent": "omp",
        "mean_score_0_to_100": 80,
        "input_tokens": 100,
        "output_tokens": 20,
        "cache_read_tokens": 900,
        "cache_write_tokens": 50,
        "run_cost_usd": 251.04,
        "cost_basis": "metered (Bedrock)",
        "date": "2026-10-02",
    }
    rented = {"model": "glm-5", "cost_basis": "hardware-derived (p5en)", "date": "2026-08 or later"}
    others = [
        rented | {"input_tokens": 1000},
        rented | {"agent": "pi"},
        rented | {"agent": "Claude Code", "cache_read_tokens": 0, "cache_write_tokens": 0},
        {"agent": "kiro-cli", "cost_basis": "Kiro credits at 0.04 dollars"},
        {"benchmark": f"{coding_harness.PREFIX} (v1), /swe2 (several agents)"},
        {"benchmark": f"{coding_harness.PREFIX}-v2, /swe3 (earlier run, later replaced)"},
    ]
    put(tmp_path, coding_harness.FILE, row, *(row | other for other in others))
    facts = coding_harness.read(tmp_path, NAMES)
    runs = taken(facts)
    own = runs.loc["coding-harness-2/claude-opus-5/omp"]
    assert own[["input_tokens", "cache_read_tokens", "reported_cost"]].tolist() == [
        100,
        900,
        251.04,
    ]
    assert not own["cache_in_input"] and own["dated"] == "on"
    hosted = runs.loc["coding-harness-2/glm-5/omp"]
    assert hosted["cache_in_input"] and pd.isna(hosted["reported_cost"])
    assert hosted["dated"] == "by"
    several = runs.loc["coding-harness-1-several-agents/claude-opus-5/omp"]
    assert pd.isna(several["input_tokens"]) and several["reported_cost"] == 251.04
    assert sorted(facts.rejects["reason"]) == [
        "a cost of rented chips, not a price",
        "cached tokens are not reported",
        "more cached tokens than input",
        "paid in credits",
        "replaced by a later run",
        "tokens miss those of the agents below",
    ]


# Coding-agent cost bench


def test_a_bill_of_shared_chips_is_no_price_and_a_cost_is_of_one_attempt(tmp_path):
    row = {
        "model": "Claude Opus 5",
        "effort": "",
        "agent": "Claude Code",
        "attempt_pass_rate_percent": 62.9,
        "attempts": 132,
        "cost_usd_per_attempt": 7.96,
        "cost_basis": "agent-reported list price with cache",
        "input_tokens": 900,
        "output_tokens": 80,
        "last_run": "2026-08-18",
    }
    chips = {"model": "GLM-5 (FP8)", "agent": "opencode", "cost_basis": "own GPU bill, shared"}
    others = [chips | {"effort": effort} for effort in ("max", "default")]
    put(tmp_path, coding_agent_cost.FILE, row, *(row | other for other in others))
    runs = taken(coding_agent_cost.read(tmp_path, NAMES))
    assert runs.index.str.removeprefix("deepswe-33/").tolist() == [
        "claude-opus-5/claude-code",
        "glm-5-max/opencode",
        "glm-5/opencode",
    ]
    assert runs["reported_cost"].tolist()[0] == 7.96 and runs["reported_cost"].count() == 1
    assert runs["cost_date"].tolist()[0] == pd.Timestamp("2026-08-18")
    assert (runs["passes"] == 4).all() and runs["input_tokens"].isna().all()


# ALE-Bench


def test_ale_bench_takes_counts_with_a_cached_part_and_tells_rounds_and_efforts_apart(tmp_path):
    row = {
        "mean_performance": 2500,
        "problems": 23,
        "self_refine_rounds": 1,
        "mean_cost_usd_per_problem": 0.5,
        "mean_input_tokens_per_problem": 100,
        "mean_output_tokens_per_problem": 10,
        "date": "x",
    }
    cached = row | {"cached_input_tokens_implied_by_cost": 20}
    asked = {
        "gpt-5-thinking": "high",
        "claude-5-opus": "thinking 32000",
        "glm-5-max": "max (sent as xhigh)",
        "gpt-4.1": "none",
        "qwen3.7-max": "",
    }
    rows = [cached | {"configuration": c, "effort": e} for c, e in asked.items()]
    untold = row | {"configuration": "deepseek-v3.2", "effort": ""}
    put(tmp_path, ale_bench.SHORT, *rows, untold)
    full = row | {"model": "gpt-5", "effort": "max", "problems": 40}
    put(tmp_path, ale_bench.ALL, full, full | {"self_refine_rounds": 8})
    facts = ale_bench.read(tmp_path, NAMES)
    runs = taken(facts)
    assert runs["model_id"].tolist() == [
        "gpt-5-high",
        "claude-opus-5-32k",
        "glm-5-max",
        "gpt-4.1",
        "qwen3.7-max",
        "deepseek-v3.2",
        "gpt-5-max",
        "gpt-5-max",
    ]
    assert runs["scaffold"].dropna().tolist() == ["rounds: 1", "rounds: 8"]
    assert runs[["input_tokens", "output_tokens", "cache_read_tokens"]].dropna().to_numpy()[
        0
    ].tolist() == [2300, 230, 460]
    assert runs["input_tokens"].count() == 5 and (runs["reported_cost"] == 0.5).all()
    assert (runs["score"] == 0.5).all()
    assert set(facts.rejects["reason"]) == {ale_bench.UNTOLD}


# ARC-AGI-3, public games


def test_public_games_leave_out_counts_that_no_one_price_holds_for(tmp_path):
    row = {
        "model": "gpt-5",
        "effort": "high",
        "harness": "standard",
        "games": 25,
        "levels_percent": 50,
        "requests": 100,
        "long_requests": 5,
        "input_tokens": 900,
        "cached_input_tokens": 100,
        "output_tokens": 80,
        "reasoning_tokens": 70,
        "date": "x",
    }
    others = [
        {"harness": "provider adapter"},
        {"model": "claude-opus-5", "cached_input_tokens": 0},
        {"model": "kimi-k3", "long_requests": 6},
        {"model": "glm-5", "reasoning_tokens": 90},
        {"model": "gpt-5.6-luna", "games": 24},
    ]
    put(tmp_path, arc_games.FILE, row, *(row | other for other in others))
    facts = arc_games.read(tmp_path, NAMES)
    runs = taken(facts)
    assert runs["scaffold"].dropna().tolist() == ["provider adapter"]
    assert runs["benchmark_id"].str.endswith("-adapter").sum() == 1
    counted = runs[runs["input_tokens"].notna()]
    assert counted["model_id"].tolist() == ["gpt-5-high", "gpt-5-high", "glm-5-high"]
    assert counted["reasoning_in_output"].tolist() == [True, True, False]
    assert (counted["cache_read_tokens"] == 100).all() and counted["cache_in_input"].all()
    assert sorted(facts.rejects["reason"]) == [
        "a game is missing",
        arc_games.UNLOGGED,
        arc_games.LONG,
    ]
