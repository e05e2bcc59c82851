"""The worked example: a real run of a real benchmark, carried through to its statement.

The page shows the commands that are run here, and what they print. The log is in ``data/worked``.
"""

from __future__ import annotations

import contextlib
import functools
import io
import json
import os
import shlex
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.benchprice import cli, days
from analysis.facts import ways
from analysis.facts.tables import DATA
from analysis.page.calls import data

FOLDER = DATA / "worked"
LOG = "gemini-3-pro-swe-bench.csv"
SAID = (  # what the log does not say; lines as wide as a page shows
    "--benchmark 'SWE-bench Verified'",
    "--benchmark-version 'bash only, 484 of its 500 tasks'",
    "--scaffold 'mini-SWE-agent 1.15.0' --evaluator SWE-bench",
    '--effort default --judge none --caching "Google\'s own, unasked"',
    "--cap cost_limit=3 --cap step_limit=250 --score-se 0.0199",
)
STATEMENT = "statement.json"


def commands() -> tuple[str, str, str]:
    """Return the three commands of the example, as a reader types them."""
    said = " \\\n  ".join((*SAID, f"--output {STATEMENT}"))
    date = f"{ways.newest_day(data()):%Y-%m-%d}"
    return (
        f"benchprice price {LOG} \\\n  {said}",
        f"benchprice reprice {STATEMENT} --date {date} \\\n  --output {STATEMENT}",
        f"benchprice check {STATEMENT}",
    )


@functools.cache
def worked() -> tuple[dict[str, Any], str]:
    """Return the example's statement, priced on two days, and what ``check`` says of it."""
    with tempfile.TemporaryDirectory() as name:
        paths = {LOG: str(FOLDER / LOG), STATEMENT: str(Path(name, STATEMENT))}
        for command in commands():
            words = shlex.split(command.replace("\\\n", ""))[1:]
            printed = _printed([paths.get(word, word) for word in words])
        made: dict[str, Any] = json.loads(Path(paths[STATEMENT]).read_text(encoding="utf-8"))
    return made, printed


def _printed(words: list[str]) -> str:
    """Run a command and return what it printed. Raises RuntimeError with its words if it fails."""
    assert data().digest  # the command has the record from a file of its own: it rests on all of it
    printed, day = io.StringIO(), ways.newest_day(data())
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed), _on(day):
        code = cli.main(words)
    if code:
        raise RuntimeError(printed.getvalue())
    return printed.getvalue()


@contextlib.contextmanager
def _on(day: pd.Timestamp) -> Iterator[None]:
    """Let a command's today be a day of the record: a page says the same whenever it is built."""
    before = os.environ.get(days.TODAY)
    os.environ[days.TODAY] = f"{day:%Y-%m-%d}"
    try:
        yield
    finally:
        if before is None:
            del os.environ[days.TODAY]
        else:
            os.environ[days.TODAY] = before
