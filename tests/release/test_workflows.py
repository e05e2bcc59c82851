"""The workflows run what they say and may do no more: digests, least permission, an end."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

WORKFLOWS = sorted((Path(__file__).parents[2] / ".github/workflows").glob("*.yml"))


def jobs(path: Path) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = yaml.safe_load(path.read_text())["jobs"]
    return found


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda p: p.name)
def test_actions_are_named_by_digest_with_their_version_beside(path: Path) -> None:
    used = re.findall(r"uses: (\S+)(.*)", path.read_text())
    assert used
    for action, beside in used:
        assert re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40}", action), action
        assert re.fullmatch(r" # v\d+\.\d+\.\d+", beside), action


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda p: p.name)
def test_every_job_ends_and_only_one_that_runs_nothing_of_ours_may_write(path: Path) -> None:
    whole = yaml.safe_load(path.read_text())
    assert "permissions" in whole
    for name, job in jobs(path).items():
        assert job["timeout-minutes"] <= 90, name
        allowed = job.get("permissions", whole["permissions"])
        commands = " ".join(step.get("run", "") for step in job["steps"])
        if "write" in allowed.values():
            assert not re.search(r"\b(nox|python|pip|apt-get|npm)\b", commands), name
        else:
            kept = [s["with"] for s in job["steps"] if "checkout" in s.get("uses", "")]
            assert all(each["persist-credentials"] is False for each in kept), name


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda p: p.name)
def test_nothing_that_somebody_types_is_part_of_a_command(path: Path) -> None:
    for job in jobs(path).values():
        for step in job["steps"]:
            assert "${{" not in step.get("run", "")
