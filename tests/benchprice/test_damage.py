"""No damaged log makes the command crash, grow or write: some hundreds here, 10,000 on request.

nox -s fuzz
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

PEAK_MB = 500


def outcome(first: int, count: int) -> dict[str, Any]:
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("damaged_logs.py")), str(first), str(count)],
        capture_output=True,
        text=True,
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
        check=True,
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_damaged_logs_do_no_harm() -> None:
    damaged_logs = int(os.environ.get("DAMAGED_LOGS", "100"))
    found = outcome(1, damaged_logs)
    assert found["wrong"] == []
    assert sum(found["codes"].values()) == damaged_logs
    assert found["codes"]["1"] > damaged_logs / 2  # most damage is noticed
    assert found["peak_mb"] < PEAK_MB
