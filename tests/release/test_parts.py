"""The bill of materials: everything in the lock, with digests and licences that may be shipped."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from analysis.facts.tables import ROOT
from analysis.release import parts

DIGEST = "0123456789abcdef" * 4
LOCK = f"""\
alpha==1.0 \\
    --hash=sha256:{DIGEST} \\
    --hash=sha256:{DIGEST[::-1]}
    # via project
beta==2.0 ; python_full_version < '3.12' \\
    --hash=sha256:{DIGEST}
"""


def test_a_lock_is_read_with_its_digests() -> None:
    found = list(parts.locked(LOCK))
    assert [name for name, _, _ in found] == ["alpha", "beta"]
    assert found[0] == ("alpha", "1.0", (DIGEST, DIGEST[::-1]))


@pytest.mark.parametrize("lock", ["requirements.txt", "requirements-dev.txt"])
def test_every_package_of_our_locks_is_read_and_has_a_digest(lock: str) -> None:
    text = (ROOT / lock).read_text()
    found = list(parts.locked(text))
    assert len(found) == sum("==" in line and line[0] not in " #" for line in text.splitlines())
    assert all(digests for _, _, digests in found)


def test_what_tests_the_site_is_pinned_as_what_builds_it() -> None:
    built, tools = (
        set(parts.locked((ROOT / lock).read_text()))
        for lock in ("requirements.txt", "requirements-dev.txt")
    )
    assert built < tools


def test_every_licence_is_known_and_may_be_shipped() -> None:
    assert list(parts.faults(parts.parts(ROOT))) == []


def test_what_may_not_be_shipped_or_is_unknown_is_named() -> None:
    found = [
        parts.Part("gpl", "1", (DIGEST,), "GPL-3.0-only"),
        parts.Part("silent", "1", (DIGEST,), ""),
        parts.Part("loose", "1", (), "MIT"),
        parts.Part("fine", "1", (DIGEST,), "MIT"),
    ]
    said = list(parts.faults(found))
    assert [line.split(":")[0] for line in said] == ["gpl", "silent", "loose"]


def test_the_bill_names_the_project_its_packages_and_its_scripts(tmp_path: Path) -> None:
    for name in ("requirements.txt", "pyproject.toml"):
        (tmp_path / name).write_text((ROOT / name).read_text())
    assert parts.main(tmp_path) == 0
    told = json.loads((tmp_path / parts.FILE).read_text())
    names = {part["name"] for part in told["components"]}
    assert {"pandas", "altair", "vega"} <= names
    assert told["metadata"]["component"]["name"] == "benchmark-prices"
