"""Leaderboards with stated costs: spellings, bases of cost, and what is refused."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from analysis.sources.rows import Names, creator, model_rows, read_on, run_rows
from analysis.sources.runs import aider, arc_prize, livebench, metr, openhands, swe_bench

KNOWN = frozenset(
    [
        "gpt-5-2025-08-07",
        "claude-opus-4-20250514",
        "claude-opus-4-6",
        "kimi-k2",
        "kimi-k2-thinking",
        "gemini-3-pro-preview",
        "deepseek-v3.2",
        "glm-5",
    ]
)
NAMES = Names(pd.DataFrame(columns=["source_id", "alias", "model_id"]), KNOWN)


def put(folder, file, text):
    path = folder / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


ARC = """datasetId,modelId,displayName,providerId,modelType,modelReleaseDate,score,costPerTask,cost,display
v1_Semi_Private,2025_human_panel,Human Panel,Human,,,0.98,17,,True
v1_Semi_Private,claude-opus-4-20250514-thinking-16k,x,Anthropic,CoT,2025-05-22,0.35,1.16,,True
v1_Semi_Private,o3-preview-low,x,OpenAI,CoT,2024-12-20,0.757,200,,False
v2_Private_Eval,NVARC,x,ARC Prize 2025,Custom,2025-11-01,0.24,0.2,,True
v3_Semi_Private,openai-gpt-5-2025-08-07-high,x,OpenAI,CoT,2025-08-07,0.002,,5187.41,True
v3_Semi_Private,openai-gpt-5-2025-08-07-high,x,OpenAI,CoT,2025-08-07,0.002,,5187.41,True
"""


def test_arc_costs_are_of_a_task_and_of_the_run_in_version_3(tmp_path):
    put(tmp_path, arc_prize.FILE, ARC)
    facts = arc_prize.read(tmp_path, NAMES)
    runs = facts.tables["runs"].set_index("model_id")
    assert runs.loc["claude-opus-4-20250514-16k", "reported_cost_basis"] == "item"
    assert runs.loc["claude-opus-4-20250514-16k", "reported_cost"] == 1.16
    assert runs.loc["gpt-5-2025-08-07-high", "reported_cost_basis"] == "run"
    assert runs.loc["o3-preview-low", "reported_cost"] == 200
    assert facts.read == len(runs) + len(facts.rejects) == 6
    assert facts.rejects["reason"].tolist() == [
        "people, not a model",
        "private set of a contest",
        "repeats a configuration",
    ]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("claude-sonnet-4-20250514-thinking-8k-bedrock", "claude-sonnet-4-20250514_8k"),
        ("claude-opus-4-6-thinking-120K-high", "claude-opus-4-6_high"),
        ("anthropic-opus-4-6-max-effort", "opus-4-6_max"),
        ("gpt-5-1-2025-11-13-thinking-none", "gpt-5-1-2025-11-13_none"),
        ("gemini-3-pro-preview", "gemini-3-pro-preview"),
    ],
)
def test_arc_ids_are_spelled_with_their_setting_apart(given, expected):
    assert arc_prize.spelled(given) == expected


def test_openhands_has_a_run_for_each_agent(tmp_path):
    head = "model,agent_name,model_release_date,openness,parameter_count_b,active_parameter_count_b,benchmark,score,cost_per_instance,submission_time\n"
    rows = [
        "GLM-5,OpenHands,2026-02-11,open_weights,744,40,gaia,50.0,0.5,2026-03-01T00:00:00+00:00",
        "GLM-5,Codex,2026-02-11,open_weights,744,40,gaia,60.0,0.7,2026-03-02T00:00:00+00:00",
    ]
    put(tmp_path, openhands.FILE, head + "\n".join(rows))
    runs = openhands.read(tmp_path, NAMES).tables["runs"]
    assert runs["benchmark_id"].tolist() == ["openhands-gaia"] * 2
    assert runs["score"].tolist() == [0.5, 0.6]
    assert set(runs["reported_cost_basis"]) == {"item"}
    assert runs["run_id"].is_unique


def test_swe_bench_takes_one_board_and_is_not_redistributed(tmp_path):
    head = "leaderboard,name,date,resolved,instance_cost\n"
    rows = "bash-only,Claude 4 Opus (20250514),2025-08-02,67.6,1.13\nbash-only,Gemini 2.0 flash,2025-07-26,13.5,0\nLite,Some agent,2025-01-01,30,\n"
    put(tmp_path, swe_bench.FILE, head + rows)
    facts = swe_bench.read(tmp_path, NAMES)
    assert not facts.tables["sources"]["redistributable"].item()
    assert facts.tables["runs"]["reported_cost"].tolist()[0] == 1.13
    assert facts.tables["runs"]["reported_cost"].isna().tolist() == [False, True], "0 is missing"
    assert facts.rejects["reason"].tolist() == ["a board of systems, not models"]


def test_swe_bench_names_keep_dates_that_tell_versions_apart():
    assert swe_bench.spelled("GPT-5 (2025-08-07) (medium reasoning)") == "GPT-5-2025-08-07 (medium)"
    assert swe_bench.spelled("Claude 4.5 Opus medium (20251101)") == "Claude 4.5 Opus (medium)"


AIDER = """- model: {model}
  test_cases: 225
  date: 2025-08-23
  pass_rate_2: {score}
  total_cost: {cost}
  prompt_tokens: 100
  completion_tokens: 200

"""


def test_aider_costs_are_of_the_run_zero_is_missing_and_pairs_are_refused(tmp_path):
    entries = [("gpt-5-2025-08-07 (high)", 88.0, 29.08), ("glm-5", 50.0, 0.0), ("a + b", 60.0, 5.0)]
    text = "".join(AIDER.format(model=m, score=s, cost=c) for m, s, c in entries)
    for file in aider.FILES:
        put(tmp_path, file, text if "polyglot" in file else text.replace("225", "133"))
    facts = aider.read(tmp_path, NAMES)
    runs = facts.tables["runs"].set_index("run_id")
    best = runs.loc["aider-2025-10/aider-polyglot/gpt-5-2025-08-07-high"]
    assert (best["reported_cost"], best["reported_cost_basis"]) == (29.08, "run")
    assert (best["input_tokens"], best["output_tokens"]) == (100, 200)
    assert pd.isna(runs.loc["aider-2025-10/aider-polyglot/glm-5", "reported_cost"])
    assert facts.rejects["reason"].tolist() == ["two models together"] * 2


def test_livebench_scores_leave_out_what_the_costs_leave_out(tmp_path):
    put(
        tmp_path,
        livebench.CATEGORIES,
        json.dumps({"A": ["x", "y"], "B": ["z"], "Agentic Coding": ["w"]}),
    )
    put(
        tmp_path,
        livebench.SCORES,
        "model,x,y,z,w\nglm-5-high,40,60,80,0\nkimi-k2-thinking,1,,3,4\n",
    )
    put(tmp_path, livebench.COSTS, "model,x,y,z,w\nglm-5-high,1,2,3,\n")
    facts = livebench.read(tmp_path, NAMES)
    run = facts.tables["runs"].iloc[0]
    assert run["score"] == pytest.approx((0.5 + 0.8) / 2)
    assert (run["reported_cost"], run["model_id"]) == (6, "glm-5-high")
    assert facts.rejects["reason"].tolist() == ["a task without a score"]


def test_livebench_thinking_is_a_setting_only_after_a_point_version():
    assert livebench.spelled("deepseek-v3.2-thinking") == "deepseek-v3.2_thinking"
    assert livebench.spelled("kimi-k2-thinking") == "kimi-k2-thinking"
    assert (
        livebench.spelled("claude-4-sonnet-20250514-thinking-64k") == "claude-4-sonnet-20250514_64k"
    )


def test_metr_states_scores_only(tmp_path):
    text = "results:\n  glm_5_inspect:\n    metrics: {average_score: {estimate: 0.4}}\n    release_date: 2026-02-11\n"
    put(tmp_path, metr.FILE, text)
    run = metr.read(tmp_path, NAMES).tables["runs"].iloc[0]
    assert (run["model_id"], run["score"]) == ("glm-5", 0.4) and pd.isna(run["reported_cost"])


def test_scores_outside_zero_to_one_and_repeats_are_refused():
    frame = pd.DataFrame(
        {"name": list("aabc"), "score": [0.5, 0.6, 1.2, float("nan")], "line": [2, 3, 4, 5]}
    ).assign(benchmark_id="x", model_id=lambda d: d["name"])
    runs, rejects = run_rows(frame, "s", "f.csv")
    assert runs["run_id"].tolist() == ["s/x/a"] and runs["score"].tolist() == [0.5]
    assert rejects["line"].tolist() == [4, 5, 3]


def test_a_base_gets_the_earliest_release_of_its_configurations():
    frame = pd.DataFrame(
        {
            "name": ["M (high)", "M (low)"],
            "model_id": ["m-high", "m-low"],
            "base_model_id": ["m", "m"],
            "release_date": ["2025-06-01", "2025-05-01"],
            "creator": ["Google DeepMind,Google", "Google"],
        }
    )
    models = model_rows(frame, "s").set_index("model_id")
    assert models.loc["m", "release_date"] == pd.Timestamp("2025-05-01")
    assert models.loc["m", "name"] == "M" and models.loc["m", "creator"] == "Google"


def test_creators_have_one_spelling():
    assert creator(pd.Series(["Google DeepMind,Google", "SpaceXAI", "Nous"])).tolist() == [
        "Google",
        "xAI",
        "Nous",
    ]


def days(**values):
    frame = pd.DataFrame({"model_id": ["a", "b"], "benchmark_id": "quiz", "score": 0.5, "line": 2})
    frame = frame.assign(name="x", date=["2025-02-01", None], reported_cost=1.0, **values)
    return run_rows(read_on(frame, "2025-09-01"), "board", "file")[0].set_index("model_id")


def test_a_run_without_a_day_is_dated_by_the_day_its_board_was_read():
    runs = days()
    assert runs["dated"].to_dict() == {"a": "on", "b": "by"}
    assert runs.loc["b", "date"] == pd.Timestamp("2025-09-01")


def test_a_cost_has_the_day_of_its_run_only_where_that_is_known():
    assert days()["cost_date"].to_dict() == {"a": pd.Timestamp("2025-02-01"), "b": pd.NaT}
    told = days(cost_date=pd.to_datetime(["2025-08-01", "2025-08-02"]))
    assert told["cost_date"].dt.day.tolist() == [1, 2]
