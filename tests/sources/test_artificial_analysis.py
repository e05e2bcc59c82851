"""Artificial Analysis' traps, on small snapshots of our own."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.benchprice.errors import UserError
from analysis.sources.rows import Names
from analysis.sources.runs import artificial_analysis as aa

ALIASES = pd.DataFrame(
    [("benchmark-prices", "GPT-5", "gpt-5-2025-08-07")], columns=["source_id", "alias", "model_id"]
)
NAMES = Names(ALIASES, frozenset({"gpt-5-2025-08-07", "ling-1t", "qwen3.8-max"}))


def row(snapshot="2026-08-22", slug="gpt-5", name="GPT-5 (high)", **values):
    facts = {
        "snapshot": snapshot,
        "slug": slug,
        "name": name,
        "creator": "OpenAI",
        "release_date": "2025-08-07",
        "open_weights": False,
        aa.INDEX_SCORE: None,
        f"{aa.INDEX_SCORE}_is_estimated": False,
        aa.INDEX_COST: None,
    }
    for evaluation in aa.EVALUATIONS:
        facts[evaluation.score] = None
        for kind in ("input", "answer", "reasoning", "output"):
            facts[f"tok_{evaluation.tokens}_{kind}Tokens"] = None
    facts |= {f"tok_index_{k}Tokens": None for k in ("input", "answer", "reasoning", "output")}
    return facts | values


def gpqa(score, output, **values):
    tokens = {"input": 49_000, "answer": output - 10, "reasoning": 10, "output": output}
    return {"ev_gpqa": score} | {f"tok_gpqa_{k}Tokens": v for k, v in tokens.items()} | values


@pytest.fixture
def read(tmp_path, monkeypatch):
    # three of the fourteen evaluations, which are all read alike: those that the tests speak of
    asked = ("gpqa-diamond", "hle", "tau2-bench-telecom")
    few = tuple(one for one in aa.EVALUATIONS if one.benchmark_id in asked)
    assert len(few) == len(asked)
    monkeypatch.setattr(aa, "EVALUATIONS", few)

    def reader(latest, earlier=(), typed=()):
        folder = tmp_path / "artificial-analysis"
        folder.mkdir(exist_ok=True)
        pd.DataFrame(latest).to_csv(tmp_path / aa.LATEST, index=False)
        frame = pd.DataFrame([*earlier], columns=list(row()))
        frame.to_csv(tmp_path / aa.EARLIER, index=False)
        columns = ["slug", "release_date", "intelligence_index", "index_total_cost_usd"]
        pd.DataFrame([*typed], columns=columns).to_csv(
            tmp_path / aa.by_hand.SUBSET, sep="|", index=False
        )
        return aa.read(tmp_path, NAMES)

    return reader


def runs_of(facts, benchmark_id):
    runs = facts.tables["runs"]
    return runs[runs["benchmark_id"] == benchmark_id]


def test_token_counts_are_of_one_pass_and_output_holds_the_reasoning(read):
    run = runs_of(read([row(**gpqa(0.8, 500_000))]), "gpqa-diamond").iloc[0]
    assert (run["passes"], run["input_tokens"], run["output_tokens"]) == (1, 49_000, 500_000)
    assert run["reasoning_tokens"] == 10 and run["reasoning_in_output"]
    assert run["model_id"] == "gpt-5-2025-08-07-high"


@pytest.mark.parametrize("kind", ["input", "output"])
def test_a_count_of_zero_means_that_nothing_was_counted(read, kind):
    uncounted = gpqa(0.8, 500_000) | {f"tok_gpqa_{kind}Tokens": 0}
    run = runs_of(read([row(**uncounted)]), "gpqa-diamond").iloc[0]
    assert run["score"] == 0.8
    assert run[["input_tokens", "output_tokens", "reasoning_tokens"]].isna().all()


@pytest.mark.parametrize(("taken", "counted"), [(12_249, False), (12_250, True), (400_000, True)])
def test_an_input_far_below_what_all_were_asked_is_of_a_part_of_the_pass(read, taken, counted):
    others = [row(name=f"Other {n}", slug=f"other-{n}", **gpqa(0.8, 9_000)) for n in range(6)]
    partial = gpqa(0.8, 9_000) | {"tok_gpqa_inputTokens": taken}
    runs = runs_of(read([*others, row(**partial)]), "gpqa-diamond")
    assert runs["input_tokens"].notna().sum() == len(others) + counted
    assert runs["output_tokens"].isna().equals(runs["input_tokens"].isna())


def test_agents_may_read_as_little_as_they_like(read):
    def telecom(taken):
        kinds = {"input": taken, "answer": 10, "reasoning": 10, "output": 20}
        return {"ev_tau2_bench": 0.5} | {f"tok_tau2_{k}Tokens": v for k, v in kinds.items()}

    others = [row(name=f"Other {n}", slug=f"other-{n}", **telecom(49_000)) for n in range(6)]
    runs = runs_of(read([*others, row(**telecom(10))]), "tau2-bench-telecom")
    assert runs["input_tokens"].notna().all()


def test_index_costs_are_never_pooled_across_rescorings(read):
    index = {aa.INDEX_SCORE: 60.0}
    earlier = [
        row("2026-06-01", **index, **{aa.INDEX_COST: 100.0}),
        row("2026-06-15", **index, **{aa.INDEX_COST: 110.0}),
        row("2026-06-16", **index, **{aa.INDEX_COST: 200.0}),
        row("2026-08-06", **index, **{aa.INDEX_COST: 210.0}),
        row("2026-08-07", **index, **{aa.INDEX_COST: 300.0}),
    ]
    typed = [("gpt-5", "2025-08-07", 40.0, 400.0)]
    facts = read([row(**index, **{aa.INDEX_COST: 310.0})], earlier, typed)
    costs = facts.tables["runs"].set_index("benchmark_id")["reported_cost"]
    assert costs.to_dict() == {
        "aa-index-2026-04": 110.0,
        "aa-index-2026-06-16": 210.0,
        "aa-index-2026-08-07": 310.0,
        "aa-index-2026-09-30": 400.0,
    }
    assert set(facts.tables["runs"]["reported_cost_basis"]) == {"run"}
    assert facts.tables["runs"]["output_tokens"].isna().all(), "a stated cost stands alone"


def test_an_estimated_index_is_no_run(read):
    index = {aa.INDEX_SCORE: 60.0, f"{aa.INDEX_SCORE}_is_estimated": True}
    assert runs_of(read([row(**index)]), "aa-index-2026-08-07").empty


def test_a_regraded_evaluation_counts_from_its_regrading_on(read):
    before, after = {"ev_hle": 0.30}, {"ev_hle": 0.25}
    only_before = row("2026-08-01", slug="ling-1t", name="Ling-1T", **before)
    facts = read([row(**after)], [row("2026-08-01", **before), only_before])
    assert runs_of(facts, "hle")["score"].tolist() == [0.25]


def test_a_run_is_dated_by_the_first_snapshot_that_shows_it(read):
    earlier = [
        row("2026-05-01", **gpqa(0.7, 400_000)),
        row("2026-06-01", **gpqa(0.8, 500_000)),
        row("2026-07-01", **gpqa(0.8, 500_000)),
    ]
    run = runs_of(read([row(**gpqa(0.8, 500_000))], earlier), "gpqa-diamond").iloc[0]
    assert (run["date"], run["dated"]) == (pd.Timestamp("2026-06-01"), "by")


def test_the_newest_snapshot_with_token_counts_wins(read):
    earlier = [row("2026-05-01", **gpqa(0.7, 400_000)), row("2026-07-01", **gpqa(0.8, 500_000))]
    facts = read([row(ev_gpqa=0.8)], earlier)
    assert runs_of(facts, "gpqa-diamond")["output_tokens"].tolist() == [500_000]


def test_a_reused_slug_is_another_model_when_the_release_date_differs(read):
    old = row(slug="qwen3-8-max", name="Qwen3.8 Max", release_date="2026-08-03", **gpqa(0.9, 9_000))
    typed = [("qwen3-8-max", "2026-09-02", 40.0, 9.0), ("qwen3-8-max", "2026-08-03", 39.0, 8.0)]
    typed_runs = runs_of(read([old], typed=typed), "aa-index-2026-09-30")
    assert typed_runs.set_index("model_id")["reported_cost"].to_dict() == {
        "qwen3-8-max-0902": 9.0,
        "qwen3.8-max": 8.0,
    }


def test_a_typed_cost_of_zero_is_missing_and_said_so(read):
    facts = read([row(ev_gpqa=0.8)], typed=[("gpt-5", "2025-08-07", 40.0, 0.0)])
    assert runs_of(facts, "aa-index-2026-09-30")["reported_cost"].isna().all()
    assert facts.rejects["reason"].tolist() == ["zero means missing"]


def test_weights_and_reasoning_come_with_the_model(read):
    facts = read(
        [
            row(**gpqa(0.8, 500_000), total_params_b=None),
            row(slug="x", name="GPT-5 (Non-reasoning)", ev_gpqa=0.5),
        ]
    )
    models = facts.tables["models"].set_index("model_id")
    assert models.loc["gpt-5-2025-08-07-high", "reasoning"] == True  # noqa: E712
    assert models.loc["gpt-5-2025-08-07-non-reasoning", "reasoning"] == False  # noqa: E712
    assert models.loc["gpt-5-2025-08-07", "weights"] == "closed"
    assert (models["base_model_id"] == "gpt-5-2025-08-07").all()


def test_a_doubted_run_is_refused_with_its_reason(read):
    facts = read([row(slug="kat", name="KAT-Coder-Pro V1", ev_hle=0.34, ev_gpqa=0.76)])
    assert runs_of(facts, "hle").empty and len(runs_of(facts, "gpqa-diamond")) == 1
    assert facts.rejects["reason"].tolist() == ["score out of line with the model's other runs"]


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(UserError, match=r"aa_llms_flat_2026-08-22\.csv: no such source file"):
        aa.read(tmp_path, NAMES)
