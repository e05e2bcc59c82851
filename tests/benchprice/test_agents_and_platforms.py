"""Agents' transcripts and platforms' exports, each against a hand calculation.

Rates as in ``test_readers``: input 2, output 10, cache reads 0.2, writes 2.5 USD per million. Each
log has two calls: 1,000 sent of which 600 from a cache, 500 back; 2,000 sent, 300 back, else as said.
"""

from __future__ import annotations

import json

import pytest

from analysis.benchprice import readers
from analysis.benchprice.errors import UserError
from analysis.benchprice.readers import read, unread
from analysis.benchprice.usage import Tokens
from tests.benchprice.test_readers import LOGS, price

FIRST, SECOND = 400 * 2 + 600 * 0.2 + 500 * 10, 2000 * 2 + 300 * 10

HAND = [
    # a repeated total is the same call; the second call reads 1,000 of 2,000 from the cache
    ("codex.jsonl", FIRST + 1000 * 2 + 1000 * 0.2 + 300 * 10),
    # 10 new, 200 written, 600 read a message; A is written twice and its last count is 500
    ("claude-code.jsonl", 2 * (10 * 2 + 200 * 2.5 + 600 * 0.2) + (500 + 300) * 10),
    ("atif.json", FIRST + SECOND),
    # 600 read and 100 written inside 1,000; an instance of which only the total is kept
    ("openhands.jsonl", 300 * 2 + 600 * 0.2 + 100 * 2.5 + 500 * 10 + SECOND + 1000 * 2 + 500 * 10),
    # nothing cached; the simulated user twice 300 in, 20 out
    ("tau2.json", 1000 * 2 + 500 * 10 + SECOND + 2 * (300 * 2 + 20 * 10)),
    ("openrouter.csv", FIRST + SECOND),
    # the third came from the proxy's own cache
    ("litellm.json", FIRST + SECOND),
    # kinds add up to the total: 400 + 600 in, 200 + 300 out
    ("langfuse.json", FIRST + SECOND),
]


@pytest.mark.parametrize(("name", "micro"), HAND)
def test_the_price_is_the_hand_calculation(name, micro):
    assert price(name) == pytest.approx(micro / 1e6, abs=1e-12)


def test_a_codex_call_has_its_own_day_and_the_turns_model():
    log = read(LOGS / "codex.jsonl")
    assert [(u.model, u.date) for u in log.usage] == [
        ("gpt-5-codex", "2026-09-01"), ("gpt-5-codex", "2026-09-02"),
    ]  # fmt: skip
    assert (log.scaffold, log.effort) == ("Codex 0.98.0", "high")
    assert log.usage[0].tokens.reasoning == 300, "inside the output, not beside it"


def test_a_codex_total_without_calls_is_read_by_its_growth(tmp_path):
    rows = [json.loads(line) for line in (LOGS / "codex.jsonl").read_text().splitlines()]
    for row in rows:
        if isinstance(row["payload"].get("info"), dict):
            del row["payload"]["info"]["last_token_usage"]
    path = tmp_path / "rollout.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)))
    parts = [u.tokens for u in read(path).usage]
    assert parts == [u.tokens for u in read(LOGS / "codex.jsonl").usage]


def test_a_message_written_twice_counts_once_and_the_clients_own_lines_not_at_all():
    log = read(LOGS / "claude-code.jsonl")
    assert log.usage[0].tokens == Tokens(
        input=20, cache_read=1200, cache_write=400, output=800, reasoning=None
    )
    assert log.scaffold == "Claude Code 2.0.14" and {u.model for u in log.usage} == {
        "claude-sonnet-4-5-20250929"
    }


def test_a_trajectory_of_totals_says_that_it_cannot_tell_calls_apart(tmp_path):
    told = json.loads((LOGS / "atif.json").read_text())
    for step in told["steps"]:
        step.pop("metrics", None)
    path = tmp_path / "trajectory.json"
    path.write_text(json.dumps(told))
    log = read(path)
    assert log.usage[0].tokens == Tokens(input=2400, cache_read=600, output=800, reasoning=None)
    assert log.usage[0].window is None and log.notes and log.reported_cost == 0.0111


def test_a_simulated_user_has_a_role_of_its_own_and_scores_are_of_trials():
    log = read(LOGS / "tau2.json")
    assert {(u.model, u.role): u.tokens.input for u in log.usage} == {
        ("gpt-5", "model"): 3000, ("gpt-4.1", "tools"): 600,
    }  # fmt: skip
    assert (log.items, log.passes, log.attempts, log.score) == (1, 2, 2, 0.5)
    assert log.model == "gpt-5", "the agent's, whoever speaks first"
    assert log.reported_cost == pytest.approx(0.014) and log.benchmark == "tau2-bench retail"


def test_an_instance_of_openhands_has_the_day_of_its_first_cost():
    log = read(LOGS / "openhands.jsonl")
    assert [u.date for u in log.usage] == ["2026-09-01", ""]
    assert log.items == 2 and log.reported_cost == pytest.approx(0.014)


def test_what_was_charged_is_the_bill_of_an_openrouter_generation():
    log = read(LOGS / "openrouter.csv")
    assert log.usage[0].provider == "openrouter" and log.usage[0].date == "2026-09-10"
    assert sum(u.billed or 0 for u in log.usage) == pytest.approx(0.01292)


def test_a_generation_without_counts_makes_the_price_a_bound(tmp_path):
    text = (LOGS / "openrouter.csv").read_text().replace(",2000,300,", ",,,")
    path = tmp_path / "activity.csv"
    path.write_text(text)
    log = read(path)
    assert log.usage[0].tokens.total == 1500
    assert [d.code for d in log.doubts] == ["missing-generations"]


def test_a_request_given_twice_counts_once(tmp_path):
    rows = json.loads((LOGS / "litellm.json").read_text())
    path = tmp_path / "spend.json"
    path.write_text(json.dumps([*rows, *rows]))
    assert read(path).usage == read(LOGS / "litellm.json").usage
    assert "proxy's cache" in read(LOGS / "litellm.json").notes[0]


def test_a_kind_of_usage_that_nobody_named_is_refused(tmp_path):
    told = json.loads((LOGS / "langfuse.json").read_text())
    told["data"][0]["usageDetails"]["input_pages"] = 3
    path = tmp_path / "observations.json"
    path.write_text(json.dumps(told))
    with pytest.raises(UserError, match="input_pages"):
        read(path)


@pytest.mark.parametrize(("form", "keys"), [(form, keys) for form, keys, _ in unread.MARKS])
def test_what_is_not_read_is_refused_by_its_name_with_the_way_forward(tmp_path, form, keys):
    path = tmp_path / "log.json"
    path.write_text(json.dumps(dict.fromkeys(sorted(keys), "x")))
    with pytest.raises(UserError, match=f"{form} are not read: .*(CSV|export)"):
        read(path)


@pytest.mark.parametrize("name", [name for name, _ in HAND if name.endswith(("jsonl", "json"))])
def test_no_other_reader_takes_a_log_for_its_own(name):
    text = (LOGS / name).read_text()
    one = name.endswith(".jsonl")
    told = json.loads(text.splitlines()[0] if one else text)
    taken = [r.__name__ for r in readers.READERS if not one and r.recognises(told)]
    taken += [r.__name__ for r in readers.LINES if one and r.recognises_line(told)]
    rows_of_ours = "analysis.benchprice.readers.tabular"  # the last asked, and less strict
    assert len([reader for reader in taken if reader != rows_of_ours]) == 1, taken


def test_a_folder_of_trajectories_is_added_up_and_one_that_is_damaged_makes_it_a_bound(tmp_path):
    whole = json.loads((LOGS / "mini-swe-agent.traj.json").read_text())
    for number in range(3):
        place = tmp_path / "run" / f"task-{number}"
        place.mkdir(parents=True)
        told = {**whole, "instance_id": f"task-{number}"}
        (place / f"task-{number}.traj.json").write_text(json.dumps(told))
    one = read(LOGS / "mini-swe-agent.traj.json")
    log = read(tmp_path / "run")
    assert sum(u.tokens.total for u in log.usage) == 3 * sum(u.tokens.total for u in one.usage)
    assert (log.source, log.items, log.attempts) == ("run", 3, 3) and not log.doubts
    assert log.reported_cost == pytest.approx(3 * (one.reported_cost or 0))
    (tmp_path / "run" / "task-0" / "task-0.traj.json").write_text("{")
    log = read(tmp_path / "run")
    assert [d.code for d in log.doubts] == ["missing-trajectories"] and log.attempts == 2


def test_a_link_in_a_folder_is_not_followed_and_one_without_trajectories_is_refused(tmp_path):
    outside = tmp_path / "outside.traj.json"
    outside.write_text((LOGS / "mini-swe-agent.traj.json").read_text())
    place = tmp_path / "run"
    place.mkdir()
    (place / "a.traj.json").symlink_to(outside)
    with pytest.raises(UserError, match="no trajectories in it"):
        read(place)


@pytest.mark.parametrize("role", [{}, [], None, 3])
def test_a_message_whose_role_is_no_word_is_no_call(tmp_path, role):
    told = json.loads((LOGS / "tau2.json").read_text())
    told["simulations"][0]["messages"][2]["role"] = role
    path = tmp_path / "results.json"
    path.write_text(json.dumps(told))
    assert {u.role: u.tokens.input for u in read(path).usage} == {"model": 2000, "tools": 600}
