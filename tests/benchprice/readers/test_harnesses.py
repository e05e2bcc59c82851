"""Harbor's trials and HELM's runs, in the shapes that they write, by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from analysis.benchprice.errors import UserError
from analysis.benchprice.readers.harnesses import harbor, helm, tau2, terminal_bench
from analysis.benchprice.usage import Tokens


def trial(name: str, sent: int = 100, **more: Any) -> dict[str, Any]:
    return {"trial_name": f"{name}.1", "task_name": name, "started_at": "2026-03-14T10:00:00Z",
            "source": "bench", "agent_info": {"name": "a", "version": "1", "model_info": {
            "name": "m", "provider": "p"}}, "verifier_result": {"rewards": {"r": 1}},
            "agent_result": {"n_input_tokens": sent, "n_output_tokens": 10, "n_cache_tokens": 60,
            "cost_usd": 0.5}} | more  # fmt: skip


def test_trials_of_a_task_are_its_passes_and_their_rewards_its_score() -> None:
    assert harbor.recognises(trial("a")) and not harbor.recognises([trial("a")])
    assert not harbor.recognises({"trial_name": "a"}) and not harbor.recognises({"agent_info": {}})
    late = {"started_at": "2026-03-15T10:00:00Z", "verifier_result": {"rewards": {"r": 0}}}
    log = harbor._log("job", [trial("a") | late, trial("a"), trial("b", verifier_result=None)])
    assert (log.items, log.passes, log.attempts, log.score) == (2, 2, 3, 0.5)
    assert (log.benchmark, log.model, log.date, log.scaffold) == ("bench", "m", "2026-03-14", "a 1")
    assert log.reported_cost == 1.5
    assert {u.date: u.tokens for u in log.usage} == {
        "2026-03-15": Tokens(40, 60, output=10), "2026-03-14": Tokens(80, 120, output=20),
    }  # fmt: skip
    assert {u.provider for u in log.usage} == {"p"}
    assert [(one.item, one.passed, one.solved) for one in log.items_used] == [
        ("a", 1, 0.0), ("a", 2, 1.0), ("b", 1, None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("reward", "solved"), [(0, 0), (1, 1), (0.5, 0.5), (1.1, None), (-0.1, None), ("1", None)]
)
def test_a_reward_is_a_score_where_it_is_a_fraction(reward: Any, solved: Any) -> None:
    result = {"verifier_result": {"rewards": {"r": reward, "s": 1}}}
    assert harbor.read_document("x", trial("a", **result)).score == solved


def test_a_trial_of_several_models_or_steps_has_the_usage_of_each() -> None:
    counts = {"n_input_tokens": 9, "n_output_tokens": 1}
    both = {"agent_result": {"model_usage": {"m": counts, "n": counts}}}
    assert [u.model for u in harbor.read_document("x", trial("a", **both)).usage] == ["m", "n"]
    steps = {"agent_result": None, "step_results": [{"agent_result": counts}] * 2}
    assert harbor.read_document("x", trial("a", **steps)).usage[0].tokens.input == 18
    nameless = {"agent_info": {"name": "a"}}
    with pytest.raises(UserError, match="no model named; a price needs a model"):
        harbor.read_document("x", trial("a", **nameless))
    for lacks in ({"n_input_tokens": 9}, {"n_output_tokens": 1}):
        with pytest.raises(UserError, match="the agent reported no tokens"):
            harbor.read_document("x", trial("a", agent_result=lacks))
    asked = {"config": {"agent": {"kwargs": {"x": {"service_tier": "flex"}}}}}
    assert harbor.read_document("x", trial("a", **asked)).usage[0].tier == "flex"
    for odd in ({"config": 7}, {"config": {"agent": 7}}, {"config": {"agent": {"kwargs": 7}}}):
        assert harbor.read_document("x", trial("a", **odd)).usage[0].tier == "standard"


def test_a_job_is_a_folder_of_trials(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not harbor.recognises_folder(tmp_path)
    (tmp_path / "result.json").touch()
    assert not harbor.recognises_folder(tmp_path)
    (tmp_path / "agent").mkdir()
    assert harbor.recognises_folder(tmp_path)
    assert harbor.read_folder(tmp_path, lambda _: trial("a")).attempts == 1
    for name in "ab":
        (tmp_path / name).mkdir()
        (tmp_path / name / "result.json").touch()
    assert harbor.read_folder(tmp_path, lambda path: trial(path.parent.name)).items == 2
    monkeypatch.setattr(harbor, "TRIALS", 2)
    assert harbor.read_folder(tmp_path, lambda _: trial("a")).attempts == 2
    monkeypatch.setattr(harbor, "TRIALS", 1)
    with pytest.raises(UserError, match="over 1 trials; split the job"):
        harbor.read_folder(tmp_path, lambda _: trial("a"))


def instance(own: str, sent: Any = 100, got: Any = 3, **more: Any) -> dict[str, Any]:
    told = {"num_prompt_tokens": sent, "num_output_tokens": got}
    stats = [
        {"name": {"name": name}, "sum": n, "mean": n} for name, n in told.items() if n is not None
    ]
    return {
        "instance_id": own,
        "stats": [*stats, {"name": {"name": "exact_match"}, "mean": 0.5}],
    } | more


def run(rows: Any, **spec: Any) -> Any:
    folder = Path("run")
    whole = {"name": "quiz:model=m", "adapter_spec": {"model": "m"}} | spec
    return helm.read_folder(folder, lambda path: whole if path.name == "run_spec.json" else rows)


def test_a_run_of_helm_has_items_trials_and_perturbations(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "is_file", lambda _: True)
    log = run([instance("1"), instance("1", train_trial_index=2), instance("2", 50),
               instance("1", perturbation={"name": "typos"})])  # fmt: skip
    assert (log.items, log.passes, log.attempts, log.score) == (3, 3, 4, 0.5)
    assert (log.benchmark, log.model) == ("quiz", "m")
    assert log.usage[0].tokens == Tokens(350, output=12)
    assert [(one.item, one.passed) for one in log.items_used] == [
        ("1", 1), ("1", 3), ("2", 1), ("1/typos", 1),
    ]  # fmt: skip
    for rows, said in (
        ([], "has no num_prompt_tokens and num_output_tokens"),
        ([instance("1", 0, 0)], "leave HELM's efficiency metric out"),
        ([instance("1"), instance("2", None, None)], "leave HELM's efficiency metric out"),
        ([instance("1"), instance("2", 9, None)], "entry 1: prompt or output tokens missing"),
        ([instance("1", None, 9)], "entry 0: prompt or output tokens missing"),
    ):
        with pytest.raises(UserError, match=said):
            run(rows)
    with pytest.raises(UserError, match=r"run_spec\.json names no model"):
        run([instance("1")], adapter_spec={})


def test_a_file_of_helms_statistics_alone_is_refused() -> None:
    assert helm.recognises([instance("1")])
    for other in ([], {}, [7], [{"instance_id": "1"}], [{"stats": []}]):
        assert not helm.recognises(other)
    with pytest.raises(UserError, match=r"part of a HELM run \(2 instances\); give its folder"):
        helm.read_document("x", [1, 2])


def task(own: str, sent: Any = 100, got: Any = 10, right: Any = True) -> dict[str, Any]:
    return {"task_id": own, "total_input_tokens": sent, "total_output_tokens": got,
            "is_resolved": right}  # fmt: skip


def test_trials_of_terminal_bench_without_counts_leave_the_others_as_a_bound() -> None:
    rows = [task("a"), task("a", right=None), task("b", 0, 0), task("c", None), task("d", 5, 0)]
    log = terminal_bench.read_document("x", {"results": rows, "accuracy": 0.5})
    assert (log.items, log.passes, log.attempts, log.score) == (4, 2, 3, 0.5)
    assert log.usage[0].tokens == Tokens(205, output=20) and log.usage[0].estimated
    assert [(one.item, one.passed, one.solved) for one in log.items_used] == [
        ("a", 1, 1.0), ("a", 2, None), ("d", 1, 1.0),
    ]  # fmt: skip
    assert [(one.code, one.share) for one in log.doubts] == [("missing-trials", 2 / 3)]
    assert terminal_bench.read_document("x", task("a")).attempts == 1
    with pytest.raises(UserError, match="no trial in it; nothing to price"):
        terminal_bench.read_document("x", {"results": []})
    with pytest.raises(UserError, match="task 'a': the agent reported no tokens"):
        terminal_bench.read_document("x", {"results": [task("a", 0, 0)]})
    assert terminal_bench.recognises({"results": [task("a")]}) and terminal_bench.recognises(
        task("a")
    )
    for other in ([], {}, {"results": []}, {"results": [7]}, {"total_input_tokens": 1}):
        assert not terminal_bench.recognises(other)


def test_a_run_of_terminal_bench_is_its_results_else_its_trials(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not terminal_bench.recognises_folder(tmp_path)
    for name in "ab":
        (tmp_path / name / "1").mkdir(parents=True)
        (tmp_path / name / "1" / "results.json").touch()
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / "1").symlink_to(tmp_path / "a" / "1")
    (tmp_path / "a" / "2").mkdir()
    (tmp_path / "a" / "2" / "results.json").symlink_to(tmp_path / "a" / "1" / "results.json")
    assert terminal_bench.recognises_folder(tmp_path)
    log = terminal_bench.read_folder(tmp_path, lambda path: task(path.parts[-3]))
    assert {one.item for one in log.items_used} == {"a", "b", "c"} and log.attempts == 3
    assert (log.model, len(log.notes)) == ("", 1)
    (tmp_path / "results.json").touch()
    (tmp_path / "run_metadata.json").touch()
    run = {"model_name": "m", "start_time": "2026-03-14", "dataset_name": "d", "agent_name": "a"}
    log = terminal_bench.read_folder(
        tmp_path, lambda path: run if path.name == "run_metadata.json" else {"results": [task("z")]}
    )
    assert (log.model, log.date, log.benchmark, log.scaffold) == ("m", "2026-03-14", "d", "a")
    assert (log.usage[0].model, log.notes, log.attempts) == ("m", (), 1)
    (tmp_path / "results.json").unlink()
    monkeypatch.setattr(terminal_bench, "TRIALS", 2)
    with pytest.raises(UserError, match="over 2 trials; split the run"):
        terminal_bench.read_folder(tmp_path, lambda _: task("a"))
    monkeypatch.setattr(terminal_bench, "TRIALS", 3)
    assert terminal_bench.read_folder(tmp_path, lambda _: task("a")).attempts == 3


def simulation(own: str, trial: Any, reward: Any, **more: Any) -> dict[str, Any]:
    used = {"prompt_tokens": 100, "completion_tokens": 10}
    said = [{"role": "assistant", "usage": None, "cost": 0.0}, {"role": "tool", "usage": used},
            {"role": "assistant", "usage": used, "timestamp": "2026-03-15"},
            {"role": "user", "usage": used}, {"role": 7, "usage": used}]  # fmt: skip
    return {"task_id": own, "trial": trial, "messages": said, "reward_info": {"reward": reward},
            "start_time": "2026-03-14", "agent_cost": 0.5, "user_cost": 0.0} | more  # fmt: skip


def test_simulations_of_tau2_are_trials_whose_agent_and_user_are_apart() -> None:
    info = {
        "agent_info": {"llm": "m", "llm_args": {"service_tier": "flex"}},
        "user_info": {"llm": "n", "llm_args": 7},
        "environment_info": {"domain_name": "air"},
    }
    whole = {"info": info, "simulations": [simulation("a", 0, 1.0), simulation("a", 1, 0.0),
             simulation("b", None, None, user_cost=0.25)]}  # fmt: skip
    assert tau2.recognises(whole) and not tau2.recognises({"info": {}}) and not tau2.recognises([])
    log = tau2.read_document("x", whole)
    assert (log.items, log.passes, log.attempts, log.score) == (2, 2, 3, 0.5)
    assert (log.benchmark, log.model, log.reported_cost) == ("tau2-bench air", "m", 1.75)
    assert {(u.model, u.role, u.tier, u.date): u.tokens.input for u in log.usage} == {
        ("m", "model", "flex", "2026-03-15"): 300, ("n", "tools", "standard", "2026-03-14"): 300,
    }  # fmt: skip
    free = [simulation("a", 0, 1.0, agent_cost=None)]
    assert tau2.read_document("x", whole | {"simulations": free}).reported_cost is None
    with pytest.raises(UserError, match="no call with token counts"):
        tau2.read_document("x", whole | {"simulations": []})
